use qkernel_runtime::prelude::*;

/// A loop over the numbers themselves.
#[qkernel]
fn turn(n: UInt, angles: Vector<Float, { n }>) -> Bit {
    let mut q = qubit();
    for angle in angles {
        q = ry(q, angle);
    }
    measure(q)
}

fn main() {}
