//! Derivatives, by every method.

use super::Evaluator;
use super::serial::{Sample, Scratch, Serial};
use crate::engine::Precision;
use crate::error::Error;
use crate::exact::Plan;
use crate::gradient::{GradientMethod, Numeric, shifts};
use crate::program::Positioned;

impl Scratch {
    /// Takes a cotangent back to the expectation values, and past the state to the slots.
    pub(super) fn pull_late(&mut self, plan: &Plan, sample: &Sample, cotangent: &[f64]) {
        let (by_slot, weights) = (&mut self.by_slot, &mut self.weights);
        plan.slots
            .pull_late(&sample.slots, cotangent, by_slot, weights);
    }

    /// The same, and on to the values of the parts.
    pub(super) fn pull_values(&mut self, plan: &Plan, sample: &Sample, cotangent: &[f64]) {
        self.pull_late(plan, sample, cotangent);
        plan.products
            .pull(&sample.values, &self.weights, &mut self.part_weights);
    }
}

impl Evaluator {
    /// The results, and the derivative of Σ cotangent · result by each argument.
    ///
    /// `cotangent` and `values` hold one number per result, `gradient` one per number of the arguments.
    ///
    /// # Errors
    /// As [`evaluate`](Evaluator::evaluate), and for a method whose step is not positive or too small for the arguments.
    pub fn vjp(
        &mut self,
        arguments: &[f64],
        cotangent: &[f64],
        method: GradientMethod,
        values: &mut [f64],
        gradient: &mut [f64],
    ) -> Result<(), Error> {
        self.serial.check_method(method)?;
        self.serial.load(arguments)?;
        self.serial.check_cotangent(cotangent, self.outputs())?;
        self.check_length("values", values.len(), self.outputs())?;
        self.check_length("gradient", gradient.len(), self.inputs())?;
        self.serial.forward(0, 0, values)?;
        self.serial.prepare(method, 0, 0)?;
        self.serial.pull(method, 0, 0, cotangent)?;
        gradient.copy_from_slice(&self.serial.scratch.by_slot[..self.inputs()]);
        Ok(())
    }

    /// The results, and the derivative of each by each argument: one row per result.
    ///
    /// # Errors
    /// As [`vjp`](Evaluator::vjp).
    pub fn jacobian(
        &mut self,
        arguments: &[f64],
        method: GradientMethod,
        values: &mut [f64],
        jacobian: &mut [f64],
    ) -> Result<(), Error> {
        let (inputs, outputs) = (self.inputs(), self.outputs());
        self.serial.check_method(method)?;
        self.serial.load(arguments)?;
        self.check_length("values", values.len(), outputs)?;
        self.check_length("jacobian", jacobian.len(), outputs * inputs)?;
        self.serial.forward(0, 0, values)?;
        self.serial.prepare(method, 0, 0)?;
        let mut cotangent = vec![0.0; outputs];
        for (i, row) in jacobian.chunks_exact_mut(inputs.max(1)).enumerate() {
            cotangent[i] = 1.0;
            self.serial.pull(method, 0, 0, &cotangent)?;
            cotangent[i] = 0.0;
            row.copy_from_slice(&self.serial.scratch.by_slot[..inputs]);
        }
        Ok(())
    }
}

impl Serial {
    /// Everything that all cotangents of a sample share, after its forward run.
    pub(super) fn prepare(
        &mut self,
        method: GradientMethod,
        sample: usize,
        run: usize,
    ) -> Result<(), Error> {
        if let GradientMethod::Adjoint | GradientMethod::ParameterShift = method {
            self.plan.check_slopes(&self.samples[sample].slots)?;
        }
        match method {
            _ if self.by_adjoint(method, run) => Ok(()),
            GradientMethod::Adjoint | GradientMethod::ParameterShift => self.shift(sample, run),
            GradientMethod::FiniteDifference { step } => {
                self.numeric(sample, run, |numeric| numeric.differences(step))
            }
            GradientMethod::Spsa {
                step,
                samples,
                seed,
            } => self.numeric(sample, run, |numeric| numeric.spsa(step, samples, seed)),
        }
    }

    /// Whether the adjoint method was asked for and every part has it; else its angles are shifted.
    fn by_adjoint(&self, method: GradientMethod, run: usize) -> bool {
        method == GradientMethod::Adjoint && self.runs[run].iter().all(|run| run.has_adjoint())
    }

    /// Fills the matrix with the derivatives of each part's values by its angles.
    fn shift(&mut self, sample: usize, run: usize) -> Result<(), Error> {
        let Scratch {
            matrix,
            shifts: list,
            shifted,
            ..
        } = &mut self.scratch;
        matrix.clear();
        for (piece, run) in self.plan.parts.iter().zip(&mut self.runs[run]) {
            let angles = &self.samples[sample].angles[piece.angles.clone()];
            let start = matrix.len();
            matrix.resize(start + angles.len() * piece.values.len(), 0.0);
            shifts(
                &piece.part,
                &mut **run,
                angles,
                0..angles.len(),
                list,
                shifted,
                &mut matrix[start..],
            )?;
        }
        Ok(())
    }

    /// Fills the matrix by a method that only needs values, and leaves everything else as it was.
    fn numeric(
        &mut self,
        sample: usize,
        run: usize,
        method: impl FnOnce(Numeric<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let plan = std::sync::Arc::clone(&self.plan);
        let (inputs, outputs) = (self.inputs(), self.outputs());
        let mut arguments = std::mem::take(&mut self.scratch.moved);
        arguments.clear();
        arguments.extend_from_slice(&self.samples[sample].slots[..inputs]);
        let mut matrix = std::mem::take(&mut self.scratch.matrix);
        matrix.clear();
        matrix.resize(inputs * outputs, 0.0);
        let done = method(Numeric {
            program: &plan.program,
            arguments: &mut arguments,
            outputs,
            matrix: &mut matrix,
            f: &mut |moved, values| {
                self.samples[sample].slots[..inputs].copy_from_slice(moved);
                self.forward(sample, run, values)
            },
        });
        self.samples[sample].slots[..inputs].copy_from_slice(&arguments);
        self.scratch.matrix = matrix;
        self.scratch.moved = arguments;
        // The run is back where it was, for whoever asks for derivatives of the same sample next.
        let mut results = std::mem::take(&mut self.scratch.back);
        results.resize(outputs, 0.0);
        let back = self.forward(sample, run, &mut results);
        self.scratch.back = results;
        done.and(back)
    }

    /// Takes a cotangent back to the arguments, into `by_slot`.
    pub(super) fn pull(
        &mut self,
        method: GradientMethod,
        sample: usize,
        run: usize,
        cotangent: &[f64],
    ) -> Result<(), Error> {
        let by_adjoint = self.by_adjoint(method, run);
        let plan = &*self.plan;
        if let GradientMethod::FiniteDifference { .. } | GradientMethod::Spsa { .. } = method {
            let Scratch {
                matrix, by_slot, ..
            } = &mut self.scratch;
            weigh(matrix, cotangent, by_slot);
            return Ok(());
        }
        let sample = &self.samples[sample];
        self.scratch.pull_values(plan, sample, cotangent);
        let Scratch {
            part_weights,
            by_angle,
            by_slot,
            matrix,
            ..
        } = &mut self.scratch;
        by_angle.fill(0.0);
        let mut start = 0;
        for (piece, run) in plan.parts.iter().zip(&mut self.runs[run]) {
            let weights = &part_weights[piece.values.clone()];
            let by_angle = &mut by_angle[piece.angles.clone()];
            let size = weights.len() * by_angle.len();
            if by_angle.is_empty() || weights.iter().all(|&weight| weight == 0.0) {
                // Nothing to be had from this part.
            } else if by_adjoint {
                run.adjoint(weights, by_angle)
                    .map_err(|error| plan.explained(error))?;
            } else {
                weigh(&matrix[start..start + size], weights, by_angle);
            }
            start += size;
        }
        for (angle, &d) in plan.angles.iter().zip(&*by_angle) {
            angle.value.pull(d, by_slot);
        }
        plan.slots.pull_early(&sample.slots, by_slot);
        Ok(())
    }

    pub(super) fn check_method(&self, method: GradientMethod) -> Result<(), Error> {
        let message = match method {
            GradientMethod::FiniteDifference { step } | GradientMethod::Spsa { step, .. }
                if !(step.is_finite() && step > 0.0) =>
            {
                format!("the step of a gradient must be positive and finite, and is {step}")
            }
            GradientMethod::Spsa { samples: 0, .. } => "SPSA needs at least one sample".into(),
            _ => return Ok(()),
        };
        Err(self.plan.invalid(message))
    }

    pub(super) fn check_cotangent<R: Precision>(
        &self,
        cotangent: &[R],
        expected: usize,
    ) -> Result<(), Error> {
        self.plan
            .check_length("cotangent", cotangent.len(), expected)?;
        self.plan.check_finite("cotangent", cotangent)
    }
}

/// Σ weight · derivative over the rows of a matrix.
fn weigh(matrix: &[f64], weights: &[f64], sums: &mut [f64]) {
    for (sum, row) in sums
        .iter_mut()
        .zip(matrix.chunks_exact(weights.len().max(1)))
    {
        *sum = row.iter().zip(weights).map(|(d, weight)| d * weight).sum();
    }
}
