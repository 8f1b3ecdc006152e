//! Conditions on outcomes, with what is known folded in. Conditions 0 and 1 are the constants.

use super::binder::Binder;
use super::list::{Done, get};
use super::value::*;

impl Binder<'_> {
    pub(super) const fn condition(&mut self, condition: Condition) -> Done<u32> {
        get!(self.conditions.push(condition));
        Ok(self.conditions.len as u32 - 1)
    }

    pub(super) const fn not(&mut self, a: u32) -> Done<u32> {
        match self.conditions.items[a as usize] {
            Condition::Constant(value) => Ok(!value as u32),
            Condition::Not(inner) => Ok(inner),
            _ => self.condition(Condition::Not(a)),
        }
    }

    pub(super) const fn and(&mut self, a: u32, b: u32) -> Done<u32> {
        match (a, b) {
            (1, other) | (other, 1) => Ok(other),
            (0, _) | (_, 0) => Ok(0),
            _ => self.condition(Condition::And(a, b)),
        }
    }

    pub(super) const fn or(&mut self, a: u32, b: u32) -> Done<u32> {
        match (a, b) {
            (0, other) | (other, 0) => return Ok(other),
            (1, _) | (_, 1) => return Ok(1),
            _ => {}
        }
        // What `if a { true } else { b }` gives.
        if let Condition::And(unless, right) = self.conditions.items[b as usize] {
            let opposite = get!(self.not(a));
            if self.same_condition(unless, opposite) {
                return self.or(a, right);
            }
        }
        self.condition(Condition::Or(a, b))
    }

    pub(super) const fn equal(&mut self, a: u32, b: u32) -> Done<u32> {
        match (a, b) {
            (1, other) | (other, 1) => Ok(other),
            (0, other) | (other, 0) => self.not(other),
            _ => self.condition(Condition::Equal(a, b)),
        }
    }

    pub(super) const fn same_condition(&self, a: u32, b: u32) -> bool {
        if a == b {
            return true;
        }
        match (
            self.conditions.items[a as usize],
            self.conditions.items[b as usize],
        ) {
            (Condition::Bit(a), Condition::Bit(b)) => a == b,
            (Condition::Not(a), Condition::Not(b)) => self.same_condition(a, b),
            (Condition::And(a, b), Condition::And(c, d))
            | (Condition::Or(a, b), Condition::Or(c, d))
            | (Condition::Equal(a, b), Condition::Equal(c, d)) => {
                self.same_condition(a, c) && self.same_condition(b, d)
            }
            _ => false,
        }
    }
}
