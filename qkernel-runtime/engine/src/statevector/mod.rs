//! Statevector simulation in `f64`.
//!
//! Each primitive walks the state in contiguous runs, and touches only what it changes.

mod apply;
mod generator;
mod memory;
mod observed;
mod run;
mod runs;
mod state;

use std::sync::Arc;

use super::{Engine, Part, Register, Run};
use crate::Error;

pub(super) use generator::{im, re};
pub use memory::check_memory;
pub(super) use memory::{AMPLITUDE, allocate, reserve};
pub(super) use observed::{Masks, PauliSums, sign};
pub(super) use runs::runs;
pub use state::State;

/// All 2ⁿ amplitudes in memory, 16 bytes each; twice as many for a gradient.
#[derive(Clone, Copy, Debug, Default)]
pub struct Statevector;

impl Engine for Statevector {
    fn name(&self) -> &'static str {
        "statevector"
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        Ok(Box::new(run::StateRun::new(part)?))
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        Ok(Box::new(state::Kept {
            state: State::new(kernel, qubits)?,
            kernel: Arc::clone(kernel),
        }))
    }
}
