//! Values of a graph while it is bound. All of them are numbers, and parts of lists.

use super::list::Span;
use crate::graph::{Graph, Node};
use crate::observable::{Coefficient, Pauli};
use crate::program::{Derived, MAX_NUMBERS, ObservableId, SlotId};

/// A value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    Nothing,
    UInt(usize),
    Float(Affine),
    /// The number of a condition.
    Bit(u32),
    Qubit(u32),
    /// Its places.
    Register(Span),
    /// The parts of its sum.
    Observable(Span),
    Tuple(Span),
    // Elements of vectors.
    UInts(Span),
    Floats(Span),
    Bits(Span),
    Observables(Span),
    /// The vector argument with this number.
    Angles(u32),
    /// The matrix argument with this number.
    Matrix(u32),
}

impl Value {
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Value::Nothing => "nothing",
            Value::UInt(_) => "UInt",
            Value::Float(_) => "Float",
            Value::Bit(_) => "Bit",
            Value::Qubit(_) => "Qubit",
            Value::Register(_) => "Vector<Qubit>",
            Value::Observable(_) => "Observable",
            Value::Tuple(_) => "tuple",
            Value::UInts(_) => "Vector<UInt>",
            Value::Floats(_) | Value::Angles(_) => "Vector<Float>",
            Value::Bits(_) => "Vector<Bit>",
            Value::Observables(_) => "Vector<Observable>",
            Value::Matrix(_) => "Matrix<Float>",
        }
    }
}

/// `constant + Σ coefficient · slot`, the slots in ascending order, no coefficient zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Affine {
    pub(super) constant: f64,
    pub(super) terms: Span,
}

impl Affine {
    pub(super) const ZERO: Affine = Affine::number(0.0);

    pub(super) const fn number(constant: f64) -> Affine {
        Affine {
            constant,
            terms: Span::EMPTY,
        }
    }

    pub(super) const fn is_known(&self) -> bool {
        self.terms.count == 0
    }
}

/// A [`SlotId`] as one number, in the same order: constants are slow at comparing anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(pub(super) u64);

impl Slot {
    const DERIVED: u64 = 1 << 63;
    const BITS: u32 = MAX_NUMBERS.trailing_zeros();

    /// An entry of an argument. Rows and columns are below `MAX_NUMBERS`, or the argument is refused in the end.
    pub(super) const fn argument(number: usize, row: usize, column: usize) -> Slot {
        let [row, column] = [(row % MAX_NUMBERS) as u64, (column % MAX_NUMBERS) as u64];
        Slot((((number as u64) << Slot::BITS) | row) << Slot::BITS | column)
    }

    pub(super) const fn derived(number: usize) -> Slot {
        Slot(Slot::DERIVED | number as u64)
    }

    pub(super) const fn derived_number(self) -> Option<usize> {
        if self.0 & Slot::DERIVED == 0 {
            return None;
        }
        Some((self.0 & !Slot::DERIVED) as usize)
    }

    pub(super) fn id(self) -> SlotId {
        if let Some(number) = self.derived_number() {
            return SlotId::derived(number);
        }
        let row = self.0 >> Slot::BITS;
        let place = |number: u64| number as usize % MAX_NUMBERS;
        SlotId::entry((row >> Slot::BITS) as usize, place(row), place(self.0))
    }
}

/// A slot and its coefficient.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    pub(super) slot: Slot,
    pub(super) coefficient: f64,
}

impl Term {
    pub(super) const NONE: Term = Term {
        slot: Slot(u64::MAX),
        coefficient: 0.0,
    };
}

/// A slot that is computed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Computed {
    pub(super) derived: Derived<Affine>,
    /// Whether it depends on an expectation value.
    pub(super) after_run: bool,
}

impl Computed {
    pub(super) const NONE: Computed = Computed {
        derived: Derived::Expectation(ObservableId::new(0)),
        after_run: false,
    };
}

/// A condition on measured bits; parts are numbers of conditions.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Condition {
    Constant(bool),
    Bit(u32),
    /// What a bit is when a round of a `while` begins: no gate can depend on it.
    Carried,
    Not(u32),
    And(u32, u32),
    Or(u32, u32),
    Equal(u32, u32),
}

/// A condition in the list of the binder, which is a table by what they are as well.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConditionEntry {
    pub(super) condition: Condition,
    /// The name of a bit that is [`Carried`](Condition::Carried), where it depends on one.
    pub(super) carried: Option<&'static str>,
    /// The last condition whose place in the table is that of this entry.
    pub(super) last: u32,
    /// The one before this one at the same place.
    pub(super) before: u32,
}

impl ConditionEntry {
    /// No condition.
    pub(super) const NO: u32 = u32::MAX;

    pub(super) const NONE: ConditionEntry = ConditionEntry {
        condition: Condition::Constant(false),
        carried: None,
        last: ConditionEntry::NO,
        before: ConditionEntry::NO,
    };
}

/// A term of a Pauli sum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PauliTerm {
    pub(super) coefficient: Coefficient,
    /// In ascending order of the qubits.
    pub(super) factors: Span,
}

impl PauliTerm {
    pub(super) const NONE: PauliTerm = PauliTerm {
        coefficient: Coefficient::ONE,
        factors: Span::EMPTY,
    };
}

/// A Pauli operator on a qubit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Factor {
    pub(super) qubit: usize,
    pub(super) pauli: Pauli,
}

impl Factor {
    pub(super) const NONE: Factor = Factor {
        qubit: 0,
        pauli: Pauli::X,
    };
}

/// An argument of a run with its rows and columns: stated, or as far as it is used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ArgumentSize {
    /// The index of the parameter.
    pub(super) param: usize,
    /// Whether the sizes were stated: the columns, which are the length of a vector, and the rows of a matrix.
    pub(super) stated: bool,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

impl ArgumentSize {
    pub(super) const NONE: ArgumentSize = ArgumentSize {
        param: 0,
        stated: false,
        rows: 0,
        columns: 0,
    };
}

/// A kernel that is being run, and where its values are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallFrame {
    pub(super) graph: &'static Graph,
    pub(super) base: usize,
}

/// A node of a kernel that is being run.
#[derive(Clone, Copy)]
pub(super) struct At<'n> {
    pub(super) frame: CallFrame,
    pub(super) node: &'n Node,
}

/// A place of a register whose qubit was taken.
pub(super) const OUT: u32 = u32::MAX;
