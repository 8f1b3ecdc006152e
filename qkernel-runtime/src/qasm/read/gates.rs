//! What gates of the text are: those of the libraries, and those that it defines.

use std::rc::Rc;

use super::syntax::Definition;
use crate::program::{Affine, QubitId};
use crate::qasm::library::Form;

/// What statements take at least.
#[derive(Clone, Copy, Default)]
pub(super) struct Cost {
    pub(super) steps: usize,
    /// How many gates come of them.
    pub(super) gates: usize,
}

impl Cost {
    pub(super) fn add(self, other: Cost) -> Cost {
        Cost {
            steps: self.steps.saturating_add(other.steps),
            gates: self.gates.saturating_add(other.gates),
        }
    }

    pub(super) fn steps(self, count: usize) -> Cost {
        self.add(Cost {
            steps: count,
            gates: 0,
        })
    }

    pub(super) fn times(self, count: usize) -> Cost {
        Cost {
            steps: self.steps.saturating_mul(count),
            gates: self.gates.saturating_mul(count),
        }
    }
}

/// The gate of a name.
pub(super) enum Gate<'t> {
    Library(Form),
    Defined(Rc<Definition<'t>>, Cost),
}

/// What a gate is applied to, and where in the text.
#[derive(Clone, Copy)]
pub(super) struct Operands<'a> {
    pub(super) angles: &'a [Affine],
    pub(super) qubits: &'a [QubitId],
    pub(super) at: usize,
}

/// A modifier with its numbers.
pub(super) enum Change {
    Control { positive: bool, count: usize },
    Inverse,
    Power(Affine),
}
