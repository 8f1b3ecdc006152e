//! One state, fast.
//!
//! A part is lowered to [stages] before it is run: neighbouring diagonal gates become one phase for each amplitude, from [tables];
//! rotations of different qubits are [done together](turns); X, CX and exchanges of qubits become one [map of the
//! indices](permutation). A [plan] then puts together what can be done to a piece of the state while it is in the cache.
//!
//! Memory is groups of four amplitudes: four real parts, then four imaginary parts. The code is written over [vectors](vector) of four
//! numbers, of AVX2 where the processor has it; rotations and maps of the indices are written over [whole groups](amplitudes), which are one
//! vector of AVX-512. All kinds of vectors give the same bits: multiplications and additions are fused in all.
//!
//! A [piece] is changed where it lies, or in a copy: what has to be written somewhere else anyway, as a map of the indices or the
//! last of several rotations, brings it there or back on the way, and up to four rotations are one pass over it.
//!
//! On the way back all slopes of a stage are found in the pass that undoes it, for rotations as products of pairs, for diagonals as one
//! product an amplitude, added up by the lower and the higher bits of the index.
//!
//! Memory is 16 bytes an amplitude, twice for derivatives and shifted angles, and less than a MiB for pieces. From 20 qubits on the tables of a
//! diagonal take about a thousandth of a state.

mod amplitudes;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod backward;
mod factors;
mod forward;
mod observed;
mod permutation;
mod phases;
mod piece;
mod plan;
mod prepared;
mod run;
mod several;
mod shape;
mod stages;
mod start;
mod state;
mod step;
mod tables;
#[cfg(test)]
mod tests;
mod turns;
mod turns_back;
mod vector;
mod width;

use std::sync::Arc;

use super::{Engine, Error, Part, Register, Run, Statevector};
use plan::Geometry;
use run::BlockedRun;
use width::Width;

/// From how many qubits on a part is worth lowering.
const WORTH: usize = 6;

/// All 2ⁿ amplitudes in memory, as [`Statevector`] has them, with many gates to a pass: several times as fast.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blocked;

impl Engine for Blocked {
    fn name(&self) -> &'static str {
        "blocked"
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        Ok(Box::new(BlockedRun::new(
            part,
            Width::widest(),
            Geometry::of(part.qubits),
        )?))
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        Statevector.register(kernel, qubits)
    }
}

/// Whether a part is worth lowering.
pub(crate) fn gains(part: &Part) -> bool {
    part.qubits >= WORTH && stages::gains(part)
}
