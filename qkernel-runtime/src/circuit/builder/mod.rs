//! Circuits that are put together while the program runs.

mod angle;
mod condition;
mod gates;
mod registers;
mod results;
mod slots;

use std::collections::{HashMap, HashSet};
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Circuit;
use crate::error::Error;
use crate::observable::Observable;
use crate::program::{
    Argument, BitId, Condition, Derived, Instruction, MAX_BRANCHES, MAX_INSTRUCTIONS, MAX_NUMBERS,
    MAX_QUBITS, NameId, ObservableId, Origin, Output, Program, QubitId, ScopeId, Shape, SlotId,
};

pub use angle::{Angle, Symbol};
pub use registers::Elements;
pub use results::Returned;

use angle::Nonlinear;

/// Puts a circuit together, step by step; [`Circuit::builder`] begins one.
///
/// For circuits whose shape is known only when the program runs: read from a file, drawn at random, found by a search. What
/// is known when the program is written is better a kernel, which `cargo check` checks.
///
/// Steps have the names and the order of qubits that kernels have. Qubits and bits are named by what [`qubit`](Self::qubit), [`measure`](Self::measure) and
/// the like give, or by their numbers; angles are numbers, parameters, and arithmetic on them ([`Angle`]).
///
/// Results are, in this order of steps, what is measured and the expectation values; [`returns`](Self::returns) states
/// others. Steps never fail: the first fault is what [`build`](Self::build) gives, with the place of the step.
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// let mut b = Circuit::builder();
/// let q = b.qubits(3);
/// let theta = b.parameter("theta", 3);
/// b.h(q[0]);
/// b.ry(q[1], theta[0] * 0.5 + PI);
/// b.cx(q[0], q[1]);
/// b.rx(q[2], theta[1] * theta[2].sin());
/// b.expval(Z(0) * Z(1));
/// b.expval(Z(2));
/// let circuit = b.build()?;
///
/// let theta = [0.4, 2.0, 0.3];
/// let values = circuit.run(&theta)?;
/// assert!((values[0] + 0.2_f64.cos()).abs() < 1e-12);
/// assert!((values[1] - (2.0 * 0.3_f64.sin()).cos()).abs() < 1e-12);
/// assert_eq!(circuit.jacobian(&theta)?.len(), 2);
/// # Ok::<(), Error>(())
/// ```
///
/// With measured bits, what follows may depend on them:
///
/// ```
/// use qkernel_runtime::prelude::*;
///
/// let mut b = Circuit::builder();
/// let [message, here, there] = b.qubits(3)[..] else { unreachable!() };
/// let theta = b.scalar("theta");
/// b.ry(message, theta);
/// b.h(here).cx(here, there).cx(message, here).h(message);
/// let (m, h) = (b.measure(message), b.measure(here));
/// b.when(h, |b| {
///     b.x(there);
/// });
/// b.when(m, |b| {
///     b.z(there);
/// });
/// let teleported = b.measure(there);
/// b.returns(teleported);
/// let counts = b.build()?.sample_seeded(&[1.2], 10_000, 1)?;
/// assert!((counts.probability("1") - 0.6_f64.sin().powi(2)).abs() < 0.02);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct CircuitBuilder {
    /// Parameters are those of one builder.
    id: u64,
    program: Program,
    kernel: NameId,
    /// What is measured and the expectation values, in order.
    outputs: Vec<Output>,
    /// What is to be returned instead.
    returned: Option<Vec<Output>>,
    /// Qubits that nothing may be done to, and why.
    ended: HashMap<QubitId, &'static str>,
    /// The qubits of the above in the order in which they ended, with why they had ended before.
    log: Vec<(QubitId, Option<&'static str>)>,
    /// How many conditions there are around the next step.
    arms: usize,
    /// The controls of every gate that comes now.
    controls: Vec<QubitId>,
    /// Where products and functions of parameters are. They are kept, so that their addresses stay theirs.
    derived: HashMap<usize, (Arc<Nonlinear>, SlotId)>,
    /// Qubits and bits that are in a register.
    named_qubits: HashSet<QubitId>,
    named_bits: HashSet<BitId>,
    fault: Option<String>,
}

impl Circuit {
    /// Begins a circuit that is put together step by step.
    ///
    /// ```
    /// use qkernel_runtime::prelude::*;
    ///
    /// /// A state of as many qubits as there are in a list.
    /// fn star(weights: &[f64]) -> Result<Circuit, Error> {
    ///     let mut b = Circuit::builder();
    ///     let center = b.qubit();
    ///     b.h(center);
    ///     for &weight in weights {
    ///         let q = b.qubit();
    ///         b.crx(center, q, weight);
    ///     }
    ///     b.expval(Z(0));
    ///     b.build()
    /// }
    /// assert_eq!(star(&[0.1, 0.2, 0.3])?.num_qubits(), 4);
    ///
    /// let mut b = Circuit::builder();
    /// let q = b.qubit();
    /// b.measure(q);
    /// b.h(q);
    /// let error = b.build().unwrap_err().to_string();
    /// assert!(error.ends_with("qubit 0 is used after it was measured"), "{error}");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn builder() -> CircuitBuilder {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let mut builder = CircuitBuilder {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            program: Program::default(),
            kernel: NameId::new(0),
            outputs: Vec::new(),
            returned: None,
            ended: HashMap::new(),
            log: Vec::new(),
            arms: 0,
            controls: Vec::new(),
            derived: HashMap::new(),
            named_qubits: HashSet::new(),
            named_bits: HashSet::new(),
            fault: None,
        };
        builder.name("circuit");
        builder
    }
}

impl CircuitBuilder {
    /// The name that errors and drawings have for the circuit; without it, `circuit`.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.program.kernel = name.into();
        self.kernel = self.program.names.intern(name);
        self
    }

    /// The circuit.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the first fault and the place of its step: a qubit, bit or parameter that is not one of this circuit, a qubit twice in a
    /// gate, a qubit that is used after it was measured, given to `discard` or its expectation value was taken,
    /// an angle that is not finite or depends on an expectation value.
    pub fn build(self) -> Result<Circuit, Error> {
        let mut program = self.program;
        if let Some(message) = self.fault {
            return Err(Error::invalid(&program.kernel, message));
        }
        program.outputs = self.returned.unwrap_or(self.outputs);
        Circuit::from_program(program)
    }

    /// A fresh qubit, in |0>.
    #[track_caller]
    pub fn qubit(&mut self) -> QubitId {
        let qubit = QubitId::new(self.program.qubits);
        if self.room("qubit", "qubits", self.program.qubits, 1, MAX_QUBITS) == 1 {
            self.program.qubits += 1;
            let origin = self.origin();
            self.push(Instruction::Allocate { qubit, origin });
        }
        qubit
    }

    /// That many fresh qubits. More than a circuit may have are a fault.
    #[track_caller]
    pub fn qubits(&mut self, count: usize) -> Vec<QubitId> {
        let count = self.room("qubits", "qubits", self.program.qubits, count, MAX_QUBITS);
        let mut qubits = Vec::with_capacity(count);
        // No closure: the place of the step is that of the caller.
        for _ in 0..count {
            qubits.push(self.qubit());
        }
        qubits
    }

    /// A register of bits, all 0, for [`measure_into`](Self::measure_into); it is one of the results.
    #[track_caller]
    pub fn bits(&mut self, count: usize) -> Vec<BitId> {
        let first = self.program.bits;
        let count = self.room("bits", "bits", first, count, MAX_INSTRUCTIONS);
        self.program.bits += count;
        let bits: Vec<BitId> = (first..first + count).map(BitId::new).collect();
        let all = bits.iter().copied().map(Condition::Bit);
        self.outputs.push(Output::BitVector(all.collect()));
        bits
    }

    /// A parameter that is one number.
    #[track_caller]
    pub fn scalar(&mut self, name: &str) -> Symbol {
        let argument = self.argument(name, Shape::Scalar);
        self.symbol(SlotId::element(argument, 0))
    }

    /// A parameter that is a vector of that many numbers.
    #[track_caller]
    pub fn parameter(&mut self, name: &str, length: usize) -> Vec<Symbol> {
        let length = self.room("parameter", "numbers", 0, length, MAX_NUMBERS);
        let argument = self.argument(name, Shape::Vector(length));
        (0..length)
            .map(|k| self.symbol(SlotId::element(argument, k)))
            .collect()
    }

    /// A parameter that is a matrix, as its rows.
    #[track_caller]
    pub fn matrix(&mut self, name: &str, rows: usize, columns: usize) -> Vec<Vec<Symbol>> {
        let count = rows.saturating_mul(columns);
        let (rows, columns) = match self.room("matrix", "numbers", 0, count, MAX_NUMBERS) == count {
            true => (rows, columns),
            false => (0, 0),
        };
        let argument = self.argument(name, Shape::Matrix(rows, columns));
        let row = |i| {
            (0..columns)
                .map(|k| self.symbol(SlotId::entry(argument, i, k)))
                .collect()
        };
        (0..rows).map(row).collect()
    }

    #[track_caller]
    fn argument(&mut self, name: &str, shape: Shape) -> usize {
        if name.trim().is_empty() {
            self.fail("parameter", "its name is empty");
        }
        if self.program.arguments.iter().any(|a| a.name == name) {
            self.fail(name, "there is a parameter of this name already");
        }
        let name = name.into();
        self.program.arguments.push(Argument { name, shape });
        self.program.arguments.len() - 1
    }

    fn symbol(&self, slot: SlotId) -> Symbol {
        Symbol {
            builder: self.id,
            slot,
        }
    }

    /// Measures a qubit in the computational basis, which ends it. The bit is one of the results.
    #[track_caller]
    pub fn measure(&mut self, qubit: impl Into<QubitId>) -> BitId {
        let bit = self.bit();
        self.outputs.push(Output::Bit(bit.into()));
        self.measurement(qubit.into(), bit, true);
        bit
    }

    /// Measures several qubits, which ends them. Their bits are one of the results, the first qubit's bit the least significant one.
    #[track_caller]
    pub fn measure_all(&mut self, qubits: &[QubitId]) -> Vec<BitId> {
        let bits = self.bits(qubits.len());
        for (&qubit, &bit) in qubits.iter().zip(&bits) {
            self.measurement(qubit, bit, true);
        }
        bits
    }

    /// Measures a qubit into a bit that is there, which ends the qubit.
    #[track_caller]
    pub fn measure_into(&mut self, qubit: impl Into<QubitId>, bit: impl Into<BitId>) -> &mut Self {
        self.measurement(qubit.into(), bit.into(), true);
        self
    }

    /// Measures a qubit that stays. The bit is one of the results.
    #[track_caller]
    pub fn project_z(&mut self, qubit: impl Into<QubitId>) -> BitId {
        let bit = self.bit();
        self.outputs.push(Output::Bit(bit.into()));
        self.measurement(qubit.into(), bit, false);
        bit
    }

    /// Measures a qubit that stays, into a bit that is there.
    #[track_caller]
    pub fn project_z_into(
        &mut self,
        qubit: impl Into<QubitId>,
        bit: impl Into<BitId>,
    ) -> &mut Self {
        self.measurement(qubit.into(), bit.into(), false);
        self
    }

    #[track_caller]
    fn bit(&mut self) -> BitId {
        let bit = BitId::new(self.program.bits);
        self.program.bits += self.room("measure", "bits", bit.index(), 1, MAX_INSTRUCTIONS);
        bit
    }

    #[track_caller]
    fn measurement(&mut self, qubit: QubitId, bit: BitId, last: bool) {
        self.only_gates("measure");
        self.alive("measure", &[qubit]);
        self.there("measure", &bit.into());
        let origin = self.origin();
        self.push(Instruction::Measure { qubit, bit, origin });
        if last {
            self.push(Instruction::Discard { qubit, origin });
            self.end(qubit, "it was measured");
        }
    }

    /// Brings a qubit to |0>, whatever it was.
    #[track_caller]
    pub fn reset(&mut self, qubit: impl Into<QubitId>) -> &mut Self {
        let (qubit, origin) = (qubit.into(), self.origin());
        self.only_gates("reset");
        self.alive("reset", &[qubit]);
        self.push(Instruction::Reset { qubit, origin });
        self
    }

    /// Gives up a qubit, which makes room for another one. Its expectation value may have been taken.
    #[track_caller]
    pub fn discard(&mut self, qubit: impl Into<QubitId>) -> &mut Self {
        let (qubit, origin) = (qubit.into(), self.origin());
        self.only_gates("discard");
        if self.ended.get(&qubit).is_none_or(|why| *why != OBSERVED) {
            self.alive("discard", &[qubit]);
        }
        self.push(Instruction::Discard { qubit, origin });
        self.end(qubit, "it was given to `discard`");
        self
    }

    /// An expectation value, the average over the outcomes of all measurements and resets; it is one of the results, and
    /// arithmetic on it can be given to [`returns`](Self::returns). Nothing but `discard` may be done to its qubits afterwards.
    #[track_caller]
    pub fn expval(&mut self, observable: impl Into<Observable>) -> Symbol {
        let observable = observable.into();
        self.only_gates("expval");
        if self.arms > 0 {
            self.fail(
                "expval",
                "an expectation value is taken of all outcomes, not in the steps of a condition",
            );
        }
        let mut qubits: Vec<QubitId> = observable
            .terms()
            .flat_map(|(_, string)| string.factors().iter().map(|(qubit, _)| (*qubit).into()))
            .collect();
        qubits.sort_unstable();
        qubits.dedup();
        for qubit in qubits {
            if self.ended.get(&qubit).is_none_or(|why| *why != OBSERVED) {
                self.alive("expval", &[qubit]);
            }
            self.end(qubit, OBSERVED);
        }
        let number = ObservableId::new(self.program.observables.len());
        self.program.observables.push(observable);
        let slot = self.program.derive(Derived::Expectation(number));
        let symbol = self.symbol(slot);
        self.outputs.push(Output::Float(symbol.slot.into()));
        symbol
    }

    /// Steps that are done only where a condition on bits holds. Conditions are bits, [`Condition::equals`], and `!`, `&`, `|`, `^` of these.
    #[track_caller]
    pub fn when(
        &mut self,
        condition: impl Into<Condition>,
        then: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.when_else(condition, then, |_| {})
    }

    /// Steps for where a condition on bits holds, and others for where it does not. A qubit that is measured in
    /// one of them is gone afterwards.
    #[track_caller]
    pub fn when_else(
        &mut self,
        condition: impl Into<Condition>,
        then: impl FnOnce(&mut Self),
        otherwise: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.only_gates("when");
        if self.arms == MAX_BRANCHES {
            // The steps may go deeper without an end.
            self.fail(
                "when",
                format_args!("conditions are nested more than {MAX_BRANCHES} deep"),
            );
            return self;
        }
        let condition = condition.into();
        self.there("when", &condition);
        let (first, before) = (self.log.len(), self.program.qubits);
        self.program.instructions.begin(condition);
        self.arm(then);
        self.program.instructions.otherwise();
        // What ended in the first arm is there in the second one, but for what belongs to the first.
        let mut ended = Vec::new();
        for (qubit, earlier) in self.log.split_off(first).into_iter().rev() {
            if qubit.index() < before {
                let why = match earlier {
                    Some(earlier) => self.ended.insert(qubit, earlier),
                    None => self.ended.remove(&qubit),
                };
                ended.extend(why.map(|why| (qubit, why)));
            }
        }
        self.arm(otherwise);
        self.program.instructions.end();
        for (qubit, why) in ended.into_iter().rev() {
            self.end(qubit, why);
        }
        self
    }

    fn arm(&mut self, steps: impl FnOnce(&mut Self)) {
        let before = self.program.qubits;
        self.arms += 1;
        steps(self);
        self.arms -= 1;
        for qubit in before..self.program.qubits {
            self.end(
                qubit.into(),
                "the steps of the condition that it belongs to",
            );
        }
    }

    /// Gates that are all controlled by these qubits.
    ///
    /// ```
    /// # use qkernel_runtime::prelude::*;
    /// let mut b = Circuit::builder();
    /// let (c, q) = (b.qubit(), b.qubit());
    /// b.h(c);
    /// b.control(&[c], |b| {
    ///     b.x(q).rz(q, 0.3);
    /// });
    /// b.expval(Z(1));
    /// assert!(b.build()?.run(&[])?[0].abs() < 1e-12);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn control(&mut self, controls: &[QubitId], gates: impl FnOnce(&mut Self)) -> &mut Self {
        let before = self.controls.len();
        self.controls.extend_from_slice(controls);
        gates(self);
        self.controls.truncate(before);
        self
    }

    fn push(&mut self, instruction: Instruction) {
        self.program.instructions.push(instruction);
    }

    /// The place of the user's call.
    #[track_caller]
    fn origin(&mut self) -> Origin {
        let location = Location::caller();
        Origin {
            kernel: self.kernel,
            file: self.program.names.intern(location.file()),
            line: location.line(),
            column: location.column(),
            scope: ScopeId::ENTRY,
        }
    }

    /// Notes a fault of a step, if it is the first one.
    #[track_caller]
    fn fail(&mut self, step: &str, fault: impl std::fmt::Display) {
        if self.fault.is_none() {
            let origin = self.origin();
            self.fault = Some(format!(
                "`{step}` at {}: {fault}",
                self.program.place(origin)
            ));
        }
    }

    /// As many as asked for, if there is room for them beside those that there are; else a fault, and none.
    #[track_caller]
    fn room(&mut self, step: &str, what: &str, there: usize, count: usize, most: usize) -> usize {
        if count <= most.saturating_sub(there) {
            return count;
        }
        self.fail(step, format_args!("more than {most} {what}"));
        0
    }

    /// Steps that are no gates cannot be controlled.
    #[track_caller]
    fn only_gates(&mut self, step: &str) {
        if !self.controls.is_empty() {
            self.fail(step, "only gates can be in `control`");
        }
    }

    /// Whether the bits of a condition are bits of this circuit.
    #[track_caller]
    fn there(&mut self, step: &str, condition: &Condition) {
        let there = self.program.bits;
        if let Some(bit) = condition.bits().find(|bit| bit.index() >= there) {
            self.fail(
                step,
                format_args!("bit {bit} does not exist, there are {there}"),
            );
        }
    }

    #[track_caller]
    fn alive(&mut self, step: &str, qubits: &[QubitId]) {
        for qubit in qubits {
            if qubit.index() >= self.program.qubits {
                let there = self.program.qubits;
                self.fail(
                    step,
                    format_args!("qubit {qubit} does not exist, there are {there}"),
                );
            } else if let Some(why) = self.ended.get(qubit).copied() {
                let called = self.program.called(*qubit);
                self.fail(step, format_args!("{called} is used after {why}"));
            }
        }
    }

    fn end(&mut self, qubit: QubitId, why: &'static str) {
        let earlier = self.ended.insert(qubit, why);
        self.log.push((qubit, earlier));
    }
}

/// Why a qubit of an observable ended.
const OBSERVED: &str = "its expectation value was taken";
