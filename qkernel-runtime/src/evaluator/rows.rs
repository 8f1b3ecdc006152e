//! Rows of a batch, on one evaluator.

use std::ops::Range;

use super::access::{ColumnSource, Gradients};
use super::serial::{Scratch, Serial};
use crate::arguments::column::Column;
use crate::engine::Precision;
use crate::error::Error;
use crate::gradient::GradientMethod;

/// Some rows, in blocks of so many: the rows of each block, and which of all they are.
fn blocks(rows: Range<usize>, most: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let count = rows.len();
    let starts = (0..count).step_by(most);
    starts.map(move |start| {
        let own = start..start.saturating_add(most).min(count);
        (rows.start + own.start..rows.start + own.end, own)
    })
}

impl Serial {
    /// How many samples run together where no one asks for them later.
    fn rows_at_once(&self) -> usize {
        let most = self.runs[0].iter().map(|run| run.rows_at_once()).min();
        most.unwrap_or(1).max(1)
    }

    /// The results of some rows of a batch that was checked.
    pub(super) fn evaluate_rows<R: Precision>(
        &mut self,
        arguments: &dyn ColumnSource<R>,
        rows: Range<usize>,
        values: &mut [R],
    ) -> Result<(), Error> {
        let outputs = self.outputs();
        if self.runs_together::<R>(rows.len()) {
            return blocks(rows, self.rows_at_once()).try_for_each(|(block, own)| {
                let values = &mut values[own.start * outputs..own.end * outputs];
                self.forward_together(arguments, block, values)
            });
        }
        for (own, row) in rows.enumerate() {
            self.load_row(arguments, row, 0);
            self.forward_row(0, 0, &mut values[own * outputs..][..outputs])?;
        }
        Ok(())
    }

    /// The same, kept for [`backward_rows`](Serial::backward_rows).
    pub(super) fn forward_rows<R: Precision>(
        &mut self,
        arguments: &dyn ColumnSource<R>,
        rows: Range<usize>,
        values: &mut [R],
    ) -> Result<(), Error> {
        let (count, outputs) = (rows.len(), self.outputs());
        if self.runs_together::<R>(count) {
            self.forward_together(arguments, rows, values)?;
            (self.batch.rows, self.batch.runs, self.batch.together) = (count, false, true);
            return Ok(());
        }
        let runs = self
            .plan
            .amplitudes()
            .checked_mul(count)
            .is_some_and(|all| all <= self.batch.most);
        while self.samples.len() < count {
            self.samples.push(self.samples[0].clone());
        }
        while runs && self.runs.len() < count {
            self.runs.push(self.runs[0].clone());
        }
        for (own, row) in rows.enumerate() {
            self.load_row(arguments, row, own);
            let run = if runs { own } else { 0 };
            self.forward_row(own, run, &mut values[own * outputs..][..outputs])?;
        }
        (self.batch.rows, self.batch.runs, self.batch.together) = (count, runs, false);
        Ok(())
    }

    /// The derivatives for the rows that [`forward_rows`](Serial::forward_rows) was last called with.
    pub(super) fn backward_rows<R: Precision>(
        &mut self,
        cotangents: &[R],
        method: GradientMethod,
        gradients: &mut dyn Gradients<R>,
    ) -> Result<(), Error> {
        self.scratch.by_shared.fill(0.0);
        if self.batch.together && method == GradientMethod::Adjoint {
            return self.backward_together(cotangents, gradients);
        }
        let mut results = std::mem::take(&mut self.scratch.results);
        results.resize(self.outputs(), 0.0);
        for row in 0..self.batch.rows {
            let (sample, run) = match (self.batch.together, self.batch.runs) {
                (true, _) => {
                    self.load_together::<R>(row);
                    (0, 0)
                }
                (false, true) => (row, row),
                (false, false) => (row, 0),
            };
            if !self.batch.runs {
                self.forward(sample, run, &mut results)?;
            }
            self.pull_row((sample, run, row), method, cotangents, gradients)?;
        }
        self.scratch.results = results;
        Ok(())
    }

    /// Results and derivatives of some rows of a batch that was checked.
    pub(super) fn vjp_rows<R: Precision>(
        &mut self,
        arguments: &dyn ColumnSource<R>,
        rows: Range<usize>,
        (cotangents, method): (&[R], GradientMethod),
        values: &mut [R],
        gradients: &mut dyn Gradients<R>,
    ) -> Result<(), Error> {
        let outputs = self.outputs();
        self.scratch.by_shared.fill(0.0);
        if method == GradientMethod::Adjoint && self.runs_together::<R>(rows.len()) {
            return blocks(rows, self.rows_at_once()).try_for_each(|(block, own)| {
                let numbers = own.start * outputs..own.end * outputs;
                let (cotangents, values) = (&cotangents[numbers.clone()], &mut values[numbers]);
                let cotangents = (cotangents, own.start);
                self.both_together(arguments, block, cotangents, values, gradients)
            });
        }
        for (own, row) in rows.enumerate() {
            self.load_row(arguments, row, 0);
            self.forward_row(0, 0, &mut values[own * outputs..][..outputs])?;
            self.pull_row((0, 0, own), method, cotangents, gradients)?;
        }
        Ok(())
    }

    /// The results of a sample.
    fn forward_row<R: Precision>(
        &mut self,
        sample: usize,
        run: usize,
        values: &mut [R],
    ) -> Result<(), Error> {
        let mut results = std::mem::take(&mut self.scratch.results);
        results.resize(values.len(), 0.0);
        let done = self.forward(sample, run, &mut results);
        let found = values.iter_mut().zip(&results);
        found.for_each(|(value, &x)| *value = R::narrow(x));
        self.scratch.results = results;
        done
    }

    /// The derivatives of a row, from a sample and a run that are at its numbers.
    fn pull_row<R: Precision>(
        &mut self,
        (sample, run, row): (usize, usize, usize),
        method: GradientMethod,
        cotangents: &[R],
        gradients: &mut dyn Gradients<R>,
    ) -> Result<(), Error> {
        let outputs = self.outputs();
        self.prepare(method, sample, run)?;
        let mut cotangent = std::mem::take(&mut self.scratch.cotangent);
        cotangent.clear();
        let own = cotangents[row * outputs..][..outputs].iter();
        cotangent.extend(own.map(|c| c.wide()));
        let done = self.pull(method, sample, run, &cotangent);
        self.scratch.cotangent = cotangent;
        done?;
        let Scratch {
            by_slot, by_shared, ..
        } = &mut self.scratch;
        let mut start = 0;
        for (number, argument) in self.plan.program.arguments.iter().enumerate() {
            let n = argument.shape.len();
            let from = &by_slot[start..start + n];
            if self.batch.each[number] {
                let to = gradients.rows(number)[row * n..][..n].iter_mut();
                to.zip(from).for_each(|(to, &d)| *to = R::narrow(d));
            } else {
                let sums = by_shared[start..start + n].iter_mut().zip(from);
                sums.for_each(|(sum, d)| *sum += d);
            }
            start += n;
        }
        Ok(())
    }

    /// Takes over a row of a batch that was checked.
    fn load_row<R: Precision>(
        &mut self,
        arguments: &dyn ColumnSource<R>,
        row: usize,
        sample: usize,
    ) {
        let mut start = 0;
        for (number, argument) in self.plan.program.arguments.iter().enumerate() {
            let n = argument.shape.len();
            let slots = &mut self.samples[sample].slots[start..start + n];
            let numbers = match arguments.column(number) {
                Column::Shared(numbers) => numbers,
                Column::Each(numbers) => &numbers[row * n..][..n],
            };
            slots
                .iter_mut()
                .zip(numbers)
                .for_each(|(slot, x)| *slot = x.wide());
            start += n;
        }
    }
}
