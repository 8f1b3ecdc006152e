use qkernel_runtime::prelude::*;

/// A measurement gives a bit, not an expectation value.
#[qkernel]
fn outcome(theta: Float) -> Float {
    let q = ry(qubit(), theta);
    measure(q)
}

fn main() {}
