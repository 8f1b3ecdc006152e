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
mod cost;
#[cfg(test)]
mod dense;
mod distributed;
mod engine;
mod error;
mod lanes;
mod met;
mod mixed;
mod part;
mod pauli;
mod precision;
mod primitive;
mod real;
mod register;
mod run;
mod shifts;
mod statevector;
mod step;
mod steps;
#[cfg(test)]
mod suite;
mod terms;
mod threads;
#[doc(hidden)]
pub mod wide;

pub use batch::{Angles, Batch};
pub use blocked::Blocked;
pub use choice::Automatic;
pub use cost::Cost;
pub use distributed::{
    Alone, Communicator, Distributed, Launch, Linked, Move, OnRank, Relabelled, Shared, Slice,
    Slices, Store, Strings, WithOther, check_ranks, check_shares,
};
pub use engine::{Engine, Rung};
pub use error::Error;
pub use lanes::Lanes;
#[doc(hidden)]
pub use met::Met;
#[doc(hidden)]
pub use mixed::Mixed;
pub use part::Part;
pub use pauli::PauliTerm;
pub use precision::Precision;
pub use primitive::{Primitive, PrimitiveKind};
pub use register::Register;
#[doc(hidden)]
pub use register::apply;
pub use run::{Run, Shift};
pub use statevector::Statevector;
#[doc(hidden)]
pub use statevector::{State, check_memory};
pub use step::{Step, Turn};
pub use steps::Steps;
pub use terms::Terms;
#[doc(hidden)]
pub use terms::live_angles;
#[doc(hidden)]
pub use threads::{Crew, Pieces, is_warm};
pub use threads::{set_threads, threads};

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
