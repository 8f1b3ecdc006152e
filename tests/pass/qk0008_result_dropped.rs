use qkernel_runtime::prelude::*;

/// The gate's result is the qubit from now on.
#[qkernel]
fn flip(q: Qubit, target: Qubit) -> (Bit, Bit) {
    let q = x(q);
    (measure(q), measure(target))
}

fn main() {
    assert_eq!(flip(qubit(), qubit()), (true, false));
}
