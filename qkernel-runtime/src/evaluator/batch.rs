//! Batches: some arguments shared by all samples, others with a row for each.

use super::Evaluator;
use super::kept::Parts;
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
        self.values(Work::Evaluate, columns, values)?;
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
        self.serial.batch.clear();
        let parts = self.values(Work::Forward, columns, values)?;
        let kept = &mut self.serial.batch;
        (kept.rows, kept.parts, kept.bytes) = (parts.rows, parts, size_of::<R>());
        Ok(())
    }

    /// The results for a batch, which are kept or not; gives how it is parted.
    fn values<R: Precision>(
        &mut self,
        work: Work,
        columns: &[Column<'_, R>],
        values: &mut [R],
    ) -> Result<Parts, Error> {
        let rows = self.rows(columns)?;
        self.check_length("values", values.len(), rows * self.outputs())?;
        self.begin(columns);
        let parts = self.serial.parts::<R>(rows, GradientMethod::Adjoint);
        let call = CheckedBatch {
            work,
            parts,
            columns,
            cotangents: &[],
            values,
            gradients: &mut [],
        };
        self.crews.compute(&mut self.serial, call)?;
        Ok(parts)
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
        let each = &self.serial.batch.each;
        self.check_length("gradients", gradients.len(), each.len())?;
        let arguments = &self.serial.plan.program.arguments;
        for ((gradient, each), argument) in gradients.iter().zip(each).zip(arguments) {
            let length = if *each { rows } else { 1 } * argument.shape.len();
            self.check_length("gradient", gradient.len(), length)?;
        }
        let call = CheckedBatch {
            work: Work::Backward(method),
            parts: self.serial.batch.parts,
            columns: &[],
            cotangents,
            values: &mut [],
            gradients: &mut *gradients,
        };
        self.crews.compute(&mut self.serial, call)?;
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
        let rows = self.rows(columns)?;
        self.check_cotangents(cotangents, rows)?;
        self.check_length("values", values.len(), rows * self.outputs())?;
        self.check_length("gradients", gradients.len(), columns.len())?;
        self.begin(columns);
        for (column, gradient) in columns.iter().zip(gradients.iter()) {
            self.check_length("gradient", gradient.len(), column.numbers().len())?;
        }
        let call = CheckedBatch {
            work: Work::Vjp(method),
            parts: self.serial.parts::<R>(rows, method),
            columns,
            cotangents,
            values,
            gradients: &mut *gradients,
        };
        self.crews.compute(&mut self.serial, call)?;
        self.store_shared(gradients);
        Ok(())
    }

    /// Writes the derivatives by the arguments that all samples share.
    fn store_shared<R: Precision>(&self, gradients: &mut [&mut [R]]) {
        let mut sums = &self.serial.scratch.by_shared[..];
        let each = self.serial.batch.each.iter();
        let each = each.zip(&self.serial.plan.program.arguments);
        for ((each, argument), gradient) in each.zip(gradients) {
            let (own, rest) = sums.split_at(argument.shape.len());
            sums = rest;
            if !*each {
                let to = gradient.iter_mut().zip(own);
                to.for_each(|(to, &sum)| *to = R::narrow(sum));
            }
        }
    }

    /// Forgets the samples of an earlier batch, and takes over which columns have a row for each sample.
    fn begin<R>(&mut self, columns: &[Column<'_, R>]) {
        let batch = &mut self.serial.batch;
        batch.clear();
        batch.each.clear();
        let each = columns.iter();
        let each = each.map(|column| matches!(column, Column::Each(_)));
        batch.each.extend(each);
    }

    /// How many samples a batch has.
    ///
    /// # Errors
    /// If lengths do not fit the arguments, or there is no column of [`Column::Each`].
    pub fn rows<R: Precision>(&self, columns: &[Column<'_, R>]) -> Result<usize, Error> {
        let arguments = &self.serial.plan.program.arguments;
        self.check_length("columns", columns.len(), arguments.len())?;
        let mut rows = None;
        for (column, argument) in columns.iter().zip(arguments) {
            let (length, found) = (argument.shape.len(), column.numbers().len());
            let expected = match (column, rows) {
                (Column::Shared(_), _) => length,
                (Column::Each(_), Some(rows)) => {
                    self.check_rows(&argument.name, length, found, rows)?;
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
            self.check_length(&argument.name, found, expected)?;
            if all_finite(column.numbers()) {
                continue;
            }
            // An index is one of the argument, so rows are looked at one by one.
            let rows = column.numbers().chunks(length.max(1));
            rows.into_iter()
                .try_for_each(|row| self.serial.plan.check_finite(&argument.name, row))?;
        }
        rows.ok_or_else(|| {
            let message = "in a batch, at least one argument must have a row for each sample: pass it as `each(..)`";
            self.serial.plan.invalid(message)
        })
    }

    /// That whole rows of some length are not more or fewer than needed; other lengths are not looked at.
    pub(crate) fn check_rows(
        &self,
        name: &str,
        length: usize,
        found: usize,
        rows: usize,
    ) -> Result<(), Error> {
        // Divisions take long.
        if found == rows * length || length == 0 || !found.is_multiple_of(length) {
            return Ok(());
        }
        Err(Error::Rows {
            kernel: self.serial.plan.program.kernel.clone(),
            argument: name.into(),
            found: found / length,
            expected: rows,
        })
    }

    fn check_cotangents<R: Precision>(&self, cotangents: &[R], rows: usize) -> Result<(), Error> {
        let outputs = self.outputs();
        self.check_rows("cotangents", outputs, cotangents.len(), rows)?;
        self.serial.check_cotangent(cotangents, rows * outputs)
    }
}
