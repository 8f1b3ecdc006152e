//! A part of a program, and what it is run as.

use std::ops::Range;
use std::sync::Arc;

use crate::engine::{Engine, Mixed, Part, Run, Rung};
use crate::error::Error;

/// A part, and where its numbers are among those of all parts.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) part: Arc<Part>,
    /// Before which of its steps which of its qubits are given up; |0> takes their place.
    pub(super) resets: Arc<[(usize, usize)]>,
    pub(crate) angles: Range<usize>,
    pub(crate) values: Range<usize>,
}

impl Piece {
    pub(crate) fn prepare(&self, engine: &dyn Engine) -> Result<Box<dyn Run>, Error> {
        if self.resets.is_empty() {
            Ok(engine.prepare(&self.part)?)
        } else {
            Ok(Box::new(Mixed::new(&self.part, &self.resets)))
        }
    }

    /// Whether its gates, angles and observables are listed: of a part that is too large to be run, none are.
    pub(crate) fn is_listed(&self) -> bool {
        fits(self.part.qubits, self.is_unitary())
    }

    /// Whether no qubit is given up on the way.
    pub(crate) fn is_unitary(&self) -> bool {
        self.resets.is_empty()
    }

    /// What runs a batch, see [`Engine::explain`].
    pub(crate) fn explain(
        &self,
        engine: &dyn Engine,
        rows: usize,
        each: &[bool],
    ) -> Result<Vec<Rung>, crate::engine::Error> {
        if self.is_unitary() {
            return engine.explain(&self.part, rows, each);
        }
        let rung = self.mixed();
        Ok(vec![match rung.taken {
            true => Rung::always(
                rung.engine,
                "qubits are given up on the way, so it is a density matrix",
            ),
            false => rung,
        }])
    }

    /// Whether the samples of a batch run together.
    pub(crate) fn takes_batch(
        &self,
        engine: &dyn Engine,
        rows: usize,
        each: &[bool],
    ) -> Result<bool, Error> {
        let mut run = self.prepare(engine)?;
        Ok(run.prepare_batch(rows, each).is_ok() && run.batch().is_some())
    }

    /// What runs a single sample.
    pub(crate) fn explain_single(&self, engine: &dyn Engine) -> Result<Rung, crate::engine::Error> {
        match self.is_unitary() {
            true => engine.explain_single(&self.part),
            false => Ok(self.mixed()),
        }
    }

    fn mixed(&self) -> Rung {
        Rung::single("mixed", &Mixed::new(&self.part, &self.resets))
    }
}

/// Whether a part of so many qubits has masks that fit. One that is too large is refused once it is prepared. A density matrix
/// has rows and columns.
pub(super) fn fits(qubits: usize, is_unitary: bool) -> bool {
    let wires = if is_unitary { 1 } else { 2 };
    qubits <= Part::MAX_QUBITS / wires
}
