//! Random circuits through one kernel: run as a graph, called as a plain function, and multiplied out with dense matrices.

use num_complex::Complex64;
use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::gate::GateKind;
use qkernel_runtime::gradient::GradientMethod;
use qkernel_runtime::prelude::*;
use qkernel_tests::listed::{
    DOUBLES, GATES, TRIPLES, angles, double, kind, listed, name, single, triple,
};
use qkernel_tests::{assert_close, assert_derivatives, dense};

const PAULIS: [&str; 3] = ["x", "y", "z"];

/// The angle of gate k comes from few numbers: shared, scaled, multiplied.
#[qkernel]
fn program(
    n: UInt,
    m: UInt,
    count: UInt,
    ops: Vector<UInt, { count }>,
    on: Vector<UInt, { 3 * count }>,
    x: Vector<Float, { m }>,
    y: Float,
    hs: Vector<Observable>,
) -> Vector<Float> {
    let mut q = qubit_array(n);
    for k in range(count) {
        let angle = x[k % m] * 0.7 + x[(k * k) % m] * y - (k as Float) / 10.0;
        q = applied(q, ops[k], on[3 * k], on[3 * k + 1], on[3 * k + 2], angle);
    }
    expval(q, hs)
}

#[qkernel]
fn applied(q: Vector<Qubit>, op: UInt, a: UInt, b: UInt, c: UInt, angle: Float) -> Vector<Qubit> {
    let mut q = q;
    if op < DOUBLES {
        q[a] = single(op, q[a], angle);
    } else if op < TRIPLES {
        (q[a], q[b]) = double(op, q[a], q[b], angle);
    } else {
        (q[a], q[b], q[c]) = triple(op, q[a], q[b], q[c]);
    }
    q
}

/// The same list with one angle a gate.
#[qkernel]
fn plain(
    n: UInt,
    count: UInt,
    ops: Vector<UInt, { count }>,
    on: Vector<UInt, { 3 * count }>,
    angles: Vector<Float, { count }>,
    hs: Vector<Observable>,
) -> Vector<Float> {
    expval(listed(qubit_array(n), count, ops, on, angles), hs)
}

/// A list of gates on three to five qubits.
#[derive(Clone, Debug)]
struct List {
    n: usize,
    ops: Vec<usize>,
    on: Vec<usize>,
}

impl List {
    fn run(&self, angle: impl Fn(usize) -> f64) -> Vec<Complex64> {
        let mut state = vec![Complex64::ZERO; 1 << self.n];
        state[0] = Complex64::ONE;
        for (k, &op) in self.ops.iter().enumerate() {
            let gate = dense::matrix(name(op), &angles(op, angle(k)));
            let qubits = gate.len().trailing_zeros() as usize;
            dense::apply(&mut state, &gate, &self.on[3 * k..][..qubits]);
        }
        state
    }
}

fn lists() -> impl Strategy<Value = List> {
    (3..6usize, 1..25usize).prop_flat_map(|(n, count)| {
        let three = Just((0..n).collect::<Vec<_>>())
            .prop_shuffle()
            .prop_map(|qubits| qubits[..3].to_vec());
        (Just(n), vec(0..GATES, count), vec(three, count)).prop_map(|(n, ops, on)| List {
            n,
            ops,
            on: on.concat(),
        })
    })
}

/// Products of Pauli matrices, as the reference and as the library has them.
fn paulis() -> impl Strategy<Value = Vec<Vec<(&'static str, usize)>>> {
    let factors =
        (Just(vec![0, 1, 2]).prop_shuffle(), vec(0..3usize, 1..4)).prop_map(|(qubits, kinds)| {
            kinds
                .iter()
                .zip(qubits)
                .map(|(&kind, qubit)| (PAULIS[kind], qubit))
                .collect()
        });
    vec(factors, 1..4)
}

fn observable(factors: &[(&str, usize)]) -> Observable {
    let text: Vec<String> = factors
        .iter()
        .map(|(name, qubit)| format!("{}{qubit}", name.to_uppercase()))
        .collect();
    text.join(" ").parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn three_ways_to_run(list in lists(), paulis in paulis(), seed in vec(-6.5..6.5, 25)) {
        let List { n, ref ops, ref on } = list;
        let count = ops.len();
        let hs: Vector<Observable> = paulis.iter().map(|factors| observable(factors)).collect();
        let (ops, on) = (Vector::from(ops), Vector::from(on));
        let angles = &seed[..count];
        let circuit = plain { n, count, ops, on, hs }.compile().unwrap();
        let state = list.run(|k| angles[k]);
        let expected: Vec<f64> = paulis.iter().map(|factors| dense::expectation(&state, factors)).collect();
        assert_close("graph against matrices", circuit.run(angles).unwrap(), &expected, 1e-10);
        assert_close("plain call against matrices", plain(n, count, ops, on, angles.into(), hs), &expected, 1e-10);
        // No global phase is lost, either.
        let found = circuit.state(angles).unwrap();
        let flat = |state: &[Complex64]| state.iter().flat_map(|a| [a.re, a.im]).collect::<Vec<_>>();
        assert_close("amplitudes", flat(&found), flat(&state), 1e-10);
        let resources = circuit.resources();
        assert_eq!((resources.qubits, resources.gates), (n, count));
    }

    #[test]
    fn three_ways_to_differentiate(list in lists(), paulis in paulis(), x in vec(-3.0..3.0, 1..5), y in -2.0..2.0) {
        let (n, m, count) = (list.n, x.len(), list.ops.len());
        let hs: Vector<Observable> = paulis.iter().map(|factors| observable(factors)).collect();
        let (ops, on) = (Vector::from(&list.ops), Vector::from(&list.on));
        let circuit = program { n, m, count, ops, on, hs }.compile().unwrap();
        let eager = program(n, m, count, ops, on, Vector::from(&x), y, hs);
        assert_close("graph against plain call", circuit.run((&x, y)).unwrap(), eager, 1e-10);

        let by = |method| circuit.jacobian_with((&x, y), method).unwrap();
        let exact = by(GradientMethod::Adjoint);
        assert_close("shift against adjoint", by(GradientMethod::ParameterShift), &exact, 1e-9);
        // Central differences of the reference, which shares no code with either.
        let values = |x: &[f64], y: f64| -> Vec<f64> {
            let angle = |k: usize| x[k % m] * 0.7 + x[(k * k) % m] * y - k as f64 / 10.0;
            let state = list.run(angle);
            paulis.iter().map(|factors| dense::expectation(&state, factors)).collect()
        };
        let at = [&x[..], &[y]].concat();
        assert_derivatives("adjoint against differences", exact, &at, |at| values(&at[..m], at[m]));
    }
}

#[test]
fn every_kind_is_listed() {
    let listed: Vec<GateKind> = (0..GATES).map(kind).collect();
    for kind in GateKind::ALL {
        // A phase of the state acts on no qubit.
        let is_there = listed.contains(&kind) || kind.targets() == 0;
        assert!(is_there, "`{}` is not listed", kind.name());
    }
}
