use qkernel_runtime::prelude::*;

/// An observable that a kernel computes is copied to be used again; a parameter is copied by itself.
#[qkernel]
fn sandwich(b: Observable, theta: Float) -> Float {
    let a = 0.1 * X(0) + 0.3 * Y(0);
    let right = a.clone();
    expval(ry(qubit(), theta), a * b * right + b - b)
}

fn main() {
    let circuit = sandwich { b: 0.7 * Z(0) }.compile().unwrap();
    let expected = -0.07 * 0.4_f64.cos();
    assert!((circuit.run(0.4).unwrap() - expected).abs() < 1e-12);
    assert!((sandwich(0.7 * Z(0), 0.4) - expected).abs() < 1e-12);
}
