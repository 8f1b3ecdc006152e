//! Batches: some arguments shared by all samples, others with a row for each.

use std::ops::Range;

use super::Evaluator;
use crate::error::Error;
use crate::gradient::GradientMethod;

/// The numbers of one argument for a batch of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Column<'a> {
    /// The same for all samples.
    Shared(&'a [f64]),
    /// One row for each sample, one after the other.
    Each(&'a [f64]),
}

impl Column<'_> {
    /// All numbers.
    pub fn numbers(&self) -> &[f64] {
        match self {
            Column::Shared(numbers) | Column::Each(numbers) => numbers,
        }
    }
}

/// How many amplitudes the runs of a batch may keep from the forward to the backward pass: 32 MiB with both states.
const KEPT: usize = 1 << 20;

/// The batch whose samples are kept for their derivatives.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    rows: usize,
    /// For each argument: whether it has a row for each sample.
    pub(super) each: Vec<bool>,
    /// Whether each sample has a run of its own, which holds its state.
    runs: bool,
    /// Whether the samples ran together.
    together: bool,
}

impl Kept {
    /// Forgets the batch.
    pub(super) fn clear(&mut self) {
        self.rows = 0;
    }
}

/// How many samples run together where no one asks for them later: their numbers stay in the cache.
const TOGETHER: usize = 64;

/// The rows of a batch, some at a time.
fn blocks(rows: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = (0..rows).step_by(TOGETHER);
    starts.map(move |start| start..(start + TOGETHER).min(rows))
}

impl Evaluator {
    /// The results for a batch, one row of `values` per sample. `columns` has one entry per argument.
    ///
    /// # Errors
    /// As [`evaluate`](Evaluator::evaluate); if no column is [`Column::Each`], or those that are differ in rows.
    pub fn evaluate_batch(
        &mut self,
        columns: &[Column<'_>],
        values: &mut [f64],
    ) -> Result<(), Error> {
        let (rows, outputs) = (self.rows(columns)?, self.outputs());
        self.check_buffer("values", values.len(), rows * outputs)?;
        self.batch.clear();
        self.mark_each(columns);
        if self.runs_together(rows) {
            return blocks(rows).try_for_each(|block| {
                let values = &mut values[block.start * outputs..block.end * outputs];
                self.forward_together(columns, block, values)
            });
        }
        for row in 0..rows {
            self.load_row(columns, row, 0);
            self.forward(0, 0, &mut values[row * outputs..][..outputs])?;
        }
        Ok(())
    }

    /// The results for a batch as [`evaluate_batch`](Evaluator::evaluate_batch) gives them; the samples are kept for
    /// [`backward_batch`](Evaluator::backward_batch), with their states where these are small.
    ///
    /// # Errors
    /// As [`evaluate_batch`](Evaluator::evaluate_batch).
    pub fn forward_batch(
        &mut self,
        columns: &[Column<'_>],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.batch.clear();
        let (rows, outputs) = (self.rows(columns)?, self.outputs());
        self.check_buffer("values", values.len(), rows * outputs)?;
        self.mark_each(columns);
        if self.runs_together(rows) {
            self.forward_together(columns, 0..rows, values)?;
            (self.batch.rows, self.batch.runs, self.batch.together) = (rows, false, true);
            return Ok(());
        }
        let runs = self
            .plan
            .amplitudes()
            .checked_mul(rows)
            .is_some_and(|all| all <= KEPT);
        while self.samples.len() < rows {
            self.samples.push(self.samples[0].clone());
        }
        while runs && self.runs.len() < rows {
            self.runs.push(self.runs[0].clone());
        }
        for row in 0..rows {
            self.load_row(columns, row, row);
            let run = if runs { row } else { 0 };
            self.forward(row, run, &mut values[row * outputs..][..outputs])?;
        }
        (self.batch.rows, self.batch.runs, self.batch.together) = (rows, runs, false);
        Ok(())
    }

    /// The derivatives of Σ cotangent · result over all samples and results of the batch that
    /// [`forward_batch`](Evaluator::forward_batch) was last called with.
    ///
    /// `cotangents` has one row per sample; `gradients` has one buffer per argument: the sum over the
    /// samples for a shared argument, one row per sample for the others.
    ///
    /// # Errors
    /// As [`vjp`](Evaluator::vjp), and if there is no such batch: another call came between.
    pub fn backward_batch(
        &mut self,
        cotangents: &[f64],
        method: GradientMethod,
        gradients: &mut [&mut [f64]],
    ) -> Result<(), Error> {
        self.check_method(method)?;
        let (rows, outputs) = (self.batch.rows, self.outputs());
        if rows == 0 {
            let message = "there is no batch to differentiate: call `forward_batch` first";
            return Err(self.plan.invalid(message));
        }
        self.check_cotangents(cotangents, rows)?;
        self.check_buffer("gradients", gradients.len(), self.batch.each.len())?;
        for (i, gradient) in gradients.iter_mut().enumerate() {
            let n = self.plan.program.arguments[i].shape.len();
            let expected = if self.batch.each[i] { rows * n } else { n };
            self.check_buffer("gradient", gradient.len(), expected)?;
            gradient.fill(0.0);
        }
        if self.batch.together && method == GradientMethod::Adjoint {
            return self.backward_together(0..rows, cotangents, gradients);
        }
        let mut results = std::mem::take(&mut self.scratch.results);
        for row in 0..rows {
            let run = if self.batch.runs { row } else { 0 };
            if !self.batch.runs {
                results.resize(outputs.max(results.len()), 0.0);
                self.forward(row, run, &mut results[..outputs])?;
            }
            self.pull_row((row, run, row), method, cotangents, gradients)?;
        }
        self.scratch.results = results;
        Ok(())
    }

    /// The results for a batch, and the derivatives of Σ cotangent · result over all samples and results, as
    /// [`forward_batch`](Evaluator::forward_batch) and [`backward_batch`](Evaluator::backward_batch) give them; needs no memory for the
    /// batch.
    ///
    /// # Errors
    /// As [`evaluate_batch`](Evaluator::evaluate_batch) and [`vjp`](Evaluator::vjp).
    pub fn vjp_batch(
        &mut self,
        columns: &[Column<'_>],
        cotangents: &[f64],
        method: GradientMethod,
        values: &mut [f64],
        gradients: &mut [&mut [f64]],
    ) -> Result<(), Error> {
        self.check_method(method)?;
        let (rows, outputs) = (self.rows(columns)?, self.outputs());
        self.check_cotangents(cotangents, rows)?;
        self.check_buffer("values", values.len(), rows * outputs)?;
        self.check_buffer("gradients", gradients.len(), columns.len())?;
        self.batch.clear();
        self.mark_each(columns);
        for (column, gradient) in columns.iter().zip(gradients.iter_mut()) {
            self.check_buffer("gradient", gradient.len(), column.numbers().len())?;
            gradient.fill(0.0);
        }
        if self.runs_together(rows) && method == GradientMethod::Adjoint {
            return blocks(rows).try_for_each(|block| {
                let numbers = block.start * outputs..block.end * outputs;
                let (cotangents, values) = (&cotangents[numbers.clone()], &mut values[numbers]);
                self.forward_together(columns, block.clone(), values)?;
                self.backward_together(block, cotangents, gradients)
            });
        }
        for row in 0..rows {
            self.load_row(columns, row, 0);
            self.forward(0, 0, &mut values[row * outputs..][..outputs])?;
            self.pull_row((0, 0, row), method, cotangents, gradients)?;
        }
        Ok(())
    }

    /// Adds the derivatives of a row of a batch to those of the batch, from a sample and a run that are at its numbers.
    fn pull_row(
        &mut self,
        (sample, run, row): (usize, usize, usize),
        method: GradientMethod,
        cotangents: &[f64],
        gradients: &mut [&mut [f64]],
    ) -> Result<(), Error> {
        let outputs = self.outputs();
        self.prepare(method, sample, run)?;
        self.pull(method, sample, run, &cotangents[row * outputs..][..outputs])?;
        self.add_row(row, gradients);
        Ok(())
    }

    /// Adds the derivatives by the slots to those of the arguments.
    pub(super) fn add_row(&self, row: usize, gradients: &mut [&mut [f64]]) {
        let mut start = 0;
        let each = self.batch.each.iter().zip(&self.plan.program.arguments);
        for ((each, argument), gradient) in each.zip(gradients) {
            let n = argument.shape.len();
            let at = if *each { row * n } else { 0 };
            let from = &self.scratch.by_slot[start..start + n];
            gradient[at..at + n]
                .iter_mut()
                .zip(from)
                .for_each(|(sum, d)| *sum += d);
            start += n;
        }
    }

    /// Takes over which columns have a row for each sample.
    fn mark_each(&mut self, columns: &[Column<'_>]) {
        let each = columns.iter();
        let each = each.map(|column| matches!(column, Column::Each(_)));
        self.batch.each.clear();
        self.batch.each.extend(each);
    }

    /// How many samples a batch has.
    ///
    /// # Errors
    /// If lengths do not fit the arguments, or there is no column of [`Column::Each`].
    pub fn rows(&self, columns: &[Column<'_>]) -> Result<usize, Error> {
        let kernel = &self.plan.program.kernel;
        self.check_buffer("columns", columns.len(), self.plan.program.arguments.len())?;
        let mut rows = None;
        for (column, argument) in columns.iter().zip(&self.plan.program.arguments) {
            let (length, found) = (argument.shape.len(), column.numbers().len());
            let expected = match (column, rows) {
                (Column::Shared(_), _) => length,
                (Column::Each(_), Some(rows)) => {
                    if let Some(error) = self.other_rows(&argument.name, length, found, rows) {
                        return Err(error);
                    }
                    rows * length
                }
                (Column::Each(_), None) if length == 0 => continue,
                (Column::Each(_), None) => {
                    rows = Some(found / length);
                    found.next_multiple_of(length)
                }
            };
            if found != expected {
                return Err(Error::Length {
                    kernel: kernel.clone(),
                    argument: argument.name.clone(),
                    found,
                    expected,
                });
            }
            // An index is one of the argument, so rows are looked at one by one.
            let rows = column.numbers().chunks(length.max(1));
            rows.into_iter()
                .try_for_each(|row| self.check_finite(&argument.name, row))?;
        }
        rows.ok_or_else(|| Error::Invalid {
            kernel: kernel.clone(),
            message: "in a batch, at least one argument must have a row for each sample: pass it as `each(..)`".into(),
        })
    }

    /// The error for whole rows of some length that are more or fewer than needed.
    fn other_rows(&self, name: &str, length: usize, found: usize, rows: usize) -> Option<Error> {
        let wrong = length > 0 && found.is_multiple_of(length) && found / length != rows;
        wrong.then(|| Error::Rows {
            kernel: self.plan.program.kernel.clone(),
            argument: name.into(),
            found: found / length,
            expected: rows,
        })
    }

    fn check_cotangents(&self, cotangents: &[f64], rows: usize) -> Result<(), Error> {
        let outputs = self.outputs();
        match self.other_rows("cotangents", outputs, cotangents.len(), rows) {
            Some(error) => Err(error),
            None => self.check_cotangent(cotangents, rows * outputs),
        }
    }

    /// Takes over a row of a batch that was checked.
    pub(super) fn load_row(&mut self, columns: &[Column<'_>], row: usize, sample: usize) {
        let mut start = 0;
        for (column, argument) in columns.iter().zip(&self.plan.program.arguments) {
            let n = argument.shape.len();
            let slots = &mut self.samples[sample].slots[start..start + n];
            match column {
                Column::Shared(numbers) => slots.copy_from_slice(numbers),
                Column::Each(numbers) => slots.copy_from_slice(&numbers[row * n..][..n]),
            }
            start += n;
        }
    }
}
