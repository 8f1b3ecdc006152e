//! States that are shared among ranks.
//!
//! A rank is a process of its own, as MPI starts it, and all ranks do the same calls in the same order. Of n qubits shared among 2ᵍ ranks
//! the lowest n - g places are *near*: each rank has all amplitudes over them. The g places above are *far*: their bits are the number of
//! the rank. A gate that only multiplies amplitudes needs no other rank wherever its qubits are, and controls on far places are bits of
//! this rank; all other targets have to be near. So a map says at which place each qubit is, and where a far qubit is needed, it is
//! exchanged with a near one: half of a rank's amplitudes go over the wire, not all of them, and they never go back for the sake of the
//! map. [`Relabelled`] is a part with its exchanges, which [`Distributed`] runs.
//!
//! What holds the amplitudes is a [`Store`]. [`Slices`] holds them here, and needs a [`Communicator`] to send them; others may be
//! written over libraries that hold them, as [`Linked`] states where their amplitudes can be reached, or as any [`Shared`] ones.

mod communicator;
mod launch;
mod linked;
mod on_rank;
mod reached;
mod register;
mod relabelled;
mod run;
mod shared;
mod slices;
mod strings;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use communicator::{Alone, Communicator};
pub use launch::Launch;
pub use linked::{Linked, WithOther};
pub use on_rank::OnRank;
pub use relabelled::{Move, Relabelled};
pub use shared::{Shared, Store};
pub use slices::{Slice, Slices, check_shares};
pub use strings::Strings;
#[cfg(test)]
pub(crate) use tests::Simulated;

use crate::{Automatic, Engine, Error, Part, Register, Run, Rung};

/// Refuses ranks that cannot share a state evenly.
///
/// # Errors
/// If their number is not a power of 2.
pub fn check_ranks(ranks: usize) -> Result<(), Error> {
    if ranks.is_power_of_two() {
        return Ok(());
    }
    Err(Error::Refused {
        message: format!(
            "a state is shared among 1, 2, 4, 8, .. ranks, not {ranks}: start {}{} of them",
            1usize << ranks.max(1).ilog2(),
            // There is no power of 2 above the largest one.
            ranks
                .max(2)
                .checked_next_power_of_two()
                .map(|more| format!(" or {more}"))
                .unwrap_or_default()
        ),
    })
}

/// The engine whose states are shared among ranks.
///
/// Every rank calls the same functions with the same numbers, and gets the same results, bit by bit. The numbers are not compared: where those of
/// ranks differ, results are wrong. A part with fewer than two near qubits is not shared: each rank runs it by itself on [`Automatic`]. Were it
/// refused, a single qubit that meets no other one would refuse the whole circuit.
///
/// ```
/// use qkernel_engine::{Alone, Distributed, Engine, Slices};
///
/// let engine = Distributed::new(Slices::new(Alone))?;
/// assert_eq!(engine.name(), "slices");
/// # Ok::<(), qkernel_engine::Error>(())
/// ```
#[derive(Debug)]
pub struct Distributed<S> {
    store: Arc<S>,
}

impl<S: Store> Distributed<S> {
    /// An engine over the ranks of a store.
    ///
    /// # Errors
    /// If the number of ranks is not a power of 2.
    pub fn new(store: S) -> Result<Distributed<S>, Error> {
        check_ranks(store.ranks())?;
        Ok(Distributed {
            store: Arc::new(store),
        })
    }

    /// What holds the states.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// How many of that many qubits are near.
    ///
    /// # Errors
    /// If they are fewer than two, which gates on two qubits need.
    pub fn near(&self, qubits: usize) -> Result<usize, Error> {
        let ranks = self.store.ranks();
        let far = ranks.ilog2() as usize;
        if far == 0 || qubits >= far + 2 {
            return Ok(qubits - far);
        }
        Err(Error::Refused {
            message: format!(
                "{qubits} qubits are too few for {ranks} ranks, which share {} or more; each rank runs them by itself",
                far + 2
            ),
        })
    }
}

impl<S: Store> Engine for Distributed<S> {
    fn name(&self) -> &'static str {
        self.store.name()
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        Ok(match self.near(part.qubits) {
            Err(_) => Automatic.prepare(part)?,
            Ok(near) => Box::new(run::DistributedRun::new(&self.store, part, near)?),
        })
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        Ok(match self.near(qubits) {
            Err(_) => Automatic.register(kernel, qubits)?,
            Ok(near) => Box::new(register::DistributedRegister::new(
                &self.store,
                kernel,
                qubits,
                near,
            )?),
        })
    }

    fn explain(&self, part: &Arc<Part>, rows: usize, each: &[bool]) -> Result<Vec<Rung>, Error> {
        let Err(reason) = self.near(part.qubits) else {
            return Ok(vec![Rung::always(
                self.name(),
                "all ranks take the rows of a batch one by one",
            )]);
        };
        let mut rungs = vec![Rung {
            taken: false,
            ..Rung::always(self.name(), reason.to_string())
        }];
        rungs.extend(Automatic.explain(part, rows, each)?);
        Ok(rungs)
    }

    fn explain_single(&self, part: &Arc<Part>) -> Result<Rung, Error> {
        match self.near(part.qubits) {
            Err(reason) => Ok(Rung {
                refused: Some(reason.to_string().into()),
                ..Automatic.explain_single(part)?
            }),
            Ok(_) => Ok(Rung::single(self.name(), &*self.prepare(part)?)),
        }
    }
}
