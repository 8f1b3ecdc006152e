//! A kernel whose sizes and observables are known: a list of instructions on numbered qubits.
//!
//! Numbers are *affine in slots*: `c0 + Σ ck·slot_k`. A slot ([`SlotId`]) is a number of an argument of the run, or
//! a [`Derived`] one: one for each use of an argument that is not affine (a product, a sine) and one for each
//! expectation value. Engines therefore only ever see affine angles, and the chain rule through derived slots is
//! written once, in this module.
//!
//! | part | what it holds |
//! | --- | --- |
//! | [`Program`], [`Instruction`], [`Affine`], .. | the circuit |
//! | [`Instructions`] | how a program keeps its instructions: in flat lists |
//! | [`QubitId`], [`BitId`], [`SlotId`], .. | typed numbers |
//! | [`Names`] | the names of kernels and files, each kept once |
//! | [`Registers`], [`Labels`] | what qubits and bits are called |
//! | [`Scopes`] | the calls and loops that instructions are part of |
//! | [`walk`] | one way through all instructions, branches included |
//! | [`Program::check`] | whether a program is well formed |
//! | [`Wires`] | which qubits can share a place |
//! | [`resources`] | what it costs |
//!
//! With the cargo feature `serde`, a [`Program`] can be written in any format of that crate and read again, and so can
//! an [`Observable`], [`Counts`](crate::counts::Counts) and [`Resources`](resources::Resources). A program is written
//! with the version of its format; one in another version, or one that is not well formed, is an error.

pub(crate) mod affine;
mod calls;
mod check;
pub(crate) mod condition;
mod gate;
mod ids;
mod instruction;
mod instructions;
mod labels;
mod limits;
mod lives;
mod names;
mod observed;
mod origin;
pub(crate) mod parts;
mod registers;
pub mod resources;
mod scopes;
mod slots;
#[cfg(feature = "serde")]
mod stored;
mod walk;
mod wires;
pub(crate) mod within;

use std::collections::BTreeMap;

use crate::error::Place;
use crate::observable::{Observable, Pauli};

pub use affine::{Affine, Terms};
pub(crate) use calls::Tally;
pub use condition::Condition;
pub use gate::{Gate, GateOp};
pub use ids::{BitId, NameId, ObservableId, QubitId, ScopeId, Slot, SlotId};
pub use instruction::{Action, Event, Instruction};
pub(crate) use instruction::{Count, Operation};
pub use instructions::Instructions;
pub use labels::Labels;
pub(crate) use labels::{Taken, number};
pub(crate) use limits::{MAX_BRANCHES, MAX_INSTRUCTIONS, MAX_NUMBERS, MAX_QUBITS, MAX_ROUNDS};
pub use names::Names;
pub use origin::Origin;
pub(crate) use origin::{ShortSpot, Spot};
pub(crate) use parts::Operator;
pub use qkernel_ir::{BinaryFunction, Function};
pub use registers::{Register, Registers};
pub use scopes::{Call, CallArgument, Loop, Scope, Scopes};
pub(crate) use slots::{Form, Located, Positioned, Slots};
pub use walk::{Walk, walk};
pub(crate) use walk::{allocated, in_loops, nested};
pub use wires::Wires;
pub(crate) use wires::{lives, share};

/// A slot that is computed, not given; of numbers by themselves, or in another form.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Derived<N = Affine> {
    /// The product of two scalars.
    Product(N, N),
    /// A function of a scalar.
    Apply(Function, N),
    /// A function of two scalars.
    Combine(BinaryFunction, N, N),
    /// The expectation value of one of [`Program::observables`].
    Expectation(ObservableId),
}

impl<N> Derived<N> {
    /// The same of numbers in another form.
    pub(crate) fn map<'n, M>(&'n self, mut form: impl FnMut(&'n N) -> M) -> Derived<M> {
        match self {
            Derived::Product(a, b) => Derived::Product(form(a), form(b)),
            Derived::Apply(function, a) => Derived::Apply(*function, form(a)),
            Derived::Combine(function, a, b) => Derived::Combine(*function, form(a), form(b)),
            Derived::Expectation(observable) => Derived::Expectation(*observable),
        }
    }

    /// The numbers that it is computed of.
    pub fn operands(&self) -> impl Iterator<Item = &N> {
        let (first, second) = match self {
            Derived::Product(a, b) | Derived::Combine(_, a, b) => (Some(a), Some(b)),
            Derived::Apply(_, a) => (Some(a), None),
            Derived::Expectation(_) => (None, None),
        };
        first.into_iter().chain(second)
    }
}

/// One argument of a run.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Argument {
    /// The parameter's name.
    pub name: String,
    /// How many numbers it holds, and in which shape.
    pub shape: Shape,
}

impl Argument {
    /// What the number at this place is called, matrices row by row: `theta`, `weights[3]`, `x[(0, 1)]`.
    pub(crate) fn element(&self, place: usize) -> String {
        let name = &self.name;
        match self.shape {
            Shape::Scalar => name.clone(),
            Shape::Vector(_) => format!("{name}[{place}]"),
            Shape::Matrix(_, columns) => {
                let columns = columns.max(1);
                format!("{name}[({}, {})]", place / columns, place % columns)
            }
        }
    }

    /// What the number at this position in the list of all numbers of all arguments is called.
    pub(crate) fn number(arguments: &[Argument], mut position: usize) -> String {
        for argument in arguments {
            match position.checked_sub(argument.shape.len()) {
                Some(rest) => position = rest,
                None => return argument.element(position),
            }
        }
        format!("number {position}")
    }
}

/// The shape of an argument or a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Shape {
    /// One number.
    Scalar,
    /// That many numbers.
    Vector(usize),
    /// Rows and columns, stored row by row.
    Matrix(usize, usize),
}

impl Shape {
    /// How many numbers there are.
    #[inline]
    pub const fn len(self) -> usize {
        let (rows, columns) = self.extent();
        rows * columns
    }

    /// Rows and columns; a vector is one row.
    #[inline]
    pub const fn extent(self) -> (usize, usize) {
        match self {
            Shape::Scalar => (1, 1),
            Shape::Vector(length) => (1, length),
            Shape::Matrix(rows, columns) => (rows, columns),
        }
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// A result of the kernel.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Output {
    /// A scalar over the slots: an expectation value, or arithmetic on some.
    Float(Affine),
    /// Several scalars.
    FloatVector(Vec<Affine>),
    /// A measured bit, or one that is known.
    Bit(Condition),
    /// Several bits, element 0 first.
    BitVector(Vec<Condition>),
}

impl Output {
    /// How many numbers or bits there are.
    pub fn len(&self) -> usize {
        match self {
            Output::Float(_) | Output::Bit(_) => 1,
            Output::FloatVector(all) => all.len(),
            Output::BitVector(all) => all.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The measured bits that it depends on.
    pub(crate) fn bits(&self) -> impl Iterator<Item = BitId> {
        let conditions = match self {
            Output::Bit(condition) => std::slice::from_ref(condition),
            Output::BitVector(conditions) => conditions,
            Output::Float(_) | Output::FloatVector(_) => &[],
        };
        conditions.iter().flat_map(Condition::bits)
    }
}

/// A bound kernel: what engines run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// The kernel's name.
    pub kernel: String,
    /// The names of kernels and files that [`Origin`]s refer to, and of registers.
    pub names: Names,
    /// The calls and loops that [`Origin`]s refer to.
    pub scopes: Scopes,
    /// How often each kernel is called, those in kernels that are called included. Gates are no kernels here. Of a
    /// [`Branch`](Instruction::Branch), the arm with more gates is counted, of equal ones the first. A call that leaves no
    /// instruction, which has no scope, is counted as well.
    pub calls: BTreeMap<NameId, usize>,
    /// How many qubits there are in all, whether alive at the same time or not.
    pub qubits: usize,
    /// How many bits measurements write; all start as 0.
    pub bits: usize,
    /// Names of qubits; none needs one.
    pub qubit_registers: Registers<QubitId>,
    /// Names of bits; none needs one.
    pub bit_registers: Registers<BitId>,
    /// What is done, in order.
    pub instructions: Instructions,
    /// The arguments of a run; their numbers are slots.
    pub arguments: Vec<Argument>,
    /// The slots that are computed, each from arguments and earlier ones.
    pub derived: Vec<Derived>,
    /// What is measured in expectation, on the program's qubit numbers.
    pub observables: Vec<Observable>,
    /// The kernel's results, in order.
    pub outputs: Vec<Output>,
}

impl Program {
    /// The qubits that the observables act on, each time with the operator on it.
    pub(crate) fn observed(&self) -> impl Iterator<Item = (usize, Pauli)> {
        self.observables
            .iter()
            .flat_map(Observable::terms)
            .flat_map(|(_, string)| string.factors().iter().copied())
    }

    /// The place of the call that an instruction comes from, with the file's name, or the program's own where its table has none.
    pub fn place(&self, origin: Origin) -> Place {
        self.place_of(origin.spot())
    }

    pub(crate) fn place_of(&self, spot: Spot) -> Place {
        Place {
            file: self.names.get(spot.file).unwrap_or(&self.kernel).into(),
            line: spot.line,
            column: spot.column,
        }
    }
}
