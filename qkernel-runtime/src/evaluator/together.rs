//! Samples that run together: their angles go to the runs in one call, and so do the derivatives back.

use std::ops::Range;
use std::sync::Arc;

use super::batch::Column;
use super::{Evaluator, Sample};
use crate::engine::Angles;
use crate::error::Error;
use crate::exact::Plan;

/// The numbers of the samples of a batch, a column for each angle and each value, see [`Angles`].
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// The arguments with a row for each sample, that `varies` is for; none before the first batch.
    each: Option<Vec<bool>>,
    /// For each angle, whether it has a number for each sample.
    varies: Vec<bool>,
    columns: Vec<Range<usize>>,
    angles: Vec<f64>,
    by_angle: Vec<f64>,
    values: Vec<f64>,
    weights: Vec<f64>,
}

impl Columns {
    /// Finds out which angles vary in a batch.
    fn vary(&mut self, plan: &Plan, each: &[bool]) {
        if self.each.as_deref() != Some(each) {
            let mut marks = Vec::with_capacity(plan.slots.len());
            for (&each, argument) in each.iter().zip(&plan.program.arguments) {
                marks.resize(marks.len() + argument.shape.len(), each);
            }
            plan.slots.mark(&mut marks);
            let varies = plan.angles.iter().map(|angle| angle.value.reads(&marks));
            self.varies.clear();
            self.varies.extend(varies);
            self.each = Some(each.to_vec());
        }
    }

    /// Makes room for a batch.
    fn resize(&mut self, plan: &Plan, rows: usize) {
        self.columns.clear();
        let mut next = 0;
        for &varies in &self.varies {
            let start = next;
            next += if varies { rows } else { 1 };
            self.columns.push(start..next);
        }
        self.angles.resize(next, 0.0);
        self.by_angle.resize(next, 0.0);
        self.values.resize(rows * plan.values(), 0.0);
        self.weights.resize(rows * plan.values(), 0.0);
    }
}

/// The angles of a part; a function of its own so that other columns can be borrowed beside it.
fn angles<'a>(
    rows: usize,
    varies: &'a [bool],
    columns: &'a [Range<usize>],
    numbers: &'a [f64],
    part: &Range<usize>,
) -> Angles<'a> {
    Angles {
        rows,
        each: &varies[part.clone()],
        columns: &columns[part.clone()],
        numbers,
    }
}

impl Evaluator {
    /// Whether the samples of a batch run together.
    pub(super) fn runs_together(&mut self, rows: usize) -> bool {
        let plan = &*self.plan;
        self.together.vary(plan, &self.batch.each);
        let varies = &self.together.varies;
        let mut runs = self.runs[0].iter_mut().zip(&plan.parts);
        runs.all(|(run, piece)| {
            let each = &varies[piece.angles.clone()];
            run.prepare_batch(rows, each).is_ok()
        })
    }

    /// The results of some rows of a batch that was checked, one row of `values` a sample.
    pub(super) fn forward_together(
        &mut self,
        arguments: &[Column<'_>],
        block: Range<usize>,
        results: &mut [f64],
    ) -> Result<(), Error> {
        let (plan, rows) = (Arc::clone(&self.plan), block.len());
        while self.samples.len() < rows {
            self.samples.push(self.samples[0].clone());
        }
        for (sample, row) in block.enumerate() {
            self.load_row(arguments, row, sample);
            plan.slots.early(&mut self.samples[sample].slots);
        }
        self.together.resize(&plan, rows);
        let Columns {
            varies,
            columns,
            angles: numbers,
            values,
            ..
        } = &mut self.together;
        for (angle, column) in plan.angles.iter().zip(&*columns) {
            for (number, sample) in numbers[column.clone()].iter_mut().zip(&self.samples) {
                *number = angle.at(&plan.program, &sample.slots)?;
            }
        }
        for (piece, run) in plan.parts.iter().zip(&mut self.runs[0]) {
            if let Some(batch) = run.batch() {
                let values = &mut values[piece.values.start * rows..piece.values.end * rows];
                let angles = angles(rows, varies, columns, numbers, &piece.angles);
                batch
                    .expectations(angles, values)
                    .map_err(|error| plan.explained(error))?;
            }
        }
        let outputs = self.outputs();
        for (row, sample) in self.samples[..rows].iter_mut().enumerate() {
            let Sample {
                slots, values: own, ..
            } = sample;
            for (number, value) in own.iter_mut().enumerate() {
                *value = self.together.values[number * rows + row];
            }
            let expectations = &mut self.scratch.expectations;
            plan.products.expectations(own, expectations);
            plan.slots.late(expectations, slots);
            plan.slots
                .results(slots, &mut results[row * outputs..][..outputs]);
        }
        Ok(())
    }

    /// Adds the derivatives for the rows that [`forward_together`](Evaluator::forward_together) was last called with, by the
    /// adjoint method; `cotangents` has one row for each of them.
    pub(super) fn backward_together(
        &mut self,
        block: Range<usize>,
        cotangents: &[f64],
        gradients: &mut [&mut [f64]],
    ) -> Result<(), Error> {
        let (plan, rows, outputs) = (Arc::clone(&self.plan), block.len(), self.outputs());
        for row in 0..rows {
            let cotangent = &cotangents[row * outputs..][..outputs];
            self.scratch
                .pull_values(&plan, &self.samples[row], cotangent);
            let part_weights = self.scratch.part_weights.iter().enumerate();
            for (number, &weight) in part_weights {
                self.together.weights[number * rows + row] = weight;
            }
        }
        let Columns {
            varies,
            columns,
            angles: numbers,
            by_angle,
            weights,
            ..
        } = &mut self.together;
        for (piece, run) in plan.parts.iter().zip(&mut self.runs[0]) {
            if let Some(batch) = run.batch() {
                let weights = &weights[piece.values.start * rows..piece.values.end * rows];
                let angles = angles(rows, varies, columns, numbers, &piece.angles);
                batch
                    .adjoint(angles, weights, by_angle)
                    .map_err(|error| plan.explained(error))?;
            }
        }
        // Once for what all samples share; it depends on nothing that they do not.
        self.scratch.by_slot.fill(0.0);
        self.pull_angles(&plan, None);
        plan.slots
            .pull_early(&self.samples[0].slots, &mut self.scratch.by_slot);
        self.add_row(block.start, gradients);
        for row in 0..rows {
            // Once more, for what bypasses the state.
            let cotangent = &cotangents[row * outputs..][..outputs];
            self.scratch.pull_late(&plan, &self.samples[row], cotangent);
            self.pull_angles(&plan, Some(row));
            plan.slots
                .pull_early(&self.samples[row].slots, &mut self.scratch.by_slot);
            self.add_row(block.start + row, gradients);
        }
        Ok(())
    }

    /// Takes the derivatives by the angles of a row back to the slots, or by those that all rows share.
    fn pull_angles(&mut self, plan: &Plan, row: Option<usize>) {
        let Columns {
            varies,
            columns,
            by_angle,
            ..
        } = &self.together;
        for ((angle, &varies), column) in plan.angles.iter().zip(varies).zip(columns) {
            if varies == row.is_some() {
                let d = by_angle[column.start + row.unwrap_or(0)];
                angle.value.pull(d, &mut self.scratch.by_slot);
            }
        }
    }
}
