use qkernel_runtime::prelude::*;

/// A pair that has a name is taken apart in the body.
#[qkernel]
fn entangle(pair: (Qubit, Qubit)) -> (Qubit, Qubit) {
    let (a, b) = pair;
    let a = h(a);
    cx(a, b)
}

fn main() {
    let (a, b) = entangle((qubit(), qubit()));
    assert_eq!(measure(a), measure(b));
}
