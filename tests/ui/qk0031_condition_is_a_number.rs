use qkernel_runtime::prelude::*;

/// An angle is neither true nor false.
#[qkernel]
fn turn(theta: Float) -> Bit {
    let mut q = qubit();
    if theta {
        q = ry(q, theta);
    }
    measure(q)
}

fn main() {}
