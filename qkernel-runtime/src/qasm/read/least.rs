//! How many steps statements take at least, before they are carried out.

use super::operand::Span;
use super::reader::{Entry, Reader};
use super::rounds::root;
use super::syntax::{Expr, ExprKind, Item, Statement, StatementKind};
use super::value::Value;

impl<'t> Reader<'t> {
    /// The least number of steps of a loop's body; `None` where something in it may leave it early, and for more than `most` statements.
    pub(super) fn least(&self, body: &[Statement<'t>], most: usize) -> Option<usize> {
        let mut least = Least {
            reader: self,
            declared: Vec::new(),
            left: most,
            leaves: false,
            counter: None,
            changes: 0,
        };
        let steps = least.steps(body)?;
        (!least.leaves).then_some(steps)
    }

    /// The least number of steps of a `while` that counts: `i < n` where the body does `i += k`; 0 for others.
    pub(super) fn least_counted(&self, condition: &Expr<'t>, body: &[Statement<'t>]) -> usize {
        self.counted_to(condition, body).unwrap_or(0)
    }

    fn counted_to(&self, condition: &Expr<'t>, body: &[Statement<'t>]) -> Option<usize> {
        let ExprKind::Chain(first, rest) = &condition.kind else {
            return None;
        };
        let (ExprKind::Name(name), [(op, bound)]) = (&first.kind, &rest[..]) else {
            return None;
        };
        let Entry::Number {
            value: Some(Value::Int(now)),
            ..
        } = self.look_up(name)?
        else {
            return None;
        };
        let mut least = Least {
            reader: self,
            declared: Vec::new(),
            left: usize::MAX,
            leaves: false,
            counter: Some(name),
            changes: 0,
        };
        let bound = least.number(bound)?;
        let changes = |statement: &&Statement<'t>| match &statement.kind {
            StatementKind::Assign { target, .. } => root(target) == Some(name),
            _ => false,
        };
        let change = body.iter().find(changes)?;
        for statement in body {
            if let StatementKind::Declare { name, .. } = &statement.kind {
                least.declared.push(name);
            }
        }
        let step = least.change(change, name)?;
        let stop = match *op {
            "<" if step > 0 => bound.checked_sub(1)?,
            ">" if step < 0 => bound.checked_add(1)?,
            "<=" if step > 0 => bound,
            ">=" if step < 0 => bound,
            _ => return None,
        };
        let rounds = Span::new(*now, step, stop).size();
        // That takes no longer than the rounds do.
        least.left = rounds;
        let each = least.steps(body)?;
        let is_regular = least.changes == 1 && !least.leaves && !least.declared.contains(name);
        is_regular.then(|| rounds.saturating_mul(each.saturating_add(1)))
    }
}

struct Least<'r, 't> {
    reader: &'r Reader<'t>,
    /// Names that the statements so far declare.
    declared: Vec<&'t str>,
    /// How many more statements are looked at.
    left: usize,
    /// Whether there is a `break` or `continue` of the loop around.
    leaves: bool,
    /// What a `while` counts with.
    counter: Option<&'r str>,
    /// How many statements assign the counter.
    changes: usize,
}

impl<'t> Least<'_, 't> {
    fn steps(&mut self, statements: &[Statement<'t>]) -> Option<usize> {
        let mut sum = 0usize;
        for statement in statements {
            use StatementKind::*;
            self.left = self.left.checked_sub(1)?;
            let more = match &statement.kind {
                End | Return(_) => return None,
                Break | Continue => {
                    self.leaves = true;
                    0
                }
                Block(body) => self.steps(body)?,
                For {
                    name, over, body, ..
                } => {
                    let rounds = self.rounds(over);
                    self.declared.push(name);
                    self.within(&body.statements, rounds)?
                }
                Declare { name, .. } => {
                    self.declared.push(name);
                    0
                }
                Assign { target, .. } => {
                    self.changes += usize::from(root(target) == self.counter);
                    0
                }
                // Its gates take one more each.
                Apply { .. } => 1,
                // These may do nothing.
                If(_, then, otherwise) => {
                    self.steps(then)?;
                    self.steps(otherwise)?;
                    0
                }
                While(_, body) => self.within(&body.statements, 0)?,
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

    /// So many rounds of a loop, unless something leaves it.
    fn within(&mut self, body: &[Statement<'t>], rounds: usize) -> Option<usize> {
        let outer = std::mem::replace(&mut self.leaves, false);
        let each = self.steps(body)?.saturating_add(1);
        let leaves = std::mem::replace(&mut self.leaves, outer);
        Some(if leaves {
            0
        } else {
            rounds.saturating_mul(each)
        })
    }

    /// By how much a statement changes a counter.
    fn change(&self, statement: &Statement<'t>, name: &str) -> Option<i128> {
        let StatementKind::Assign { op, value, .. } = &statement.kind else {
            return None;
        };
        match (op, &value.kind) {
            (Some("+"), _) => self.number(value),
            (Some("-"), _) => self.number(value)?.checked_neg(),
            (None, ExprKind::Chain(first, rest)) => match (&first.kind, &rest[..]) {
                (ExprKind::Name(own), [("+", by)]) if *own == name => self.number(by),
                (ExprKind::Name(own), [("-", by)]) if *own == name => {
                    self.number(by)?.checked_neg()
                }
                _ => None,
            },
            _ => None,
        }
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
