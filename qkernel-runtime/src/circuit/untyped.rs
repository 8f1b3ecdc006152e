//! Circuits of which the kernel is not known when the program is compiled: flat numbers in, flat numbers out.

use std::sync::Arc;

use num_complex::Complex64;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::Circuit;
use super::flat::Rows;
use crate::counts::{Counts, Distribution};
use crate::error::Error;
use crate::estimate::Estimate;
use crate::evaluator::{Column, Lease};
use crate::gradient::GradientMethod;
use crate::observable::Observable;
use crate::plural::counted;
use crate::program::{Output, Program};

impl<K> Circuit<K> {
    /// The same circuit without its kernel: it takes and gives flat numbers, see [`Untyped`](crate::circuit::Untyped). Both share what was
    /// prepared for runs.
    pub fn untyped(&self) -> Circuit {
        Circuit {
            program: Arc::clone(&self.program),
            pool: self.pool.clone(),
            written: self.written.clone(),
            kernel: std::marker::PhantomData,
        }
    }

    /// The same gates, with these expectation values as results, in place of bits or other numbers. Each observable sees its
    /// qubits as they are at the end; the value is the average over all outcomes of measurements and resets.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn bell(theta: Float) -> (Bit, Bit) {
    ///     let (a, b) = cx(ry(qubit(), theta), qubit());
    ///     (measure(a), measure(b))
    /// }
    ///
    /// let circuit = bell {}.compile()?.with_observables(&[Z(0), Z(0) * Z(1)])?;
    /// let values = circuit.run(&[0.7])?;
    /// assert!((values[0] - 0.7_f64.cos()).abs() < 1e-12 && (values[1] - 1.0).abs() < 1e-12);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// For an observable that is not Hermitian, or acts on a qubit that the circuit does not have.
    pub fn with_observables(&self, observables: &[Observable]) -> Result<Circuit, Error> {
        Circuit::from_program(self.program.with_observables(observables))
    }

    /// How many numbers the arguments have together.
    pub fn inputs(&self) -> usize {
        let arguments = self.arguments().iter();
        arguments.map(|argument| argument.shape.len()).sum()
    }
}

impl Circuit {
    /// The circuit of a program, which is checked.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    /// use qkernel_runtime::program::Program;
    ///
    /// let program = Program { qubits: 1, ..Program::default() };
    /// let circuit = Circuit::from_program(program)?.with_observables(&[Z(0)])?;
    /// assert_eq!(circuit.run(&[])?, [1.0]);
    ///
    /// let wrong = circuit.with_observables(&[Z(1)]).unwrap_err();
    /// assert!(wrong.to_string().contains("qubit 1"));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// If the program is not well formed, see [`Program::check`].
    pub fn from_program(program: Program) -> Result<Circuit, Error> {
        program.check()?;
        Ok(Circuit::checked(program))
    }

    /// The exact results, one after the other.
    ///
    /// An expectation value is the average over the outcomes of every measurement and reset before it.
    ///
    /// # Errors
    /// For a wrong length, numbers that are not finite, a state that does not fit in memory, and a circuit that gives bits.
    pub fn run(&self, arguments: &[f64]) -> Result<Vec<f64>, Error> {
        self.with_numbers()?;
        self.values(arguments)
    }

    /// The exact results for each sample of a batch. `columns` has one entry for each [argument](Circuit::arguments): numbers that all samples
    /// share, or one row for each sample.
    ///
    /// ```
    /// use qkernel_runtime::evaluator::Column::{Each, Shared};
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn two(x: Float, w: Vector<Float, { 2 }>, o: Observable) -> Float {
    ///     expval(ry(rx(ry(qubit(), x), w[0]), w[1]), o)
    /// }
    ///
    /// let circuit = two { o: Z(0) }.compile()?.untyped();
    /// let columns = [Each(&[0.1, 0.2, 0.3]), Shared(&[0.0, 0.5])];
    /// let values = circuit.run_batch(&columns)?;
    /// assert!((values[2][0] - 0.8_f64.cos()).abs() < 1e-12);
    ///
    /// let (_, gradients) = circuit.vjp_batch(&columns, &[1.0; 3])?;
    /// assert_eq!((gradients[0].len(), gradients[1].len()), (3, 2));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Circuit::run); if no column is [`Column::Each`], or those that are differ in rows.
    pub fn run_batch(&self, columns: &[Column<'_>]) -> Result<Rows, Error> {
        self.with_numbers()?;
        let (rows, values) = self.values_batch(columns)?;
        Ok(in_rows(rows, &values))
    }

    /// The result of a circuit with one, and its exact gradient by every number of the arguments.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), if there are several results, and where there is no derivative, see [`gradient`](crate::gradient).
    pub fn value_and_gradient(&self, arguments: &[f64]) -> Result<(f64, Vec<f64>), Error> {
        self.value_and_gradient_with(arguments, GradientMethod::default())
    }

    /// The result and its gradient by a method of choice.
    ///
    /// # Errors
    /// As [`value_and_gradient`](Circuit::value_and_gradient), and for a method with a step that is not positive.
    pub fn value_and_gradient_with(
        &self,
        arguments: &[f64],
        method: GradientMethod,
    ) -> Result<(f64, Vec<f64>), Error> {
        self.with_one_number()?;
        let (values, gradient) = self.pulled(arguments, &[1.0], method)?;
        Ok((values[0], gradient))
    }

    /// The exact gradient of the result of a circuit with one.
    ///
    /// # Errors
    /// As [`value_and_gradient`](Circuit::value_and_gradient).
    pub fn gradient(&self, arguments: &[f64]) -> Result<Vec<f64>, Error> {
        self.gradient_with(arguments, GradientMethod::default())
    }

    /// The gradient by a method of choice.
    ///
    /// # Errors
    /// As [`value_and_gradient_with`](Circuit::value_and_gradient_with).
    pub fn gradient_with(
        &self,
        arguments: &[f64],
        method: GradientMethod,
    ) -> Result<Vec<f64>, Error> {
        Ok(self.value_and_gradient_with(arguments, method)?.1)
    }

    /// The exact derivative of every result by every number of the arguments: one row for each result.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and where there is no derivative, see [`gradient`](crate::gradient).
    pub fn jacobian(&self, arguments: &[f64]) -> Result<Rows, Error> {
        self.jacobian_with(arguments, GradientMethod::default())
    }

    /// The derivatives by a method of choice.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and for a method with a step that is not positive.
    pub fn jacobian_with(&self, arguments: &[f64], method: GradientMethod) -> Result<Rows, Error> {
        self.with_numbers()?;
        self.rows(arguments, method)
    }

    /// The results, and the exact derivative of Σ cotangent · result by every number of the arguments.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and for a cotangent of another length than the results.
    pub fn vjp(&self, arguments: &[f64], cotangent: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Error> {
        self.vjp_with(arguments, cotangent, GradientMethod::default())
    }

    /// The vector-Jacobian product by a method of choice.
    ///
    /// # Errors
    /// As [`vjp`](Circuit::vjp), and for a method with a step that is not positive.
    pub fn vjp_with(
        &self,
        arguments: &[f64],
        cotangent: &[f64],
        method: GradientMethod,
    ) -> Result<(Vec<f64>, Vec<f64>), Error> {
        self.with_numbers()?;
        self.pulled(arguments, cotangent, method)
    }

    /// The exact derivative of the results along a direction: Σ tangent · (derivative by the argument).
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and for tangents of a wrong length or that are not finite.
    pub fn jvp(&self, arguments: &[f64], tangents: &[f64]) -> Result<Vec<f64>, Error> {
        self.jvp_with(arguments, tangents, GradientMethod::default())
    }

    /// The derivative along a direction by a method of choice.
    ///
    /// # Errors
    /// As [`jvp`](Circuit::jvp), and for a method with a step that is not positive.
    pub fn jvp_with(
        &self,
        arguments: &[f64],
        tangents: &[f64],
        method: GradientMethod,
    ) -> Result<Vec<f64>, Error> {
        let evaluator = self.with_numbers()?;
        evaluator.check_length("tangents", tangents.len(), evaluator.inputs())?;
        drop(evaluator);
        self.along(arguments, tangents, method)
    }

    /// The results of a batch, one row for each sample, and the exact derivatives of Σ cotangent · result over all
    /// samples: for each argument one list, summed over the samples where they share it, else one row after the other.
    /// `cotangents` has the rows of all samples one after the other.
    ///
    /// # Errors
    /// As [`run_batch`](Circuit::run_batch), and for cotangents that do not fit.
    pub fn vjp_batch(
        &self,
        columns: &[Column<'_>],
        cotangents: &[f64],
    ) -> Result<(Rows, Rows), Error> {
        self.vjp_batch_with(columns, cotangents, GradientMethod::default())
    }

    /// The vector-Jacobian products of a batch by a method of choice.
    ///
    /// # Errors
    /// As [`vjp_batch`](Circuit::vjp_batch), and for a method with a step that is not positive.
    pub fn vjp_batch_with(
        &self,
        columns: &[Column<'_>],
        cotangents: &[f64],
        method: GradientMethod,
    ) -> Result<(Rows, Rows), Error> {
        self.with_numbers()?;
        let (rows, values, gradients) =
            self.pulled_batch(columns, method, |_| cotangents.to_vec())?;
        Ok((in_rows(rows, &values), gradients))
    }

    /// The results of a batch of a circuit with one result, and the exact gradient of their sum: for each argument one list, summed over the
    /// samples where they share it, else one row after the other.
    ///
    /// # Errors
    /// As [`run_batch`](Circuit::run_batch), and if there are several results.
    pub fn value_and_gradient_batch(
        &self,
        columns: &[Column<'_>],
    ) -> Result<(Vec<f64>, Rows), Error> {
        self.value_and_gradient_batch_with(columns, GradientMethod::default())
    }

    /// The results of a batch, and the gradient of their sum by a method of choice.
    ///
    /// # Errors
    /// As [`value_and_gradient_batch`](Circuit::value_and_gradient_batch), and for a method with a step that is not positive.
    pub fn value_and_gradient_batch_with(
        &self,
        columns: &[Column<'_>],
        method: GradientMethod,
    ) -> Result<(Vec<f64>, Rows), Error> {
        self.with_one_number()?;
        let (_, values, gradients) = self.pulled_batch(columns, method, |rows| vec![1.0; rows])?;
        Ok((values, gradients))
    }

    /// The exact gradient of the sum of the results of a batch.
    ///
    /// # Errors
    /// As [`value_and_gradient_batch`](Circuit::value_and_gradient_batch).
    pub fn gradient_batch(&self, columns: &[Column<'_>]) -> Result<Rows, Error> {
        self.gradient_batch_with(columns, GradientMethod::default())
    }

    /// The gradient of the sum of the results of a batch by a method of choice.
    ///
    /// # Errors
    /// As [`value_and_gradient_batch_with`](Circuit::value_and_gradient_batch_with).
    pub fn gradient_batch_with(
        &self,
        columns: &[Column<'_>],
        method: GradientMethod,
    ) -> Result<Rows, Error> {
        Ok(self.value_and_gradient_batch_with(columns, method)?.1)
    }

    /// For each sample of a batch, the exact derivative of every result by every number of the arguments, as
    /// [`jacobian`](Circuit::jacobian) gives it: also by the arguments that the samples share, which are not summed here.
    ///
    /// ```
    /// use qkernel_runtime::evaluator::Column::{Each, Shared};
    /// use qkernel_runtime::prelude::*;
    ///
    /// let mut b = Circuit::builder();
    /// let q = b.qubit();
    /// let (x, w) = (b.parameter("x", 1), b.parameter("w", 1));
    /// b.ry(q, x[0]).ry(q, w[0]);
    /// b.expval(Z(0));
    /// let circuit = b.build()?;
    ///
    /// let jacobians = circuit.jacobian_batch(&[Each(&[0.1, 0.2]), Shared(&[0.4])])?;
    /// assert!((jacobians[1][0][1] + 0.6_f64.sin()).abs() < 1e-12);
    /// let slopes = circuit.jvp_batch(&[Each(&[0.1, 0.2]), Shared(&[0.4])], &[Shared(&[1.0]), Each(&[0.0, 2.0])])?;
    /// assert!((slopes[1][0] + 3.0 * 0.6_f64.sin()).abs() < 1e-12);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run_batch`](Circuit::run_batch).
    pub fn jacobian_batch(&self, columns: &[Column<'_>]) -> Result<Vec<Rows>, Error> {
        self.jacobian_batch_with(columns, GradientMethod::default())
    }

    /// The derivatives of each sample by a method of choice.
    ///
    /// # Errors
    /// As [`jacobian_batch`](Circuit::jacobian_batch), and for a method with a step that is not positive.
    pub fn jacobian_batch_with(
        &self,
        columns: &[Column<'_>],
        method: GradientMethod,
    ) -> Result<Vec<Rows>, Error> {
        self.with_numbers()?;
        self.rows_batch(columns, method)
    }

    /// For each sample of a batch, the exact derivative of the results along its direction. `tangents` has a column for each argument:
    /// one row for each sample, or numbers that all samples share.
    ///
    /// # Errors
    /// As [`run_batch`](Circuit::run_batch), and for tangents that do not fit or are not finite.
    pub fn jvp_batch(
        &self,
        columns: &[Column<'_>],
        tangents: &[Column<'_>],
    ) -> Result<Rows, Error> {
        self.jvp_batch_with(columns, tangents, GradientMethod::default())
    }

    /// The derivatives along directions by a method of choice.
    ///
    /// # Errors
    /// As [`jvp_batch`](Circuit::jvp_batch), and for a method with a step that is not positive.
    pub fn jvp_batch_with(
        &self,
        columns: &[Column<'_>],
        tangents: &[Column<'_>],
        method: GradientMethod,
    ) -> Result<Rows, Error> {
        self.with_numbers()?;
        self.along_batch(columns, tangents, method)
    }

    /// How often each outcome comes up in that many shots, for circuits that give measured bits: their results in order,
    /// which for a circuit from OpenQASM are its classical registers. The same seed of `rng` gives the same counts.
    ///
    /// # Errors
    /// For a wrong length, numbers that are not finite, a state that does not fit in memory, and a circuit that gives no bit.
    pub fn sample<R: Rng + ?Sized>(
        &self,
        arguments: &[f64],
        shots: usize,
        rng: &mut R,
    ) -> Result<Counts, Error> {
        self.shots()?.sample(arguments, shots, rng)
    }

    /// As [`sample`](Circuit::sample), with a random number generator of that seed.
    ///
    /// # Errors
    /// As [`sample`](Circuit::sample).
    pub fn sample_seeded(
        &self,
        arguments: &[f64],
        shots: usize,
        seed: u64,
    ) -> Result<Counts, Error> {
        self.sample(arguments, shots, &mut StdRng::seed_from_u64(seed))
    }

    /// The results from that many shots in all, each with its standard error.
    ///
    /// Each qubit that an observable acts on is measured at its end, in the basis of X, Y or Z. Terms that commute qubit by qubit are
    /// measured together, those with the largest coefficients first, and shots are in proportion to the root of the sum of the squares of
    /// the coefficients that are measured together, two at least: the module [`estimate`](crate::estimate) has the source.
    /// Arithmetic on expectation values is done on their estimates, and its error is that of first order.
    /// Measurements on the way, resets, feed-forward and loops that measurements end are followed, so that there are estimates where there are no exact values. The same seed of `rng` gives the same estimates.
    ///
    /// # Errors
    /// For arguments that do not fit, a state that does not fit in memory, and fewer shots than two for each basis.
    pub fn estimate<R: Rng + ?Sized>(
        &self,
        arguments: &[f64],
        shots: usize,
        rng: &mut R,
    ) -> Result<Vec<Estimate>, Error> {
        self.check_numbers()?;
        self.shots()?.estimate(arguments, shots, rng)
    }

    /// The exact distribution of the measured bits that the circuit gives, see [`Distribution`]. Measurements on the way, resets and
    /// conditions on measured bits are followed, each outcome by itself, or put off to the end, whichever is cheaper. Outcomes with a probability below 1e-14, which may be
    /// rounding, are left out.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// let circuit = Circuit::from_qasm("OPENQASM 3; include \"stdgates.inc\"; qubit q; bit b; h q; b = measure q; if (b) x q; bit c; c = measure q;")?;
    /// let outcomes = circuit.outcomes(&[])?;
    /// assert_eq!((outcomes.len(), outcomes.most_likely().unwrap().0), (2, "00"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`sample`](Circuit::sample); if there are more outcomes than can be listed, 4194304, or more than 65536 ways through the
    /// measurements and resets on the way.
    pub fn outcomes(&self, arguments: &[f64]) -> Result<Distribution, Error> {
        self.shots()?.outcomes(arguments)
    }

    /// The amplitudes once all gates are applied, by basis index: qubit 0 is the least significant bit. Measurements
    /// whose outcome changes nothing are left out.
    ///
    /// # Errors
    /// For arguments that do not fit, and if the state depends on the outcomes of measurements or resets.
    pub fn state(&self, arguments: &[f64]) -> Result<Vec<Complex64>, Error> {
        self.evaluator()?.state(arguments)
    }

    /// The probability of each basis state once all gates are applied, by basis index: qubit 0 is the least significant
    /// bit. After a reset or a condition on a measured bit it is the average over all outcomes.
    ///
    /// # Errors
    /// For arguments that do not fit.
    pub fn probabilities(&self, arguments: &[f64]) -> Result<Vec<f64>, Error> {
        self.evaluator()?.probabilities(arguments)
    }

    /// An evaluator, where the results are numbers.
    fn with_numbers(&self) -> Result<Lease, Error> {
        self.check_numbers()?;
        self.evaluator()
    }

    /// Whether there are results that are numbers.
    fn check_numbers(&self) -> Result<(), Error> {
        let number = |output: &Output| matches!(output, Output::Float(_) | Output::FloatVector(_));
        if self.program.outputs.iter().any(number) {
            return Ok(());
        }
        let gives = match self.program.outputs.is_empty() {
            true => "has no results",
            false => "gives measured bits, which `sample` counts, and no expectation value",
        };
        Err(self.invalid(format!(
            "{gives}: `with_observables` says what to take the expectation value of"
        )))
    }

    /// Whether there is one result, a number.
    fn with_one_number(&self) -> Result<(), Error> {
        match self.with_numbers()?.outputs() {
            1 => Ok(()),
            outputs => Err(self.invalid(format!(
                "has {}, and a gradient is that of one: `jacobian` and `vjp` take several",
                counted(outputs, "result")
            ))),
        }
    }

    fn invalid(&self, message: String) -> Error {
        Error::invalid(&self.program.kernel, message)
    }
}

fn in_rows(rows: usize, values: &[f64]) -> Rows {
    let width = values.len() / rows.max(1);
    (0..rows)
        .map(|row| values[row * width..][..width].to_vec())
        .collect()
}

/// As its [`Program`], without the kernel's type.
#[cfg(feature = "serde")]
impl<K> serde::Serialize for Circuit<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.program.serialize(serializer)
    }
}

/// A program that is not well formed is refused.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Circuit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Circuit, D::Error> {
        Ok(Circuit::checked(Program::deserialize(deserializer)?))
    }
}
