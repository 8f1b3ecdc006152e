use qkernel_runtime::prelude::*;

/// A conversion from an observable to an observable means nothing.
#[qkernel]
#[allow(clippy::useless_conversion)]
fn correlation(i: UInt, j: UInt) -> Observable {
    (X(i) * X(j)).into()
}

#[qkernel]
fn weighted(i: UInt, j: UInt) -> Observable {
    let sum = 0.5 * correlation(i, j) - Z(i);
    2.0 * sum
}

#[qkernel]
fn bell(i: UInt, j: UInt) -> Float {
    let (a, b) = cx(h(qubit()), qubit());
    let mut q = qubit_array(2);
    discard(q[0]);
    discard(q[1]);
    (q[0], q[1]) = (a, b);
    expval(q, correlation(i, j))
}

#[qkernel]
fn mixed(theta: Float) -> Float {
    let mut q = qubit_array(2);
    q[0] = ry(q[0], theta);
    expval(q, weighted(0, 1))
}

fn main() {
    assert!((bell(0, 1) - 1.0).abs() < 1e-12);
    let circuit = bell { i: 0, j: 1 }.compile().unwrap();
    assert!((circuit.run(()).unwrap() - 1.0).abs() < 1e-12);
    let circuit = mixed {}.compile().unwrap();
    let expected = -2.0 * 0.3_f64.cos();
    assert!((mixed(0.3) - expected).abs() < 1e-12);
    assert!((circuit.run(0.3).unwrap() - expected).abs() < 1e-12);
}
