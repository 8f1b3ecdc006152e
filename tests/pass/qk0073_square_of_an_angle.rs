use qkernel_runtime::prelude::*;

/// The same angle in two gates, with a factor and an offset, times itself, and in a function.
#[qkernel]
fn curved(theta: Float, observable: Observable) -> Float {
    let mut q = qubit();
    q = ry(q, theta);
    q = rz(q, 2.0 * theta + 0.1);
    q = rx(q, theta * theta);
    q = ry(q, theta.sin());
    expval(q, observable)
}

fn main() {
    let circuit = curved { observable: X(0) }.compile().unwrap();
    let slope = circuit.gradient((0.3,)).unwrap().0;
    let step = 1e-6;
    let up: f64 = circuit.run((0.3 + step,)).unwrap();
    let down: f64 = circuit.run((0.3 - step,)).unwrap();
    assert!((slope - (up - down) / (2.0 * step)).abs() < 1e-6);
}
