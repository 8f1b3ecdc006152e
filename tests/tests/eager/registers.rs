//! Several registers and scalars, parts of them measured in expectation, elements that move between them.

use proptest::prelude::*;
use qkernel_runtime::prelude::*;
use qkernel_tests::agree;
use qkernel_tests::random::{angles, observables};

/// Two registers and a qubit; the second register is measured, in its own numbering.
#[qkernel]
fn second_of_two(
    n: UInt,
    m: UInt,
    x: Vector<Float, { n + m }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut a = qubit_array(n);
    let mut s = h(qubit());
    let mut b = qubit_array(m);
    for i in range(n) {
        a[i] = ry(a[i], x[i]);
        (a[i], s) = cx(a[i], s);
    }
    for j in range(m) {
        b[j] = rx(b[j], x[n + j]);
        (s, b[j]) = cz(s, b[j]);
        if j < n {
            (a[j], b[j]) = swap(a[j], b[j]);
        }
    }
    discard(s);
    discard(a);
    expval(b, hs)
}

/// Everything is measured in expectation, part by part.
#[qkernel]
fn in_parts(
    n: UInt,
    x: Vector<Float, { n }>,
    h: Observable,
    hh: Observable,
    hs: Vector<Observable>,
) -> (Vector<Float>, Float, Float) {
    let mut q = angle_encoding(qubit_array(n), x);
    let mut s = qubit();
    for i in range(n) {
        (q[i], s) = cry(q[i], s, x[i] * 0.7);
    }
    let mut pair = qubit_array(2);
    (s, pair[0]) = cx(s, pair[0]);
    (pair[0], pair[1]) = crx(pair[0], pair[1], x[0]);
    let single = expval(s, h);
    (expval(q, hs), expval(pair, hh), single)
}

/// Qubits, a register and two of its elements, looked at together in another order.
#[qkernel]
fn together(n: UInt, x: Vector<Float, { n }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), x);
    let (mut s, mut pair) = (h(qubit()), h_layer(qubit_array(2)));
    for i in range(n) {
        (q[i], s) = cry(q[i], s, x[i] * 0.7);
    }
    (s, pair[1]) = crx(s, pair[1], x[0]);
    let ends = (pair[1], pair[0]);
    expval((ends, s, q), hs)
}

/// Elements move from one register to another.
#[qkernel]
fn moved(n: UInt, x: Vector<Float, { n }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut a = qubit_array(n);
    let mut b = qubit_array(n);
    for i in range(n) {
        a[i] = ry(a[i], x[i]);
        let k = n - 1 - i;
        (a[i], b[k]) = (b[k], a[i]);
        b[k] = rz(b[k], 0.5);
    }
    a = h_layer(a);
    for i in range(n) {
        (b[i], a[i]) = cx(b[i], a[i]);
    }
    discard(b);
    expval(a, hs)
}

/// A measured qubit's place is taken by a new one.
#[qkernel]
fn renewed(n: UInt, x: Vector<Float, { n }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), x);
    q = cx_entangling_layer(q);
    for i in range(n / 2) {
        discard(q[i]);
        q[i] = ry(qubit(), x[i] * 2.0);
    }
    q = cz_entangling_layer(h_layer(q));
    expval(q, hs)
}

/// Rows of a matrix are layers.
#[qkernel]
fn rows(layers: UInt, n: UInt, m: Matrix<Float>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    for l in range(layers) {
        for i in range(n) {
            q[i] = ry(q[i], m[(l, i)]);
            q[i] = rz(q[i], m[(l, n - 1 - i)] * 0.5);
        }
        q = cx_entangling_layer(q);
    }
    expval(q, hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn several_registers(
        (n, m, x, hs) in (0..4usize, 1..4usize).prop_flat_map(|(n, m)| (Just(n), Just(m), angles(n + m), observables(m))),
    ) {
        agree(second_of_two { n, m, hs }, &x, second_of_two(n, m, x.clone().into(), hs));
    }

    #[test]
    fn expectation_values_of_parts((n, x, hs) in (1..4usize).prop_flat_map(|n| (Just(n), angles(n), observables(n)))) {
        let (h, hh) = (X(0) - 0.5 * Y(0), Z(0) * Y(1) + X(1));
        let kernel = in_parts { n, h: h.clone(), hh: hh.clone(), hs };
        agree(kernel, &x, in_parts(n, x.clone().into(), h, hh, hs));
    }

    #[test]
    fn expectation_values_of_tuples((n, x, hs) in (1..4usize).prop_flat_map(|n| (Just(n), angles(n), observables(n + 3)))) {
        let counts = together { n, hs }.compile().unwrap().resources();
        assert!(together::resources().at(&[("n", n)]).unwrap().agrees_with(&counts));
        agree(together { n, hs }, &x, together(n, x.clone().into(), hs));
    }

    #[test]
    fn elements_that_move((n, x, hs) in (0..4usize).prop_flat_map(|n| (Just(n), angles(n), observables(n)))) {
        agree(moved { n, hs }, &x, moved(n, x.clone().into(), hs));
    }

    #[test]
    fn new_qubits_in_old_places((n, x, hs) in (1..5usize).prop_flat_map(|n| (Just(n), angles(n), observables(n)))) {
        agree(renewed { n, hs }, &x, renewed(n, x.clone().into(), hs));
    }

    #[test]
    fn matrices(
        (layers, n, x, hs) in (1..4usize, 1..4usize)
            .prop_flat_map(|(l, n)| (Just(l), Just(n), angles(l * n), observables(n))),
    ) {
        let matrix: Vec<Vec<f64>> = x.chunks(n).map(<[f64]>::to_vec).collect();
        let eager = rows(layers, n, Matrix::from_vec(layers, n, x).unwrap(), hs);
        agree(rows { layers, n, hs }, &matrix, eager);
    }
}
