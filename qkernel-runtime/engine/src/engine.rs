//! What prepares a part to be run, and how it says which way it takes.

use std::borrow::Cow;
use std::fmt::Debug;
use std::sync::Arc;

use crate::{Error, Part, Register, Run};

/// Runs parts of circuits.
pub trait Engine: Debug + Send + Sync {
    /// The engine's name, for people.
    fn name(&self) -> &'static str;

    /// Prepares a part for many runs. Buffers that grow with the number of qubits are better allocated in the first run.
    ///
    /// # Errors
    /// If the engine cannot run the part.
    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error>;

    /// A register of qubits in |0..0>; errors name the kernel.
    ///
    /// # Errors
    /// If the register does not fit in memory.
    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error>;

    /// What runs a batch of so many rows, in which these of the part's angles have a number for each row: one rung for an engine
    /// that has no others to choose from.
    ///
    /// # Errors
    /// If the engine cannot run the part.
    fn explain(&self, part: &Arc<Part>, rows: usize, each: &[bool]) -> Result<Vec<Rung>, Error> {
        let mut run = self.prepare(part)?;
        let others = run.prepare_batch(rows, each).err();
        Ok(vec![match others {
            Some(reason) if run.fits().is_ok() => Rung::always(self.name(), reason),
            Some(_) => Rung::single(self.name(), &*run),
            None => Rung {
                engine: self.name(),
                operations: None,
                refused: None,
                taken: true,
            },
        }])
    }

    /// What runs a single sample, as it is without a batch.
    ///
    /// # Errors
    /// If the engine cannot run the part.
    fn explain_single(&self, part: &Arc<Part>) -> Result<Rung, Error> {
        Ok(Rung::single(self.name(), &*self.prepare(part)?))
    }
}

/// An engine that a batch may run on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rung {
    /// The engine's name.
    pub engine: &'static str,
    /// About how many operations values and gradient of the batch take, where they were counted to choose an engine.
    pub operations: Option<f64>,
    /// Why the engine does not take the samples of this batch together.
    pub refused: Option<Cow<'static, str>>,
    /// Whether the batch runs on it.
    pub taken: bool,
}

impl Rung {
    /// What runs a single sample, if that fits in memory.
    pub fn single(engine: &'static str, run: &dyn Run) -> Rung {
        let refused = run.fits().err();
        Rung {
            engine,
            operations: None,
            taken: refused.is_none(),
            refused: refused.map(|error| Cow::Owned(error.to_string())),
        }
    }

    /// An engine that has no others to choose from, and why it takes samples one by one.
    pub fn always(engine: &'static str, refused: impl Into<Cow<'static, str>>) -> Rung {
        Rung {
            engine,
            operations: None,
            refused: Some(refused.into()),
            taken: true,
        }
    }
}
