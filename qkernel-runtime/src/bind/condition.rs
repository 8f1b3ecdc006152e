//! Conditions on outcomes, with what is known folded in. Conditions 0 and 1 are the constants.

use super::binder::Binder;
use super::list::{Done, Stop, get};
use super::value::*;

impl Binder<'_> {
    /// The number of a condition: the same one for all that are made in the same way, but each carried bit is one of its own.
    pub(super) const fn condition(&mut self, condition: Condition) -> Done<u32> {
        let (kind, a, b) = parts(condition);
        let is_new = matches!(condition, Condition::Carried);
        let mixed =
            (kind as u64 ^ (a as u64) << 3 ^ (b as u64) << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let place = match self.conditions.items.len() as u64 {
            0 => return Err(Stop::Full),
            size => ((mixed >> 32) % size) as usize,
        };
        let mut other = self.conditions.items[place].last;
        while other != ConditionEntry::NO && !is_new {
            let known = self.conditions.items[other as usize];
            let same = parts(known.condition);
            if same.0 == kind && same.1 == a && same.2 == b {
                return Ok(other);
            }
            other = known.before;
        }
        let carried = match condition {
            Condition::Carried | Condition::Constant(_) | Condition::Bit(_) => None,
            Condition::Not(a) => self.conditions.items[a as usize].carried,
            Condition::And(a, b) | Condition::Or(a, b) | Condition::Equal(a, b) => {
                match self.conditions.items[a as usize].carried {
                    None => self.conditions.items[b as usize].carried,
                    name => name,
                }
            }
        };
        let number = get!(self.conditions.reserve(1));
        // The place of an entry that is not there yet may be taken.
        let entry = &mut self.conditions.items[number];
        entry.condition = condition;
        entry.carried = carried;
        let before = self.conditions.items[place].last;
        self.conditions.items[number].before = before;
        self.conditions.items[place].last = number as u32;
        Ok(number as u32)
    }

    pub(super) const fn not(&mut self, a: u32) -> Done<u32> {
        match self.conditions.items[a as usize].condition {
            Condition::Constant(value) => Ok(!value as u32),
            Condition::Not(inner) => Ok(inner),
            _ => self.condition(Condition::Not(a)),
        }
    }

    pub(super) const fn and(&mut self, a: u32, b: u32) -> Done<u32> {
        match (a, b) {
            (1, other) | (other, 1) => Ok(other),
            (0, _) | (_, 0) => Ok(0),
            _ if a == b => Ok(a),
            _ => self.condition(Condition::And(a, b)),
        }
    }

    pub(super) const fn or(&mut self, a: u32, b: u32) -> Done<u32> {
        match (a, b) {
            (0, other) | (other, 0) => return Ok(other),
            (1, _) | (_, 1) => return Ok(1),
            _ if a == b => return Ok(a),
            _ => {}
        }
        // What `if a { true } else { b }` gives.
        if let Condition::And(unless, right) = self.conditions.items[b as usize].condition {
            let opposite = get!(self.not(a));
            if unless == opposite {
                return self.or(a, right);
            }
        }
        self.condition(Condition::Or(a, b))
    }

    pub(super) const fn equal(&mut self, a: u32, b: u32) -> Done<u32> {
        match (a, b) {
            (1, other) | (other, 1) => Ok(other),
            (0, other) | (other, 0) => self.not(other),
            _ if a == b => Ok(1),
            _ => self.condition(Condition::Equal(a, b)),
        }
    }
}

/// What a condition is made of, as numbers.
const fn parts(condition: Condition) -> (u32, u32, u32) {
    match condition {
        Condition::Constant(value) => (0, value as u32, 0),
        Condition::Bit(bit) => (1, bit, 0),
        Condition::Carried => (2, 0, 0),
        Condition::Not(a) => (3, a, 0),
        Condition::And(a, b) => (4, a, b),
        Condition::Or(a, b) => (5, a, b),
        Condition::Equal(a, b) => (6, a, b),
    }
}
