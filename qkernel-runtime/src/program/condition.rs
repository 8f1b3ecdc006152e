//! Conditions on outcomes, with what is known folded in.

use std::sync::Arc;

use super::BitId;

/// A condition on measured bits. Conditions share their parts: a copy is cheap, and what is made of one several times is not several
/// times as large.
#[derive(Clone)]
#[non_exhaustive]
pub enum Condition {
    /// The bit is 1.
    Bit(BitId),
    /// The condition does not hold.
    Not(Arc<Condition>),
    /// Both hold.
    And(Arc<Condition>, Arc<Condition>),
    /// At least one holds.
    Or(Arc<Condition>, Arc<Condition>),
    /// Both hold or neither does.
    Equal(Arc<Condition>, Arc<Condition>),
    /// Known when compiled.
    Constant(bool),
}

/// The bit is 1.
impl From<BitId> for Condition {
    fn from(bit: BitId) -> Condition {
        Condition::Bit(bit)
    }
}

pub(crate) fn not(condition: Condition) -> Condition {
    match condition {
        Condition::Constant(value) => Condition::Constant(!value),
        Condition::Not(ref inner) => Condition::clone(inner),
        other => Condition::Not(Arc::new(other)),
    }
}

pub(crate) fn and(left: Condition, right: Condition) -> Condition {
    match (left, right) {
        (Condition::Constant(true), other) | (other, Condition::Constant(true)) => other,
        (Condition::Constant(false), _) | (_, Condition::Constant(false)) => {
            Condition::Constant(false)
        }
        (left, right) if left == right => left,
        (left, right) => Condition::And(Arc::new(left), Arc::new(right)),
    }
}

pub(crate) fn or(left: Condition, right: Condition) -> Condition {
    match (left, right) {
        (Condition::Constant(false), other) | (other, Condition::Constant(false)) => other,
        (Condition::Constant(true), _) | (_, Condition::Constant(true)) => {
            Condition::Constant(true)
        }
        // What `if left { true } else { right }` gives.
        (left, Condition::And(ref unless, ref right))
        | (Condition::And(ref unless, ref right), left)
            if **unless == not(left.clone()) =>
        {
            or(left, Condition::clone(right))
        }
        (left, right) => Condition::Or(Arc::new(left), Arc::new(right)),
    }
}

/// All hold.
pub(crate) fn all(conditions: &[Condition]) -> Condition {
    joined(conditions, true, and)
}

/// At least one holds.
pub(crate) fn any(conditions: &[Condition]) -> Condition {
    joined(conditions, false, or)
}

/// A balanced tree, so that no register is too long for it.
fn joined(
    conditions: &[Condition],
    none: bool,
    join: fn(Condition, Condition) -> Condition,
) -> Condition {
    match conditions {
        [] => Condition::Constant(none),
        [one] => one.clone(),
        _ => {
            let (left, right) = conditions.split_at(conditions.len() / 2);
            join(joined(left, none, join), joined(right, none, join))
        }
    }
}

pub(crate) fn equal(left: Condition, right: Condition) -> Condition {
    match (left, right) {
        (Condition::Constant(true), other) | (other, Condition::Constant(true)) => other,
        (Condition::Constant(false), other) | (other, Condition::Constant(false)) => not(other),
        (left, right) => Condition::Equal(Arc::new(left), Arc::new(right)),
    }
}
