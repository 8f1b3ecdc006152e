use qkernel_runtime::prelude::*;

/// These functions of an angle are not among those that kernels have.
#[qkernel]
fn encode(x: Float, y: Float) -> Bit {
    let q = ry(qubit(), x.powf(0.5));
    let q = rz(q, y.sinh());
    measure(q)
}

fn main() {}
