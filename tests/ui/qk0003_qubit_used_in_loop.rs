use qkernel_runtime::prelude::*;

/// The loop uses the qubit up, and its first iteration leaves none for the second.
#[qkernel]
fn turn(n: UInt, angles: Vector<Float, { n }>) -> Bit {
    let q = qubit();
    let mut turned = qubit();
    for i in range(n) {
        discard(turned);
        turned = ry(q, angles[i]);
    }
    measure(turned)
}

fn main() {}
