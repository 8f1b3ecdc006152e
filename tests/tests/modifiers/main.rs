//! `control`, `inverse` and `power`, each held against something else: plain calls, dense matrices, differences.

mod composed;
mod gates;
mod gradients;
mod plain;
mod refused;
mod spelling;

use num_complex::Complex64;
use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::prelude::*;
use qkernel_tests::dense;

/// Some state of a register: every amplitude differs from the others.
#[qkernel]
fn prepared(q: Vector<Qubit>, seed: Vector<Float>) -> Vector<Qubit> {
    let mut q = q;
    for i in range(q.len()) {
        q[i] = rz(ry(q[i], seed[2 * i]), seed[2 * i + 1]);
    }
    for i in range(1, q.len()) {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
        q[i] = ry(q[i], seed[i]);
    }
    q
}

/// The state that `prepared` makes, by matrices.
fn prepared_state(qubits: usize, seed: &[f64]) -> Vec<Complex64> {
    let mut state = vec![Complex64::ZERO; 1 << qubits];
    state[0] = Complex64::ONE;
    let mut apply = |name, angles: &[f64], on: &[usize]| {
        dense::apply(&mut state, &dense::matrix(name, angles), on);
    };
    for i in 0..qubits {
        apply("ry", &[seed[2 * i]], &[i]);
        apply("rz", &[seed[2 * i + 1]], &[i]);
    }
    for (i, &angle) in seed[..qubits].iter().enumerate().skip(1) {
        apply("cx", &[], &[i - 1, i]);
        apply("ry", &[angle], &[i]);
    }
    state
}

/// Angles for the preparation.
fn seeds(qubits: usize) -> impl Strategy<Value = Vec<f64>> {
    vec(-3.0..3.0, 2 * qubits)
}

/// Amplitudes as numbers.
fn flat(state: &[Complex64]) -> Vec<f64> {
    state.iter().flat_map(|a| [a.re, a.im]).collect()
}
