use qkernel_runtime::prelude::*;

/// The kernel ends early if there is nothing to do.
#[qkernel]
fn turn(n: UInt, theta: Float) -> Qubit {
    let mut q = qubit();
    if n == 0 {
        return q;
    }
    for _ in range(n) {
        q = ry(q, theta);
    }
    q
}

fn main() {}
