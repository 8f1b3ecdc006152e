//! The state of the checker: values, registers and loops, in arrays, for constants have no heap.

use super::leak::Life;
use crate::graph::{Loc, Text};

/// How many places all registers of a circuit have together at most.
pub(super) const PLACES: usize = 2048;
const LOOPS: usize = 16;
const PARTS: usize = 256;

/// A value, as far as errors depend on it.
// Constants have no heap to put the numbers on.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// None yet.
    Nothing,
    /// A known number.
    UInt(usize),
    /// A bit; `None` where it is measured.
    Bit(Option<bool>),
    /// An angle, or an expectation value.
    Float {
        /// Whether an expectation value is in it.
        after_run: bool,
    },
    /// A qubit, by number.
    Qubit(usize),
    /// The places of a register, from `first` on.
    Register {
        /// The first place.
        first: usize,
        /// How many there are.
        count: usize,
    },
    /// An observable on that many qubits.
    Observable(usize),
    /// A text that is not an observable.
    Misspelt,
    /// Observables, the widest on `span` qubits.
    Observables {
        /// How many there are.
        count: usize,
        /// The qubits of the widest one.
        span: usize,
    },
    /// Known numbers.
    UInts {
        /// The numbers.
        items: [usize; Value::NUMBERS],
        /// How many of them count.
        count: usize,
    },
    /// A vector of angles or bits, with its length where it is stated.
    Vector {
        /// The length.
        count: Option<usize>,
        /// Whether the elements are measured bits.
        bits: bool,
        /// Whether expectation values are in it.
        after_run: bool,
    },
    /// A matrix of angles.
    Matrix,
    /// The parts of a tuple, from `first` on.
    Tuple {
        /// The first part.
        first: usize,
        /// How many there are.
        count: usize,
    },
}

impl Value {
    /// How many numbers a constant vector holds at most.
    pub const NUMBERS: usize = 32;
}

/// A place of a register.
pub(super) const OUT: usize = usize::MAX;

pub(super) struct Machine<const N: usize> {
    /// The values of all kernels that are running, one behind the other.
    pub(super) values: [Value; N],
    pub(super) top: usize,
    /// The qubits of all registers; [`OUT`] for one that was taken.
    pub(super) places: [usize; PLACES],
    pub(super) used_places: usize,
    pub(super) parts: [Value; PARTS],
    pub(super) used_parts: usize,
    pub(super) qubits: usize,
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
            lives: [Life::NONE; PLACES],
            loops: [("", 0); LOOPS],
            depth: 0,
            fault: None,
        }
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
