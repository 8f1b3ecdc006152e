//! A bound kernel, run and differentiated with typed arguments.

mod batch;
mod derivative;
mod gradient;
mod run;
#[cfg(test)]
mod tests;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::arguments::{Arguments, Differentiable, Parameters, Results, Sink};
use crate::engine::Plan;
use crate::error::Error;
use crate::evaluator::Evaluator;
use crate::kernel::Kernel;
use crate::program::{Program, Shape};
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

    fn value(&self, values: &[f64]) -> Value<K>
    where
        K::Output: Results,
    {
        K::Output::take(&mut values.iter(), &mut self.program.outputs.iter())
    }
}

type Value<K> = <<K as Kernel>::Output as Results>::Value;
type Gradient<K> = <<K as Kernel>::Params as Parameters>::Gradient;
type Jacobian<K> = <<K as Kernel>::Output as Differentiable>::Jacobian<Gradient<K>>;
