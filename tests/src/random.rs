//! Random observables and angles for property tests.

use proptest::collection::vec;
use proptest::prelude::*;
use qkernel_runtime::observable::{Observable, Pauli};
use qkernel_runtime::types::Vector;

/// Several Pauli sums on that many qubits. Their expectation values tell states apart, phases included.
pub fn observables(qubits: usize) -> impl Strategy<Value = Vector<Observable>> {
    let pauli = prop_oneof![Just(Pauli::X), Just(Pauli::Y), Just(Pauli::Z)];
    let factors = vec(
        (pauli, 0..qubits.max(1)),
        if qubits == 0 { 0..1 } else { 1..4 },
    );
    let sum = vec((-1.0..1.0, factors), 1..4).prop_map(hermitian);
    vec(sum, 1..5).prop_map(Vector::from)
}

/// A sum without the products in which a qubit has two operators: most of these are not Hermitian.
fn hermitian(terms: Vec<(f64, Vec<(Pauli, usize)>)>) -> Observable {
    Observable::from_terms(terms.into_iter().map(|(coefficient, mut factors)| {
        factors.sort_by_key(|&(_, qubit)| qubit);
        factors.dedup_by_key(|&mut (_, qubit)| qubit);
        (coefficient, factors)
    }))
}

/// That many angles.
pub fn angles(count: usize) -> impl Strategy<Value = Vec<f64>> {
    vec(-6.5..6.5, count)
}
