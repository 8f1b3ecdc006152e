//! Statevector simulation in `f64`.
//!
//! Amplitude k of n qubits belongs to the basis state whose bit i is qubit i: qubit 0 is the least
//! significant bit. Gates are lowered to few [primitives](step) once; each primitive then walks the state
//! in contiguous runs, and touches only what it changes.

mod apply;
mod generator;
mod measured;
mod memory;
mod plan;
mod runs;
mod state;
mod step;

pub(crate) use memory::{allocate, check_memory};
pub(crate) use plan::Plan;
pub(crate) use state::State;
pub(crate) use step::{Primitive, Source, lower, trig};
