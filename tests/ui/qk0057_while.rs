use qkernel_runtime::prelude::*;

/// The number of iterations is known only at run time.
#[qkernel]
fn turn(n: UInt, theta: Float) -> Bit {
    let mut q = qubit();
    let mut left = n;
    while left > 0 {
        q = ry(q, theta);
        left -= 1;
    }
    measure(q)
}

fn main() {}
