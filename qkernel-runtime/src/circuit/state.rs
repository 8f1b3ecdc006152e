//! States, and what arguments and results pass through.

use num_complex::Complex64;

use super::{Circuit, Value};
use crate::arguments::{Arguments, Parameters, Results, Sink};
use crate::error::Error;
use crate::kernel::Kernel;
use crate::program::Shape;

impl<K: Kernel> Circuit<K> {
    /// The amplitudes once all gates are applied, by basis index: qubit 0 is the least significant bit. Measurements
    /// whose outcome changes nothing are left out.
    ///
    /// # Errors
    /// For arguments that do not fit, and if the state depends on the outcomes of measurements or resets.
    pub fn state(&self, arguments: impl Arguments<K::Params>) -> Result<Vec<Complex64>, Error> {
        self.evaluator()?.state(&self.flat(&arguments)?)
    }

    /// The probability of each basis state once all gates are applied, by basis index: qubit 0 is the least significant
    /// bit. After a reset or a condition on a measured bit it is the average over all outcomes.
    ///
    /// # Errors
    /// For arguments that do not fit.
    pub fn probabilities(&self, arguments: impl Arguments<K::Params>) -> Result<Vec<f64>, Error> {
        self.evaluator()?.probabilities(&self.flat(&arguments)?)
    }

    pub(super) fn flat(&self, arguments: &impl Arguments<K::Params>) -> Result<Vec<f64>, Error> {
        let mut sink = self.sink();
        arguments.write(&mut sink)?;
        Ok(sink.into_numbers())
    }

    pub(super) fn shaped(&self, numbers: &[f64]) -> <K::Params as Parameters>::Gradient
    where
        K::Params: Parameters,
    {
        K::Params::shaped(numbers, &self.shapes())
    }

    pub(super) fn value(&self, values: &[f64]) -> Value<K>
    where
        K::Output: Results,
    {
        K::Output::take(&mut values.iter(), &mut self.program.outputs.iter())
    }

    /// The results of each row of a batch.
    pub(super) fn each_value(&self, rows: usize, values: &[f64]) -> Vec<Value<K>>
    where
        K::Output: Results,
    {
        let outputs = values.len() / rows.max(1);
        (0..rows)
            .map(|row| self.value(&values[row * outputs..][..outputs]))
            .collect()
    }
}

impl<K> Circuit<K> {
    pub(super) fn sink(&self) -> Sink<'_> {
        Sink::new(&self.program.kernel, &self.program.arguments)
    }

    pub(super) fn shapes(&self) -> Vec<Shape> {
        self.program
            .arguments
            .iter()
            .map(|argument| argument.shape)
            .collect()
    }
}
