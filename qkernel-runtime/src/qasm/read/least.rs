//! How many steps statements take at least, before they are carried out.

use super::operand::Span;
use super::reader::{Entry, Reader};
use super::syntax::{Expr, ExprKind, Item, Statement, StatementKind};
use super::value::Value;

impl<'t> Reader<'t> {
    /// The least number of steps; `None` where something in them may leave them early, and for more than `most` statements.
    pub(super) fn least(&self, statements: &[Statement<'t>], most: usize) -> Option<usize> {
        let mut least = Least {
            reader: self,
            declared: Vec::new(),
            left: most,
        };
        least.steps(statements)
    }
}

struct Least<'r, 't> {
    reader: &'r Reader<'t>,
    /// Names that the statements so far declare.
    declared: Vec<&'t str>,
    /// How many more statements are looked at.
    left: usize,
}

impl<'t> Least<'_, 't> {
    fn steps(&mut self, statements: &[Statement<'t>]) -> Option<usize> {
        let mut sum = 0usize;
        for statement in statements {
            use StatementKind::*;
            self.left = self.left.checked_sub(1)?;
            let more = match &statement.kind {
                Break | Continue | End | Return(_) => return None,
                Block(body) => self.steps(body)?,
                For {
                    name, over, body, ..
                } => {
                    let rounds = self.rounds(over);
                    self.declared.push(name);
                    rounds.saturating_mul(self.steps(body)?.saturating_add(1))
                }
                Declare { name, .. } => {
                    self.declared.push(name);
                    0
                }
                // These may do nothing.
                If(_, then, otherwise) => {
                    self.steps(then)?;
                    self.steps(otherwise)?;
                    0
                }
                While(_, body) => {
                    self.steps(body)?;
                    0
                }
                Switch { cases, default, .. } => {
                    for body in cases.iter().map(|(_, body)| body).chain([default]) {
                        self.steps(body)?;
                    }
                    0
                }
                _ => 0,
            };
            sum = sum.saturating_add(1).saturating_add(more);
        }
        Some(sum)
    }

    /// How many rounds a loop has, if its bounds are numbers or constants; 0 elsewhere.
    fn rounds(&self, over: &Item<'t>) -> usize {
        let Item::Range {
            start: Some(start),
            step,
            stop: Some(stop),
        } = over
        else {
            return 0;
        };
        let step = step.as_ref().map_or(Some(1), |step| self.number(step));
        match (self.number(start), step, self.number(stop)) {
            (Some(start), Some(step), Some(stop)) if step != 0 => {
                Span::new(start, step, stop).size()
            }
            _ => 0,
        }
    }

    fn number(&self, expr: &Expr<'t>) -> Option<i128> {
        match &expr.kind {
            ExprKind::Int(value) => Some(*value),
            ExprKind::Unary("-", inner) => self.number(inner)?.checked_neg(),
            ExprKind::Name(name) if !self.declared.contains(name) => {
                match self.reader.look_up(name)? {
                    Entry::Number {
                        constant: true,
                        value: Some(Value::Int(value)),
                        ..
                    } => Some(*value),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
