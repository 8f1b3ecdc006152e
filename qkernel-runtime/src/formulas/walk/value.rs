//! Values of a graph, as far as counting needs them.

use crate::formulas::assumptions::Assumptions;
use crate::formulas::atom::Symbol;
use crate::formulas::condition::Condition;
use crate::formulas::formula::Formula;
use crate::graph::follow;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    UInt(Formula),
    Bit(Bit),
    /// A qubit, with how many branches on measured bits are around its allocation.
    Qubit(usize),
    /// The same for a register.
    Register(Formula, usize),
    /// A vector that is no register.
    Vector(Formula, Elements),
    Tuple(Vec<Value>),
    /// Angles, observables, matrices.
    Other,
    /// It was moved, or never assigned.
    Missing,
}

/// A bit may be known when the kernel is compiled, which may depend on sizes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bit {
    pub(super) known: Condition,
    /// Whether it is 1, where it is known.
    pub(super) value: Condition,
}

/// What a vector's elements are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Elements {
    UInts(Symbol),
    Bits(Symbol),
    Measured,
    Other,
    Either(Box<Condition>, Box<Elements>, Box<Elements>),
}

impl Bit {
    fn of(known: Condition, value: Condition) -> Bit {
        Bit { known, value }
    }

    pub(super) fn known(value: Condition) -> Bit {
        Bit::of(Condition::Constant(true), value)
    }

    pub(super) fn measured() -> Bit {
        Bit::of(Condition::Constant(false), Condition::Constant(false))
    }

    pub(super) fn not(self) -> Bit {
        Bit {
            value: self.value.not(),
            ..self
        }
    }

    /// One that is known to be 0 decides.
    pub(super) fn and(self, other: Bit) -> Bit {
        let zero = |bit: &Bit| bit.known.clone().and(bit.value.clone().not());
        let decided = zero(&self).or(zero(&other));
        Bit::of(
            self.known.and(other.known).or(decided),
            self.value.and(other.value),
        )
    }

    pub(super) fn equal(self, other: Bit) -> Bit {
        Bit::of(self.known.and(other.known), self.value.equal(other.value))
    }
}

follow!(Value);

impl Value {
    pub(super) fn length(&self) -> Option<&Formula> {
        match self {
            Value::Register(length, _) | Value::Vector(length, _) => Some(length),
            _ => None,
        }
    }

    /// The numbers in it that a loop may change.
    pub(super) fn numbers(&self, list: &mut Vec<Formula>) {
        match self {
            Value::UInt(number) | Value::Register(number, _) | Value::Vector(number, _) => {
                list.push(number.clone());
            }
            Value::Bit(bit) => list.extend([bit.known.as_bit(), bit.value.as_bit()]),
            Value::Tuple(parts) => parts.iter().for_each(|part| part.numbers(list)),
            Value::Qubit(_) | Value::Other | Value::Missing => {}
        }
    }

    /// The same value with other numbers.
    pub(super) fn with_numbers(&self, list: &mut dyn Iterator<Item = Formula>) -> Value {
        let mut next = || list.next().unwrap_or_default();
        match self {
            Value::UInt(_) => Value::UInt(next()),
            Value::Register(_, depth) => Value::Register(next(), *depth),
            Value::Vector(_, elements) => Value::Vector(next(), elements.clone()),
            Value::Bit(_) => Value::Bit(Bit::of(
                Condition::of_bit(&next()),
                Condition::of_bit(&next()),
            )),
            Value::Tuple(parts) => {
                Value::Tuple(parts.iter().map(|part| part.with_numbers(list)).collect())
            }
            value => value.clone(),
        }
    }

    /// Whether it has numbers at the same places.
    pub(super) fn is_like(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::UInt(_), Value::UInt(_))
            | (Value::Bit(_), Value::Bit(_))
            | (Value::Register(..), Value::Register(..))
            | (Value::Qubit(_), Value::Qubit(_))
            | (Value::Other, Value::Other)
            | (Value::Missing, Value::Missing) => true,
            (Value::Vector(_, one), Value::Vector(_, other)) => one == other,
            (Value::Tuple(one), Value::Tuple(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.is_like(b))
            }
            _ => false,
        }
    }

    /// This where a condition on sizes holds, else another.
    pub(super) fn or(self, other: Value, condition: &Condition, known: &Assumptions) -> Value {
        let choice = |a: &Formula, b: &Formula| known.choice(condition, a, b);
        let either =
            |a: Condition, b: Condition| Condition::of_bit(&choice(&a.as_bit(), &b.as_bit()));
        match (self, other) {
            (Value::UInt(a), Value::UInt(b)) => Value::UInt(choice(&a, &b)),
            (Value::Bit(a), Value::Bit(b)) => {
                Value::Bit(Bit::of(either(a.known, b.known), either(a.value, b.value)))
            }
            (Value::Qubit(a), Value::Qubit(b)) => Value::Qubit(a.min(b)),
            (Value::Register(a, p), Value::Register(b, q)) => {
                Value::Register(choice(&a, &b), p.min(q))
            }
            (Value::Vector(a, p), Value::Vector(b, q)) => {
                let elements = if p == q {
                    p
                } else {
                    Elements::Either(Box::new(condition.clone()), Box::new(p), Box::new(q))
                };
                Value::Vector(choice(&a, &b), elements)
            }
            (Value::Tuple(a), Value::Tuple(b)) => Value::Tuple(
                a.into_iter()
                    .zip(b)
                    .map(|(a, b)| a.or(b, condition, known))
                    .collect(),
            ),
            (Value::Missing, value) | (value, Value::Missing) => value,
            (value, _) => value,
        }
    }

    /// The value after a branch on measured bits: both arms give the same qubits and numbers.
    pub(super) fn merged(self, other: Value) -> Value {
        match (self, other) {
            (Value::Bit(a), Value::Bit(b)) => {
                let same = a.clone().equal(b.clone());
                Value::Bit(Bit::of(same.known.and(same.value), a.value))
            }
            (Value::Tuple(a), Value::Tuple(b)) => {
                Value::Tuple(a.into_iter().zip(b).map(|(a, b)| a.merged(b)).collect())
            }
            (Value::Vector(length, a), Value::Vector(_, b)) => {
                let elements = if a == b { a } else { Elements::Measured };
                Value::Vector(length, elements)
            }
            (Value::Missing, value) => value,
            (value, _) => value,
        }
    }
}
