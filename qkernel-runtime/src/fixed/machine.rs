//! The state of the checker: values, registers and loops, in arrays, for constants have no heap.

use super::leak::Life;
use super::operator::{Operator, Terms};
use super::scalar::Scalar;
use crate::graph::{Loc, Text};

/// How many places all registers of a circuit have together at most.
pub(super) const PLACES: usize = 2048;
const LOOPS: usize = 16;
const PARTS: usize = 512;
const NUMBERS: usize = 1024;
/// How many parameters the kernel has at most.
pub(super) const ARGUMENTS: usize = 64;

/// A value, as far as errors depend on it.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// None yet.
    Nothing,
    /// A known number.
    UInt(usize),
    /// A bit; `None` where it is measured.
    Bit(Option<bool>),
    /// An angle, or an expectation value.
    Float(Scalar),
    /// A qubit, by number.
    Qubit(usize),
    /// The places of a register, from `first` on.
    Register {
        /// The first place.
        first: usize,
        /// How many there are.
        count: usize,
    },
    /// An observable.
    Observable(Operator),
    /// Observables, as parts from `first` on.
    Observables {
        /// The first one.
        first: usize,
        /// How many there are.
        count: usize,
    },
    /// Known numbers, from `first` on.
    UInts {
        /// The first one.
        first: usize,
        /// How many there are.
        count: usize,
    },
    /// A vector of angles, the argument with this number.
    Angles(usize),
    /// Expectation values.
    Expectations {
        /// The number of the first one.
        first: usize,
        /// How many there are.
        count: usize,
    },
    /// That many measured bits.
    Bits(usize),
    /// Known bits, from `first` on.
    KnownBits {
        /// The first one.
        first: usize,
        /// How many there are.
        count: usize,
    },
    /// A matrix of angles, the argument with this number.
    Matrix(usize),
    /// The parts of a tuple, from `first` on.
    Tuple {
        /// The first part.
        first: usize,
        /// How many there are.
        count: usize,
    },
}

/// How long an argument of a run is.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub(super) stated: Option<usize>,
    /// The rows and columns that are stated.
    pub(super) shape: Option<(usize, usize)>,
    /// One past the last row and the last column that were used.
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// A place of a register.
pub(super) const OUT: usize = usize::MAX;

pub(super) struct Machine<const N: usize> {
    /// The values of all kernels that are running, one after the other.
    pub(super) values: [Value; N],
    pub(super) top: usize,
    /// The qubits of all registers; [`OUT`] for one that was taken.
    pub(super) places: [usize; PLACES],
    pub(super) used_places: usize,
    pub(super) parts: [Value; PARTS],
    pub(super) used_parts: usize,
    pub(super) qubits: usize,
    /// The elements of all vectors of numbers.
    pub(super) numbers: [usize; NUMBERS],
    used_numbers: usize,
    /// The terms of all observables.
    pub(super) terms: Terms,
    /// The lengths of the arguments, by number.
    pub(super) extents: [Extent; ARGUMENTS],
    /// How many scalars were computed from others.
    pub(super) derived: usize,
    /// What becomes of each qubit.
    pub(super) lives: [Life; PLACES],
    loops: [(&'static str, usize); LOOPS],
    depth: usize,
    pub(super) fault: Option<Text>,
}

impl<const N: usize> Machine<N> {
    pub(super) const fn new() -> Self {
        Machine {
            values: [Value::Nothing; N],
            top: 0,
            places: [OUT; PLACES],
            used_places: 0,
            parts: [Value::Nothing; PARTS],
            used_parts: 0,
            qubits: 0,
            numbers: [0; NUMBERS],
            used_numbers: 0,
            terms: Terms::NONE,
            extents: [Extent {
                stated: None,
                shape: None,
                rows: 0,
                columns: 0,
            }; ARGUMENTS],
            derived: 0,
            lives: [Life::NONE; PLACES],
            loops: [("", 0); LOOPS],
            depth: 0,
            fault: None,
        }
    }

    /// The numbers of scalars that are computed from others.
    pub(super) const fn derive(&mut self, count: usize) -> usize {
        self.derived += count;
        self.derived - count
    }

    /// A vector of numbers; `None` where there is no place for it.
    pub(super) const fn uints(&mut self, items: &[usize]) -> Option<Value> {
        let (first, count) = (self.used_numbers, items.len());
        let mut i = 0;
        while i < count {
            if !self.add_number(items[i]) {
                return None;
            }
            i += 1;
        }
        Some(Value::UInts { first, count })
    }

    /// The observables that these texts describe; in messages, the field is called `name`.
    pub(super) const fn observables(&mut self, name: &str, texts: &[&str]) -> Value {
        let (first, count) = (self.used_parts, texts.len());
        if count > PARTS - first {
            self.fault = Some(Text::new(
                "[QK0082] the circuit has too many observables to be checked here; use `compile()`",
            ));
            return Value::Nothing;
        }
        let mut i = 0;
        while i < count && self.fault.is_none() {
            self.parts[first + i] = self.observable(name, Some(i), texts[i]);
            i += 1;
        }
        self.used_parts += count;
        Value::Observables { first, count }
    }

    /// The observable that a text describes, element `index` of the field called `name`.
    pub(super) const fn observable(
        &mut self,
        name: &str,
        index: Option<usize>,
        text: &str,
    ) -> Value {
        let wrong = match self.terms.text(text) {
            Ok(operator) => return Value::Observable(operator),
            Err(wrong) => wrong,
        };
        let mut message = Text::new("[QK0088] `").with(name);
        if let Some(index) = index {
            message = message.with("[").with_number(index as u64).with("]");
        }
        let [before, quoted, after] = wrong.message(text);
        self.fault = Some(
            message
                .with("` is not an observable such as \"0.5 X0 X1 - Z2\": character ")
                .with_number(wrong.position(text) as u64)
                .with(": ")
                .with(before)
                .with(quoted)
                .with(after),
        );
        Value::Nothing
    }

    /// A vector of bits, which are kept as the numbers 0 and 1.
    pub(super) const fn bits(&mut self, items: &[bool]) -> Option<Value> {
        let (first, count) = (self.used_numbers, items.len());
        let mut i = 0;
        while i < count {
            if !self.add_number(items[i] as usize) {
                return None;
            }
            i += 1;
        }
        Some(Value::KnownBits { first, count })
    }

    /// Whether there is place for one more.
    const fn add_number(&mut self, number: usize) -> bool {
        let is_place = self.used_numbers < NUMBERS;
        if is_place {
            self.numbers[self.used_numbers] = number;
            self.used_numbers += 1;
        }
        is_place
    }

    /// A tuple.
    pub(super) const fn tuple(&mut self, count: usize, kernel: &str, loc: Loc) -> usize {
        let first = self.used_parts;
        if count > PARTS - first {
            self.fail(
                Text::new(
                    "[QK0082] the circuit has too many tuples to be checked here; use `compile()`",
                ),
                kernel,
                loc,
            );
            return 0;
        }
        self.used_parts += count;
        first
    }

    pub(super) const fn enter_loop(&mut self, name: &'static str, value: usize) {
        if self.depth < LOOPS {
            self.loops[self.depth] = (name, value);
        }
        self.depth += 1;
    }

    pub(super) const fn leave_loop(&mut self) {
        self.depth -= 1;
    }

    /// The first fault ends the check. The message says in which iteration, in which kernel, and where.
    pub(super) const fn fail(&mut self, mut text: Text, kernel: &str, loc: Loc) {
        if self.fault.is_some() {
            return;
        }
        let mut i = 0;
        while i < self.depth && i < LOOPS {
            text.push(if i == 0 { " (" } else { ", " });
            text.push(if self.loops[i].0.is_empty() {
                "_"
            } else {
                self.loops[i].0
            });
            text.push(" = ");
            text.push_number(self.loops[i].1 as u64);
            i += 1;
        }
        if i > 0 {
            text.push(")");
        }
        text.push("\nin `");
        text.push(kernel);
        text.push("` at ");
        text.push(loc.file);
        text.push(":");
        text.push_number(loc.line as u64);
        text.push(":");
        text.push_number(loc.column as u64);
        self.fault = Some(text);
    }
}
