use qkernel_runtime::prelude::*;

/// An angle says nothing about sizes.
#[qkernel]
fn repeat(theta: Float) -> Bit {
    let mut q = qubit();
    for _ in range(theta as UInt) {
        q = ry(q, theta);
    }
    measure(q)
}

fn main() {}
