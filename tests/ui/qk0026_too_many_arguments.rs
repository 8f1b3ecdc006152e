use qkernel_runtime::prelude::*;

/// A Hadamard has no angle.
#[qkernel]
fn superpose() -> Bit {
    let q = h(qubit(), 0.5);
    measure(q)
}

fn main() {}
