//! A unitary circuit with observables, the piece of a program that an engine runs.

use std::sync::Arc;

use super::Register;
use super::pauli::PauliTerm;
use super::primitive::Primitive;
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

/// A primitive and the angle that it turns by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// What is applied.
    pub primitive: Primitive,
    /// With which cosine and sine.
    pub turn: Turn,
}

impl Step {
    /// Cosine and sine, given the angles of the part.
    #[inline]
    pub fn cos_sin(&self, angles: &[f64]) -> [f64; 2] {
        match self.turn {
            Turn::Fixed(turn) => turn,
            Turn::Angle(i) => self.primitive.turn(angles[i]),
        }
    }
}

/// Applies steps to a register, given the angles of their part.
pub fn apply(steps: impl IntoIterator<Item = Step>, angles: &[f64], register: &mut dyn Register) {
    for step in steps {
        register.apply(step.primitive, step.cos_sin(angles));
    }
}

/// Where a step's cosine and sine come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// These, always.
    Fixed([f64; 2]),
    /// Those of the part's angle with this number, see [`Primitive::turn`].
    Angle(usize),
}
