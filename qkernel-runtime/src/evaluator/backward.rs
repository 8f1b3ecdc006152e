//! Derivatives for one sample, by every method.

use std::sync::Arc;

use num_complex::Complex64;

use super::Evaluator;
use crate::engine::check_memory;
use crate::error::Error;
use crate::gradient::{GradientMethod, adjoint, differences, shifted, spsa};

impl Evaluator {
    /// The results, and the derivative of Σ cotangent · result by each argument.
    ///
    /// `cotangent` and `values` have one number a result, `gradient` has one an argument's number.
    ///
    /// # Errors
    /// As [`evaluate`](Evaluator::evaluate), and for a method with a step that is not positive.
    pub fn vjp(
        &mut self,
        arguments: &[f64],
        cotangent: &[f64],
        method: GradientMethod,
        values: &mut [f64],
        gradient: &mut [f64],
    ) -> Result<(), Error> {
        self.check_method(method)?;
        self.load(arguments)?;
        self.check_cotangent(cotangent, self.outputs())?;
        self.check_buffer("values", values.len(), self.outputs())?;
        self.check_buffer("gradient", gradient.len(), self.inputs())?;
        self.prepare(method, 0..self.angles.len(), values)?;
        self.pull(method, cotangent, true)?;
        gradient.copy_from_slice(&self.by_slot[..self.inputs()]);
        Ok(())
    }

    /// The results, and the derivative of each by each argument: one row a result.
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
        self.check_method(method)?;
        self.load(arguments)?;
        self.check_buffer("values", values.len(), outputs)?;
        self.check_buffer("jacobian", jacobian.len(), outputs * inputs)?;
        self.prepare(method, 0..self.angles.len(), values)?;
        let mut cotangent = vec![0.0; outputs];
        for (i, row) in jacobian.chunks_exact_mut(inputs.max(1)).enumerate() {
            cotangent[i] = 1.0;
            self.pull(method, &cotangent, i + 1 == outputs)?;
            cotangent[i] = 0.0;
            row.copy_from_slice(&self.by_slot[..inputs]);
        }
        Ok(())
    }

    /// Everything that all cotangents share: the results, and what [`pull`](Evaluator::pull) needs.
    pub(super) fn prepare(
        &mut self,
        method: GradientMethod,
        which: impl IntoIterator<Item = usize>,
        values: &mut [f64],
    ) -> Result<(), Error> {
        let states = match method {
            GradientMethod::Adjoint | GradientMethod::ParameterShift => 2,
            _ => 1,
        };
        if self.ket.is_empty() || (states == 2 && self.bra.is_empty()) {
            check_memory(&self.plan.program.kernel, self.plan.qubits, states)?;
        }
        self.run(which, values)?;
        match method {
            GradientMethod::Adjoint => {
                self.bra.resize(self.ket.len(), Complex64::ZERO);
                Ok(())
            }
            GradientMethod::ParameterShift => {
                self.bra.resize(self.ket.len(), Complex64::ZERO);
                self.matrix
                    .resize(self.angles.len() * self.expectations.len(), 0.0);
                shifted(
                    &self.plan,
                    &self.angles,
                    &self.trigs,
                    &mut self.ket,
                    &mut self.bra,
                    &mut self.scratch,
                    &mut self.matrix,
                );
                Ok(())
            }
            GradientMethod::FiniteDifference { step } => {
                self.numeric(|arguments, outputs, matrix, f| {
                    differences(step, arguments, outputs, matrix, f)
                })
            }
            GradientMethod::Spsa {
                step,
                samples,
                seed,
            } => self.numeric(|arguments, outputs, matrix, f| {
                spsa((step, samples, seed), arguments, outputs, matrix, f)
            }),
        }
    }

    /// Fills the matrix by a method that only needs values, and leaves everything else as it was.
    fn numeric(
        &mut self,
        method: impl FnOnce(
            &mut [f64],
            usize,
            &mut [f64],
            &mut dyn FnMut(&[f64], &mut [f64]) -> Result<(), Error>,
        ) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut arguments = self.slots[..self.inputs()].to_vec();
        let (inputs, outputs) = (arguments.len(), self.outputs());
        let mut matrix = std::mem::take(&mut self.matrix);
        matrix.resize(inputs * outputs, 0.0);
        let all = self.angles.len();
        let done = method(
            &mut arguments,
            outputs,
            &mut matrix,
            &mut |moved, values| {
                self.slots[..inputs].copy_from_slice(moved);
                self.run(0..all, values)
            },
        );
        self.matrix = matrix;
        self.slots[..inputs].copy_from_slice(&arguments);
        done?;
        self.turn(0..all)
    }

    /// Takes a cotangent back to the arguments, into `by_slot`. After the `last` one the state may be lost.
    pub(super) fn pull(
        &mut self,
        method: GradientMethod,
        cotangent: &[f64],
        last: bool,
    ) -> Result<(), Error> {
        if let GradientMethod::FiniteDifference { .. } | GradientMethod::Spsa { .. } = method {
            let rows = self.matrix.chunks_exact(cotangent.len().max(1));
            for (d, row) in self.by_slot.iter_mut().zip(rows) {
                *d = row
                    .iter()
                    .zip(cotangent)
                    .map(|(d, weight)| d * weight)
                    .sum();
            }
            return Ok(());
        }
        let plan = Arc::clone(&self.plan);
        plan.slots
            .pull_late(&self.slots, cotangent, &mut self.by_slot, &mut self.weights);
        if method == GradientMethod::Adjoint {
            if !last && self.spare.is_empty() {
                check_memory(&plan.program.kernel, plan.qubits, 1)?;
                self.spare.resize(self.ket.len(), Complex64::ZERO);
            }
            if !last {
                self.spare.copy_from_slice(&self.ket);
            }
            plan.measured
                .weigh(&self.ket, &self.weights, &mut self.scratch, &mut self.bra);
            adjoint(
                &plan,
                &self.trigs,
                &mut self.ket,
                &mut self.bra,
                &mut self.by_angle,
            );
            if !last {
                std::mem::swap(&mut self.ket, &mut self.spare);
            }
        } else {
            let rows = self.matrix.chunks_exact(self.weights.len().max(1));
            self.by_angle.fill(0.0);
            for (d, row) in self.by_angle.iter_mut().zip(rows) {
                *d = row
                    .iter()
                    .zip(&self.weights)
                    .map(|(d, weight)| d * weight)
                    .sum();
            }
        }
        for (angle, &d) in plan.angles.iter().zip(&self.by_angle) {
            angle.value.pull(d, &mut self.by_slot);
        }
        plan.slots.pull_early(&self.slots, &mut self.by_slot);
        Ok(())
    }

    pub(super) fn check_method(&self, method: GradientMethod) -> Result<(), Error> {
        self.plan.check_expectations("gradient")?;
        let message = match method {
            GradientMethod::FiniteDifference { step } | GradientMethod::Spsa { step, .. }
                if !(step.is_finite() && step > 0.0) =>
            {
                format!("the step of a gradient must be positive and finite, and is {step}")
            }
            GradientMethod::Spsa { samples: 0, .. } => "SPSA needs at least one sample".into(),
            _ => return Ok(()),
        };
        Err(Error::Invalid {
            kernel: self.plan.program.kernel.clone(),
            message,
        })
    }

    pub(super) fn check_cotangent(&self, cotangent: &[f64], expected: usize) -> Result<(), Error> {
        self.check_buffer("cotangent", cotangent.len(), expected)?;
        self.check_finite("cotangent", cotangent)
    }
}
