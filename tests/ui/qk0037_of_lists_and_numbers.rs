use qkernel_runtime::prelude::*;

/// Iterators and functions that kernels do not have are for the code around a kernel.
#[qkernel]
fn encode(weights: Vector<Float>, x: Float, y: Float) -> Bit {
    let sum: Float = weights.iter().sum();
    let q = ry(qubit(), sum);
    let q = rz(q, f64::hypot(y, x));
    let q = rx(q, f64::sin(x));
    measure(q)
}

fn main() {}
