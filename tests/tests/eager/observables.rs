//! Observables that are written in the kernel.

use proptest::prelude::*;
use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;
use qkernel_tests::agree;
use qkernel_tests::random::angles;

/// The energy of a chain, built up in a loop.
#[qkernel]
fn chain(n: UInt, field: UInt, x: Vector<Float, { n }>) -> Float {
    let q = cx_entangling_layer(angle_encoding(qubit_array(n), x));
    let mut energy = 0.5 * I();
    for i in range(n) {
        energy = energy - X(i) * (field as Float);
        if i + 1 < n {
            energy = energy + Z(i) * Z(i + 1) - 0.25 * Y(i) * Y(i + 1);
        }
    }
    expval(q, energy)
}

/// Written ones, bound ones, and both.
#[qkernel]
fn several(
    k: UInt,
    h: Observable,
    hs: Vector<Observable>,
    x: Float,
) -> (Float, Float, Float, Float) {
    let make = k + 1;
    let mut q = qubit_array(make);
    q[k] = ry(q[k], x);
    let a = expval(q, Z(k));
    let b = expval(rx(qubit(), x), -Y(0) * 2.0);
    let c = expval(ry(qubit(), x), X(0) + h);
    let d = expval(ry(qubit(), x), hs[0] - hs[hs.len() - 1]);
    (a, b, c, d)
}

/// The sum grows beside the gates.
#[qkernel]
fn ring(n: UInt, x: Vector<Float, { n }>) -> Float {
    let mut q = angle_encoding(qubit_array(n), x);
    let mut total = X(0) * X(n - 1) - Y(0) * Y(n - 1);
    for i in range(1, n) {
        (q[i - 1], q[i]) = crx(q[i - 1], q[i], x[i]);
        total = total + 0.5 * (X(i - 1) * X(i) + Y(i - 1) * Y(i));
    }
    expval(q, total)
}

/// Products, quotients and assignments.
#[qkernel]
fn algebra(n: UInt, a: Observable, b: Observable, x: Vector<Float, { n }>) -> (Float, Float) {
    let q = cx_entangling_layer(angle_encoding(qubit_array(n), x));
    let mut total = 0.3 * a * b + b * a * 0.3;
    total += Z(0) / 3.0;
    total -= a;
    for i in range(n) {
        total = X(i) / (1.0 + (i as Float)) + total;
    }
    total *= 0.5;
    let p = angle_encoding(qubit_array(n), x);
    (expval(q, total), expval(p, a * b * a - 0.1 * I()))
}

static_circuit! {
    static ALGEBRA: algebra = { n: 2, a: "0.1 X0 - 0.7 Y1 Z0", b: "0.3 Z0 Y1 + X1" };
}

#[test]
fn products_in_constants() {
    let (a, b) = (
        "0.1 X0 - 0.7 Y1 Z0".parse::<Observable>(),
        "0.3 Z0 Y1 + X1".parse(),
    );
    let (found, plain): ((f64, f64), _) = (
        ALGEBRA.run([0.3, -0.8]).unwrap(),
        algebra(2, a.unwrap(), b.unwrap(), Vector::from([0.3, -0.8])),
    );
    assert!((found.0 - plain.0).abs() < 1e-14 && (found.1 - plain.1).abs() < 1e-14);
}

/// A Pauli sum with decimals as coefficients.
fn sum(qubits: usize) -> impl Strategy<Value = Observable> {
    let factors = prop::collection::vec((0..4usize, 0..qubits), 0..3);
    let term = (-99..100i32, factors).prop_map(|(c, factors)| {
        let factors = factors
            .into_iter()
            .map(|(pauli, qubit)| [I(), X(qubit), Y(qubit), Z(qubit)][pauli].clone());
        let product: Observable = factors.product();
        // Of a qubit that is named twice, what is Hermitian.
        let c = f64::from(c) / 10.0;
        if product.is_hermitian() {
            c * product
        } else {
            c * I()
        }
    });
    prop::collection::vec(term, 0..4).prop_map(|terms| terms.into_iter().sum())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn algebra_of_parameters((n, x, a, b) in (1..5usize).prop_flat_map(|n| (Just(n), angles(n), sum(n), sum(n)))) {
        agree(algebra { n, a: a.clone(), b: b.clone() }, &x, algebra(n, a, b, x.clone().into()));
    }

    #[test]
    fn sums_that_grow_in_a_loop((n, x) in (1..5usize).prop_flat_map(|n| (Just(n), angles(n))), field in 0..3usize) {
        agree(chain { n, field }, &x, chain(n, field, x.clone().into()));
    }

    #[test]
    fn written_and_bound(k in 0..3usize, x in -3.0..3.0) {
        let h = || 0.5 * Z(0) - 1.0;
        let hs = Vector::from([h(), X(0)]);
        agree(several { k, h: h(), hs }, x, several(k, h(), hs, x));
    }

    #[test]
    fn sums_beside_gates((n, x) in (2..5usize).prop_flat_map(|n| (Just(n), angles(n)))) {
        agree(ring { n }, &x, ring(n, x.clone().into()));
    }
}
