use std::rc::Rc;

use crate::kernel::Binding;
use crate::observable::{Observable, PauliSum};
use crate::program::{Affine, Condition};

/// A value of a graph while it is bound.
#[derive(Clone, Debug)]
pub(super) enum Value {
    UInt(usize),
    Float(Affine),
    Bit(Condition),
    Qubit(usize),
    /// The number of a register; its qubits are in the binder, for it changes in place.
    Register(usize),
    Observable(Rc<PauliSum>),
    Floats(Floats),
    UInts(Rc<[usize]>),
    Bits(Rc<[Condition]>),
    Observables(Rc<[Observable]>),
    /// The matrix argument with this parameter number.
    Matrix(usize),
    Tuple(Rc<[Value]>),
}

/// A vector of numbers.
#[derive(Clone, Debug)]
pub(super) enum Floats {
    /// The argument with this parameter number.
    Argument(usize),
    Known(Rc<[Affine]>),
}

impl Value {
    /// The parts of a tuple, or the value itself as one part.
    pub(super) fn into_parts(self) -> Vec<Value> {
        match self {
            Value::Tuple(parts) => parts.to_vec(),
            value => vec![value],
        }
    }

    /// What it is made of, without tuples.
    pub(super) fn into_leaves(self) -> Vec<Value> {
        match self {
            Value::Tuple(parts) => parts.iter().cloned().flat_map(Value::into_leaves).collect(),
            value => vec![value],
        }
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Value::UInt(_) => "UInt",
            Value::Float(_) => "Float",
            Value::Bit(_) => "Bit",
            Value::Qubit(_) => "Qubit",
            Value::Register(_) => "Vector<Qubit>",
            Value::Observable(_) => "Observable",
            Value::Floats(_) => "Vector<Float>",
            Value::UInts(_) => "Vector<UInt>",
            Value::Bits(_) => "Vector<Bit>",
            Value::Observables(_) => "Vector<Observable>",
            Value::Matrix(_) => "Matrix<Float>",
            Value::Tuple(_) => "tuple",
        }
    }
}

impl From<Binding> for Value {
    fn from(binding: Binding) -> Self {
        match binding {
            Binding::UInt(value) => Value::UInt(value),
            Binding::Bit(value) => Value::Bit(Condition::Constant(value)),
            Binding::Observable(value) => Value::Observable(Rc::new(value.into())),
            Binding::UInts(values) => Value::UInts(values.into()),
            Binding::Bits(values) => {
                Value::Bits(values.into_iter().map(Condition::Constant).collect())
            }
            Binding::Observables(values) => Value::Observables(values.into()),
        }
    }
}

/// Slots are numbered for good once all arguments have a length; until then a slot is a parameter and a
/// position in it, or a derived slot, in one number that sorts in the final order.
pub(crate) mod slot {
    const PARAM: u32 = 40;
    const ROW: u32 = 20;
    const DERIVED: usize = 1 << 62;

    /// How large an index into an argument may be.
    pub(crate) const LIMIT: usize = 1 << ROW;

    pub(crate) enum Slot {
        Argument {
            param: usize,
            row: usize,
            column: usize,
        },
        Derived(usize),
    }

    /// An element of an argument; a vector has one row.
    pub(crate) const fn argument(param: usize, row: usize, column: usize) -> usize {
        param << PARAM | row << ROW | column
    }

    pub(crate) const fn derived(number: usize) -> usize {
        DERIVED | number
    }

    pub(crate) fn decode(slot: usize) -> Slot {
        if slot & DERIVED != 0 {
            return Slot::Derived(slot & !DERIVED);
        }
        let low = (1 << ROW) - 1;
        Slot::Argument {
            param: slot >> PARAM,
            row: slot >> ROW & low,
            column: slot & low,
        }
    }
}
