//! Running a program on plain numbers: the layer below the typed [`Circuit`](crate::circuit::Circuit).

mod backward;
mod batch;
mod columns;
mod parts;
mod pool;
mod rows;
mod slopes;
mod together;

use std::sync::Arc;

use num_complex::Complex64;
use rand::Rng;

use crate::counts::{Counts, Distribution};
use crate::engine::{Engine, Run};
use crate::error::Error;
use crate::estimate::Estimate;
use crate::exact::Plan;
use crate::program::Program;
use crate::sample::Shots;

pub use crate::arguments::column::Column;
pub use pool::Lease;
pub(crate) use pool::Pool;

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
    plan: Arc<Plan>,
    shots: Arc<Shots>,
    /// A prepared run for each part of the program; several of them while a batch is kept for its derivatives.
    runs: Vec<Vec<Box<dyn Run>>>,
    samples: Vec<Sample>,
    batch: batch::Kept,
    together: together::Together,
    crews: parts::Crews,
    scratch: Scratch,
}

/// The numbers of one run of the program.
#[derive(Clone, Debug)]
struct Sample {
    /// Arguments first, then derived slots.
    slots: Vec<f64>,
    /// The angles of all parts, one part after the other.
    angles: Vec<f64>,
    /// The values of the observables of all parts.
    values: Vec<f64>,
}

/// Numbers that no run keeps.
#[derive(Clone, Debug)]
struct Scratch {
    expectations: Vec<f64>,
    /// The derivative of what is differentiated by each of `expectations`.
    weights: Vec<f64>,
    /// The same by each observable of a part.
    part_weights: Vec<f64>,
    by_angle: Vec<f64>,
    by_slot: Vec<f64>,
    /// Summed over the rows of a batch, for arguments that these share.
    by_shared: Vec<f64>,
    /// Derivatives of values by angles (parameter shift), or of results by arguments.
    matrix: Vec<f64>,
    shifts: Vec<crate::engine::Shift>,
    shifted: Vec<f64>,
    results: Vec<f64>,
    cotangent: Vec<f64>,
    back: Vec<f64>,
    moved: Vec<f64>,
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
        let plan = shots.plan();
        plan.check_exact()?;
        let runs: Result<Vec<_>, Error> = plan
            .parts
            .iter()
            .map(|piece| piece.prepare(plan.engine).map_err(|e| plan.explained(e)))
            .collect();
        let (angles, values) = (plan.angles.len(), plan.values());
        let observables = plan.program.observables.len();
        Ok(Evaluator {
            runs: vec![runs?],
            samples: vec![Sample {
                slots: vec![0.0; plan.slots.len()],
                angles: vec![0.0; angles],
                values: vec![0.0; values],
            }],
            batch: batch::Kept::default(),
            together: together::Together::default(),
            crews: parts::Crews::default(),
            scratch: Scratch {
                expectations: vec![0.0; observables],
                weights: vec![0.0; observables],
                part_weights: vec![0.0; values],
                by_angle: vec![0.0; angles],
                by_slot: vec![0.0; plan.slots.len()],
                by_shared: vec![0.0; plan.slots.arguments],
                matrix: Vec::new(),
                shifts: Vec::new(),
                shifted: Vec::new(),
                results: Vec::new(),
                cotangent: Vec::new(),
                back: Vec::new(),
                moved: Vec::new(),
            },
            plan: Arc::clone(plan),
            shots: Arc::clone(shots),
        })
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
    /// For wrong lengths, numbers that are not finite, and a state that does not fit in memory.
    pub fn evaluate(&mut self, arguments: &[f64], values: &mut [f64]) -> Result<(), Error> {
        self.load(arguments)?;
        self.plan
            .check_length("values", values.len(), self.outputs())?;
        self.forward(0, 0, values)
    }

    /// The amplitudes once all gates are applied, by basis index: qubit 0 is the least significant bit. Measurements
    /// whose outcome changes nothing are left out.
    ///
    /// # Errors
    /// For wrong lengths, numbers that are not finite, a state that does not fit in memory, and circuits whose
    /// state depends on the outcomes of measurements or resets.
    pub fn state(&mut self, arguments: &[f64]) -> Result<Vec<Complex64>, Error> {
        let whole = self.plan.whole()?;
        whole.check_pure(&self.plan.program)?;
        self.load(arguments)?;
        let (plan, numbers) = (&self.plan, &mut self.samples[0].slots);
        let angles = whole.angles(&plan.program, &plan.slots, numbers)?;
        let mut run = self.plan.engine.prepare(&whole.part)?;
        Ok(run.amplitudes(&angles)?.to_vec())
    }

    /// The probability of each basis state of the program's qubits once all gates are applied, by basis index: qubit 0 is
    /// the least significant bit. After a reset or a condition it is the average over all outcomes.
    ///
    /// # Errors
    /// For wrong lengths, numbers that are not finite, and a state that does not fit in memory.
    pub fn probabilities(&mut self, arguments: &[f64]) -> Result<Vec<f64>, Error> {
        let whole = self.plan.whole()?;
        self.load(arguments)?;
        let (plan, numbers) = (&self.plan, &mut self.samples[0].slots);
        let angles = whole.angles(&plan.program, &plan.slots, numbers)?;
        let mut register = self
            .plan
            .engine
            .register(&whole.part.kernel, whole.part.qubits)
            .map_err(|error| self.plan.explained(error))?;
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

    fn load(&mut self, arguments: &[f64]) -> Result<(), Error> {
        self.batch.clear();
        self.plan.check_arguments(arguments)?;
        self.samples[0].slots[..arguments.len()].copy_from_slice(arguments);
        Ok(())
    }

    /// From the arguments in the slots of a sample to the results, on one of the runs.
    fn forward(&mut self, sample: usize, run: usize, results: &mut [f64]) -> Result<(), Error> {
        let plan = &*self.plan;
        let Sample {
            slots,
            angles,
            values,
        } = &mut self.samples[sample];
        plan.slots.early(slots);
        plan.turn(slots, angles)?;
        for (piece, run) in plan.parts.iter().zip(&mut self.runs[run]) {
            run.expectations(
                &angles[piece.angles.clone()],
                &mut values[piece.values.clone()],
            )
            .map_err(|error| plan.explained(error))?;
        }
        plan.products
            .expectations(values, &mut self.scratch.expectations);
        plan.slots.late(&self.scratch.expectations, slots);
        plan.slots.results(slots, results);
        Ok(())
    }
}
