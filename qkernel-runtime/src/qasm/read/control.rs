//! Branches and loops.

use std::collections::HashSet;
use std::rc::Rc;

use super::error::{Read, fault};
use super::reader::{Entry, Reader};
use super::run::Flow;
use super::syntax::{Expr, ExprKind, Item, Statement, Type};
use super::value::Value;
use crate::program::condition::any;
use crate::program::{Condition, Loop, Scope};

impl<'t> Reader<'t> {
    /// One of two lists. Where bits decide, both have to end in the same way: by going on.
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
        let goes_on = |flow| match flow {
            Flow::Next => Ok(()),
            _ => fault(
                at,
                "`break`, `continue`, `return` and `end` are not supported where a measured bit decides",
            ),
        };
        self.branch(
            condition,
            at,
            |r| then(r).and_then(goes_on),
            |r| otherwise(r).and_then(goes_on),
        )?;
        Ok(Flow::Next)
    }

    pub(super) fn choice(
        &mut self,
        condition: &Expr<'t>,
        then: &[Statement<'t>],
        otherwise: &[Statement<'t>],
        at: usize,
    ) -> Read<Flow> {
        let value = self.eval(condition)?;
        let value = self.truth(&value, condition.at)?;
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
        for value in cases.iter().flat_map(|(values, _)| values) {
            if let Value::Int(label) = self.eval(value)?
                && !labels.insert(label)
            {
                return fault(value.at, format!("there is a case for {label} already"));
            }
        }
        self.cases(found, cases, default, at)
    }

    fn cases(
        &mut self,
        found: &Value,
        cases: &[(Vec<Expr<'t>>, Vec<Statement<'t>>)],
        default: &[Statement<'t>],
        at: usize,
    ) -> Read<Flow> {
        for (k, (values, body)) in cases.iter().enumerate() {
            let mut equal = Vec::with_capacity(values.len());
            for value in values {
                let wanted = self.eval(value)?;
                let same = self.binary("==", found.clone(), wanted, value.at)?;
                equal.push(self.truth(&same, value.at)?);
            }
            let condition = any(&equal);
            if condition != Condition::Constant(false) {
                return self.decided(
                    condition,
                    at,
                    |r| r.block(body, at),
                    |r| r.nested(at, |r| r.cases(found, &cases[k + 1..], default, at)),
                );
            }
        }
        self.block(default, at)
    }

    pub(super) fn for_loop(
        &mut self,
        ty: &Type<'t>,
        name: &'t str,
        over: &Item<'t>,
        body: &[Statement<'t>],
        at: usize,
    ) -> Read<Flow> {
        let size = self.width(ty)?;
        let turn = |r: &mut Self, value: Value| {
            r.steps(1, at)?;
            let value = r.converted(value, ty.base, size, at)?;
            let entry = Entry::Number {
                base: ty.base,
                size,
                value: Some(r.kept(value, at)?),
                constant: true,
            };
            r.nested(at, |r| {
                r.scope(|r| {
                    r.declare(name, entry, at)?;
                    r.all(body)
                })
            })
        };
        match over {
            Item::Range { start, step, stop } => {
                let mut values = self.range(start, step, stop, None, at)?.peekable();
                // A program has loops from a number that is not negative.
                let first = values.peek().and_then(|&value| usize::try_from(value).ok());
                let mut met = Loop {
                    variable: self.program.names.intern(name),
                    first: first.unwrap_or(0),
                    step: 1,
                    down: false,
                    rounds: 0,
                };
                let around = first.map(|_| self.within.enter(Scope::Loop(Box::new(met))));
                let mut flow = Flow::Next;
                for value in values {
                    let inside = first.map(|_| self.within.enter(Scope::Round(met.rounds)));
                    flow = turn(self, Value::Int(value))?;
                    inside
                        .into_iter()
                        .for_each(|inside| self.within.leave(inside));
                    if met.rounds == 1 {
                        let change = value - met.first as i128;
                        met.down = change < 0;
                        met.step = usize::try_from(change.unsigned_abs()).unwrap_or(usize::MAX);
                    }
                    met.rounds += 1;
                    if !matches!(flow, Flow::Next | Flow::Continue) {
                        break;
                    }
                }
                if let Some(around) = around {
                    self.within.becomes(Scope::Loop(Box::new(met)));
                    self.within.leave(around);
                }
                if !matches!(flow, Flow::Next | Flow::Continue | Flow::Break) {
                    return Ok(flow);
                }
            }
            Item::Set(values)
            | Item::One(Expr {
                kind: ExprKind::Set(values),
                ..
            }) => {
                for value in values {
                    let value = self.eval(value)?;
                    match turn(self, value)? {
                        Flow::Next | Flow::Continue => {}
                        Flow::Break => break,
                        other => return Ok(other),
                    }
                }
            }
            Item::One(other) => {
                for value in self.elements_of(other)? {
                    match turn(self, value)? {
                        Flow::Next | Flow::Continue => {}
                        Flow::Break => break,
                        other => return Ok(other),
                    }
                }
            }
        }
        Ok(Flow::Next)
    }

    /// The elements of an array or of a register of bits, which a loop goes over.
    fn elements_of(&mut self, over: &Expr<'t>) -> Read<Vec<Value>> {
        let at = over.at;
        if let ExprKind::Name(name) = over.kind
            && let Some(Entry::Array { values, .. }) = self.look_up(name)
        {
            let values = Rc::clone(values);
            self.steps(values.len(), at)?;
            let value = |value: &Option<Value>| match value {
                Some(value) => Ok(value.clone()),
                None => fault(at, format!("`{name}` has elements without a value here")),
            };
            return values.iter().map(value).collect();
        }
        match self.eval(over)? {
            // What the body measures changes no element.
            value @ Value::Bits(_) => match self.kept(value, at)? {
                Value::Bits(bits) => Ok(bits.iter().cloned().map(Value::Bit).collect()),
                other => Ok(vec![other]),
            },
            other => fault(
                at,
                format!(
                    "a loop runs over a range, a set, an array or a register of bits, not over {}",
                    other.kind()
                ),
            ),
        }
    }
}
