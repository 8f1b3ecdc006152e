//! Conditions on bits, by the names of these.

use super::formula::LONGEST;
use crate::program::{Condition, Labels};

/// How deep operators nest before they are cut.
const DEEPEST: usize = 24;

/// Writes conditions.
pub(super) struct Conditions<'l> {
    labels: &'l Labels,
    pub(super) out: String,
}

impl<'l> Conditions<'l> {
    pub(super) fn new(labels: &'l Labels) -> Conditions<'l> {
        Conditions {
            labels,
            out: String::new(),
        }
    }

    pub(super) fn condition(&mut self, condition: &Condition, depth: usize) {
        if depth > DEEPEST || self.out.len() > LONGEST {
            if !self.out.ends_with('…') {
                self.out.push('…');
            }
            return;
        }
        if let Some(compared) = self.labels.compared(condition) {
            self.out.push_str(&compared);
            return;
        }
        let (sign, a, b) = match condition {
            Condition::Bit(bit) => return self.out.push_str(&self.labels.bit(*bit)),
            Condition::Not(inner) => {
                self.out.push('!');
                return self.operand(inner, false, depth + 1);
            }
            Condition::Constant(value) => return self.out.push_str(&value.to_string()),
            Condition::And(a, b) => (" && ", a, b),
            Condition::Or(a, b) => (" || ", a, b),
            Condition::Equal(a, b) => (" == ", a, b),
        };
        // `c == 1 || d == 2` needs no parentheses.
        let binds = sign != " == ";
        for (operand, sign) in [(a, sign), (b, "")] {
            // `a && b && c` means the same with parentheses anywhere, and `&&` binds more than `||`.
            match (condition, &**operand) {
                (Condition::And(..), Condition::And(..))
                | (Condition::Or(..), Condition::Or(..) | Condition::And(..)) => {
                    self.condition(operand, depth + 1)
                }
                _ => self.operand(operand, binds, depth + 1),
            }
            self.out.push_str(sign);
        }
    }

    /// `binds`: whether a comparison of a register binds more than the operator.
    fn operand(&mut self, condition: &Condition, binds: bool, depth: usize) {
        use Condition::{And, Equal, Or};
        let is_plain = match self.labels.compared(condition) {
            Some(_) => binds,
            None => !matches!(condition, And(..) | Or(..) | Equal(..)),
        };
        self.out.push_str(if is_plain { "" } else { "(" });
        self.condition(condition, depth);
        self.out.push_str(if is_plain { "" } else { ")" });
    }
}
