//! Loops: bounds, nesting, steps, carried values.

use proptest::prelude::*;
use qkernel_runtime::prelude::*;
use qkernel_tests::agree;
use qkernel_tests::random::{angles, observables};

/// A sum of angles and counts are carried; one count is a later bound.
#[qkernel]
fn carried(n: UInt, x: Vector<Float, { n }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    let mut sum = 0.1;
    let mut count = 0;
    for i in range(n) {
        sum = sum + x[i] * 0.5;
        count += i % 2 + 1;
        q[i] = ry(q[i], sum);
    }
    for j in range(count) {
        let k = j % n;
        q[k] = rx(q[k], sum * (j as Float) - 0.3);
    }
    // Assigned where a bound or an index is computed.
    let mut more = 0;
    for _ in range(n) {
        for _ in range(if n > 1 {
            more += 1;
            more
        } else {
            1
        }) {
            q[0] = ry(q[0], sum);
        }
    }
    let mut at = 0;
    for _ in range(n) {
        let one = q[at];
        q[if n > 0 {
            at += 1;
            at - 1
        } else {
            0
        }] = ry(one, sum);
    }
    expval(q, hs)
}

/// Every pair, every triple; inner bounds depend on outer variables.
#[qkernel]
fn nested(n: UInt, x: Vector<Float, { n * n }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    for i in 0..n {
        q[i] = h(q[i]);
        for j in i + 1..n {
            (q[i], q[j]) = cp(q[i], q[j], x[i * n + j]);
            for k in range(i) {
                q[k] = rx(q[k], x[j * n + k] / 2.0);
            }
        }
    }
    expval(q, hs)
}

/// Steps up and down, bounds that are expressions.
#[qkernel]
fn strides(
    a: UInt,
    b: UInt,
    step: UInt,
    x: Vector<Float, { a + b + 1 }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let n = a + b + 1;
    let mut q = qubit_array(n);
    for i in range(a, n, step) {
        q[i] = ry(q[i], x[i]);
    }
    for i in range(n - 1, a / 2, -1) {
        (q[i], q[i - 1]) = cx(q[i], q[i - 1]);
    }
    for i in range(b, 0, -step) {
        q[i] = rz(q[i], x[i] + 1.0);
    }
    for i in range(b, a) {
        q[i] = rx(q[i], x[i - b]);
    }
    for i in range(b, a).rev() {
        q[i] = rx(q[i], x[i - b]);
        (q[i], q[i + 1]) = cz(q[i], q[i + 1]);
    }
    for i in a..=b {
        q[i] = rx(q[i], x[b - i]);
    }
    for i in (0..=a + b).rev().step_by(step) {
        q[i] = ry(q[i], x[i] - 0.5);
    }
    for i in range(a, n).step_by(step) {
        q[i] = rx(q[i], x[i] - 0.5);
    }
    for i in range(b / 2, n, step + 1).rev() {
        q[i] = ry(q[i], x[i] + 0.5);
        if i > 0 {
            (q[i], q[i - 1]) = cx(q[i], q[i - 1]);
        }
    }
    for i in (0..n).rev().step_by(step) {
        q[i] = rz(q[i], x[i]);
    }
    for i in (0..n).rev().step_by(step + 1).rev() {
        q[i] = rx(q[i], x[n - 1 - i]);
    }
    for i in (0..n).rev() {
        q[i] = ry(q[i], x[i]);
        for j in range(i).rev() {
            (q[j], q[i]) = crx(q[j], q[i], x[j]);
        }
    }
    for _ in range(b % 3) {
        q[0] = sx(q[0]);
    }
    expval(q, hs)
}

/// Fibonacci: two counts change places, and the qubits of two variables too.
#[qkernel]
fn exchanged(n: UInt, x: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut r = qubit_array(2);
    let mut a = ry(r[0], x);
    let mut b = r[1];
    let (mut f, mut g) = (0, 1);
    for _ in range(n) {
        (f, g) = (g, f + g);
        a = rx(a, x * (f as Float));
        (a, b) = cx(a, b);
        (a, b) = (b, a);
    }
    r[0] = a;
    r[1] = b;
    expval(r, hs)
}

/// A name that a `let` hides, in the loop and out of it.
#[qkernel]
fn hidden(n: UInt, x: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    let angle = x;
    let k = 1;
    for i in range(n) {
        let angle = angle * 2.0 + (k as Float);
        let k = k + i;
        let angle = angle - (k as Float) * 0.1;
        q[i] = ry(q[i], angle);
    }
    for i in range(k, n) {
        q[i] = rx(q[i], angle);
        (q[i - 1], q[i]) = cz(q[i - 1], q[i]);
    }
    expval(q, hs)
}

/// A register is replaced in a loop, and a tuple is carried.
#[qkernel]
fn replaced(
    n: UInt,
    layers: UInt,
    x: Vector<Float, { n * layers }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n);
    let mut pair = (0, 0.5);
    for layer in range(layers) {
        q = ry_layer(q, x, layer * n);
        q = cx_entangling_layer(q);
        pair = (pair.0 + layer, pair.1 * 0.5 + x[layer]);
        for i in range(pair.0 % n) {
            q[i] = rz(q[i], pair.1);
        }
    }
    expval(q, hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn carried_values((n, x, hs) in (1..5usize).prop_flat_map(|n| (Just(n), angles(n), observables(n)))) {
        agree(carried { n, hs }, &x, carried(n, x.clone().into(), hs));
    }

    #[test]
    fn nested_loops((n, x, hs) in (0..5usize).prop_flat_map(|n| (Just(n), angles(n * n), observables(n)))) {
        agree(nested { n, hs }, &x, nested(n, x.clone().into(), hs));
    }

    #[test]
    fn steps_and_bounds(
        (a, b, x, hs) in (0..4usize, 0..4usize)
            .prop_flat_map(|(a, b)| (Just(a), Just(b), angles(a + b + 1), observables(a + b + 1))),
        step in 1..4usize,
    ) {
        agree(strides { a, b, step, hs }, &x, strides(a, b, step, x.clone().into(), hs));
    }

    #[test]
    fn exchanged_values(n in 0..8usize, x in -3.0..3.0, hs in observables(2)) {
        agree(exchanged { n, hs }, x, exchanged(n, x, hs));
    }

    #[test]
    fn hidden_names((n, hs) in (1..5usize).prop_flat_map(|n| (Just(n), observables(n))), x in -3.0..3.0) {
        agree(hidden { n, hs }, x, hidden(n, x, hs));
    }

    #[test]
    fn replaced_registers(
        (n, layers, x, hs) in (1..5usize, 0..4usize)
            .prop_flat_map(|(n, l)| (Just(n), Just(l), angles(n * l), observables(n))),
    ) {
        agree(replaced { n, layers, hs }, &x, replaced(n, layers, x.clone().into(), hs));
    }
}

#[test]
#[should_panic = "the step of this range is zero"]
fn a_step_of_zero() {
    strides(
        1,
        1,
        0,
        vec![0.0; 3].into(),
        Vec::<Observable>::new().into(),
    );
}

#[qkernel]
fn steps_of_zero(n: UInt, step: UInt) -> Bit {
    let mut q = qubit();
    for _ in (0..n).step_by(step) {
        q = x(q);
    }
    measure(q)
}

#[test]
#[should_panic = "the step of this range is zero"]
fn a_range_in_steps_of_zero() {
    steps_of_zero(3, 0);
}
