//! A bound kernel, run and differentiated with typed arguments.

mod batch;
mod builder;
mod compile;
mod derivative;
mod explain;
mod flat;
mod from_qasm;
mod pictures;
mod state;
#[cfg(test)]
mod tests;
mod untyped;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::arguments::{Arguments, BatchArguments, Bits, Parameters, Results};
use crate::counts::{Counts, Distribution};
use crate::draw::WrittenKernel;
use crate::error::Error;
use crate::evaluator::{Lease, Pool};
use crate::exact::Plan;
use crate::gradient::GradientMethod;
use crate::kernel::{Kernel, ScalarKernel, UnitaryKernel};
use crate::program::{Argument, Program};
use crate::sample::Shots;

pub use builder::{Angle, CircuitBuilder, Elements, Returned, Symbol};
pub use compile::Compile;
pub use explain::{ExplainedPart, Explanation, Parameter};

/// A kernel whose sizes and observables are known, ready to run.
///
/// Arguments are a tuple of the parameters that are left, in the order of the signature: numbers for `Float`; slices,
/// arrays or vectors of them for `Vector<Float>`; rows of these for `Matrix<Float>`. A single one may be passed bare. Gradients
/// are tuples of the same shape. Angles are in radians.
///
/// No call panics on what it is given: wrong lengths, numbers that are not finite, circuits that measure where
/// an exact value is asked for, and states that do not fit in memory are [`Error`]s.
///
/// A circuit whose kernel is known only when the program runs is a `Circuit` alone, see [`Untyped`].
pub struct Circuit<K = Untyped> {
    program: Arc<Program>,
    /// A circuit that is too large to simulate can still be drawn, counted and exported.
    pool: Result<Arc<Pool>, Error>,
    /// The kernel that it was compiled from, for pictures.
    written: Option<Arc<WrittenKernel>>,
    kernel: PhantomData<fn() -> K>,
}

/// Takes the place of the kernel in a [`Circuit`] that has none: `Circuit` alone is `Circuit<Untyped>`.
///
/// Such a circuit comes from a builder ([`Circuit::builder`]), from a [`Program`] or from another circuit ([`Circuit::untyped`]), so circuits
/// of different kernels can be in one `Vec`. It takes one flat slice, the numbers of all [arguments](Circuit::arguments) one after
/// the other, matrices row by row, and gives a flat `Vec`, the numbers of all results.
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// #[qkernel]
/// fn turned(theta: Float, o: Observable) -> Float {
///     expval(ry(qubit(), theta), o)
/// }
///
/// #[qkernel]
/// fn ladder(n: UInt, x: Vector<Float, { n }>, y: Float) -> Vector<Bit> {
///     let q = cx_entangling_layer(ry_layer(qubit_array(n), x, 0));
///     measure(rx_layer(q, x, 0))
/// }
///
/// let circuits: Vec<Circuit> = vec![
///     turned { o: Z(0) }.compile()?.untyped(),
///     // In place of its bits, this one gives expectation values.
///     ladder { n: 2 }.compile()?.with_observables(&[Z(0), X(0) * X(1)])?,
/// ];
/// let names = |c: &Circuit| Vec::from_iter(c.arguments().iter().map(|a| a.name.clone()));
/// assert_eq!(names(&circuits[1]), ["x", "y"]);
///
/// for circuit in &circuits {
///     let numbers = vec![0.3; circuit.inputs()];
///     let values: Vec<f64> = circuit.run(&numbers)?;
///     let jacobian = circuit.jacobian(&numbers)?;
///     assert_eq!((jacobian.len(), jacobian[0].len()), (values.len(), numbers.len()));
/// }
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Untyped {}

impl<K> Clone for Circuit<K> {
    fn clone(&self) -> Self {
        Circuit {
            program: Arc::clone(&self.program),
            pool: self.pool.clone(),
            written: self.written.clone(),
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
        match program.check() {
            Ok(()) => Circuit::checked(program),
            Err(error) => Circuit {
                pool: Err(error),
                program: Arc::new(program),
                written: None,
                kernel: PhantomData,
            },
        }
    }

    /// With the kernel that it was compiled from.
    pub(crate) fn written(self, written: WrittenKernel) -> Circuit<K> {
        Circuit {
            written: Some(Arc::new(written)),
            ..self
        }
    }

    /// The circuit of a program that was checked.
    fn checked(program: Program) -> Circuit<K> {
        let program = Arc::new(program);
        Circuit {
            pool: Ok(Pool::new(Shots::new(Plan::new(
                Arc::clone(&program),
                crate::engine::default(),
            )))),
            program,
            written: None,
            kernel: PhantomData,
        }
    }

    /// The flat circuit.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Names and shapes of the arguments, in the order of the signature.
    pub fn arguments(&self) -> &[Argument] {
        &self.program.arguments
    }

    /// How many qubits are allocated in all; [`Resources::qubits`](crate::resources::Resources::qubits) is how many are alive at once.
    pub fn num_qubits(&self) -> usize {
        self.program.qubits
    }

    /// The untyped layer below: runs on flat slices, with buffers that are kept from run to run, also by the next one to
    /// ask for an evaluator.
    ///
    /// # Errors
    /// If there are more qubits than a state could ever have, or no exact values: then
    /// [`sample`](Circuit::sample) and [`estimate`](Circuit::estimate) follow shots.
    pub fn evaluator(&self) -> Result<Lease, Error> {
        self.pool.as_ref().map_err(Error::clone)?.lease()
    }

    /// As [`evaluator`](Circuit::evaluator), for a caller that holds on to the one of an earlier call: the same again, or a new one where it is
    /// of another circuit. Nothing is locked then, which counts where a call takes less than a microsecond.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// #[qkernel]
    /// fn turn(x: Float) -> Float {
    ///     expval(ry(qubit(), x), Z(0))
    /// }
    ///
    /// let circuit = turn {}.compile()?;
    /// let mut held = None;
    /// for x in [0.0, std::f64::consts::PI] {
    ///     let mut evaluator = circuit.evaluator_again(held.take())?;
    ///     let mut value = [0.0];
    ///     evaluator.evaluate(&[x], &mut value)?;
    ///     assert!((value[0] - x.cos()).abs() < 1e-12);
    ///     held = Some(evaluator).filter(|evaluator| evaluator.is_kept());
    /// }
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`evaluator`](Circuit::evaluator).
    pub fn evaluator_again(&self, last: Option<Lease>) -> Result<Lease, Error> {
        self.pool.as_ref().map_err(Error::clone)?.lease_again(last)
    }

    /// Its shots, whether or not there are exact values.
    fn shots(&self) -> Result<&Shots, Error> {
        Ok(self.pool.as_ref().map_err(Error::clone)?.shots())
    }

    /// The same circuit with another limit for the rounds that a `while` may take in one shot, 10,000 if none is set. The limit
    /// is for each loop each time it is entered; a shot that takes more ends the sample with [`Error::Rounds`].
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// /// Tosses a coin until it shows heads.
    /// #[qkernel]
    /// fn toss() -> Bit {
    ///     let mut tails = true;
    ///     while tails {
    ///         tails = measure(h(qubit()));
    ///     }
    ///     tails
    /// }
    ///
    /// let circuit = toss {}.compile()?;
    /// assert_eq!(circuit.sample_seeded((), 100, 1)?.most_common(), Some(("0", 100)));
    /// let error = circuit.with_round_limit(2).sample_seeded((), 100, 1).unwrap_err();
    /// assert!(error.to_string().contains("took more than 2 rounds in a shot: `circuit.with_round_limit(..)` sets another limit"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn with_round_limit(&self, limit: usize) -> Circuit<K> {
        let pool = self.pool.as_ref().map_err(Error::clone);
        Circuit {
            pool: pool.map(|pool| Pool::new(pool.shots().with_rounds(limit))),
            ..self.clone()
        }
    }
}

// Methods whose bounds a kernel may not meet are next to the type: rustc names others by their module.
impl<K: Kernel> Circuit<K> {
    /// The exact results: `f64` for a `Float`, `Vec<f64>` for a `Vector<Float>`, tuples of these.
    ///
    /// An expectation value is the average over the outcomes of every measurement and reset before it. Arithmetic on results is
    /// that of `f64`: what a kernel divides by 0 is infinite.
    ///
    /// # Errors
    /// For arguments that do not fit, and a state that does not fit in memory.
    // `V` is the results' type, so that our `on_unimplemented` text is printed for a kernel without one.
    pub fn run<V>(&self, arguments: impl Arguments<K::Params>) -> Result<V, Error>
    where
        K::Output: Results<Value = V>,
    {
        Ok(self.value(&self.values(&self.flat(&arguments)?)?))
    }

    /// The exact results for each sample of a batch: `run_batch((each(&inputs), &weights))`.
    ///
    /// # Errors
    /// As [`run`](Circuit::run); if no argument is passed as [`each`](crate::arguments::each), or those that are differ in rows.
    pub fn run_batch<V>(&self, arguments: impl BatchArguments<K::Params>) -> Result<Vec<V>, Error>
    where
        K::Output: Results<Value = V>,
    {
        let mut sink = self.sink();
        arguments.write(&mut sink)?;
        let (rows, values) = self.values_batch(&sink.columns())?;
        Ok(self.each_value(rows, &values))
    }

    /// How often each outcome comes up in that many shots, for kernels that return measured bits, see [`Counts`]. Measurements inside the circuit, resets
    /// and feed-forward are followed. The same seed of `rng` gives the same counts.
    ///
    /// # Errors
    /// For arguments that do not fit.
    pub fn sample<V, R: Rng + ?Sized>(
        &self,
        arguments: impl Arguments<K::Params>,
        shots: usize,
        rng: &mut R,
    ) -> Result<Counts<V>, Error>
    where
        K::Output: Bits<Outcome = V>,
    {
        let numbers = self.flat(&arguments)?;
        Ok(self.shots()?.sample(&numbers, shots, rng)?.typed())
    }

    /// As [`sample`](Circuit::sample), with a random number generator of that seed.
    ///
    /// # Errors
    /// As [`sample`](Circuit::sample).
    pub fn sample_seeded<V>(
        &self,
        arguments: impl Arguments<K::Params>,
        shots: usize,
        seed: u64,
    ) -> Result<Counts<V>, Error>
    where
        K::Output: Bits<Outcome = V>,
    {
        self.sample(arguments, shots, &mut StdRng::seed_from_u64(seed))
    }

    /// The results from that many shots in all, each with its standard error: an [`Estimate`](crate::estimate::Estimate) for a `Float`, a `Vec` of
    /// them for a `Vector<Float>`, tuples of these.
    ///
    /// Each qubit that an observable acts on is measured at its end, in the basis of X, Y or Z. Terms that commute qubit by qubit are
    /// measured together, those with the largest coefficients first, and shots are in proportion to the root of the sum of the squares of
    /// the coefficients that are measured together, two at least: the module [`estimate`](crate::estimate) has the source.
    /// Arithmetic on expectation values is done on their estimates, and its error is that of first order.
    /// Measurements on the way, resets, feed-forward and loops that measurements end are followed, so that there are estimates
    /// where there are no exact values. The same seed of `rng` gives the same estimates.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    /// use rand::{SeedableRng, rngs::StdRng};
    ///
    /// #[qkernel]
    /// fn pair(theta: Float, h: Observable) -> Float {
    ///     let mut q = qubit_array(2);
    ///     q[0] = ry(q[0], theta);
    ///     (q[0], q[1]) = cx(q[0], q[1]);
    ///     expval(q, h)
    /// }
    ///
    /// let circuit = pair { h: 0.5 * Z(0) * Z(1) + 0.25 * X(0) * X(1) }.compile()?;
    /// let estimate = circuit.estimate(0.7, 10_000, &mut StdRng::seed_from_u64(1))?;
    /// let off = estimate.value - circuit.run(0.7)?;
    /// assert!(off.abs() < 5.0 * estimate.standard_error && estimate.standard_error < 0.01);
    /// println!("{estimate}");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// For arguments that do not fit, a state that does not fit in memory, a shot of more rounds than
    /// [`with_round_limit`](Circuit::with_round_limit) allows, and fewer shots than two for each basis.
    pub fn estimate<E, R: Rng + ?Sized>(
        &self,
        arguments: impl Arguments<K::Params>,
        shots: usize,
        rng: &mut R,
    ) -> Result<E, Error>
    where
        K::Output: Results<Estimate = E>,
    {
        let numbers = self.flat(&arguments)?;
        let estimates = self.shots()?.estimate(&numbers, shots, rng)?;
        let outputs = &mut self.program.outputs.iter();
        Ok(K::Output::estimates(&mut estimates.iter(), outputs))
    }

    /// The exact distribution of the results, for kernels that return measured bits, see [`Distribution`]. Measurements on the way, resets and
    /// feed-forward are followed, each outcome by itself, or put off to the end, whichever is cheaper. Outcomes with a probability below 1e-14, which may
    /// be rounding, are left out.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// /// A coin that is turned over where it shows heads.
    /// #[qkernel]
    /// fn turned() -> (Bit, Vector<Bit>) {
    ///     let (mut q, first) = (qubit_array(2), measure(h(qubit())));
    ///     if first {
    ///         q[0] = x(q[0]);
    ///     }
    ///     (first, measure(q))
    /// }
    ///
    /// let outcomes = turned {}.compile()?.outcomes(())?;
    /// let all: Vec<_> = outcomes.iter().map(|(outcome, _)| outcome).collect();
    /// assert_eq!(all, [(false, vec![false, false]), (true, vec![true, false])]);
    /// assert!((outcomes.probability("01 1") - 0.5).abs() < 1e-12);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// For arguments that do not fit; if there are more outcomes than can be listed, 4194304, or more than 65536 ways through the
    /// measurements and resets on the way.
    pub fn outcomes<V>(
        &self,
        arguments: impl Arguments<K::Params>,
    ) -> Result<Distribution<V>, Error>
    where
        K::Output: Bits<Outcome = V>,
    {
        let numbers = self.flat(&arguments)?;
        Ok(self.shots()?.outcomes(&numbers)?.typed())
    }
}

/// Gradients of one result.
impl<K: Kernel> Circuit<K> {
    /// The exact gradient of the result by every argument.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and where there is no derivative, see [`gradient`](crate::gradient).
    pub fn gradient(&self, arguments: impl Arguments<K::Params>) -> Result<Gradient<K>, Error>
    where
        K: ScalarKernel + UnitaryKernel,
        K::Params: Parameters,
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
        K::Params: Parameters,
    {
        Ok(self.value_and_gradient_with(arguments, method)?.1)
    }

    /// The result and its exact gradient, in little more time than the gradient alone.
    ///
    /// # Errors
    /// As [`run`](Circuit::run), and where there is no derivative, see [`gradient`](crate::gradient).
    pub fn value_and_gradient(
        &self,
        arguments: impl Arguments<K::Params>,
    ) -> Result<(f64, Gradient<K>), Error>
    where
        K: ScalarKernel + UnitaryKernel,
        K::Params: Parameters,
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
        K::Params: Parameters,
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
        self.gradient_batch_with(arguments, GradientMethod::default())
    }

    /// The gradient of the sum of the results of a batch by a method of choice.
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
    /// let (by_x, by_w) =
    ///     circuit.gradient_batch_with((each(&[0.1, 0.2]), 0.4), GradientMethod::ParameterShift)?;
    /// assert!((by_x[1] + 0.6_f64.sin()).abs() < 1e-12);
    /// assert!((by_w - by_x[0] - by_x[1]).abs() < 1e-12);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`value_and_gradient_batch_with`](Circuit::value_and_gradient_batch_with).
    pub fn gradient_batch_with<A: BatchArguments<K::Params>>(
        &self,
        arguments: A,
        method: GradientMethod,
    ) -> Result<A::Gradient, Error>
    where
        K: ScalarKernel + UnitaryKernel,
    {
        Ok(self.value_and_gradient_batch_with(arguments, method)?.1)
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

type Value<K> = <<K as Kernel>::Output as Results>::Value;
type Gradient<K> = <<K as Kernel>::Params as Parameters>::Gradient;
