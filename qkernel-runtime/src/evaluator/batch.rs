//! Batches: some arguments shared by all samples, others with a row for each.

use std::ops::Range;

use super::Evaluator;
use crate::engine::Precision;
use crate::engine::columns::all_finite;
use crate::error::Error;
use crate::gradient::GradientMethod;

/// The numbers of one argument for a batch of samples, in `f64` or `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Column<'a, R = f64> {
    /// The same for all samples.
    Shared(&'a [R]),
    /// One row for each sample, one after the other.
    Each(&'a [R]),
}

impl<R> Column<'_, R> {
    /// All numbers.
    pub fn numbers(&self) -> &[R] {
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
    /// Of which precision it is: how many bytes a number has.
    bytes: usize,
}

impl Kept {
    /// Forgets the batch.
    pub(super) fn clear(&mut self) {
        self.rows = 0;
    }
}

/// How many samples run together where no one asks for them later: their numbers stay in the cache.
const TOGETHER: usize = 1024;

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
    pub fn evaluate_batch<R: Precision>(
        &mut self,
        columns: &[Column<'_, R>],
        values: &mut [R],
    ) -> Result<(), Error> {
        let (rows, outputs) = (self.rows(columns)?, self.outputs());
        self.check_buffer("values", values.len(), rows * outputs)?;
        self.batch.clear();
        self.mark_each(columns);
        if self.runs_together::<R>(rows) {
            return blocks(rows).try_for_each(|block| {
                let values = &mut values[block.start * outputs..block.end * outputs];
                self.forward_together(columns, block, values)
            });
        }
        for row in 0..rows {
            self.load_row(columns, row, 0);
            self.forward_row(0, 0, &mut values[row * outputs..][..outputs])?;
        }
        Ok(())
    }

    /// The results for a batch as [`evaluate_batch`](Evaluator::evaluate_batch) gives them; the samples are kept for
    /// [`backward_batch`](Evaluator::backward_batch), with their states where these are small.
    ///
    /// # Errors
    /// As [`evaluate_batch`](Evaluator::evaluate_batch).
    pub fn forward_batch<R: Precision>(
        &mut self,
        columns: &[Column<'_, R>],
        values: &mut [R],
    ) -> Result<(), Error> {
        self.batch.clear();
        let (rows, outputs) = (self.rows(columns)?, self.outputs());
        self.check_buffer("values", values.len(), rows * outputs)?;
        self.mark_each(columns);
        self.batch.bytes = size_of::<R>();
        if self.runs_together::<R>(rows) {
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
            self.forward_row(row, run, &mut values[row * outputs..][..outputs])?;
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
    pub fn backward_batch<R: Precision>(
        &mut self,
        cotangents: &[R],
        method: GradientMethod,
        gradients: &mut [&mut [R]],
    ) -> Result<(), Error> {
        self.check_method(method)?;
        let rows = self.batch.rows;
        if rows == 0 || self.batch.bytes != size_of::<R>() {
            let message = "there is no batch to differentiate: call `forward_batch` first, in the same precision";
            return Err(self.plan.invalid(message));
        }
        self.check_cotangents(cotangents, rows)?;
        self.check_buffer("gradients", gradients.len(), self.batch.each.len())?;
        for (i, gradient) in gradients.iter_mut().enumerate() {
            let n = self.plan.program.arguments[i].shape.len();
            let expected = if self.batch.each[i] { rows * n } else { n };
            self.check_buffer("gradient", gradient.len(), expected)?;
        }
        self.clear(gradients);
        if self.batch.together && method == GradientMethod::Adjoint {
            return self.backward_together(cotangents, gradients);
        }
        let mut results = std::mem::take(&mut self.scratch.results);
        results.resize(self.outputs(), 0.0);
        for row in 0..rows {
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

    /// The results for a batch, and the derivatives of Σ cotangent · result over all samples and results, as
    /// [`forward_batch`](Evaluator::forward_batch) and [`backward_batch`](Evaluator::backward_batch) give them; needs no memory for the
    /// batch.
    ///
    /// # Errors
    /// As [`evaluate_batch`](Evaluator::evaluate_batch) and [`vjp`](Evaluator::vjp).
    pub fn vjp_batch<R: Precision>(
        &mut self,
        columns: &[Column<'_, R>],
        cotangents: &[R],
        method: GradientMethod,
        values: &mut [R],
        gradients: &mut [&mut [R]],
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
        }
        self.clear(gradients);
        if method == GradientMethod::Adjoint && self.runs_together::<R>(rows) {
            return blocks(rows).try_for_each(|block| {
                let numbers = block.start * outputs..block.end * outputs;
                let (cotangents, values) = (&cotangents[numbers.clone()], &mut values[numbers]);
                self.both_together(columns, block, cotangents, values, gradients)
            });
        }
        for row in 0..rows {
            self.load_row(columns, row, 0);
            self.forward_row(0, 0, &mut values[row * outputs..][..outputs])?;
            self.pull_row((0, 0, row), method, cotangents, gradients)?;
        }
        Ok(())
    }

    /// Sets the gradients to 0 to which samples add.
    fn clear<R: Precision>(&self, gradients: &mut [&mut [R]]) {
        let shared = gradients.iter_mut().zip(&self.batch.each);
        for (gradient, _) in shared.filter(|(_, each)| !**each) {
            gradient.fill(R::default());
        }
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

    /// Adds the derivatives of a row of a batch to those of the batch, from a sample and a run that are at its numbers.
    fn pull_row<R: Precision>(
        &mut self,
        (sample, run, row): (usize, usize, usize),
        method: GradientMethod,
        cotangents: &[R],
        gradients: &mut [&mut [R]],
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
        let mut start = 0;
        let each = self.batch.each.iter().zip(&self.plan.program.arguments);
        for ((each, argument), gradient) in each.zip(gradients) {
            let n = argument.shape.len();
            let from = &self.scratch.by_slot[start..start + n];
            start += n;
            if *each {
                let to = gradient[row * n..][..n].iter_mut().zip(from);
                to.for_each(|(to, &d)| *to = R::narrow(d));
            } else {
                let sums = gradient.iter_mut().zip(from);
                sums.for_each(|(sum, d)| *sum = R::narrow(sum.wide() + d));
            }
        }
        Ok(())
    }

    /// Takes over which columns have a row for each sample.
    fn mark_each<R>(&mut self, columns: &[Column<'_, R>]) {
        let each = columns.iter();
        let each = each.map(|column| matches!(column, Column::Each(_)));
        self.batch.each.clear();
        self.batch.each.extend(each);
    }

    /// How many samples a batch has.
    ///
    /// # Errors
    /// If lengths do not fit the arguments, or there is no column of [`Column::Each`].
    pub fn rows<R: Precision>(&self, columns: &[Column<'_, R>]) -> Result<usize, Error> {
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
            if all_finite(column.numbers()) {
                continue;
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

    fn check_cotangents<R: Precision>(&self, cotangents: &[R], rows: usize) -> Result<(), Error> {
        let outputs = self.outputs();
        match self.other_rows("cotangents", outputs, cotangents.len(), rows) {
            Some(error) => Err(error),
            None => self.check_cotangent(cotangents, rows * outputs),
        }
    }

    /// Takes over a row of a batch that was checked.
    fn load_row<R: Precision>(&mut self, columns: &[Column<'_, R>], row: usize, sample: usize) {
        let mut start = 0;
        for (column, argument) in columns.iter().zip(&self.plan.program.arguments) {
            let n = argument.shape.len();
            let slots = &mut self.samples[sample].slots[start..start + n];
            let numbers = match column {
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
