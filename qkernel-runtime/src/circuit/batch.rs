//! Derivatives over a batch.

use super::{Circuit, Gradient, Value};
use crate::arguments::{BatchArguments, BatchNumbers, Differentiable, Each, Parameters, each};
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
            let message = format!("every row of the cotangents must have {outputs} numbers");
            return Err(Error::invalid(&self.program.kernel, message));
        }
        let mut weights = Vec::new();
        BatchNumbers::write(&rows, &mut weights);
        self.pull_batch(arguments, method, |_| weights)
    }

    /// For each sample of a batch, the exact derivative of every result by every argument, as
    /// [`jacobian`](Circuit::jacobian) gives it: also by the arguments that the samples share, which are not summed here.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn two(x: Float, w: Float, os: Vector<Observable>) -> Vector<Float> {
    ///     expval(ry(ry(qubit(), x), w), os)
    /// }
    ///
    /// let circuit = two { os: [Z(0), X(0)].into() }.compile()?;
    /// let jacobians = circuit.jacobian_batch((each(&[0.1, 0.2, 0.3]), 0.4))?;
    /// for (sample, jacobian) in jacobians.iter().enumerate() {
    ///     let x = 0.5 + 0.1 * sample as f64;
    ///     let (of_z, of_x) = (jacobian[0], jacobian[1]);
    ///     assert!((of_z.0 + x.sin()).abs() < 1e-12 && (of_z.1 + x.sin()).abs() < 1e-12);
    ///     assert!((of_x.0 - x.cos()).abs() < 1e-12);
    /// }
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run_batch`](Circuit::run_batch).
    pub fn jacobian_batch<J>(
        &self,
        arguments: impl BatchArguments<K::Params>,
    ) -> Result<Vec<J>, Error>
    where
        K: UnitaryKernel,
        K::Params: Parameters,
        K::Output: Differentiable<Jacobian<Gradient<K>> = J>,
    {
        self.jacobian_batch_with(arguments, GradientMethod::default())
    }

    /// The derivatives of each sample by a method of choice.
    ///
    /// # Errors
    /// As [`jacobian_batch`](Circuit::jacobian_batch), and for a method with a step that is not positive.
    pub fn jacobian_batch_with<J>(
        &self,
        arguments: impl BatchArguments<K::Params>,
        method: GradientMethod,
    ) -> Result<Vec<J>, Error>
    where
        K: UnitaryKernel,
        K::Params: Parameters,
        K::Output: Differentiable<Jacobian<Gradient<K>> = J>,
    {
        let mut sink = self.sink();
        arguments.write(&mut sink)?;
        let jacobians = self.rows_batch(&sink.columns(), method)?;
        let shaped =
            |rows: &Vec<Vec<f64>>| K::Output::jacobian(rows.iter().map(|row| self.shaped(row)));
        Ok(jacobians.iter().map(shaped).collect())
    }

    /// For each sample of a batch, the exact derivative of the results along its direction. Tangents have the shapes of the arguments;
    /// they too are [`each`], one row for each sample, or shared by all.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn two(x: Float, w: Float, o: Observable) -> Float {
    ///     expval(ry(ry(qubit(), x), w), o)
    /// }
    ///
    /// let circuit = two { o: Z(0) }.compile()?;
    /// let slopes = circuit.jvp_batch((each(&[0.1, 0.2]), 0.4), (each(&[1.0, -1.0]), 2.0))?;
    /// assert!((slopes[0] + 3.0 * 0.5_f64.sin()).abs() < 1e-12);
    /// assert!((slopes[1] + 0.6_f64.sin()).abs() < 1e-12);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run_batch`](Circuit::run_batch), and for tangents that do not fit or are not finite.
    pub fn jvp_batch<V>(
        &self,
        arguments: impl BatchArguments<K::Params>,
        tangents: impl BatchArguments<K::Params>,
    ) -> Result<Vec<V>, Error>
    where
        K: UnitaryKernel,
        K::Output: Differentiable<Value = V>,
    {
        self.jvp_batch_with(arguments, tangents, GradientMethod::default())
    }

    /// The derivatives along directions by a method of choice.
    ///
    /// # Errors
    /// As [`jvp_batch`](Circuit::jvp_batch), and for a method with a step that is not positive.
    pub fn jvp_batch_with<V>(
        &self,
        arguments: impl BatchArguments<K::Params>,
        tangents: impl BatchArguments<K::Params>,
        method: GradientMethod,
    ) -> Result<Vec<V>, Error>
    where
        K: UnitaryKernel,
        K::Output: Differentiable<Value = V>,
    {
        let (mut sink, mut directions) = (self.sink(), self.sink());
        arguments.write(&mut sink)?;
        tangents.write(&mut directions)?;
        let rows = self.along_batch(&sink.columns(), &directions.columns(), method)?;
        Ok(rows.iter().map(|row| self.value(row)).collect())
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
