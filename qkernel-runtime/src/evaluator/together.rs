//! Samples that run together: their numbers go to the runs in one call, and so do the derivatives back.

use std::any::Any;
use std::ops::Range;

use super::Evaluator;
use super::batch::Column;
use super::columns::Columns;
use crate::engine::Precision;
use crate::error::Error;

/// Columns in both precisions.
#[derive(Clone, Debug, Default)]
pub(super) struct Together {
    double: Columns<f64>,
    single: Columns<f32>,
}

impl Together {
    /// Those of one precision; there are no others than the two.
    fn of<R: Precision>(&mut self) -> Option<&mut Columns<R>> {
        let Together { double, single } = self;
        let both: [&mut dyn Any; 2] = [double, single];
        both.into_iter().find_map(|columns| columns.downcast_mut())
    }
}

impl Evaluator {
    /// Whether the samples of a batch run together.
    pub(super) fn runs_together<R: Precision>(&mut self, rows: usize) -> bool {
        let Some(columns) = self.together.of::<R>() else {
            return false;
        };
        columns.vary(&self.plan, &self.batch.each);
        columns.ready(&self.plan, &mut self.runs[0], rows)
    }

    /// The results of some rows of a batch that was checked, one row of `results` a sample.
    pub(super) fn forward_together<R: Precision>(
        &mut self,
        arguments: &[Column<'_, R>],
        block: Range<usize>,
        results: &mut [R],
    ) -> Result<(), Error> {
        match self.together.of() {
            Some(columns) => {
                columns.forward(&self.plan, &mut self.runs[0], arguments, block, results)
            }
            None => Ok(()),
        }
    }

    /// Adds the derivatives for the rows that [`forward_together`](Evaluator::forward_together) was last called with, which were
    /// all of the batch, by the adjoint method; `cotangents` has one row for each of them.
    pub(super) fn backward_together<R: Precision>(
        &mut self,
        cotangents: &[R],
        gradients: &mut [&mut [R]],
    ) -> Result<(), Error> {
        match self.together.of() {
            Some(columns) => {
                columns.backward(&self.plan, &mut self.runs[0], cotangents, 0, gradients)
            }
            None => Ok(()),
        }
    }

    /// Results and derivatives of some rows of a batch that was checked.
    pub(super) fn both_together<R: Precision>(
        &mut self,
        arguments: &[Column<'_, R>],
        block: Range<usize>,
        cotangents: &[R],
        results: &mut [R],
        gradients: &mut [&mut [R]],
    ) -> Result<(), Error> {
        let (plan, runs) = (&self.plan, &mut self.runs[0]);
        match self.together.of() {
            Some(columns) => columns.both(
                plan,
                runs,
                arguments,
                block,
                results,
                (cotangents, gradients),
            ),
            None => Ok(()),
        }
    }

    /// Takes over a row of the batch that ran together last, as the first sample.
    pub(super) fn load_together<R: Precision>(&mut self, row: usize) {
        if let Some(columns) = self.together.of::<R>() {
            let arguments = self.plan.slots.arguments;
            columns.arguments(row, &mut self.samples[0].slots[..arguments]);
        }
    }
}
