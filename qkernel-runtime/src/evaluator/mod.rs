//! Running a program on plain numbers: the layer below the typed [`Circuit`](crate::circuit::Circuit).

mod backward;
mod batch;

use std::sync::Arc;

use num_complex::Complex64;
use rand::Rng;

use crate::counts::Counts;
use crate::engine::{Plan, allocate};
use crate::error::Error;
use crate::program::Program;
use crate::sample::{sample_dynamic, sample_final};

pub use batch::Column;

/// Runs one program, again and again, on numbers in flat slices.
///
/// Arguments are all numbers of all arguments in signature order, matrices row by row; values are all numbers of all
/// results. The state and every other buffer are kept from run to run.
///
/// An evaluator is cheap to clone as long as it has not run; a clone has its own state.
#[derive(Clone, Debug)]
pub struct Evaluator {
    plan: Arc<Plan>,
    /// The slots; the arguments stand first.
    slots: Vec<f64>,
    angles: Vec<f64>,
    trigs: Vec<[f64; 2]>,
    scratch: Vec<f64>,
    expectations: Vec<f64>,
    weights: Vec<f64>,
    by_angle: Vec<f64>,
    by_slot: Vec<f64>,
    /// Derivatives by angle and observable (parameter shift), or by argument and result.
    matrix: Vec<f64>,
    ket: Vec<Complex64>,
    bra: Vec<Complex64>,
    spare: Vec<Complex64>,
}

impl Evaluator {
    /// Prepares a program.
    ///
    /// # Errors
    /// If the program is not well formed (see [`Program::check`]), or has more qubits than a state could ever have.
    pub fn new(program: &Program) -> Result<Evaluator, Error> {
        Ok(Evaluator::with_plan(Arc::new(Plan::new(Arc::new(
            program.clone(),
        ))?)))
    }

    pub(crate) fn with_plan(plan: Arc<Plan>) -> Evaluator {
        let angles = plan.angles.len();
        Evaluator {
            slots: vec![0.0; plan.slots.len()],
            angles: vec![0.0; angles],
            trigs: plan.fixed.clone(),
            scratch: vec![0.0; plan.measured.scratch()],
            expectations: vec![0.0; plan.observables],
            weights: vec![0.0; plan.observables],
            by_angle: vec![0.0; angles],
            by_slot: vec![0.0; plan.slots.len()],
            matrix: Vec::new(),
            ket: Vec::new(),
            bra: Vec::new(),
            spare: Vec::new(),
            plan,
        }
    }

    /// How many numbers the arguments have together.
    pub fn inputs(&self) -> usize {
        self.plan.slots.arguments
    }

    /// How many numbers the results have together.
    pub fn outputs(&self) -> usize {
        self.plan.slots.outputs.len()
    }

    /// The results for some arguments, into `values`.
    ///
    /// # Errors
    /// For wrong lengths, numbers that are not finite, a state that does not fit in memory, and circuits whose
    /// expectation values depend on the outcomes of measurements.
    pub fn evaluate(&mut self, arguments: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.plan.check_expectations("expectation value")?;
        self.load(arguments)?;
        self.check_buffer("values", values.len(), self.outputs())?;
        self.run(0..self.angles.len(), values)
    }

    /// The amplitudes once all gates are applied, by basis index: qubit 0 is the least significant bit. Measurements
    /// at the end are left out.
    ///
    /// # Errors
    /// For wrong lengths, numbers that are not finite, a state that does not fit in memory, and circuits whose
    /// state depends on the outcomes of measurements.
    pub fn state(&mut self, arguments: &[f64]) -> Result<&[Complex64], Error> {
        self.plan.check_static("state")?;
        self.load(arguments)?;
        self.turn(0..self.angles.len())?;
        self.forward()?;
        Ok(&self.ket)
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
        let plan = Arc::clone(&self.plan);
        if plan.measures_last() {
            return sample_final(&plan.program, self.state(arguments)?, shots, rng);
        }
        self.load(arguments)?;
        plan.slots.early(&mut self.slots);
        sample_dynamic(&plan, &self.slots, shots, rng)
    }

    /// The state of the last run.
    pub(crate) fn into_state(self) -> Vec<Complex64> {
        self.ket
    }

    fn load(&mut self, arguments: &[f64]) -> Result<(), Error> {
        self.check_buffer("arguments", arguments.len(), self.inputs())?;
        let mut rest = arguments;
        for argument in &self.plan.program.arguments {
            let (numbers, tail) = rest.split_at(argument.shape.len());
            self.check_finite(&argument.name, numbers)?;
            rest = tail;
        }
        self.slots[..arguments.len()].copy_from_slice(arguments);
        Ok(())
    }

    /// Computes the derived slots and the angles with these numbers.
    fn turn(&mut self, which: impl IntoIterator<Item = usize>) -> Result<(), Error> {
        self.plan.slots.early(&mut self.slots);
        self.plan
            .turn(which, &self.slots, &mut self.angles, &mut self.trigs)
    }

    /// Runs the circuit from |0..0>.
    fn forward(&mut self) -> Result<(), Error> {
        if self.ket.is_empty() {
            self.ket = allocate(&self.plan.program.kernel, self.plan.qubits)?;
        } else {
            self.ket.fill(Complex64::ZERO);
            self.ket[0] = Complex64::ONE;
        }
        self.plan.advance(0, &self.trigs, &mut self.ket);
        Ok(())
    }

    /// From the arguments in the slots to the results.
    fn run(
        &mut self,
        which: impl IntoIterator<Item = usize>,
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.turn(which)?;
        self.forward()?;
        let plan = &*self.plan;
        plan.measured
            .expectations(&self.ket, &mut self.scratch, &mut self.expectations);
        plan.slots.late(&self.expectations, &mut self.slots);
        plan.slots.results(&self.slots, values);
        Ok(())
    }

    fn check_finite(&self, argument: &str, numbers: &[f64]) -> Result<(), Error> {
        match numbers.iter().position(|x| !x.is_finite()) {
            None => Ok(()),
            Some(index) => Err(Error::NotFinite {
                kernel: self.plan.program.kernel.clone(),
                argument: argument.into(),
                index: (numbers.len() > 1).then_some(index),
                value: numbers[index],
            }),
        }
    }

    fn check_buffer(&self, argument: &str, found: usize, expected: usize) -> Result<(), Error> {
        if found == expected {
            return Ok(());
        }
        Err(Error::Length {
            kernel: self.plan.program.kernel.clone(),
            argument: argument.into(),
            found,
            expected,
        })
    }
}
