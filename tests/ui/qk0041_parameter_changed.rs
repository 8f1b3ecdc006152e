use qkernel_runtime::prelude::*;

/// Weights come from outside and stay what they are.
#[qkernel]
fn turn(n: UInt, weights: Vector<Float, { n }>) -> Bit {
    let mut q = qubit();
    weights[0] = 0.1;
    for i in range(n) {
        q = ry(q, weights[i]);
    }
    measure(q)
}

fn main() {}
