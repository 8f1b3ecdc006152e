//! Arithmetic on angles, sizes and expectation values; every gate.

use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::prelude::*;
use qkernel_tests::random::{angles, observables};
use qkernel_tests::{agree, assert_derivatives};

/// A constant of the surrounding crate.
const SHIFT: Float = 0.125;
const COUNT: UInt = 3;

mod numbers {
    pub(super) const HALF: f64 = 0.5;
}

/// Everything that can be done to an angle.
#[qkernel]
fn functions(x: Float, y: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(COUNT);
    let product = x * y - y * y / 4.0;
    let mut z = -x + numbers::HALF * (2 as Float);
    z *= 1.5;
    z -= SHIFT;
    z += product;
    z /= 2.0;
    q[0] = ry(q[0], product.sin() + x.cos() * 2.0);
    q[1] = rx(q[1], (x / 4.0).exp() - (y * y + 1.0).ln());
    q[2] = rz(h(q[2]), (x * x + 0.5).sqrt() + y.tanh());
    (q[0], q[1]) = cx(q[0], q[1]);
    q[1] = ry(q[1], 1.0 / (x * x + 1.0) + (y + 10.0).recip() + PI / 3.0);
    (q[1], q[2]) = rzz(q[1], q[2], z);
    q[0] = p(q[0], std::f64::consts::FRAC_PI_4 - 7.5 % 2.0);
    expval(q, hs)
}

/// Sums in which the same arguments meet, add up, differ and cancel.
#[qkernel]
fn affine(x: Vector<Float, 3>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(2);
    let mut a = x[0] * 2.0 - x[1];
    let b = x[1] * 0.75 - x[0] + x[2] / 4.0;
    a -= b;
    q[0] = ry(q[0], a + 0.5);
    q[1] = ry(q[1], a * 3.0 - (b - a) * 2.0 + (b + x[1]));
    (q[0], q[1]) = cx(q[0], q[1]);
    q[0] = rx(q[0], (x[2] - a) - (x[2] - b) + (0.25 - a));
    q[1] = rz(q[1], -(a - a) + (x[0] + x[1]) / 0.5 - 1.0);
    q[1] = rx(q[1], x[0] - x[0] + 0.3);
    expval(q, hs)
}

/// Expectation values are numbers: they can be added, multiplied, used in functions, carried.
#[qkernel]
fn after(
    n: UInt,
    x: Vector<Float, { n }>,
    h: Observable,
    hs: Vector<Observable>,
) -> (Float, Vector<Float>, Float) {
    let mut total = 0.0;
    let mut product = 1.0;
    for i in range(n) {
        let mut q = qubit_array(2);
        q[0] = ry(q[0], x[i]);
        (q[0], q[1]) = cx(q[0], q[1]);
        q[1] = rx(q[1], x[0]);
        let value = expval(q, h);
        total = total + value * x[i];
        product = product * (value + 1.5);
    }
    let mut q = qubit_array(1);
    q[0] = ry(q[0], x[0]);
    let values = expval(q, hs);
    (
        total.sin() - 1.0 / product,
        values,
        values[0] * product + values[values.len() - 1],
    )
}

/// Every gate once.
#[qkernel]
fn gates(x: Vector<Float, 3>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(3);
    q = angle_encoding(q, x);
    q[0] = id(q[0]);
    q[0] = h(q[0]);
    q[1] = x_of(q[1]);
    q[2] = y(q[2]);
    q[0] = z(q[0]);
    q[1] = s(q[1]);
    q[2] = sdg(q[2]);
    q[0] = t(q[0]);
    q[1] = tdg(q[1]);
    q[2] = sx(q[2]);
    q[0] = sxdg(q[0]);
    q[0] = rx(q[0], x[0]);
    q[1] = rz(q[1], x[1]);
    q[2] = p(q[2], x[2]);
    q[0] = u(q[0], x[0], x[1], x[2]);
    (q[0], q[1]) = cx(q[0], q[1]);
    (q[1], q[2]) = cy(q[1], q[2]);
    (q[2], q[0]) = cz(q[2], q[0]);
    (q[0], q[2]) = ch(q[0], q[2]);
    (q[1], q[0]) = cp(q[1], q[0], x[0]);
    (q[2], q[1]) = crx(q[2], q[1], x[1]);
    (q[0], q[1]) = cry(q[0], q[1], x[2]);
    (q[1], q[2]) = crz(q[1], q[2], x[0]);
    (q[2], q[0]) = swap(q[2], q[0]);
    (q[0], q[1]) = iswap(q[0], q[1]);
    (q[1], q[2]) = rxx(q[1], q[2], x[1]);
    (q[2], q[0]) = ryy(q[2], q[0], x[2]);
    (q[0], q[1]) = rzz(q[0], q[1], x[0]);
    (q[0], q[1], q[2]) = ccx(q[0], q[1], q[2]);
    (q[2], q[0], q[1]) = ccz(q[2], q[0], q[1]);
    (q[1], q[2], q[0]) = cswap(q[1], q[2], q[0]);
    global_phase(x[0]);
    expval(q, hs)
}

/// The parameter of `gates` hides the gate of the same name.
#[qkernel]
fn x_of(q: Qubit) -> Qubit {
    x(q)
}

/// Sizes: every operation and comparison.
#[qkernel]
fn sizes(
    a: UInt,
    b: UInt,
    table: Vector<UInt, { a + 1 }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(2);
    let c = (a * 7 + b) % 5 + a / (b + 1);
    if c == a || c != b && !(a < b) {
        q[0] = h(q[0]);
    }
    if a <= b {
        q[1] = sx(q[1]);
    }
    if a > 2 && b >= a {
        (q[0], q[1]) = cx(q[0], q[1]);
    }
    let mut sum = 0;
    for i in range(table.len()) {
        sum += table[i] * (i + 1);
        sum %= 11;
    }
    q[0] = ry(q[0], (sum as Float) / 3.0);
    q[1] = ry(q[1], (c as Float) * 0.2);
    expval(q, hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sums_of_angles(x in angles(3), hs in observables(2)) {
        agree(affine { hs }, &x, affine(x.clone().into(), hs));
        let rows = affine { hs }.compile().unwrap().jacobian(&x).unwrap();
        assert_derivatives("affine", rows, &x, |x| affine(x.into(), hs));
    }

    #[test]
    fn functions_of_angles(x in -3.0..3.0, y in -3.0..3.0, hs in observables(3)) {
        agree(functions { hs }, (x, y), functions(x, y, hs));
    }

    #[test]
    fn arithmetic_on_expectation_values((n, x) in (1..4usize).prop_flat_map(|n| (Just(n), angles(n))), hs in observables(1)) {
        let h = Z(0) * Z(1) + 0.5 * Y(1);
        agree(after { n, h: h.clone(), hs }, &x, after(n, x.clone().into(), h, hs));
    }

    #[test]
    fn every_gate(x in angles(3), hs in observables(3)) {
        agree(gates { hs }, &x, gates(x.clone().into(), hs));
    }

    #[test]
    fn sizes_and_comparisons(
        (a, table) in (0..5usize).prop_flat_map(|a| (Just(a), vec(0..9usize, a + 1))),
        b in 0..5usize, hs in observables(2),
    ) {
        let table = Vector::from(table);
        agree(sizes { a, b, table, hs }, (), sizes(a, b, table, hs));
    }
}
