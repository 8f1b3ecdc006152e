//! Batches: some arguments shared by all samples, others with a row for each.

use super::Evaluator;
use crate::error::Error;
use crate::gradient::GradientMethod;

/// The numbers of one argument for a batch of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
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

impl Evaluator {
    /// The results for a batch, one row of `values` a sample. `columns` has one entry an argument.
    ///
    /// # Errors
    /// As [`evaluate`](Evaluator::evaluate); if no column is [`Column::Each`], or those that are differ in rows.
    pub fn evaluate_batch(
        &mut self,
        columns: &[Column<'_>],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.plan.check_expectations("expectation value")?;
        let (rows, outputs) = (self.rows(columns)?, self.outputs());
        self.check_buffer("values", values.len(), rows * outputs)?;
        let moving = self.moving(columns);
        for row in 0..rows {
            self.load_row(columns, row)?;
            let values = &mut values[row * outputs..][..outputs];
            match row {
                0 => self.run(0..self.angles.len(), values)?,
                _ => self.run(moving.iter().copied(), values)?,
            }
        }
        Ok(())
    }

    /// The results for a batch, and the derivatives of Σ cotangent · result over all samples and results.
    ///
    /// `cotangents` and `values` have one row a sample; `gradients` has one buffer an argument: the sum over the
    /// samples for a shared argument, one row a sample for the others.
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
        self.check_cotangent(cotangents, rows * outputs)?;
        self.check_buffer("values", values.len(), rows * outputs)?;
        self.check_buffer("gradients", gradients.len(), columns.len())?;
        for (column, gradient) in columns.iter().zip(gradients.iter_mut()) {
            self.check_buffer("gradient", gradient.len(), column.numbers().len())?;
            gradient.fill(0.0);
        }
        let moving = self.moving(columns);
        for row in 0..rows {
            self.load_row(columns, row)?;
            let values = &mut values[row * outputs..][..outputs];
            match row {
                0 => self.prepare(method, 0..self.angles.len(), values)?,
                _ => self.prepare(method, moving.iter().copied(), values)?,
            }
            self.pull(method, &cotangents[row * outputs..][..outputs], true)?;
            let mut start = 0;
            for (column, gradient) in columns.iter().zip(gradients.iter_mut()) {
                let (n, at) = match column {
                    Column::Shared(numbers) => (numbers.len(), 0),
                    Column::Each(numbers) => (numbers.len() / rows, row * (numbers.len() / rows)),
                };
                let from = &self.by_slot[start..start + n];
                gradient[at..at + n]
                    .iter_mut()
                    .zip(from)
                    .for_each(|(sum, d)| *sum += d);
                start += n;
            }
        }
        Ok(())
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
                (Column::Each(_), Some(rows)) => rows * length,
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
            self.check_finite(&argument.name, column.numbers())?;
        }
        rows.ok_or_else(|| Error::Invalid {
            kernel: kernel.clone(),
            message: "in a batch, at least one argument must have a row for each sample: pass it as `each(..)`".into(),
        })
    }

    /// The angles that differ between the samples of a batch.
    fn moving(&self, columns: &[Column<'_>]) -> Vec<usize> {
        let mut marks = vec![false; self.slots.len()];
        let mut start = 0;
        for (column, argument) in columns.iter().zip(&self.plan.program.arguments) {
            let n = argument.shape.len();
            marks[start..start + n].fill(matches!(column, Column::Each(_)));
            start += n;
        }
        self.plan.slots.spread(&mut marks);
        let moves = |i: &usize| self.plan.angles[*i].value.reads(&marks);
        (0..self.angles.len()).filter(moves).collect()
    }

    /// Takes over a row of a batch that was checked.
    fn load_row(&mut self, columns: &[Column<'_>], row: usize) -> Result<(), Error> {
        let mut start = 0;
        for (column, argument) in columns.iter().zip(&self.plan.program.arguments) {
            let n = argument.shape.len();
            let slots = &mut self.slots[start..start + n];
            match column {
                Column::Shared(numbers) if row == 0 => slots.copy_from_slice(numbers),
                Column::Shared(_) => {}
                Column::Each(numbers) => slots.copy_from_slice(&numbers[row * n..][..n]),
            }
            start += n;
        }
        Ok(())
    }
}
