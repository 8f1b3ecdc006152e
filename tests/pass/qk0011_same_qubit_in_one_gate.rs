use qkernel_runtime::prelude::*;

/// One qubit controls the other.
#[qkernel]
fn entangle(q: Qubit, r: Qubit) -> (Qubit, Qubit) {
    let (a, b) = cx(q, r);
    (a, b)
}

fn main() {
    let (a, b) = entangle(x(qubit()), qubit());
    assert_eq!((measure(a), measure(b)), (true, true));
}
