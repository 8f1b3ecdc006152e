use qkernel_runtime::prelude::*;

/// A measurement gives a bit.
#[qkernel]
fn outcome(theta: Float) -> Bit {
    let q = ry(qubit(), theta);
    measure(q)
}

fn main() {
    assert!(outcome(PI));
    outcome {}.compile().unwrap();
}
