//! Running a program on plain numbers: the layer below the typed [`Circuit`](crate::circuit::Circuit).

mod access;
mod backward;
mod batch;
mod columns;
mod kept;
mod parts;
mod places;
mod pool;
mod rows;
mod serial;
mod slopes;
mod together;

use std::sync::Arc;

use num_complex::Complex64;
use rand::Rng;

use crate::counts::{Counts, Distribution};
use crate::engine::Engine;
use crate::error::Error;
use crate::estimate::Estimate;
use crate::exact::Plan;
use crate::program::Program;
use crate::sample::Shots;

pub use crate::arguments::column::Column;
pub use pool::Lease;
pub(crate) use pool::Pool;

use parts::Crews;
use serial::Serial;

/// Runs one program, again and again, on numbers in flat slices.
///
/// Arguments are all numbers of all arguments in signature order, matrices row by row; values are all numbers of all
/// results. States and every other buffer are kept from run to run.
///
/// An expectation value is the average over the outcomes of every measurement and reset before it.
///
/// A clone has buffers of its own.
#[derive(Clone, Debug)]
pub struct Evaluator {
    serial: Serial,
    shots: Arc<Shots>,
    crews: Crews,
}

impl Evaluator {
    /// Prepares a program for the engine that circuits run on.
    ///
    /// # Errors
    /// If the program is not well formed (see [`Program::check`]), or needs more qubits than a state could ever have.
    pub fn new(program: &Program) -> Result<Evaluator, Error> {
        Evaluator::with_engine(program, crate::engine::default())
    }

    /// Prepares a program for an engine.
    ///
    /// # Errors
    /// As [`new`](Evaluator::new), and if the engine cannot run the program.
    pub fn with_engine(program: &Program, engine: &'static dyn Engine) -> Result<Evaluator, Error> {
        program.check()?;
        let plan = Plan::new(Arc::new(program.clone()), engine);
        Evaluator::with_shots(&Arc::new(Shots::new(plan)))
    }

    fn with_shots(shots: &Arc<Shots>) -> Result<Evaluator, Error> {
        Ok(Evaluator {
            serial: Serial::new(shots.plan())?,
            shots: Arc::clone(shots),
            crews: Crews::default(),
        })
    }

    /// How many numbers the arguments have together.
    pub fn inputs(&self) -> usize {
        self.serial.inputs()
    }

    /// How many numbers the results have together.
    pub fn outputs(&self) -> usize {
        self.serial.outputs()
    }

    /// The results for some arguments, into `values`.
    ///
    /// # Errors
    /// For wrong lengths, numbers that are not finite, and a state that does not fit in memory.
    pub fn evaluate(&mut self, arguments: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.serial.load(arguments)?;
        self.check_length("values", values.len(), self.outputs())?;
        self.serial.forward(0, 0, values)
    }

    pub(crate) fn check_length(
        &self,
        what: &str,
        found: usize,
        expected: usize,
    ) -> Result<(), Error> {
        self.serial.plan.check_length(what, found, expected)
    }

    /// The amplitudes once all gates are applied, by basis index: qubit 0 is the least significant bit. Measurements
    /// whose outcome changes nothing are left out.
    ///
    /// # Errors
    /// For wrong lengths, numbers that are not finite, a state that does not fit in memory, and circuits whose
    /// state depends on the outcomes of measurements or resets.
    pub fn state(&mut self, arguments: &[f64]) -> Result<Vec<Complex64>, Error> {
        let whole = self.serial.plan.whole()?;
        whole.check_pure(&self.serial.plan.program)?;
        self.serial.load(arguments)?;
        let (plan, numbers) = (&self.serial.plan, &mut self.serial.samples[0].slots);
        let angles = whole.angles(&plan.program, &plan.slots, numbers)?;
        let mut run = self.serial.plan.engine.prepare(&whole.part)?;
        Ok(run.amplitudes(&angles)?.to_vec())
    }

    /// The probability of each basis state of the program's qubits once all gates are applied, by basis index: qubit 0 is
    /// the least significant bit. After a reset or a condition it is the average over all outcomes.
    ///
    /// # Errors
    /// For wrong lengths, numbers that are not finite, and a state that does not fit in memory.
    pub fn probabilities(&mut self, arguments: &[f64]) -> Result<Vec<f64>, Error> {
        let whole = self.serial.plan.whole()?;
        self.serial.load(arguments)?;
        let (plan, numbers) = (&self.serial.plan, &mut self.serial.samples[0].slots);
        let angles = whole.angles(&plan.program, &plan.slots, numbers)?;
        let mut register = self
            .serial
            .plan
            .engine
            .register(&whole.part.kernel, whole.part.qubits)
            .map_err(|error| self.serial.plan.explained(error))?;
        whole.apply(&angles, &mut *register);
        Ok(whole.marginal(&*register))
    }

    /// How often each outcome comes up in that many shots. The same seed of `rng` gives the same counts.
    ///
    /// # Errors
    /// For wrong lengths, numbers that are not finite, a state that does not fit in memory, and programs that return no bit.
    pub fn sample<R: Rng + ?Sized>(
        &mut self,
        arguments: &[f64],
        shots: usize,
        rng: &mut R,
    ) -> Result<Counts, Error> {
        self.shots.sample(arguments, shots, rng)
    }

    /// The results from that many shots in all, with their standard errors. The same seed of `rng` gives the same estimates.
    ///
    /// # Errors
    /// For wrong lengths, numbers that are not finite, a state that does not fit in memory, and fewer shots than two for each
    /// basis that is measured.
    pub fn estimate<R: Rng + ?Sized>(
        &mut self,
        arguments: &[f64],
        shots: usize,
        rng: &mut R,
    ) -> Result<Vec<Estimate>, Error> {
        self.shots.estimate(arguments, shots, rng)
    }

    /// The exact distribution of the results that are measured bits.
    ///
    /// # Errors
    /// As [`sample`](Evaluator::sample), and for more outcomes than can be listed.
    pub fn outcomes(&mut self, arguments: &[f64]) -> Result<Distribution, Error> {
        self.shots.outcomes(arguments)
    }
}
