//! Gradients of one result.

use super::{Circuit, Gradient};
use crate::arguments::{Arguments, BatchArguments, Parameters};
use crate::error::Error;
use crate::gradient::GradientMethod;
use crate::kernel::{Kernel, ScalarKernel, UnitaryKernel};

/// Gradients of one result.
impl<K: Kernel> Circuit<K>
where
    K::Params: Parameters,
{
    /// The exact gradient of the result by every argument.
    ///
    /// # Errors
    /// As [`run`](Circuit::run).
    pub fn gradient(&self, arguments: impl Arguments<K::Params>) -> Result<Gradient<K>, Error>
    where
        K: ScalarKernel + UnitaryKernel,
    {
        self.gradient_with(arguments, GradientMethod::default())
    }

    /// The gradient by a method of choice.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and for a method with a step that is not positive.
    pub fn gradient_with(
        &self,
        arguments: impl Arguments<K::Params>,
        method: GradientMethod,
    ) -> Result<Gradient<K>, Error>
    where
        K: ScalarKernel + UnitaryKernel,
    {
        Ok(self.value_and_gradient_with(arguments, method)?.1)
    }

    /// The result and its exact gradient, in little more time than the gradient alone.
    ///
    /// # Errors
    /// As [`run`](Circuit::run).
    pub fn value_and_gradient(
        &self,
        arguments: impl Arguments<K::Params>,
    ) -> Result<(f64, Gradient<K>), Error>
    where
        K: ScalarKernel + UnitaryKernel,
    {
        self.value_and_gradient_with(arguments, GradientMethod::default())
    }

    /// The result and its gradient by a method of choice.
    ///
    /// # Errors
    /// As [`gradient_with`](Circuit::gradient_with).
    pub fn value_and_gradient_with(
        &self,
        arguments: impl Arguments<K::Params>,
        method: GradientMethod,
    ) -> Result<(f64, Gradient<K>), Error>
    where
        K: ScalarKernel + UnitaryKernel,
    {
        self.vjp_with(arguments, 1.0, method)
    }

    /// The exact gradient of the sum of the results of a batch: summed for shared arguments, one a sample for the others.
    ///
    /// # Errors
    /// As [`run_batch`](Circuit::run_batch).
    pub fn gradient_batch<A: BatchArguments<K::Params>>(
        &self,
        arguments: A,
    ) -> Result<A::Gradient, Error>
    where
        K: ScalarKernel + UnitaryKernel,
    {
        Ok(self.value_and_gradient_batch(arguments)?.1)
    }

    /// The results of a batch, and the exact gradient of their sum.
    ///
    /// # Errors
    /// As [`run_batch`](Circuit::run_batch).
    pub fn value_and_gradient_batch<A: BatchArguments<K::Params>>(
        &self,
        arguments: A,
    ) -> Result<(Vec<f64>, A::Gradient), Error>
    where
        K: ScalarKernel + UnitaryKernel,
    {
        self.value_and_gradient_batch_with(arguments, GradientMethod::default())
    }

    /// The results of a batch, and the gradient of their sum by a method of choice.
    ///
    /// # Errors
    /// As [`run_batch`](Circuit::run_batch) and [`gradient_with`](Circuit::gradient_with).
    pub fn value_and_gradient_batch_with<A: BatchArguments<K::Params>>(
        &self,
        arguments: A,
        method: GradientMethod,
    ) -> Result<(Vec<f64>, A::Gradient), Error>
    where
        K: ScalarKernel + UnitaryKernel,
    {
        self.pull_batch(arguments, method, |rows| vec![1.0; rows])
    }
}
