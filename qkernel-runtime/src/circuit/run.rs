//! States, results and samples.

use num_complex::Complex64;
use rand::Rng;

use super::Circuit;
use crate::arguments::{Arguments, BatchArguments, Bits, Parameters, Results};
use crate::counts::Counts;
use crate::error::Error;
use crate::kernel::Kernel;

impl<K: Kernel> Circuit<K>
where
    K::Params: Parameters,
{
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
