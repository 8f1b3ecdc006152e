//! Batches with one sample a lane.
//!
//! A vector register holds the same part of the same amplitude for several samples of a batch: memory is
//! `[amplitude][re, im][lane]`, with 4 lanes of `f64` or 8 of `f32`. So every operation is one of vectors, without a shuffle,
//! and each lane computes what one sample would.
//!
//! Before a batch, the part is [lowered](stages) for what its samples share. Angles that all of them have, the weights, get
//! their cosine and sine once; neighbouring diagonal gates that are shared become one table of a phase for each
//! amplitude; rotations about Y are taken two at a time; and qubits are numbered in the order that gates move them, so that
//! gates walk over no amplitudes that are 0 still. Backwards, a gate's derivative is taken in the same walk as both
//! states are [taken back](gates) over it, and all derivatives of a table come from one product for each amplitude.
//! Products of Zs are measured [together](signs). The derivative by a shared angle is summed over the lanes, in a fixed order.
//!
//! The code is plain arithmetic on arrays, compiled twice: for [AVX2](super::wide), taken where the processor has it, and for
//! any processor. Both give the same bits, for a batch of any size: multiplications and additions are not fused.
//!
//! The parameter-shift method runs its shifts [side by side](shifted), one a lane.
//!
//! Parts of more than [`MOST`] qubits, which would fall out of the cache, run one by one.

mod backward;
mod forward;
mod gates;
mod kept;
mod kernel;
mod observed;
mod shifted;
mod signs;
mod stages;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt::Debug;
use std::sync::Arc;

use super::wide::widest;
use super::{Angles, Batch, Blocked, Cost, Engine, Part, Precision, Register, Run, Statevector};
use crate::batched::{Batched, Batches};
use crate::blocked::gains;
use crate::{Error, Rung, Shift};
use kept::Kept;
use kernel::Rows;
use shifted::SideBySide;
use stages::Stages;

/// The most qubits of a part whose batches run in lanes: 4 samples of 10 qubits are 64 KiB.
pub(crate) const MOST: usize = 10;

/// The most qubits of a part whose shifts run side by side, where [`Blocked`] takes them one by one.
const MOST_SHIFTED: usize = 7;

/// The engine of samples that are taken one by one.
pub(crate) fn one_by_one(part: &Part) -> &'static dyn Engine {
    if gains(part) { &Blocked } else { &Statevector }
}

/// The state vector engine, with batches of small parts in lanes: one sample a lane.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lanes;

impl Engine for Lanes {
    fn name(&self) -> &'static str {
        "lanes"
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        let single = one_by_one(part).prepare(part)?;
        if part.qubits > MOST {
            return Ok(single);
        }
        Ok(Box::new(Batched {
            alone: single,
            batches: InLanes::new(part),
        }))
    }

    fn explain_single(&self, part: &Arc<Part>) -> Result<Rung, Error> {
        one_by_one(part).explain_single(part)
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        Statevector.register(kernel, qubits)
    }
}

/// Batches in lanes, made for the first one.
#[derive(Debug)]
struct InLanes {
    part: Arc<Part>,
    double: Option<Together<f64, 4>>,
    single: Option<Together<f32, 8>>,
    shifts: Option<SideBySide>,
}

impl InLanes {
    fn new(part: &Arc<Part>) -> InLanes {
        InLanes {
            part: Arc::clone(part),
            double: None,
            single: None,
            shifts: None,
        }
    }
}

impl Batches for InLanes {
    fn fork(&self) -> InLanes {
        InLanes::new(&self.part)
    }

    fn prepare(
        &mut self,
        _: &mut dyn Run,
        rows: usize,
        _: &[bool],
    ) -> Result<Cost, Cow<'static, str>> {
        match rows {
            0 | 1 => Err("one sample alone has nothing to run beside".into()),
            _ => Ok(Cost::lanes(&self.part)),
        }
    }

    fn double<'a>(&'a mut self, _: &'a mut dyn Run) -> Option<&'a mut dyn Batch> {
        let part = &self.part;
        Some(self.double.get_or_insert_with(|| Together::new(part)))
    }

    fn single<'a>(&'a mut self, _: &'a mut dyn Run) -> Option<&'a mut dyn Batch<f32>> {
        let part = &self.part;
        Some(self.single.get_or_insert_with(|| Together::new(part)))
    }

    fn shifted(
        &mut self,
        alone: &mut dyn Run,
        angles: &[f64],
        shifts: &[Shift],
        values: &mut [f64],
    ) -> Result<(), Error> {
        let part = &self.part;
        if part.qubits > MOST_SHIFTED && gains(part) {
            return alone.shifted(angles, shifts, values);
        }
        let side_by_side = self.shifts.get_or_insert_with(|| SideBySide::new(part));
        side_by_side.run(angles, shifts, values);
        Ok(())
    }
}

/// Batches of a part, `L` rows at a time.
#[derive(Debug)]
struct Together<R: Precision, const L: usize> {
    stages: Stages<R>,
    kept: Kept<R, L>,
}

impl<R: Precision, const L: usize> Together<R, L> {
    fn new(part: &Part) -> Together<R, L> {
        Together {
            stages: Stages::new(part),
            kept: Kept::default(),
        }
    }

    fn run(
        &mut self,
        angles: Angles<'_, R>,
        values: Option<&mut [R]>,
        slopes: Option<(&[R], &mut [R])>,
    ) {
        if values.is_some() {
            self.stages.turn(angles);
        }
        widest(Rows {
            stages: &self.stages,
            angles,
            kept: &mut self.kept,
            values,
            slopes,
        });
    }
}

impl<R: Precision, const L: usize> Batch<R> for Together<R, L> {
    fn expectations(&mut self, angles: Angles<'_, R>, values: &mut [R]) -> Result<(), Error> {
        self.run(angles, Some(values), None);
        Ok(())
    }

    fn adjoint(
        &mut self,
        angles: Angles<'_, R>,
        weights: &[R],
        by_angle: &mut [R],
    ) -> Result<(), Error> {
        self.run(angles, None, Some((weights, by_angle)));
        Ok(())
    }

    fn vjp(
        &mut self,
        angles: Angles<'_, R>,
        weights: &[R],
        values: &mut [R],
        by_angle: &mut [R],
    ) -> Result<(), Error> {
        self.run(angles, Some(values), Some((weights, by_angle)));
        Ok(())
    }
}
