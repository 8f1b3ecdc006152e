//! Conditions on sizes.

use super::atom::Atom;
use super::formula::Formula;
use super::ratio::Ratio;
use super::size::Budget;
use crate::graph::BinaryOp;

/// A condition on sizes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Condition {
    Constant(bool),
    /// The number is less than 0.
    Negative(Formula),
    /// The number is 0.
    Zero(Formula),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

impl Condition {
    /// A comparison of two numbers; `None` for what is no comparison.
    pub(super) fn compare(op: BinaryOp, left: &Formula, right: &Formula) -> Option<Condition> {
        let difference = left.minus(right);
        let less = |number: Formula| Condition::Negative(number).folded();
        Some(match op {
            BinaryOp::Eq => Condition::Zero(difference).folded(),
            BinaryOp::Ne => Condition::Zero(difference).folded().not(),
            BinaryOp::Lt => less(difference),
            BinaryOp::Ge => less(difference).not(),
            BinaryOp::Gt => less(right.minus(left)),
            BinaryOp::Le => less(right.minus(left)).not(),
            _ => return None,
        })
    }

    fn folded(self) -> Condition {
        let number = |number: &Formula| number.as_constant().filter(|value| !value.is_too_large());
        match &self {
            Condition::Negative(negative) => match number(negative) {
                Some(value) => Condition::Constant(value.num < 0),
                None => self,
            },
            Condition::Zero(zero) => match number(zero) {
                Some(value) => Condition::Constant(value.num == 0),
                None => self,
            },
            _ => self,
        }
    }

    /// The condition that a bit, 0 or 1, is 1.
    pub(super) fn of_bit(bit: &Formula) -> Condition {
        if let Some(Atom::If(condition, then, otherwise)) = bit.as_atom() {
            let (then, otherwise) = (then.as_constant(), otherwise.as_constant());
            if (then, otherwise) == (Some(Ratio::ONE), Some(Ratio::ZERO)) {
                return (**condition).clone();
            }
            if (then, otherwise) == (Some(Ratio::ZERO), Some(Ratio::ONE)) {
                return (**condition).clone().not();
            }
        }
        Condition::Zero(bit.clone()).folded().not()
    }

    /// 1 where it holds, else 0.
    pub(super) fn as_bit(&self) -> Formula {
        Formula::choice(self.clone(), Formula::from(1), Formula::default())
    }

    pub(super) fn not(self) -> Condition {
        match self {
            Condition::Constant(value) => Condition::Constant(!value),
            Condition::Not(inner) => *inner,
            other => Condition::Not(Box::new(other)),
        }
    }

    pub(super) fn and(self, other: Condition) -> Condition {
        match (self, other) {
            (Condition::Constant(true), other) | (other, Condition::Constant(true)) => other,
            (Condition::Constant(false), _) | (_, Condition::Constant(false)) => {
                Condition::Constant(false)
            }
            (left, right) if left == right => left,
            (left, right) => Condition::And(Box::new(left), Box::new(right)).bounded(),
        }
    }

    pub(super) fn or(self, other: Condition) -> Condition {
        match (self, other) {
            (Condition::Constant(false), other) | (other, Condition::Constant(false)) => other,
            (Condition::Constant(true), _) | (_, Condition::Constant(true)) => {
                Condition::Constant(true)
            }
            (left, right) if left == right => left,
            (left, right) => Condition::Or(Box::new(left), Box::new(right)).bounded(),
        }
    }

    /// One that is too large is undecided for good.
    fn bounded(self) -> Condition {
        match Budget::default().condition(&self, 0) {
            true => self,
            false => Condition::Zero(Formula::constant(Ratio::TOO_LARGE)),
        }
    }

    /// Both hold or neither does.
    pub(super) fn equal(self, other: Condition) -> Condition {
        match (self, other) {
            (Condition::Constant(true), other) | (other, Condition::Constant(true)) => other,
            (Condition::Constant(false), other) | (other, Condition::Constant(false)) => {
                other.not()
            }
            (left, right) => {
                let both = left.clone().and(right.clone());
                both.or(left.not().and(right.not()))
            }
        }
    }

    pub(super) fn any(&self, test: &mut dyn FnMut(&Formula) -> bool) -> bool {
        match self {
            Condition::Constant(_) => false,
            Condition::Negative(number) | Condition::Zero(number) => test(number),
            Condition::Not(inner) => inner.any(test),
            Condition::And(left, right) | Condition::Or(left, right) => {
                left.any(test) || right.any(test)
            }
        }
    }
}
