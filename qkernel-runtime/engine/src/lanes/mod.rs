//! Batches with one sample a lane.
//!
//! A vector register holds the same part of the same amplitude for several samples of a batch: memory is
//! `[amplitude][re, im][lane]`, with 8 lanes, or 4 for the few samples that are left over. So every operation of the state vector is one of
//! vectors, without a shuffle, and each lane computes what one sample would.
//!
//! Angles that all samples share, the weights, get their cosine and sine once a batch; and neighbouring diagonal gates that are
//! shared become [one table](stages) of a phase for each amplitude. The derivative by a shared angle is summed over the lanes, in a
//! fixed order.
//!
//! The code is plain `f64` arithmetic on arrays, compiled twice: for [AVX2](super::wide), taken where the processor has it, and for
//! any processor. Both give the same bits, for a batch of any size: multiplications and additions are not fused.
//!
//! Parts of more than [`MOST`] qubits, which would fall out of the cache, run one by one.

mod kernel;
mod measured;
mod stages;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use num_complex::Complex64;

use super::wide::widest;
use super::{Angles, Batch, Engine, Part, Register, Run, Shift, Statevector};
use crate::Error;
use kernel::{Backward, Forward, Lanes as Kept};
use stages::Stages;

/// The most qubits of a part whose batches run in lanes: 8 samples of 10 qubits are 128 KiB.
pub(crate) const MOST: usize = 10;

/// The state vector engine, with batches of small parts in lanes: one sample a lane.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lanes;

impl Engine for Lanes {
    fn name(&self) -> &'static str {
        "lanes"
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        let single = Statevector.prepare(part)?;
        if part.qubits > MOST {
            return Ok(single);
        }
        Ok(Box::new(LaneRun {
            single,
            together: Together::new(part),
        }))
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        Statevector.register(kernel, qubits)
    }
}

/// A run whose batches go in lanes, and everything else as on the state vector.
#[derive(Debug)]
struct LaneRun {
    single: Box<dyn Run>,
    together: Together,
}

impl Run for LaneRun {
    fn fork(&self) -> Box<dyn Run> {
        Box::new(LaneRun {
            single: self.single.fork(),
            together: Together {
                stages: self.together.stages.clone(),
                eight: Kept::default(),
                four: Kept::default(),
            },
        })
    }

    fn expectations(&mut self, angles: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.single.expectations(angles, values)
    }

    fn has_adjoint(&self) -> bool {
        self.single.has_adjoint()
    }

    fn adjoint(&mut self, weights: &[f64], by_angle: &mut [f64]) -> Result<(), Error> {
        self.single.adjoint(weights, by_angle)
    }

    fn prepare_batch(&mut self, rows: usize, _: &[bool]) -> Result<(), String> {
        match rows {
            0 | 1 => Err("one sample alone has nothing to run beside".into()),
            _ => Ok(()),
        }
    }

    fn batch(&mut self) -> Option<&mut dyn Batch> {
        Some(&mut self.together)
    }

    fn shifted(
        &mut self,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.single.shifted(angles, shifts, values)
    }

    fn amplitudes(&mut self, angles: &[f64]) -> Result<&[Complex64], Error> {
        self.single.amplitudes(angles)
    }
}

/// The buffers of batches.
#[derive(Debug)]
struct Together {
    stages: Stages,
    eight: Kept<8>,
    four: Kept<4>,
}

impl Together {
    fn new(part: &Arc<Part>) -> Together {
        Together {
            stages: Stages::new(part),
            eight: Kept::default(),
            four: Kept::default(),
        }
    }
}

/// How many of some rows go 8 at a time; the rest, at most 4, go together.
fn eights(rows: usize) -> usize {
    if (1..=4).contains(&(rows % 8)) {
        rows - rows % 8
    } else {
        rows
    }
}

impl Batch for Together {
    fn expectations(&mut self, angles: Angles<'_>, values: &mut [f64]) -> Result<(), Error> {
        self.stages.turn(angles);
        let split = eights(angles.rows);
        widest(Forward {
            stages: &self.stages,
            angles,
            range: 0..split,
            kept: &mut self.eight,
            values,
        });
        widest(Forward {
            stages: &self.stages,
            angles,
            range: split..angles.rows,
            kept: &mut self.four,
            values,
        });
        Ok(())
    }

    fn adjoint(
        &mut self,
        angles: Angles<'_>,
        weights: &[f64],
        by_angle: &mut [f64],
    ) -> Result<(), Error> {
        for column in angles.columns {
            by_angle[column.clone()].fill(0.0);
        }
        let split = eights(angles.rows);
        widest(Backward {
            stages: &self.stages,
            angles,
            range: 0..split,
            kept: &mut self.eight,
            weights,
            by_angle,
        });
        widest(Backward {
            stages: &self.stages,
            angles,
            range: split..angles.rows,
            kept: &mut self.four,
            weights,
            by_angle,
        });
        Ok(())
    }
}
