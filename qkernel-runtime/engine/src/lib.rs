//! Engines: what runs the gates.
//!
//! A program reaches an engine in parts. A [`Part`] is a unitary circuit on |0..0>, written in few [primitives](Primitive),
//! with observables at its end; arguments, derived numbers, measurements, resets and conditions stay outside. An
//! [`Engine`] prepares a part once, and the [`Run`] that it gives owns every buffer, so that calls after the first
//! allocate nothing. Gradients, sampling and layers are written over these traits and know no amplitudes.
//!
//! To follow shots through measurements there is a [`Register`], whose qubits can be looked at on the way.
//!
//! The engines are a ladder: [`Statevector`] runs everything, [`Blocked`] does so
//! with many gates to a pass over the state, [`Lanes`] has a faster way for batches of small circuits, and [`Terms`] a
//! much faster one for batches whose samples only prepare a product state. [`Automatic`], which circuits run on, takes for each
//! batch the one that needs the fewest operations. [`Distributed`] shares states among processes. Another one is added by
//! writing its file and naming it in the list at the end of this one; the tests of this crate run every engine of the list.
//!
//! This crate is a part of qkernel-runtime, which has all of it as `qkernel_runtime::engine`. It is a crate of its own so that what
//! has to be fast in tests and debug builds can be optimised by itself.
//!
//! Amplitude k of n qubits belongs to the basis state whose bit i is qubit i: qubit 0 is the least significant bit.

#![deny(unsafe_code)]

mod arithmetic;
mod batch;
mod batched;
mod blocked;
mod choice;
#[doc(hidden)]
pub mod columns;
#[cfg(test)]
mod dense;
mod distributed;
mod error;
mod lanes;
mod met;
mod mixed;
mod part;
mod pauli;
mod precision;
mod primitive;
mod real;
mod shifts;
mod statevector;
mod steps;
#[cfg(test)]
mod suite;
mod terms;
mod threads;
#[doc(hidden)]
pub mod wide;

use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::ControlFlow;
use std::sync::Arc;

use num_complex::Complex64;

pub use batch::{Angles, Batch};
pub use blocked::Blocked;
pub use choice::{Automatic, Cost, Rung};
pub use distributed::{
    Alone, Communicator, Distributed, Launch, Linked, Move, OnRank, Relabelled, Shared, Slice,
    Slices, Store, Strings, WithOther, check_ranks, check_shares,
};
pub use error::Error;
pub use lanes::Lanes;
#[doc(hidden)]
pub use met::Met;
#[doc(hidden)]
pub use mixed::Mixed;
#[doc(hidden)]
pub use part::apply;
pub use part::{Part, Step, Turn};
pub use pauli::PauliTerm;
pub use precision::Precision;
pub use primitive::{Op, Primitive};
pub use statevector::Statevector;
#[doc(hidden)]
pub use statevector::{State, check_memory};
pub use steps::Steps;
pub use terms::Terms;
#[doc(hidden)]
pub use terms::live_angles;
#[doc(hidden)]
pub use threads::{Crew, Pieces, is_warm};
pub use threads::{set_threads, threads};

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

/// A prepared part. `angles` always has one number in radians for each angle of the part, all finite, and `values` one for
/// each observable.
pub trait Run: Debug + Send {
    /// The same part with buffers of its own, not run yet.
    fn fork(&self) -> Box<dyn Run>;

    /// The expectation value of each observable.
    ///
    /// # Errors
    /// If the state does not fit in memory.
    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error>;

    /// Whether what a single sample needs fits in memory; true, as by default, where that is not known.
    ///
    /// # Errors
    /// If it does not.
    fn fits(&self) -> Result<(), Error> {
        Ok(())
    }

    /// Whether [`adjoint`](Run::adjoint) may be called.
    fn has_adjoint(&self) -> bool {
        false
    }

    /// The derivative of Σ weight · expectation value by each angle, at the angles of the last call of
    /// [`expectations`](Run::expectations); may be called several times after it.
    ///
    /// # Errors
    /// If the states do not fit in memory, and for an engine that offers no adjoint method.
    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), Error> {
        let _ = (weights, by_angle);
        Err(unsupported("the adjoint method"))
    }

    /// About how many operations values and gradient of one run take, by which batches are parted among threads; 0, as by default, where
    /// that is not known, so that one thread does all of a batch. Where it is not a number, one thread does all whatever the other parts
    /// of the circuit take.
    fn cost(&self) -> f64 {
        0.0
    }

    /// Makes ready for a batch of so many rows, in which these of the angles have a number for each row, and says what it costs; asked before
    /// each use of [`batch`](Run::batch).
    ///
    /// # Errors
    /// The reason why the run does not take such a batch, for people; its caller takes the rows one by one.
    fn prepare_batch(&mut self, rows: usize, each: &[bool]) -> Result<Cost, Cow<'static, str>> {
        let _ = (rows, each);
        match self.batch() {
            Some(_) => Ok(Cost::default()),
            None => Err("it takes the rows of a batch one by one".into()),
        }
    }

    /// How many rows at most it is best given in one call of [`batch`](Run::batch): by default as many as keep their numbers in the cache.
    fn rows_at_once(&self) -> usize {
        1024
    }

    /// The same part for many runs at once; none for a run that takes them one by one, as its caller then does.
    fn batch(&mut self) -> Option<&mut dyn Batch> {
        None
    }

    /// The same in `f32`; none for a run that computes in `f64` only, as its caller then does.
    fn batch_f32(&mut self) -> Option<&mut dyn Batch<f32>> {
        None
    }

    /// The expectation values for each of the shifts, one row of `values` a shift.
    ///
    /// A shift turns one angle further, by a gate of its own after the one that has the angle: so it is
    /// exact even where the sum of the two would be rounded. The shifts come in ascending order of their angles.
    ///
    /// # Errors
    /// If the states do not fit in memory.
    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error>;

    /// The amplitudes of the final state, by basis index.
    ///
    /// # Errors
    /// If the state does not fit in memory, and for an engine that holds no amplitudes.
    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        let _ = angles;
        Err(unsupported("a state"))
    }
}

impl Clone for Box<dyn Run> {
    fn clone(&self) -> Self {
        self.fork()
    }
}

/// One angle, turned further.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The number of the angle.
    pub angle: usize,
    /// By how much, in radians.
    pub by: f64,
}

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

fn unsupported(what: &str) -> Error {
    Error::Refused {
        message: format!("this engine does not offer {what}"),
    }
}

/// The list of engines. Circuits run on the first one.
pub(crate) const ENGINES: &[&dyn Engine] = &[
    &Automatic,
    &Terms,
    &Lanes,
    &Statevector,
    &Blocked,
    #[cfg(test)]
    &distributed::Simulated,
    #[cfg(test)]
    &dense::Dense,
];

/// The engine that circuits run on.
#[doc(hidden)]
pub fn default() -> &'static dyn Engine {
    ENGINES[0]
}
