//! A bound kernel, run and differentiated with typed arguments.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use num_complex::Complex64;
use rand::Rng;

use crate::arguments::{
    Arguments, BatchArguments, BatchNumbers, Bits, Differentiable, Each, Numbers, Parameters,
    Results, Sink, each,
};
use crate::counts::Counts;
use crate::engine::Plan;
use crate::error::Error;
use crate::evaluator::Evaluator;
use crate::gradient::GradientMethod;
use crate::kernel::{Kernel, ScalarKernel, UnitaryKernel};
use crate::program::{Output, Program, Shape};
use crate::resources::Resources;

/// A kernel whose sizes and observables are known, ready to run.
///
/// Arguments are a tuple of the parameters that are left, in the order of the signature: numbers for `Float`; slices,
/// arrays or vectors of them for `Vector<Float>`; rows of these for `Matrix<Float>`. A single one may be passed bare. Gradients
/// are tuples of the same shape. Angles are in radians.
///
/// No call panics on what it is given: wrong lengths, numbers that are not finite, circuits that measure where
/// an exact value is asked for, and states that do not fit in memory are [`Error`]s.
pub struct Circuit<K> {
    program: Arc<Program>,
    /// A circuit that is too large to simulate can still be drawn, counted and exported.
    plan: Result<Arc<Plan>, Error>,
    kernel: PhantomData<fn() -> K>,
}

impl<K> Clone for Circuit<K> {
    fn clone(&self) -> Self {
        Circuit {
            program: Arc::clone(&self.program),
            plan: self.plan.clone(),
            kernel: PhantomData,
        }
    }
}

impl<K> fmt::Debug for Circuit<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Circuit")
            .field("program", &self.program)
            .finish_non_exhaustive()
    }
}

impl<K> Circuit<K> {
    pub(crate) fn new(program: Program) -> Circuit<K> {
        let program = Arc::new(program);
        Circuit {
            plan: Plan::new(Arc::clone(&program)).map(Arc::new),
            program,
            kernel: PhantomData,
        }
    }

    /// The flat circuit.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// How many qubits there are.
    pub fn num_qubits(&self) -> usize {
        self.program.qubits
    }

    /// The untyped layer below: runs on flat slices, with buffers that are kept from run to run.
    ///
    /// # Errors
    /// If there are more qubits than a state could ever have.
    pub fn evaluator(&self) -> Result<Evaluator, Error> {
        Ok(Evaluator::with_plan(self.plan.clone()?))
    }

    /// Counts of qubits, gates and layers.
    pub fn resources(&self) -> Resources {
        Resources::of(&self.program)
    }

    fn sink(&self) -> Sink<'_> {
        Sink::new(self.program.kernel, &self.program.arguments)
    }

    fn shapes(&self) -> Vec<Shape> {
        self.program
            .arguments
            .iter()
            .map(|argument| argument.shape)
            .collect()
    }
}

impl<K: Kernel> Circuit<K>
where
    K::Params: Parameters,
{
    fn flat(&self, arguments: &impl Arguments<K::Params>) -> Result<Vec<f64>, Error> {
        let mut sink = self.sink();
        arguments.write(&mut sink)?;
        Ok(sink.into_numbers())
    }

    fn shaped(&self, numbers: &[f64]) -> <K::Params as Parameters>::Gradient {
        K::Params::shaped(numbers, &self.shapes())
    }

    /// The amplitudes once all gates are applied, by basis index: qubit 0 is the least significant bit. Measurements at the
    /// end are left out.
    ///
    /// # Errors
    /// For arguments that do not fit, and if the state depends on the outcomes of measurements.
    pub fn state(&self, arguments: impl Arguments<K::Params>) -> Result<Vec<Complex64>, Error> {
        let numbers = self.flat(&arguments)?;
        let mut evaluator = self.evaluator()?;
        evaluator.state(&numbers)?;
        Ok(evaluator.into_state())
    }

    /// The probability of each basis state once all gates are applied, by basis index.
    ///
    /// # Errors
    /// As [`state`](Circuit::state).
    pub fn probabilities(&self, arguments: impl Arguments<K::Params>) -> Result<Vec<f64>, Error> {
        let numbers = self.flat(&arguments)?;
        let mut evaluator = self.evaluator()?;
        Ok(evaluator
            .state(&numbers)?
            .iter()
            .map(Complex64::norm_sqr)
            .collect())
    }
}

type Value<K> = <<K as Kernel>::Output as Results>::Value;
type Gradient<K> = <<K as Kernel>::Params as Parameters>::Gradient;
type Jacobian<K> = <<K as Kernel>::Output as Differentiable>::Jacobian<Gradient<K>>;

impl<K: Kernel> Circuit<K>
where
    K::Params: Parameters,
{
    fn value(&self, values: &[f64]) -> Value<K>
    where
        K::Output: Results,
    {
        K::Output::take(&mut values.iter(), &mut self.program.outputs.iter())
    }

    /// The exact results: `f64` for a `Float`, `Vec<f64>` for a `Vector<Float>`, tuples of these.
    ///
    /// # Errors
    /// For arguments that do not fit, and if an expectation value depends on the outcomes of measurements.
    // `V` stands for the results' type so that rustc explains a kernel that has none in our words.
    pub fn run<V>(&self, arguments: impl Arguments<K::Params>) -> Result<V, Error>
    where
        K::Output: Results<Value = V>,
    {
        let numbers = self.flat(&arguments)?;
        let mut evaluator = self.evaluator()?;
        let mut values = vec![0.0; evaluator.outputs()];
        evaluator.evaluate(&numbers, &mut values)?;
        Ok(self.value(&values))
    }

    /// The exact results for each sample of a batch: `run_batch((each(&inputs), &weights))`.
    ///
    /// # Errors
    /// As [`run`](Circuit::run); if no argument is passed as [`each`], or those that are differ in rows.
    pub fn run_batch<V>(&self, arguments: impl BatchArguments<K::Params>) -> Result<Vec<V>, Error>
    where
        K::Output: Results<Value = V>,
    {
        let mut sink = self.sink();
        arguments.write(&mut sink)?;
        let columns = sink.columns();
        let mut evaluator = self.evaluator()?;
        let (rows, outputs) = (evaluator.rows(&columns)?, evaluator.outputs());
        let mut values = vec![0.0; rows * outputs];
        evaluator.evaluate_batch(&columns, &mut values)?;
        Ok((0..rows)
            .map(|row| self.value(&values[row * outputs..][..outputs]))
            .collect())
    }
}

impl<K: Kernel> Circuit<K>
where
    K::Params: Parameters,
{
    /// How often each outcome comes up in that many shots, for kernels that return measured bits. Measurements inside the circuit, resets
    /// and feed-forward are followed. The same seed of `rng` gives the same counts.
    ///
    /// # Errors
    /// For arguments that do not fit.
    pub fn sample<R: Rng + ?Sized>(
        &self,
        arguments: impl Arguments<K::Params>,
        shots: usize,
        rng: &mut R,
    ) -> Result<Counts, Error>
    where
        K::Output: Bits,
    {
        let numbers = self.flat(&arguments)?;
        self.evaluator()?.sample(&numbers, shots, rng)
    }
}

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

/// Derivatives of one or several results.
impl<K: Kernel> Circuit<K>
where
    K::Params: Parameters,
{
    /// The exact derivative of every result by every argument: one gradient a result for a `Vector<Float>`, the gradient
    /// itself for a `Float`.
    ///
    /// # Errors
    /// As [`run`](Circuit::run).
    pub fn jacobian(&self, arguments: impl Arguments<K::Params>) -> Result<Jacobian<K>, Error>
    where
        K: UnitaryKernel,
        K::Output: Differentiable,
    {
        self.jacobian_with(arguments, GradientMethod::default())
    }

    /// The derivatives by a method of choice.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and for a method with a step that is not positive.
    pub fn jacobian_with(
        &self,
        arguments: impl Arguments<K::Params>,
        method: GradientMethod,
    ) -> Result<Jacobian<K>, Error>
    where
        K: UnitaryKernel,
        K::Output: Differentiable,
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
    pub fn vjp(
        &self,
        arguments: impl Arguments<K::Params>,
        cotangent: impl Numbers<K::Output>,
    ) -> Result<(Value<K>, Gradient<K>), Error>
    where
        K: UnitaryKernel,
        K::Output: Differentiable,
    {
        self.vjp_with(arguments, cotangent, GradientMethod::default())
    }

    /// The vector-Jacobian product by a method of choice.
    ///
    /// # Errors
    /// As [`vjp`](Circuit::vjp), and for a method with a step that is not positive.
    pub fn vjp_with(
        &self,
        arguments: impl Arguments<K::Params>,
        cotangent: impl Numbers<K::Output>,
        method: GradientMethod,
    ) -> Result<(Value<K>, Gradient<K>), Error>
    where
        K: UnitaryKernel,
        K::Output: Differentiable,
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
    /// As [`run`](Circuit::run), and for tangents that do not fit.
    pub fn jvp(
        &self,
        arguments: impl Arguments<K::Params>,
        tangents: impl Arguments<K::Params>,
    ) -> Result<Value<K>, Error>
    where
        K: UnitaryKernel,
        K::Output: Differentiable,
    {
        let direction = self.flat(&tangents)?;
        let (_, rows) = self.rows(&self.flat(&arguments)?, GradientMethod::default())?;
        let along = |row: &Vec<f64>| row.iter().zip(&direction).map(|(d, t)| d * t).sum();
        Ok(self.value(&rows.iter().map(along).collect::<Vec<f64>>()))
    }

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
                kernel: self.program.kernel,
                message: format!("every row of the cotangents must have {outputs} numbers"),
            });
        }
        let mut weights = Vec::new();
        BatchNumbers::write(&rows, &mut weights);
        self.pull_batch(arguments, method, |_| weights)
    }

    /// The number of arguments' numbers, and the Jacobian with one row a result.
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

    fn pull_batch<A: BatchArguments<K::Params>>(
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
        let columns = sink.columns();
        let mut evaluator = self.evaluator()?;
        let (rows, outputs) = (evaluator.rows(&columns)?, evaluator.outputs());
        let mut values = vec![0.0; rows * outputs];
        let mut gradients: Vec<Vec<f64>> = columns
            .iter()
            .map(|column| vec![0.0; column.numbers().len()])
            .collect();
        evaluator.vjp_batch(
            &columns,
            &cotangents(rows),
            method,
            &mut values,
            &mut gradients
                .iter_mut()
                .map(Vec::as_mut_slice)
                .collect::<Vec<_>>(),
        )?;
        let values = (0..rows)
            .map(|row| self.value(&values[row * outputs..][..outputs]))
            .collect();
        Ok((values, A::shaped(&gradients, &self.shapes(), rows)))
    }
}

#[cfg(test)]
mod tests;
