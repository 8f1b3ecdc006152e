use qkernel_runtime::prelude::*;

/// Weights come from outside; what is added to them is a number of its own.
#[qkernel]
fn turn(n: UInt, weights: Vector<Float, { n }>) -> Bit {
    let mut q = qubit();
    let offset = 0.1;
    for i in range(n) {
        q = ry(q, weights[i] + offset);
    }
    measure(q)
}

fn main() {
    turn(2, [0.1, 0.2].into());
    turn { n: 2 }.compile().unwrap();
}
