//! A unitary circuit with observables, the piece of a program that an engine runs.

use std::sync::Arc;

use super::pauli::PauliTerm;
use super::steps::Steps;

/// A unitary circuit on |0..0> and what is measured in expectation at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The kernel that it belongs to, for errors.
    pub kernel: Arc<str>,
    /// How many qubits there are, fewer than [`Part::MAX_QUBITS`].
    pub qubits: usize,
    /// The primitives, in the order they are applied, on qubits below `qubits`.
    pub steps: Steps,
    /// The step that each angle belongs to, in ascending order.
    pub angles: Vec<usize>,
    /// The observables on the qubits, each as the terms of its sum, whose products are different.
    pub observables: Vec<Vec<PauliTerm>>,
}

impl Part {
    /// Basis indices, and the masks over them, are machine words.
    pub const MAX_QUBITS: usize = usize::BITS as usize - 2;
}
