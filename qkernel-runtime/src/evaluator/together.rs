//! Samples that run together: their numbers go to the runs in one call, and so do the derivatives back.

use std::ops::Range;

use super::access::{ColumnSource, Gradients};
use super::serial::Serial;
use crate::engine::{Cost, Precision};
use crate::error::Error;

impl Serial {
    /// Whether the samples of a batch run together.
    pub(super) fn runs_together<R: Precision>(&mut self, rows: usize) -> bool {
        self.joined::<R>(rows).is_some()
    }

    /// What a batch costs if its samples run together: operations that are done once, and all.
    pub(super) fn joined<R: Precision>(&mut self, rows: usize) -> Option<[f64; 2]> {
        let (known, each) = (&self.together.kind, &self.batch.each);
        let bytes = size_of::<R>();
        // Not by a call of the system's library, for a few arguments.
        if known.rows == rows && known.bytes == bytes && known.each.iter().eq(each) {
            return known.costs;
        }
        let columns = self.together.of::<R>()?;
        columns.vary(&self.plan, each);
        let mut costs = [0.0; 2];
        let together = columns.ready(&self.plan, &mut self.runs[0], rows, |cost: Cost| {
            costs = [costs[0] + cost.once, costs[1] + cost.of(rows)];
        });
        let known = &mut self.together.kind;
        known.each.clone_from(each);
        (known.rows, known.bytes) = (rows, bytes);
        known.costs = together.then_some(costs);
        known.costs
    }

    /// The results of some rows of a batch that was checked, one row of `results` a sample.
    pub(super) fn forward_together<R: Precision>(
        &mut self,
        arguments: &dyn ColumnSource<R>,
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

    /// The derivatives for the rows that [`forward_together`](Serial::forward_together) was last called with, by the adjoint
    /// method; `cotangents` has one row for each of them.
    pub(super) fn backward_together<R: Precision>(
        &mut self,
        cotangents: &[R],
        gradients: &mut dyn Gradients<R>,
    ) -> Result<(), Error> {
        match self.together.of() {
            Some(columns) => {
                let gradients = (gradients, &mut self.scratch.by_shared[..]);
                columns.backward(&self.plan, &mut self.runs[0], cotangents, 0, gradients)
            }
            None => Ok(()),
        }
    }

    /// Results and derivatives of some rows of a batch that was checked; `cotangents` are said where they begin among the rows of
    /// the gradients.
    pub(super) fn both_together<R: Precision>(
        &mut self,
        arguments: &dyn ColumnSource<R>,
        block: Range<usize>,
        cotangents: (&[R], usize),
        results: &mut [R],
        gradients: &mut dyn Gradients<R>,
    ) -> Result<(), Error> {
        let (plan, runs) = (&self.plan, &mut self.runs[0]);
        match self.together.of() {
            Some(columns) => columns.both(
                plan,
                runs,
                (arguments, block),
                results,
                cotangents,
                (gradients, &mut self.scratch.by_shared),
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
