use qkernel_runtime::prelude::*;

/// The angle is given when the circuit is already compiled.
#[qkernel]
fn threshold(theta: Float) -> Bit {
    let mut q = ry(qubit(), theta);
    if theta > 0.5 {
        q = x(q);
    }
    measure(q)
}

fn main() {}
