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

    /// The Jacobian of each sample of a batch, with one row for each result.
    pub(super) fn rows_batch(
        &self,
        columns: &[Column<'_>],
        method: GradientMethod,
    ) -> Result<Vec<Rows>, Error> {
        let mut evaluator = self.evaluator()?;
        let rows = evaluator.rows(columns)?;
        let (inputs, outputs) = (evaluator.inputs(), evaluator.outputs());
        let mut jacobians = vec![vec![vec![0.0; inputs]; outputs]; rows];
        if method != GradientMethod::Adjoint {
            // What is shifted is shared by all results of a sample.
            drop(evaluator);
            for (jacobian, row) in jacobians.iter_mut().zip(self.spread(columns, rows)) {
                *jacobian = self.rows(&row, method)?;
            }
            return Ok(jacobians);
        }
        // Shared arguments are repeated: each sample has derivatives of its own by them.
        let lengths = self.arguments().iter().map(|argument| argument.shape.len());
        let lengths = Vec::from_iter(lengths);
        let repeated = Vec::from_iter(columns.iter().map(|column| match column {
            Column::Shared(numbers) => numbers.repeat(rows),
            Column::Each(numbers) => numbers.to_vec(),
        }));
        let columns = Vec::from_iter(repeated.iter().map(|numbers| Column::Each(numbers)));
        evaluator.forward_batch(&columns, &mut vec![0.0; rows * outputs])?;
        let mut gradients: Rows = repeated.iter().map(|own| vec![0.0; own.len()]).collect();
        for output in 0..outputs {
            let cotangents = (0..rows * outputs).map(|k| f64::from(k % outputs == output));
            let cotangents = Vec::from_iter(cotangents);
            let mut into = Vec::from_iter(gradients.iter_mut().map(Vec::as_mut_slice));
            evaluator.backward_batch(&cotangents, method, &mut into)?;
            for (sample, jacobian) in jacobians.iter_mut().enumerate() {
                let mut rest = &mut jacobian[output][..];
                for (gradient, &length) in gradients.iter().zip(&lengths) {
                    let (own, after) = rest.split_at_mut(length);
                    own.copy_from_slice(&gradient[sample * length..][..length]);
                    rest = after;
                }
            }
        }
        Ok(jacobians)
    }

    /// The numbers of all arguments, sample by sample.
    fn spread(&self, columns: &[Column<'_>], rows: usize) -> Rows {
        let sample = |row: usize| {
            let columns = columns.iter().zip(self.arguments());
            columns.flat_map(move |(column, argument)| match column {
                Column::Shared(numbers) => *numbers,
                Column::Each(numbers) => {
                    let length = argument.shape.len();
                    &numbers[row * length..][..length]
                }
            })
        };
        (0..rows)
            .map(|row| sample(row).copied().collect())
            .collect()
    }

    /// The derivative of the results along a direction with one number for each of the arguments.
    pub(super) fn along(
        &self,
        arguments: &[f64],
        direction: &[f64],
        method: GradientMethod,
    ) -> Result<Vec<f64>, Error> {
        self.check_tangents(direction)?;
        Ok(weighed(&self.rows(arguments, method)?, direction))
    }

    /// The same for each sample of a batch. The columns of tangents are shared by the samples or not, whether those of the arguments are or not.
    pub(super) fn along_batch(
        &self,
        columns: &[Column<'_>],
        tangents: &[Column<'_>],
        method: GradientMethod,
    ) -> Result<Rows, Error> {
        let evaluator = self.evaluator()?;
        let rows = evaluator.rows(columns)?;
        evaluator.check_length("tangents", tangents.len(), columns.len())?;
        for (tangent, argument) in tangents.iter().zip(self.arguments()) {
            let name = format!("tangent of {}", argument.name);
            let (length, found) = (argument.shape.len(), tangent.numbers().len());
            let expected = match tangent {
                Column::Shared(_) => length,
                Column::Each(_) => {
                    evaluator.check_rows(&name, length, found, rows)?;
                    rows * length
                }
            };
            evaluator.check_length(&name, found, expected)?;
        }
        drop(evaluator);
        let directions = self.spread(tangents, rows);
        directions
            .iter()
            .try_for_each(|row| self.check_tangents(row))?;
        let jacobians = self.rows_batch(columns, method)?;
        let each = jacobians.iter().zip(&directions);
        Ok(each
            .map(|(jacobian, direction)| weighed(jacobian, direction))
            .collect())
    }

    fn check_tangents(&self, mut numbers: &[f64]) -> Result<(), Error> {
        let plan = self.shots()?.plan();
        for argument in &self.program.arguments {
            let (own, rest) = numbers.split_at(argument.shape.len());
            numbers = rest;
            plan.check_finite(&format!("tangent of {}", argument.name), own)?;
        }
        Ok(())
    }
}

/// Σ derivative · tangent for each result.
fn weighed(jacobian: &Rows, direction: &[f64]) -> Vec<f64> {
    let along = |row: &Vec<f64>| row.iter().zip(direction).map(|(d, t)| d * t).sum();
    jacobian.iter().map(along).collect()
}
