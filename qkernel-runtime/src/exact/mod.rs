//! Exact runs: a program as unitary parts.
//!
//! An expectation value is the average over the outcomes of every measurement and reset before it, and averages need no
//! outcomes. Each is put off until the end (principle of deferred measurement, Nielsen and Chuang, section 4.4):
//! a qubit that is reset is left as it is and a fresh one takes its place, a qubit that is measured keeps its outcome,
//! and a condition on outcomes becomes a control ([`unfold`]). What is left are gates alone, and qubits that no gate
//! connects are simulated apart ([`split`]); an expectation value over several parts is a sum of [products](products) of
//! theirs. Where a part has few places at a time, it is run as a density matrix of those
//! ([`Mixed`](crate::engine::Mixed)).

mod angle;
mod arguments;
mod connected;
mod cubes;
mod piece;
mod placed;
mod products;
mod split;
mod unfold;
mod values;
mod whole;
mod write;

use std::sync::{Arc, OnceLock};

use crate::engine::Engine;
use crate::error::Error;
use crate::program::{
    Argument, Derived, Function, Located, MAX_ROUNDS, Positioned, Program, Slots, Wires,
};

pub(crate) use angle::{Angle, not_finite, turn};
pub(crate) use connected::Connected;
pub(crate) use piece::Piece;
pub(crate) use placed::Placed;
pub(crate) use products::Products;
use split::split;
pub(crate) use unfold::{Unfolded, unfold};
pub(crate) use whole::Whole;
pub(crate) use write::Builder;

/// A program, prepared once for many runs.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) program: Arc<Program>,
    /// Its name.
    pub(crate) kernel: Arc<str>,
    pub(crate) engine: &'static dyn Engine,
    pub(crate) slots: Slots,
    /// How many rounds a loop may take in a shot.
    pub(crate) rounds: usize,
    /// Why there are no exact values, if so: then there are no parts.
    inexact: Option<Error>,
    /// The parts that an observable acts on.
    pub(crate) parts: Vec<Piece>,
    /// The angles of the parts, one part after the other.
    pub(crate) angles: Vec<Angle>,
    /// What the program's expectation values are made of.
    pub(crate) products: Products,
    /// All qubits at once, for states and probabilities: made when it is first asked for.
    whole: OnceLock<Arc<Whole>>,
}

impl Plan {
    /// Prepares a program that was checked.
    pub(crate) fn new(program: Arc<Program>, engine: &'static dyn Engine) -> Plan {
        let slots = Slots::new(&program);
        let mut plan = Plan {
            kernel: program.kernel.as_str().into(),
            engine,
            slots,
            rounds: MAX_ROUNDS,
            inexact: None,
            parts: Vec::new(),
            angles: Vec::new(),
            products: Products::default(),
            whole: OnceLock::new(),
            program: Arc::clone(&program),
        };
        if !program.observables.is_empty() {
            match unfold(&program) {
                Ok(unfolded) => {
                    let split = split(&unfolded, &plan.slots);
                    (plan.parts, plan.angles) = (split.parts, split.angles);
                    plan.products = split.products;
                }
                Err(error) => plan.inexact = Some(error),
            }
        }
        let angles = plan.angles.iter().map(|angle| &angle.value);
        plan.slots.find_steep(angles);
        plan
    }

    /// The same with another limit of rounds.
    pub(crate) fn with_rounds(&self, limit: usize) -> Plan {
        Plan {
            rounds: limit,
            ..self.clone()
        }
    }

    /// Whether there are exact values.
    pub(crate) fn check_exact(&self) -> Result<(), Error> {
        self.inexact.clone().map_or(Ok(()), Err)
    }

    /// Marks the slots that vary in a batch, given the arguments that do.
    pub(crate) fn mark(&self, each: &[bool], marks: &mut Vec<bool>) {
        marks.clear();
        for (&each, argument) in each.iter().zip(&self.program.arguments) {
            marks.resize(marks.len() + argument.shape.len(), each);
        }
        self.slots.mark(marks);
    }

    /// How many values all parts have together.
    pub(crate) fn values(&self) -> usize {
        self.parts.last().map_or(0, |piece| piece.values.end)
    }

    /// How many amplitudes a run of all parts holds; `usize::MAX` for more than there could be.
    pub(crate) fn amplitudes(&self) -> usize {
        self.parts.iter().fold(0, |sum: usize, piece| {
            // A density matrix has rows and columns.
            let indices = if piece.is_unitary() { 1 } else { 2 };
            let size = 1usize.checked_shl((indices * piece.part.qubits) as u32);
            sum.saturating_add(size.unwrap_or(usize::MAX))
        })
    }

    /// All qubits as one part.
    pub(crate) fn whole(&self) -> Result<Arc<Whole>, Error> {
        if let Some(whole) = self.whole.get() {
            return Ok(Arc::clone(whole));
        }
        let whole = Arc::new(Whole::new(&unfold(&self.program)?, &self.slots));
        Ok(Arc::clone(self.whole.get_or_init(|| whole)))
    }

    /// Whether there are derivatives by the slots, given these.
    pub(crate) fn check_slopes(&self, slots: &[f64]) -> Result<(), Error> {
        for &number in &self.slots.steep {
            let step = self.slots.step(number);
            let mut operands = step.operands();
            let mut next = || operands.next().map_or(0.0, |form| form.value(slots));
            let (x, y) = (next(), next());
            self.check_slope(number, x, y)?;
        }
        Ok(())
    }

    /// Whether a function has a derivative at `x`, or at `x` and `y`.
    pub(crate) fn check_slope(&self, number: usize, x: f64, y: f64) -> Result<(), Error> {
        let (name, of) = match self.slots.step(number) {
            Derived::Apply(Function::Recip, a) if Function::Recip.is_steep(x) => ("1/x", a),
            Derived::Apply(function, a) if function.is_steep(x) => (function.name(), a),
            Derived::Combine(function, a, _) if function.is_steep(x, y) => (function.name(), a),
            _ => return Ok(()),
        };
        Err(self.steep(name, of, x))
    }

    /// That there is no derivative: a function of this number is steep at `x`.
    fn steep(&self, name: &str, of: Located<'_>, x: f64) -> Error {
        let (arguments, is_late) = self.slots.sources(of);
        let names = arguments.into_iter();
        let names =
            names.map(|number| format!("`{}`", Argument::number(&self.program.arguments, number)));
        let value = is_late.then(|| "an expectation value".to_owned());
        let sources: Vec<String> = names.chain(value).collect();
        self.invalid(format!(
            "there is no derivative here: that of `{name}` is infinite at {x:?}, which depends on {}",
            sources.join(", ")
        ))
    }

    /// Computes the angles of all parts.
    pub(crate) fn turn(&self, slots: &[f64], angles: &mut [f64]) -> Result<(), Error> {
        turn(&self.program, &self.angles, slots, angles)
    }

    /// The error of an engine, with what it cannot know: that the circuit has fewer qubits at a time than it was given.
    pub(crate) fn explained(&self, error: impl Into<Error>) -> Error {
        let mut error = error.into();
        if let Error::Memory { qubits, alive, .. } = &mut error {
            let count = Wires::new(&self.program).count();
            *alive = (count < *qubits).then_some(count);
        }
        error
    }

    pub(crate) fn invalid(&self, message: impl Into<String>) -> Error {
        Error::invalid(&self.program.kernel, message)
    }
}
