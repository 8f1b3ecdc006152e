use qkernel_runtime::prelude::*;

/// A sum is a loop over indices, a function a method; what kernels do not have is computed before.
#[qkernel]
fn encode(n: UInt, weights: Vector<Float, { n }>, angle: Float, x: Float) -> Bit {
    let mut sum = 0.0;
    for i in range(n) {
        sum += weights[i];
    }
    let q = ry(qubit(), sum);
    let q = rz(q, angle);
    let q = rx(q, x.sin());
    measure(q)
}

fn main() {
    encode(2, [0.1, 0.2].into(), f64::hypot(0.3, 0.4), 0.5);
    encode { n: 2 }.compile().unwrap();
}
