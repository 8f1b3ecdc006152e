use qkernel_runtime::prelude::*;

/// A qubit cannot control itself.
#[qkernel]
fn entangle(q: Qubit, r: Qubit) -> (Qubit, Qubit) {
    let (a, b) = cx(q, q);
    discard(r);
    (a, b)
}

fn main() {}
