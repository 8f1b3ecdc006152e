use qkernel_runtime::prelude::*;

/// This function of an angle is not among those that kernels have.
#[qkernel]
fn encode(x: Float, y: Float) -> Bit {
    let q = ry(qubit(), x.powi(2));
    let q = rz(q, y.atan());
    measure(q)
}

fn main() {}
