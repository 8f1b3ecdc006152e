//! Derivatives of one or several results.

use super::{Circuit, Gradient};
use crate::arguments::{Arguments, Differentiable, Numbers, Parameters};
use crate::error::Error;
use crate::gradient::GradientMethod;
use crate::kernel::{Kernel, UnitaryKernel};

/// Derivatives of one or several results.
impl<K: Kernel> Circuit<K> {
    /// The exact derivative of every result by every argument: one gradient per result for a `Vector<Float>`, the gradient
    /// itself for a `Float`.
    ///
    /// # Errors
    /// As [`run`](Circuit::run).
    pub fn jacobian<J>(&self, arguments: impl Arguments<K::Params>) -> Result<J, Error>
    where
        K: UnitaryKernel,
        K::Params: Parameters,
        // A parameter of its own for the type, so that our `on_unimplemented` text is printed where there is none.
        K::Output: Differentiable<Jacobian<Gradient<K>> = J>,
    {
        self.jacobian_with(arguments, GradientMethod::default())
    }

    /// The derivatives by a method of choice.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and for a method with a step that is not positive.
    pub fn jacobian_with<J>(
        &self,
        arguments: impl Arguments<K::Params>,
        method: GradientMethod,
    ) -> Result<J, Error>
    where
        K: UnitaryKernel,
        K::Params: Parameters,
        K::Output: Differentiable<Jacobian<Gradient<K>> = J>,
    {
        let (inputs, rows) = self.rows(&self.flat(&arguments)?, method)?;
        Ok(K::Output::jacobian(
            rows.iter().map(|row| self.shaped(&row[..inputs])),
        ))
    }

    /// The results, and the exact derivative of Σ cotangent · result by every argument: what reverse-mode differentiation
    /// of a larger model asks for. The cotangent has the shape of the result.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and for a cotangent of another length.
    pub fn vjp<V>(
        &self,
        arguments: impl Arguments<K::Params>,
        cotangent: impl Numbers<K::Output>,
    ) -> Result<(V, Gradient<K>), Error>
    where
        K: UnitaryKernel,
        K::Params: Parameters,
        K::Output: Differentiable<Value = V>,
    {
        self.vjp_with(arguments, cotangent, GradientMethod::default())
    }

    /// The vector-Jacobian product by a method of choice.
    ///
    /// # Errors
    /// As [`vjp`](Circuit::vjp), and for a method with a step that is not positive.
    pub fn vjp_with<V>(
        &self,
        arguments: impl Arguments<K::Params>,
        cotangent: impl Numbers<K::Output>,
        method: GradientMethod,
    ) -> Result<(V, Gradient<K>), Error>
    where
        K: UnitaryKernel,
        K::Params: Parameters,
        K::Output: Differentiable<Value = V>,
    {
        let numbers = self.flat(&arguments)?;
        let mut weights = Vec::new();
        cotangent.write(&mut weights);
        let mut evaluator = self.evaluator()?;
        let mut values = vec![0.0; evaluator.outputs()];
        let mut gradient = vec![0.0; evaluator.inputs()];
        evaluator.vjp(&numbers, &weights, method, &mut values, &mut gradient)?;
        Ok((self.value(&values), self.shaped(&gradient)))
    }

    /// The exact derivative of the results along a direction: Σ tangent · (derivative by the argument). The tangents
    /// have the shapes of the arguments.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and for tangents that do not fit or are not finite.
    pub fn jvp<V>(
        &self,
        arguments: impl Arguments<K::Params>,
        tangents: impl Arguments<K::Params>,
    ) -> Result<V, Error>
    where
        K: UnitaryKernel,
        K::Output: Differentiable<Value = V>,
    {
        let direction = self.flat(&tangents)?;
        self.check_tangents(&direction)?;
        let (_, rows) = self.rows(&self.flat(&arguments)?, GradientMethod::default())?;
        let along = |row: &Vec<f64>| row.iter().zip(&direction).map(|(d, t)| d * t).sum();
        Ok(self.value(&rows.iter().map(along).collect::<Vec<f64>>()))
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

    /// The number of arguments' numbers, and the Jacobian with one row per result.
    fn rows(&self, numbers: &[f64], method: GradientMethod) -> Result<(usize, Vec<Vec<f64>>), Error>
    where
        K::Output: Differentiable,
    {
        let mut evaluator = self.evaluator()?;
        let (inputs, outputs) = (evaluator.inputs(), evaluator.outputs());
        let mut flat = vec![0.0; inputs * outputs];
        evaluator.jacobian(numbers, method, &mut vec![0.0; outputs], &mut flat)?;
        Ok((
            inputs,
            (0..outputs)
                .map(|row| flat[row * inputs..][..inputs].to_vec())
                .collect(),
        ))
    }
}
