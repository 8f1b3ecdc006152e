//! Derivatives over a batch.

use super::{Circuit, Value};
use crate::arguments::{BatchArguments, BatchNumbers, Differentiable, Each, each};
use crate::error::Error;
use crate::gradient::GradientMethod;
use crate::kernel::{Kernel, UnitaryKernel};
use crate::program::{Output, Shape};

impl<K: Kernel> Circuit<K> {
    /// The results of a batch, and the exact derivatives of Σ cotangent · result over all samples: summed for shared
    /// arguments, one a sample for the others. `cotangents` are rows as [`each`] takes them.
    ///
    /// # Errors
    /// As [`run_batch`](Circuit::run_batch), and for cotangents that do not fit.
    pub fn vjp_batch<A, C>(
        &self,
        arguments: A,
        cotangents: C,
    ) -> Result<(Vec<Value<K>>, A::Gradient), Error>
    where
        A: BatchArguments<K::Params>,
        Each<C>: BatchNumbers<K::Output>,
        K: UnitaryKernel,
        K::Output: Differentiable,
    {
        self.vjp_batch_with(arguments, cotangents, GradientMethod::default())
    }

    /// The vector-Jacobian products of a batch by a method of choice.
    ///
    /// # Errors
    /// As [`vjp_batch`](Circuit::vjp_batch), and for a method with a step that is not positive.
    pub fn vjp_batch_with<A, C>(
        &self,
        arguments: A,
        cotangents: C,
        method: GradientMethod,
    ) -> Result<(Vec<Value<K>>, A::Gradient), Error>
    where
        A: BatchArguments<K::Params>,
        Each<C>: BatchNumbers<K::Output>,
        K: UnitaryKernel,
        K::Output: Differentiable,
    {
        let rows = each(cotangents);
        let outputs = self.program.outputs.iter().map(Output::len).sum();
        if !BatchNumbers::fits(&rows, Shape::Vector(outputs)) {
            return Err(Error::Invalid {
                kernel: self.program.kernel.clone(),
                message: format!("every row of the cotangents must have {outputs} numbers"),
            });
        }
        let mut weights = Vec::new();
        BatchNumbers::write(&rows, &mut weights);
        self.pull_batch(arguments, method, |_| weights)
    }

    pub(super) fn pull_batch<A: BatchArguments<K::Params>>(
        &self,
        arguments: A,
        method: GradientMethod,
        cotangents: impl FnOnce(usize) -> Vec<f64>,
    ) -> Result<(Vec<Value<K>>, A::Gradient), Error>
    where
        K::Output: Differentiable,
    {
        let mut sink = self.sink();
        arguments.write(&mut sink)?;
        let (rows, values, gradients) = self.pulled_batch(&sink.columns(), method, cotangents)?;
        let gradient = A::shaped(&gradients, &self.shapes(), rows);
        Ok((self.each_value(rows, &values), gradient))
    }
}
