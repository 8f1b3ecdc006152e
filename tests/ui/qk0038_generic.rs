use qkernel_runtime::prelude::*;

/// A kernel cannot leave a type open.
#[qkernel]
fn rotate<T: Into<f64>>(q: Qubit, angle: T) -> Qubit {
    let theta = angle;
    ry(q, theta)
}

fn main() {}
