//! Batches: some arguments shared by all samples, others with a row for each.

use super::Evaluator;
use super::access::Gradients;
use super::parts::{CheckedBatch, Work};
use crate::arguments::column::Column;
use crate::engine::Precision;
use crate::engine::columns::all_finite;
use crate::error::Error;
use crate::gradient::GradientMethod;

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
        self.serial
            .plan
            .check_length("values", values.len(), rows * outputs)?;
        self.serial.batch.clear();
        self.mark_each(columns);
        let parts = self.serial.parts::<R>(rows, GradientMethod::Adjoint);
        if parts.is_one() {
            return self.serial.evaluate_rows(&columns, 0..rows, values);
        }
        self.crews.by_parts(
            &mut self.serial,
            parts,
            CheckedBatch {
                work: Work::Evaluate,
                columns,
                cotangents: &[],
                values,
                gradients: &mut [],
            },
        )
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
        self.serial.batch.clear();
        let (rows, outputs) = (self.rows(columns)?, self.outputs());
        self.serial
            .plan
            .check_length("values", values.len(), rows * outputs)?;
        self.mark_each(columns);
        self.serial.batch.bytes = size_of::<R>();
        let parts = self.serial.parts::<R>(rows, GradientMethod::Adjoint);
        if parts.is_one() {
            self.serial.forward_rows(&columns, 0..rows, values)?;
        } else {
            self.crews.by_parts(
                &mut self.serial,
                parts,
                CheckedBatch {
                    work: Work::Forward,
                    columns,
                    cotangents: &[],
                    values,
                    gradients: &mut [],
                },
            )?;
        }
        (self.serial.batch.rows, self.serial.batch.parts) = (rows, parts);
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
        self.serial.check_method(method)?;
        let rows = self.serial.batch.rows;
        if rows == 0 || self.serial.batch.bytes != size_of::<R>() {
            let message = "there is no batch to differentiate: call `forward_batch` first, in the same precision";
            return Err(self.serial.plan.invalid(message));
        }
        self.check_cotangents(cotangents, rows)?;
        self.serial.plan.check_length(
            "gradients",
            gradients.len(),
            self.serial.batch.each.len(),
        )?;
        for (i, gradient) in gradients.iter_mut().enumerate() {
            let n = self.serial.plan.program.arguments[i].shape.len();
            let expected = if self.serial.batch.each[i] {
                rows * n
            } else {
                n
            };
            self.serial
                .plan
                .check_length("gradient", gradient.len(), expected)?;
        }
        let parts = self.serial.batch.parts;
        if parts.is_one() {
            let mut all = All(&mut *gradients);
            self.serial.backward_rows(cotangents, method, &mut all)?;
        } else {
            let call = CheckedBatch {
                work: Work::Backward(method),
                columns: &[],
                cotangents,
                values: &mut [],
                gradients: &mut *gradients,
            };
            self.crews.by_parts(&mut self.serial, parts, call)?;
        }
        self.store_shared(gradients);
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
        self.serial.check_method(method)?;
        let (rows, outputs) = (self.rows(columns)?, self.outputs());
        self.check_cotangents(cotangents, rows)?;
        self.serial
            .plan
            .check_length("values", values.len(), rows * outputs)?;
        self.serial
            .plan
            .check_length("gradients", gradients.len(), columns.len())?;
        self.serial.batch.clear();
        self.mark_each(columns);
        for (column, gradient) in columns.iter().zip(gradients.iter_mut()) {
            self.serial
                .plan
                .check_length("gradient", gradient.len(), column.numbers().len())?;
        }
        let parts = self.serial.parts::<R>(rows, method);
        if parts.is_one() {
            let mut all = All(&mut *gradients);
            let cotangents = (cotangents, method);
            self.serial
                .vjp_rows(&columns, 0..rows, cotangents, values, &mut all)?;
        } else {
            let call = CheckedBatch {
                work: Work::Vjp(method),
                columns,
                cotangents,
                values,
                gradients: &mut *gradients,
            };
            self.crews.by_parts(&mut self.serial, parts, call)?;
        }
        self.store_shared(gradients);
        Ok(())
    }

    /// Writes the derivatives by the arguments that all samples share.
    fn store_shared<R: Precision>(&self, gradients: &mut [&mut [R]]) {
        let mut sums = &self.serial.scratch.by_shared[..];
        let each = self
            .serial
            .batch
            .each
            .iter()
            .zip(&self.serial.plan.program.arguments);
        for ((each, argument), gradient) in each.zip(gradients) {
            let (own, rest) = sums.split_at(argument.shape.len());
            sums = rest;
            if !*each {
                let to = gradient.iter_mut().zip(own);
                to.for_each(|(to, &sum)| *to = R::narrow(sum));
            }
        }
    }

    /// Takes over which columns have a row for each sample.
    fn mark_each<R>(&mut self, columns: &[Column<'_, R>]) {
        let each = columns.iter();
        let each = each.map(|column| matches!(column, Column::Each(_)));
        self.serial.batch.each.clear();
        self.serial.batch.each.extend(each);
    }

    /// How many samples a batch has.
    ///
    /// # Errors
    /// If lengths do not fit the arguments, or there is no column of [`Column::Each`].
    pub fn rows<R: Precision>(&self, columns: &[Column<'_, R>]) -> Result<usize, Error> {
        let kernel = &self.serial.plan.program.kernel;
        self.serial.plan.check_length(
            "columns",
            columns.len(),
            self.serial.plan.program.arguments.len(),
        )?;
        let mut rows = None;
        for (column, argument) in columns.iter().zip(&self.serial.plan.program.arguments) {
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
                    let whole = found / length;
                    rows = Some(whole);
                    if whole * length == found {
                        found
                    } else {
                        (whole + 1) * length
                    }
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
                .try_for_each(|row| self.serial.plan.check_finite(&argument.name, row))?;
        }
        rows.ok_or_else(|| Error::Invalid {
            kernel: kernel.clone(),
            message: "in a batch, at least one argument must have a row for each sample: pass it as `each(..)`".into(),
        })
    }

    /// The error for whole rows of some length that are more or fewer than needed.
    fn other_rows(&self, name: &str, length: usize, found: usize, rows: usize) -> Option<Error> {
        // Divisions take long.
        let wrong = found != rows * length && length > 0 && found.is_multiple_of(length);
        wrong.then(|| Error::Rows {
            kernel: self.serial.plan.program.kernel.clone(),
            argument: name.into(),
            found: found / length,
            expected: rows,
        })
    }

    fn check_cotangents<R: Precision>(&self, cotangents: &[R], rows: usize) -> Result<(), Error> {
        let outputs = self.outputs();
        match self.other_rows("cotangents", outputs, cotangents.len(), rows) {
            Some(error) => Err(error),
            None => self.serial.check_cotangent(cotangents, rows * outputs),
        }
    }
}

/// The gradients of a batch that is not parted.
struct All<'a, 'b, R>(&'a mut [&'b mut [R]]);

impl<R> Gradients<R> for All<'_, '_, R> {
    fn rows(&mut self, argument: usize) -> &mut [R] {
        self.0[argument]
    }
}
