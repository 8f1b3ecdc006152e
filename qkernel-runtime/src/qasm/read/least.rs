//! How many steps statements take at least, before they are carried out.

use super::gates::Cost;
use super::operand::Span;
use super::reader::{Access, Entry, Reader};
use super::syntax::{Definition, Expr, ExprKind, Item, Modifier, Statement, StatementKind};
use super::value::Value;
use super::written::root;

impl<'t> Reader<'t> {
    /// The least number of steps of a loop's body; `None` where something in it may leave it early, and for more than `most` statements.
    pub(super) fn least(&self, body: &[Statement<'t>], most: usize) -> Option<usize> {
        let mut least = Least {
            left: most,
            ..Least::new(self)
        };
        let cost = least.cost(body)?;
        (!least.leaves).then_some(cost.steps)
    }

    /// What a call of a gate takes at least. The gates that it consists of are defined before it, so each is counted once.
    pub(super) fn least_of_gate(&self, definition: &Definition<'t>) -> Cost {
        let mut least = Least {
            declared: [&definition.angles[..], &definition.qubits].concat(),
            in_gate: true,
            ..Least::new(self)
        };
        least.cost(&definition.body).unwrap_or_default()
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
        let Entry::Number(_, Some(Value::Int(now)), _) = self.look_up(name)? else {
            return None;
        };
        let mut least = Least {
            counter: Some(name),
            ..Least::new(self)
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
        let each = least.cost(body)?.steps;
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
    /// Whether these are statements of a gate, whose qubits are no registers.
    in_gate: bool,
}

impl<'r, 't> Least<'r, 't> {
    /// Of a list of statements outside of gates, however long it is.
    fn new(reader: &'r Reader<'t>) -> Self {
        Least {
            reader,
            declared: Vec::new(),
            left: usize::MAX,
            leaves: false,
            counter: None,
            changes: 0,
            in_gate: false,
        }
    }

    fn cost(&mut self, statements: &[Statement<'t>]) -> Option<Cost> {
        let none = Cost::default();
        let mut sum = none;
        for statement in statements {
            use StatementKind::*;
            self.left = self.left.checked_sub(1)?;
            let more = match &statement.kind {
                End | Return(_) => return None,
                Break | Continue => {
                    self.leaves = true;
                    none
                }
                Block(body) => self.cost(body)?,
                For {
                    name, over, body, ..
                } => {
                    let rounds = self.rounds(over);
                    self.declared.push(name);
                    self.within(&body.statements, rounds)?
                }
                Declare { name, .. } => {
                    self.declared.push(name);
                    none
                }
                Assign { target, .. } => {
                    self.changes += usize::from(root(target) == self.counter);
                    none
                }
                Apply {
                    modifiers, name, ..
                } if self.in_gate => self.applied(modifiers, name),
                // Its gates take one more each.
                Apply { .. } => none.steps(1),
                // These may do nothing.
                If(_, then, otherwise) => {
                    self.cost(then)?;
                    self.cost(otherwise)?;
                    none
                }
                While { body, .. } => self.within(&body.statements, 0)?,
                Switch { cases, default, .. } => {
                    for body in cases.iter().map(|(_, body)| body).chain([default]) {
                        self.cost(body)?;
                    }
                    none
                }
                _ => none,
            };
            sum = sum.add(more).steps(1);
        }
        Some(sum)
    }

    /// A gate on single qubits.
    fn applied(&self, modifiers: &[Modifier<'t>], name: &str) -> Cost {
        let mut cost = match self.reader.look_up(name) {
            Some(Entry::Gate(_, cost)) if !self.declared.contains(&name) => *cost,
            _ => Cost { steps: 1, gates: 1 },
        };
        // A power may be shorter than its gate.
        if (modifiers.iter()).any(|modifier| matches!(modifier, Modifier::Power(_))) {
            cost.gates = 0;
        }
        // Others go through the gates again.
        let again = cost.gates.saturating_mul(modifiers.len());
        cost.steps(1).steps(again)
    }

    /// So many rounds of a loop, unless something leaves it.
    fn within(&mut self, body: &[Statement<'t>], rounds: usize) -> Option<Cost> {
        let outer = std::mem::replace(&mut self.leaves, false);
        let each = self.cost(body)?.steps(1);
        let leaves = std::mem::replace(&mut self.leaves, outer);
        Some(if leaves {
            Cost::default()
        } else {
            each.times(rounds)
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
                    Entry::Number(_, Some(Value::Int(value)), Access::Constant) => Some(*value),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
