//! Qubits that can be looked at on the way.

use std::fmt::Debug;
use std::ops::ControlFlow;

use crate::{Error, Primitive, Step};

/// Qubits whose measurements are followed.
pub trait Register: Debug + Send {
    /// A copy.
    ///
    /// # Errors
    /// If it does not fit in memory.
    fn fork(&self) -> Result<Box<dyn Register>, Error>;

    /// Applies a primitive with this cosine and sine.
    fn apply(&mut self, primitive: Primitive, turn: [f64; 2]);

    /// The probability that measuring the qubit gives 1.
    fn probability(&self, qubit: usize) -> f64;

    /// Brings the register to what it is after measuring `outcome` on the qubit, which had that probability, not 0.
    fn project(&mut self, qubit: usize, outcome: bool, probability: f64);

    /// Calls `each` with every basis index and its probability, in ascending order, until it breaks.
    fn probabilities(&self, each: &mut dyn FnMut(usize, f64) -> ControlFlow<()>);
}

/// Applies steps to a register, given the angles of their part.
pub fn apply(steps: impl IntoIterator<Item = Step>, angles: &[f64], register: &mut dyn Register) {
    for step in steps {
        register.apply(step.primitive, step.cos_sin(angles));
    }
}
