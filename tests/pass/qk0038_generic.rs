use qkernel_runtime::prelude::*;

/// A kernel states its types.
#[qkernel]
fn rotate(q: Qubit, angle: Float) -> Qubit {
    let theta = angle;
    ry(q, theta)
}

fn main() {
    assert!(measure(rotate(qubit(), PI)));
}
