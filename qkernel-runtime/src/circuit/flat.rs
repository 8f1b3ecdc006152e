//! Runs on flat numbers, which all circuits share, whatever the types of their arguments and results.

use super::Circuit;
use crate::error::Error;
use crate::evaluator::Column;
use crate::gradient::GradientMethod;

/// Several lists of numbers.
pub(super) type Rows = Vec<Vec<f64>>;

impl<K> Circuit<K> {
    /// The results.
    pub(super) fn values(&self, arguments: &[f64]) -> Result<Vec<f64>, Error> {
        let mut evaluator = self.evaluator()?;
        let mut values = vec![0.0; evaluator.outputs()];
        evaluator.evaluate(arguments, &mut values)?;
        Ok(values)
    }

    /// How many rows a batch has, and the results of one after the other.
    pub(super) fn values_batch(&self, columns: &[Column<'_>]) -> Result<(usize, Vec<f64>), Error> {
        let mut evaluator = self.evaluator()?;
        let rows = evaluator.rows(columns)?;
        let mut values = vec![0.0; rows * evaluator.outputs()];
        evaluator.evaluate_batch(columns, &mut values)?;
        Ok((rows, values))
    }

    /// The results, and the derivative of Σ cotangent · result.
    pub(super) fn pulled(
        &self,
        arguments: &[f64],
        cotangent: &[f64],
        method: GradientMethod,
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        let mut evaluator = self.evaluator()?;
        let mut values = vec![0.0; evaluator.outputs()];
        let mut gradient = vec![0.0; evaluator.inputs()];
        evaluator.vjp(arguments, cotangent, method, &mut values, &mut gradient)?;
        Ok((values, gradient))
    }

    /// How many rows a batch has, the results of one after the other, and the derivatives by each argument.
    /// `cotangents` gives the cotangents for that many rows.
    pub(super) fn pulled_batch(
        &self,
        columns: &[Column<'_>],
        method: GradientMethod,
        cotangents: impl FnOnce(usize) -> Vec<f64>,
    ) -> Result<(usize, Vec<f64>, Rows), Error> {
        let mut evaluator = self.evaluator()?;
        let rows = evaluator.rows(columns)?;
        let mut values = vec![0.0; rows * evaluator.outputs()];
        let mut gradients: Rows = columns
            .iter()
            .map(|column| vec![0.0; column.numbers().len()])
            .collect();
        evaluator.vjp_batch(
            columns,
            &cotangents(rows),
            method,
            &mut values,
            &mut gradients
                .iter_mut()
                .map(Vec::as_mut_slice)
                .collect::<Vec<_>>(),
        )?;
        Ok((rows, values, gradients))
    }

    /// The Jacobian, with one row for each result.
    pub(super) fn rows(&self, arguments: &[f64], method: GradientMethod) -> Result<Rows, Error> {
        let mut evaluator = self.evaluator()?;
        let (inputs, outputs) = (evaluator.inputs(), evaluator.outputs());
        let mut flat = vec![0.0; inputs * outputs];
        evaluator.jacobian(arguments, method, &mut vec![0.0; outputs], &mut flat)?;
        Ok((0..outputs)
            .map(|row| flat[row * inputs..][..inputs].to_vec())
            .collect())
    }

    /// The derivative of the results along a direction with one number for each of the arguments.
    pub(super) fn along(&self, arguments: &[f64], direction: &[f64]) -> Result<Vec<f64>, Error> {
        self.check_tangents(direction)?;
        let rows = self.rows(arguments, GradientMethod::default())?;
        let along = |row: &Vec<f64>| row.iter().zip(direction).map(|(d, t)| d * t).sum();
        Ok(rows.iter().map(along).collect())
    }

    fn check_tangents(&self, mut numbers: &[f64]) -> Result<(), Error> {
        for argument in &self.program.arguments {
            let (own, rest) = numbers.split_at(argument.shape.len());
            numbers = rest;
            if let Some(index) = own.iter().position(|x| !x.is_finite()) {
                return Err(Error::NotFinite {
                    kernel: self.program.kernel.clone(),
                    argument: format!("tangent of {}", argument.name),
                    index: (own.len() > 1).then_some(index),
                    value: own[index],
                });
            }
        }
        Ok(())
    }
}
