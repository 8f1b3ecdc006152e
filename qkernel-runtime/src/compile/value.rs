use std::rc::Rc;

use super::sum::Sum;
use crate::kernel::Binding;
use crate::observable::Observable;
use crate::program::{Affine, Condition, QubitId};

/// A value of a graph while it is bound.
#[derive(Clone, Debug)]
pub(super) enum Value {
    UInt(usize),
    Float(Affine),
    Bit(Condition),
    Qubit(QubitId),
    /// The number of a register; its qubits are in the binder, for it changes in place.
    Register(usize),
    Observable(Sum),
    Floats(Floats),
    UInts(Rc<[usize]>),
    Bits(Rc<[Condition]>),
    Observables(Rc<[Observable]>),
    /// The matrix argument with this number.
    Matrix(usize),
    Tuple(Rc<[Value]>),
}

/// A vector of numbers.
#[derive(Clone, Debug)]
pub(super) enum Floats {
    /// The argument with this number.
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
            Binding::Observable(value) => Value::Observable(value.into()),
            Binding::UInts(values) => Value::UInts(values.into()),
            Binding::Bits(values) => {
                Value::Bits(values.into_iter().map(Condition::Constant).collect())
            }
            Binding::Observables(values) => Value::Observables(values.into()),
        }
    }
}
