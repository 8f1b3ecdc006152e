//! Ways to write the same: blocks, nested places, literals, constants, names.

use proptest::prelude::*;
use qkernel_runtime::prelude::*;
use qkernel_tests::agree;
use qkernel_tests::random::{angles, observables};

const N: UInt = 0x3;
const STEP: usize = 1_0;
const HALF: Float = 5e-1;

/// Blocks and branches in place of values.
#[qkernel]
fn expressions(n: UInt, x: Float, y: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(n);
    for i in 0..n {
        q[i] = {
            let a = ry(q[i], if i % 2 == 0 { x } else { -y });
            let k = i + 1;
            rz(a, { x * (k as f64) })
        };
        q[if i == 0 { n - 1 } else { i - 1 }] = h(q[if i == 0 { n - 1 } else { i - 1 }]);
    }
    let (first, _) = (x * 2.0, y);
    let angle = (first) - -(y);
    q[n - 1] = rx(rx(q[n - 1], angle), -first.sin() + (-y).cos());
    return expval(q, hs);
}

/// Places in places, and places that are ignored.
#[qkernel]
fn places(x: Vector<Float, { N }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(N);
    let mut r = qubit_array(2);
    let mut k;
    let mut c = qubit();
    ((q[0], q[1]), (c, k)) = (cx(ry(q[0], x[0]), q[1]), (ry(c, x[1]), 1));
    (_, k) = (k, k + 1);
    ((r[0], q[k]), r[1]) = ((q[k], r[0]), rx(r[1], x[k]));
    (q[0], (q[2], (r[0], _))) = (q[2], (q[0], (ry(r[0], x[0]), ())));
    (r[1], q[1]) = crx(r[1], q[1], x[2]);
    discard(r);
    discard(c);
    expval(q, hs)
}

/// Numbers in every spelling; sizes that are constants.
#[qkernel]
fn literals(x: Vector<f64, { N * 2 + 1 }>, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = qubit_array(N + 0b1 - 1usize);
    for i in range(0, STEP, 4) {
        q[i % N] = ry(q[i % N], 1e-1 * x[i % 7] + 2f64 * HALF - 1. / 3_f64);
    }
    for i in (1..N) {
        (q[i - 1], q[i]) = cp(
            q[i - 1],
            q[i],
            std::f64::consts::TAU / (i as Float + 4.0) * x[6],
        );
    }
    expval(q, hs)
}

/// Names that the generated code might use itself, raw names, names of types and of other items.
#[qkernel]
fn names(
    rt: UInt,
    graph: Float,
    signature: Float,
    r#type: Float,
    s: Vector<Observable>,
) -> Vector<Float> {
    let mut value = qubit_array(rt);
    let core = graph;
    let (mut std, qkernel_runtime) = (0, r#type);
    for _i in range(rt) {
        let node = ry(value[_i], core + signature);
        value[_i] = rz(node, qkernel_runtime * (std as Float));
        std += 1;
    }
    expval(value, s)
}

/// Nothing comes in, nothing comes out, or only some.
#[qkernel]
fn prepared() -> Qubit {
    h(qubit())
}

#[qkernel]
fn thrown_away(q: Qubit) {
    discard(q);
}

#[qkernel]
fn untouched(q: Vector<Qubit>) -> Vector<Qubit> {
    q
}

#[qkernel]
fn small_parts(x: Float, hs: Vector<Observable>) -> Vector<Float> {
    let mut q = untouched(qubit_array(1));
    thrown_away(prepared());
    let mut p = prepared();
    (p, q[0]) = crx(p, q[0], x);
    thrown_away(p);
    expval(untouched(q), hs)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn blocks_as_values((n, hs) in (1..5usize).prop_flat_map(|n| (Just(n), observables(n))), x in -3.0..3.0, y in -3.0..3.0) {
        agree(expressions { n, hs }, (x, y), expressions(n, x, y, hs));
    }

    #[test]
    fn nested_places(x in angles(3), hs in observables(3)) {
        agree(places { hs }, &x, places(x.clone().into(), hs));
    }

    #[test]
    fn numbers(x in angles(7), hs in observables(3)) {
        agree(literals { hs }, &x, literals(x.clone().into(), hs));
    }

    #[test]
    fn unusual_names(x in angles(3), hs in observables(2)) {
        let kernel = names { rt: 2, s: hs };
        agree(kernel, (x[0], x[1], x[2]), names(2, x[0], x[1], x[2], hs));
    }

    #[test]
    fn little_kernels(x in -3.0..3.0, hs in observables(1)) {
        agree(small_parts { hs }, x, small_parts(x, hs));
    }
}
