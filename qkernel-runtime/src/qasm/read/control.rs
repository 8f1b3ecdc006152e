//! Branches and loops.

use std::collections::HashSet;
use std::rc::Rc;

use super::error::Read;
use super::flow::{Flow, Ways};
use super::reader::{Access, Entry, Reader};
use super::syntax::{Body, Expr, ExprKind, Item, Statement, Type};
use super::value::Value;
use crate::program::condition::any;
use crate::program::{Condition, Loop, Scope};

/// A case that may be taken: when it is, and what it does.
type Arm<'a, 't> = (Condition, &'a [Statement<'t>]);

/// How many cases of a `switch` are branches inside of each other.
const MAX_CHAIN: usize = 16;

impl<'t> Reader<'t> {
    /// One of two lists.
    pub(super) fn decided(
        &mut self,
        condition: Condition,
        at: usize,
        then: impl FnOnce(&mut Self) -> Read<Flow>,
        otherwise: impl FnOnce(&mut Self) -> Read<Flow>,
    ) -> Read<Flow> {
        if let Condition::Constant(value) = condition {
            return if value { then(self) } else { otherwise(self) };
        }
        let ways = self.branch(
            condition,
            at,
            |r| then(r).and_then(|flow| r.ways(flow, at)),
            |r| otherwise(r).and_then(|flow| r.ways(flow, at)),
        )?;
        Ok(self.flow(ways))
    }

    pub(super) fn choice(
        &mut self,
        condition: &Expr<'t>,
        then: &[Statement<'t>],
        otherwise: &[Statement<'t>],
        at: usize,
    ) -> Read<Flow> {
        let value = self.truth_of(condition)?;
        self.decided(value, at, |r| r.block(then, at), |r| r.block(otherwise, at))
    }

    pub(super) fn switch(
        &mut self,
        found: &Value,
        cases: &[(Vec<Expr<'t>>, Vec<Statement<'t>>)],
        default: &[Statement<'t>],
        at: usize,
    ) -> Read<Flow> {
        self.steps(cases.iter().map(|(values, _)| values.len()).sum(), at)?;
        let mut labels = HashSet::new();
        let mut arms: Vec<Arm<'_, 't>> = Vec::new();
        for (values, body) in cases {
            let mut equal = Vec::with_capacity(values.len());
            for value in values {
                let wanted = self.eval(value)?;
                if let Value::Int(label) = wanted
                    && !labels.insert(label)
                {
                    return fault!(value.at, "there is a case for {label} already");
                }
                let same = self.binary("==", found.clone(), wanted, value.at)?;
                equal.push(self.truth(&same, value.at)?);
            }
            match any(&equal) {
                Condition::Constant(false) => {}
                condition => arms.push((condition, body)),
            }
        }
        self.cases(&arms, default, at)
    }

    /// The first of these whose condition holds. Many are halved, so that they do not nest deep.
    fn cases(&mut self, arms: &[Arm<'_, 't>], default: &[Statement<'t>], at: usize) -> Read<Flow> {
        let Some(((condition, body), rest)) = arms.split_first() else {
            return self.block(default, at);
        };
        if arms.len() <= MAX_CHAIN {
            return self.decided(
                condition.clone(),
                at,
                |r| r.block(body, at),
                |r| r.nested(at, |r| r.cases(rest, default, at)),
            );
        }
        let (first, rest) = arms.split_at(arms.len() / 2);
        let conditions: Vec<Condition> = first.iter().map(|(one, _)| one.clone()).collect();
        self.steps(conditions.iter().map(|one| one.bits().count()).sum(), at)?;
        self.decided(
            any(&conditions),
            at,
            // One of them holds: the last, if none before it does.
            |r| match first.split_last() {
                Some(((_, last), others)) => r.nested(at, |r| r.cases(others, last, at)),
                None => Ok(Flow::Next),
            },
            |r| r.nested(at, |r| r.cases(rest, default, at)),
        )
    }

    pub(super) fn for_loop(
        &mut self,
        ty: &Type<'t>,
        name: &'t str,
        over: &Item<'t>,
        body: &Body<'t>,
        at: usize,
    ) -> Read<Flow> {
        self.in_loop(body, at, |r| r.for_rounds(ty, name, over, body, at))
    }

    fn for_rounds(
        &mut self,
        ty: &Type<'t>,
        name: &'t str,
        over: &Item<'t>,
        body: &Body<'t>,
        at: usize,
    ) -> Read<Flow> {
        let of = self.scalar(ty)?;
        let (mut flow, mut ways) = (Flow::Next, Ways::NEXT);
        let turn = |r: &mut Self, value: Value| {
            r.steps(1, at)?;
            let value = r.stored(value, of, at)?;
            let entry = Entry::Number(of, Some(value), Access::Constant);
            r.nested(at, |r| {
                r.scope(|r| {
                    r.declare(name, entry, at)?;
                    r.all(&body.statements)
                })
            })
        };
        match over {
            Item::Range { start, step, stop } => {
                let values = self.range(start, step, stop, None, at)?;
                // That takes no longer than the rounds do.
                if let Some(each) = self.least(&body.statements, values.size()) {
                    self.has_steps(values.size().saturating_mul(each.saturating_add(1)), at)?;
                }
                let count = values.size();
                let mut values = values.peekable();
                // A program has loops from a number that is not negative.
                let first = values.peek().and_then(|&value| usize::try_from(value).ok());
                let mut met = Loop {
                    variable: self.program.names.intern(name),
                    first: first.unwrap_or(0),
                    step: 1,
                    down: false,
                    rounds: 0,
                };
                let around = first.map(|_| self.within.enter(Scope::Loop(met)));
                for value in values {
                    let inside = first.map(|_| self.within.enter(Scope::Round(met.rounds)));
                    flow = self.round(&mut ways, at, |r| turn(r, Value::Int(value)))?;
                    if met.rounds == 0 && ways != Ways::NEXT {
                        // All others are within branches.
                        self.has_steps(count.saturating_mul(2), at)?;
                    }
                    if let Some(inside) = inside {
                        self.within.leave(inside);
                    }
                    if met.rounds == 1 {
                        let change = value - met.first as i128;
                        met.down = change < 0;
                        met.step = usize::try_from(change.unsigned_abs()).unwrap_or(usize::MAX);
                    }
                    met.rounds += 1;
                    if !matches!(flow, Flow::Next) {
                        break;
                    }
                }
                if let Some(around) = around {
                    self.within.becomes(met);
                    self.within.leave(around);
                }
            }
            Item::Set(values)
            | Item::One(Expr {
                kind: ExprKind::Set(values),
                ..
            }) => {
                for value in values {
                    flow = self.round(&mut ways, at, |r| {
                        let value = r.eval(value)?;
                        turn(r, value)
                    })?;
                    if !matches!(flow, Flow::Next) {
                        break;
                    }
                }
            }
            Item::One(other) => {
                for value in self.elements_of(other)? {
                    flow = self.round(&mut ways, at, |r| turn(r, value))?;
                    if !matches!(flow, Flow::Next) {
                        break;
                    }
                }
            }
        }
        Ok(self.after_loop(flow, ways))
    }

    /// The elements of an array or of a register of bits, which a loop goes over.
    fn elements_of(&mut self, over: &Expr<'t>) -> Read<Vec<Value>> {
        let at = over.at;
        if let ExprKind::Name(name) = over.kind
            && let Some(Entry::Array(_, values, _)) = self.look_up(name)
        {
            let values = Rc::clone(values);
            self.steps(values.len(), at)?;
            let value = |value: &Option<Value>| match value {
                Some(value) => Ok(value.clone()),
                None => fault!(at, "`{name}` has elements without a value here"),
            };
            return values.iter().map(value).collect();
        }
        match self.eval(over)? {
            // What the body measures changes no element.
            value @ Value::Bits(_) => match self.kept(value, at)? {
                Value::Bits(bits) => Ok(bits.iter().cloned().map(Value::Bit).collect()),
                other => Ok(vec![other]),
            },
            other => fault!(
                at,
                "a loop runs over a range, a set, an array or a register of bits, not over {}",
                other.kind()
            ),
        }
    }
}
