//! Running a program on plain numbers: the layer below the typed [`Circuit`](crate::circuit::Circuit).

use std::sync::Arc;

use num_complex::Complex64;
use rand::Rng;

use crate::counts::Counts;
use crate::engine::{Plan, allocate, check_memory};
use crate::error::Error;
use crate::gradient::{GradientMethod, adjoint, differences, shifted, spsa};
use crate::program::Program;
use crate::sample::{sample_dynamic, sample_final};

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

/// The numbers of one argument for a batch of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Column<'a> {
    /// The same for all samples.
    Shared(&'a [f64]),
    /// One row for each sample, one after the other.
    Each(&'a [f64]),
}

impl Column<'_> {
    /// All numbers.
    pub fn numbers(&self) -> &[f64] {
        match self {
            Column::Shared(numbers) | Column::Each(numbers) => numbers,
        }
    }
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

    /// The results, and the derivative of Σ cotangent · result by each argument.
    ///
    /// `cotangent` and `values` have one number a result, `gradient` has one an argument's number.
    ///
    /// # Errors
    /// As [`evaluate`](Evaluator::evaluate), and for a method with a step that is not positive.
    pub fn vjp(
        &mut self,
        arguments: &[f64],
        cotangent: &[f64],
        method: GradientMethod,
        values: &mut [f64],
        gradient: &mut [f64],
    ) -> Result<(), Error> {
        self.check_method(method)?;
        self.load(arguments)?;
        self.check_cotangent(cotangent, self.outputs())?;
        self.check_buffer("values", values.len(), self.outputs())?;
        self.check_buffer("gradient", gradient.len(), self.inputs())?;
        self.prepare(method, 0..self.angles.len(), values)?;
        self.pull(method, cotangent, true)?;
        gradient.copy_from_slice(&self.by_slot[..self.inputs()]);
        Ok(())
    }

    /// The results, and the derivative of each by each argument: one row a result.
    ///
    /// # Errors
    /// As [`vjp`](Evaluator::vjp).
    pub fn jacobian(
        &mut self,
        arguments: &[f64],
        method: GradientMethod,
        values: &mut [f64],
        jacobian: &mut [f64],
    ) -> Result<(), Error> {
        let (inputs, outputs) = (self.inputs(), self.outputs());
        self.check_method(method)?;
        self.load(arguments)?;
        self.check_buffer("values", values.len(), outputs)?;
        self.check_buffer("jacobian", jacobian.len(), outputs * inputs)?;
        self.prepare(method, 0..self.angles.len(), values)?;
        let mut cotangent = vec![0.0; outputs];
        for (i, row) in jacobian.chunks_exact_mut(inputs.max(1)).enumerate() {
            cotangent[i] = 1.0;
            self.pull(method, &cotangent, i + 1 == outputs)?;
            cotangent[i] = 0.0;
            row.copy_from_slice(&self.by_slot[..inputs]);
        }
        Ok(())
    }

    /// The results for a batch, one row of `values` a sample. `columns` has one entry an argument.
    ///
    /// # Errors
    /// As [`evaluate`](Evaluator::evaluate); if no column is [`Column::Each`], or those that are differ in rows.
    pub fn evaluate_batch(
        &mut self,
        columns: &[Column<'_>],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.plan.check_expectations("expectation value")?;
        let (rows, outputs) = (self.rows(columns)?, self.outputs());
        self.check_buffer("values", values.len(), rows * outputs)?;
        let moving = self.moving(columns);
        for row in 0..rows {
            self.load_row(columns, row)?;
            let values = &mut values[row * outputs..][..outputs];
            match row {
                0 => self.run(0..self.angles.len(), values)?,
                _ => self.run(moving.iter().copied(), values)?,
            }
        }
        Ok(())
    }

    /// The results for a batch, and the derivatives of Σ cotangent · result over all samples and results.
    ///
    /// `cotangents` and `values` have one row a sample; `gradients` has one buffer an argument: the sum over the
    /// samples for a shared argument, one row a sample for the others.
    ///
    /// # Errors
    /// As [`evaluate_batch`](Evaluator::evaluate_batch) and [`vjp`](Evaluator::vjp).
    pub fn vjp_batch(
        &mut self,
        columns: &[Column<'_>],
        cotangents: &[f64],
        method: GradientMethod,
        values: &mut [f64],
        gradients: &mut [&mut [f64]],
    ) -> Result<(), Error> {
        self.check_method(method)?;
        let (rows, outputs) = (self.rows(columns)?, self.outputs());
        self.check_cotangent(cotangents, rows * outputs)?;
        self.check_buffer("values", values.len(), rows * outputs)?;
        self.check_buffer("gradients", gradients.len(), columns.len())?;
        for (column, gradient) in columns.iter().zip(gradients.iter_mut()) {
            self.check_buffer("gradient", gradient.len(), column.numbers().len())?;
            gradient.fill(0.0);
        }
        let moving = self.moving(columns);
        for row in 0..rows {
            self.load_row(columns, row)?;
            let values = &mut values[row * outputs..][..outputs];
            match row {
                0 => self.prepare(method, 0..self.angles.len(), values)?,
                _ => self.prepare(method, moving.iter().copied(), values)?,
            }
            self.pull(method, &cotangents[row * outputs..][..outputs], true)?;
            let mut start = 0;
            for (column, gradient) in columns.iter().zip(gradients.iter_mut()) {
                let (n, at) = match column {
                    Column::Shared(numbers) => (numbers.len(), 0),
                    Column::Each(numbers) => (numbers.len() / rows, row * (numbers.len() / rows)),
                };
                let from = &self.by_slot[start..start + n];
                gradient[at..at + n]
                    .iter_mut()
                    .zip(from)
                    .for_each(|(sum, d)| *sum += d);
                start += n;
            }
        }
        Ok(())
    }

    /// How many samples a batch has.
    ///
    /// # Errors
    /// If lengths do not fit the arguments, or there is no column of [`Column::Each`].
    pub fn rows(&self, columns: &[Column<'_>]) -> Result<usize, Error> {
        let kernel = self.plan.kernel;
        self.check_buffer("columns", columns.len(), self.plan.program.arguments.len())?;
        let mut rows = None;
        for (column, argument) in columns.iter().zip(&self.plan.program.arguments) {
            let (length, found) = (argument.shape.len(), column.numbers().len());
            let expected = match (column, rows) {
                (Column::Shared(_), _) => length,
                (Column::Each(_), Some(rows)) => rows * length,
                (Column::Each(_), None) if length == 0 => continue,
                (Column::Each(_), None) => {
                    rows = Some(found / length);
                    found.next_multiple_of(length)
                }
            };
            if found != expected {
                return Err(Error::Length {
                    kernel,
                    argument: argument.name,
                    found,
                    expected,
                });
            }
            self.check_finite(argument.name, column.numbers())?;
        }
        rows.ok_or_else(|| Error::Invalid {
            kernel,
            message: "in a batch, at least one argument must have a row for each sample: pass it as `each(..)`".into(),
        })
    }

    /// The angles that differ between the samples of a batch.
    fn moving(&self, columns: &[Column<'_>]) -> Vec<usize> {
        let mut marks = vec![false; self.slots.len()];
        let mut start = 0;
        for (column, argument) in columns.iter().zip(&self.plan.program.arguments) {
            let n = argument.shape.len();
            marks[start..start + n].fill(matches!(column, Column::Each(_)));
            start += n;
        }
        self.plan.slots.spread(&mut marks);
        let moves = |i: &usize| {
            self.plan.angles[*i]
                .value
                .terms
                .iter()
                .any(|&(slot, _)| marks[slot])
        };
        (0..self.angles.len()).filter(moves).collect()
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
            self.check_finite(argument.name, numbers)?;
            rest = tail;
        }
        self.slots[..arguments.len()].copy_from_slice(arguments);
        Ok(())
    }

    /// Takes over a row of a batch that was checked.
    fn load_row(&mut self, columns: &[Column<'_>], row: usize) -> Result<(), Error> {
        let mut start = 0;
        for (column, argument) in columns.iter().zip(&self.plan.program.arguments) {
            let n = argument.shape.len();
            let slots = &mut self.slots[start..start + n];
            match column {
                Column::Shared(numbers) if row == 0 => slots.copy_from_slice(numbers),
                Column::Shared(_) => {}
                Column::Each(numbers) => slots.copy_from_slice(&numbers[row * n..][..n]),
            }
            start += n;
        }
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
            self.ket = allocate(self.plan.kernel, self.plan.qubits)?;
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

    /// Everything that all cotangents share: the results, and what [`pull`](Evaluator::pull) needs.
    fn prepare(
        &mut self,
        method: GradientMethod,
        which: impl IntoIterator<Item = usize>,
        values: &mut [f64],
    ) -> Result<(), Error> {
        let states = match method {
            GradientMethod::Adjoint | GradientMethod::ParameterShift => 2,
            _ => 1,
        };
        if self.ket.is_empty() || (states == 2 && self.bra.is_empty()) {
            check_memory(self.plan.kernel, self.plan.qubits, states)?;
        }
        self.run(which, values)?;
        match method {
            GradientMethod::Adjoint => {
                self.bra.resize(self.ket.len(), Complex64::ZERO);
                Ok(())
            }
            GradientMethod::ParameterShift => {
                self.bra.resize(self.ket.len(), Complex64::ZERO);
                self.matrix
                    .resize(self.angles.len() * self.expectations.len(), 0.0);
                shifted(
                    &self.plan,
                    &self.angles,
                    &self.trigs,
                    &mut self.ket,
                    &mut self.bra,
                    &mut self.scratch,
                    &mut self.matrix,
                );
                Ok(())
            }
            GradientMethod::FiniteDifference { step } => {
                self.numeric(|arguments, outputs, matrix, f| {
                    differences(step, arguments, outputs, matrix, f)
                })
            }
            GradientMethod::Spsa {
                step,
                samples,
                seed,
            } => self.numeric(|arguments, outputs, matrix, f| {
                spsa((step, samples, seed), arguments, outputs, matrix, f)
            }),
        }
    }

    /// Fills the matrix by a method that only needs values, and leaves everything else as it was.
    fn numeric(
        &mut self,
        method: impl FnOnce(
            &mut [f64],
            usize,
            &mut [f64],
            &mut dyn FnMut(&[f64], &mut [f64]) -> Result<(), Error>,
        ) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut arguments = self.slots[..self.inputs()].to_vec();
        let (inputs, outputs) = (arguments.len(), self.outputs());
        let mut matrix = std::mem::take(&mut self.matrix);
        matrix.resize(inputs * outputs, 0.0);
        let all = self.angles.len();
        let done = method(
            &mut arguments,
            outputs,
            &mut matrix,
            &mut |moved, values| {
                self.slots[..inputs].copy_from_slice(moved);
                self.run(0..all, values)
            },
        );
        self.matrix = matrix;
        self.slots[..inputs].copy_from_slice(&arguments);
        done?;
        self.turn(0..all)
    }

    /// Takes a cotangent back to the arguments, into `by_slot`. After the `last` one the state may be lost.
    fn pull(&mut self, method: GradientMethod, cotangent: &[f64], last: bool) -> Result<(), Error> {
        if let GradientMethod::FiniteDifference { .. } | GradientMethod::Spsa { .. } = method {
            let rows = self.matrix.chunks_exact(cotangent.len().max(1));
            for (d, row) in self.by_slot.iter_mut().zip(rows) {
                *d = row
                    .iter()
                    .zip(cotangent)
                    .map(|(d, weight)| d * weight)
                    .sum();
            }
            return Ok(());
        }
        let plan = Arc::clone(&self.plan);
        plan.slots
            .pull_late(&self.slots, cotangent, &mut self.by_slot, &mut self.weights);
        if method == GradientMethod::Adjoint {
            if !last && self.spare.is_empty() {
                check_memory(plan.kernel, plan.qubits, 1)?;
                self.spare.resize(self.ket.len(), Complex64::ZERO);
            }
            if !last {
                self.spare.copy_from_slice(&self.ket);
            }
            plan.measured
                .weigh(&self.ket, &self.weights, &mut self.scratch, &mut self.bra);
            adjoint(
                &plan,
                &self.trigs,
                &mut self.ket,
                &mut self.bra,
                &mut self.by_angle,
            );
            if !last {
                std::mem::swap(&mut self.ket, &mut self.spare);
            }
        } else {
            let rows = self.matrix.chunks_exact(self.weights.len().max(1));
            self.by_angle.fill(0.0);
            for (d, row) in self.by_angle.iter_mut().zip(rows) {
                *d = row
                    .iter()
                    .zip(&self.weights)
                    .map(|(d, weight)| d * weight)
                    .sum();
            }
        }
        for (angle, &d) in plan.angles.iter().zip(&self.by_angle) {
            angle.value.pull(d, &mut self.by_slot);
        }
        plan.slots.pull_early(&self.slots, &mut self.by_slot);
        Ok(())
    }

    fn check_method(&self, method: GradientMethod) -> Result<(), Error> {
        self.plan.check_expectations("gradient")?;
        let message = match method {
            GradientMethod::FiniteDifference { step } | GradientMethod::Spsa { step, .. }
                if !(step.is_finite() && step > 0.0) =>
            {
                format!("the step of a gradient must be positive and finite, and is {step}")
            }
            GradientMethod::Spsa { samples: 0, .. } => "SPSA needs at least one sample".into(),
            _ => return Ok(()),
        };
        Err(Error::Invalid {
            kernel: self.plan.kernel,
            message,
        })
    }

    fn check_finite(&self, argument: &'static str, numbers: &[f64]) -> Result<(), Error> {
        match numbers.iter().position(|x| !x.is_finite()) {
            None => Ok(()),
            Some(index) => Err(Error::NotFinite {
                kernel: self.plan.kernel,
                argument,
                index,
                value: numbers[index],
            }),
        }
    }

    fn check_cotangent(&self, cotangent: &[f64], expected: usize) -> Result<(), Error> {
        self.check_buffer("cotangent", cotangent.len(), expected)?;
        self.check_finite("cotangent", cotangent)
    }

    fn check_buffer(
        &self,
        argument: &'static str,
        found: usize,
        expected: usize,
    ) -> Result<(), Error> {
        if found == expected {
            return Ok(());
        }
        Err(Error::Length {
            kernel: self.plan.kernel,
            argument,
            found,
            expected,
        })
    }
}
