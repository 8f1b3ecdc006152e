use qkernel_runtime::prelude::*;

/// A matrix has no rows that could be taken first.
#[qkernel]
fn prepare(angles: Matrix<Float>) -> Bit {
    let q = rx(qubit(), angles[0][1]);
    measure(rz(q, angles[1][0]))
}

fn main() {}
