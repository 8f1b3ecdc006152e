//! An evaluator that computes one part of a batch after the other.

use std::sync::Arc;

use super::kept::{Kept, Together};
use crate::engine::Run;
use crate::error::Error;
use crate::exact::Plan;

/// How many amplitudes the runs of a batch may keep from the forward to the backward pass: 32 MiB with both states.
const KEPT: usize = 1 << 20;

/// Runs one program on the caller's thread.
#[derive(Clone, Debug)]
pub(super) struct Serial {
    pub(super) plan: Arc<Plan>,
    /// A prepared run for each part of the program; several of them while a batch is kept for its derivatives.
    pub(super) runs: Vec<Vec<Box<dyn Run>>>,
    pub(super) samples: Vec<Sample>,
    pub(super) batch: Kept,
    pub(super) together: Together,
    pub(super) scratch: Scratch,
}

/// The numbers of one run of the program.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    /// Arguments first, then derived slots.
    pub(super) slots: Vec<f64>,
    /// The angles of all parts, one part after the other.
    pub(super) angles: Vec<f64>,
    /// The values of the observables of all parts.
    pub(super) values: Vec<f64>,
}

/// Numbers that no run keeps.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    pub(super) expectations: Vec<f64>,
    /// The derivative of what is differentiated by each of `expectations`.
    pub(super) weights: Vec<f64>,
    /// The same by each observable of a part.
    pub(super) part_weights: Vec<f64>,
    pub(super) by_angle: Vec<f64>,
    pub(super) by_slot: Vec<f64>,
    /// Summed over the rows of a batch, for arguments that these share.
    pub(super) by_shared: Vec<f64>,
    /// Derivatives of values by angles (parameter shift), or of results by arguments.
    pub(super) matrix: Vec<f64>,
    pub(super) shifts: Vec<crate::engine::Shift>,
    pub(super) shifted: Vec<f64>,
    pub(super) results: Vec<f64>,
    pub(super) cotangent: Vec<f64>,
    pub(super) back: Vec<f64>,
    pub(super) moved: Vec<f64>,
}

impl Serial {
    pub(super) fn new(plan: &Arc<Plan>) -> Result<Serial, Error> {
        plan.check_exact()?;
        let runs: Result<Vec<_>, Error> = plan
            .parts
            .iter()
            .map(|piece| piece.prepare(plan.engine).map_err(|e| plan.explained(e)))
            .collect();
        let (angles, values) = (plan.angles.len(), plan.values());
        let observables = plan.program.observables.len();
        Ok(Serial {
            runs: vec![runs?],
            samples: vec![Sample {
                slots: vec![0.0; plan.slots.len()],
                angles: vec![0.0; angles],
                values: vec![0.0; values],
            }],
            batch: Kept {
                most: KEPT,
                ..Kept::default()
            },
            together: Together::default(),
            scratch: Scratch {
                expectations: vec![0.0; observables],
                weights: vec![0.0; observables],
                part_weights: vec![0.0; values],
                by_angle: vec![0.0; angles],
                by_slot: vec![0.0; plan.slots.len()],
                by_shared: vec![0.0; plan.slots.arguments],
                ..Scratch::default()
            },
            plan: Arc::clone(plan),
        })
    }

    /// How many numbers the arguments have together.
    pub(super) fn inputs(&self) -> usize {
        self.plan.slots.arguments
    }

    /// How many numbers the results have together.
    pub(super) fn outputs(&self) -> usize {
        self.plan.slots.outputs.len()
    }

    pub(super) fn load(&mut self, arguments: &[f64]) -> Result<(), Error> {
        self.batch.clear();
        self.plan.check_arguments(arguments)?;
        self.samples[0].slots[..arguments.len()].copy_from_slice(arguments);
        Ok(())
    }

    /// From the arguments in the slots of a sample to the results, on one of the runs.
    pub(super) fn forward(
        &mut self,
        sample: usize,
        run: usize,
        results: &mut [f64],
    ) -> Result<(), Error> {
        let plan = &*self.plan;
        let Sample {
            slots,
            angles,
            values,
        } = &mut self.samples[sample];
        plan.slots.early(slots);
        plan.turn(slots, angles)?;
        for (piece, run) in plan.parts.iter().zip(&mut self.runs[run]) {
            run.expectations(
                &angles[piece.angles.clone()],
                &mut values[piece.values.clone()],
            )
            .map_err(|error| plan.explained(error))?;
        }
        plan.products
            .expectations(values, &mut self.scratch.expectations);
        plan.slots.late(&self.scratch.expectations, slots);
        plan.slots.results(slots, results);
        Ok(())
    }
}
