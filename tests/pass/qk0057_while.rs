use qkernel_runtime::prelude::*;

/// The number of iterations is known once `n` is.
#[qkernel]
fn turn(n: UInt, theta: Float) -> Bit {
    let mut q = qubit();
    for _ in range(n) {
        q = ry(q, theta);
    }
    measure(q)
}

fn main() {
    turn(2, 0.3);
    turn { n: 2 }.compile().unwrap();
}
