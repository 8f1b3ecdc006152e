use qkernel_runtime::prelude::*;

/// A loop that has nothing to do ends at once.
#[qkernel]
fn turn(n: UInt, theta: Float) -> Qubit {
    let mut q = qubit();
    for _ in range(n) {
        q = ry(q, theta);
    }
    return q;
}

fn main() {
    assert!(!measure(turn(0, 0.1)));
}
