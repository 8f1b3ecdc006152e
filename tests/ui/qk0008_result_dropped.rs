use qkernel_runtime::prelude::*;

/// The gate's result is dropped, and the qubit with it.
#[qkernel]
fn flip(q: Qubit, target: Qubit) -> Bit {
    x(q);
    measure(target)
}

fn main() {}
