use qkernel_runtime::prelude::*;

/// A number that each iteration changes means what it means in Rust.
#[qkernel]
fn accumulate(n: UInt, weights: Vector<Float, { n }>) -> Bit {
    let mut q = qubit();
    let mut sum = 0.0;
    for i in range(n) {
        sum = sum + weights[i];
        q = ry(q, sum);
    }
    measure(q)
}

fn main() {
    accumulate(2, [0.0, PI].into());
    assert!(accumulate(2, [0.0, PI].into()));
    accumulate { n: 2 }.compile().unwrap();
}
