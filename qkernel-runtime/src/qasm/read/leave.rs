//! `break`, `continue` and `return` where measured bits decide.
//!
//! Each loop and each subroutine has hidden variables, whose names no text can declare: whether it was left, and with what value. What comes
//! after a branch that may have left is carried out where it has not, within a branch of its own.

use std::rc::Rc;

use super::error::{Read, fault};
use super::flow::{Flow, RETURNED, Ways};
use super::reader::Access::Variable;
use super::reader::{Entry, Reader};
use super::syntax::{Base, Body, Definition, Scalar, Statement};
use super::value::Value;
use crate::program::Condition;
use crate::program::condition::{any, not, or};

/// The value that a subroutine has returned.
const VALUE: &str = "return ..";

/// Whether a name is that of a hidden variable.
pub(super) fn is_hidden(name: &str) -> bool {
    name == VALUE || Ways::OUT.iter().any(|&(_, flag)| flag == name)
}

fn flag(value: bool) -> Value {
    Value::Bit(Condition::Constant(value))
}

/// The hidden variable of a way out, which is not taken yet.
fn not_taken<'t>() -> Entry<'t> {
    Entry::Number(Scalar::BOOL, Some(flag(false)), Variable)
}

impl<'t> Reader<'t> {
    /// A loop, with its hidden variables around it.
    pub(super) fn in_loop<T>(
        &mut self,
        body: &Body<'t>,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Read<T> {
        self.scope(|r| {
            if body.leaves {
                for name in Ways::BREAK.or(Ways::CONTINUE).flags() {
                    r.declare(name, not_taken(), at)?;
                }
            }
            inner(r)
        })
    }

    /// The body of a subroutine, with its hidden variables beside the parameters.
    pub(super) fn body(&mut self, definition: &Rc<Definition<'t>>, at: usize) -> Read<Flow> {
        self.declare(RETURNED, not_taken(), at)?;
        if let Some(ty) = &definition.returns {
            let of = self.scalar(ty)?;
            self.declare(VALUE, Entry::Number(of, None, Variable), at)?;
        }
        self.all(&definition.body)
    }

    /// The type of a hidden variable of the subroutine around.
    fn returned_type(&self, name: &str) -> Option<Scalar> {
        match self.scopes[self.frame].get(name)? {
            Entry::Number(of, ..) => Some(*of),
            _ => None,
        }
    }

    /// Bits for what a loop of the circuit may return, in its scope: those of the last round are seen after it.
    pub(super) fn returned_bits(&mut self, at: usize) -> Read<Vec<usize>> {
        let mut all = Vec::new();
        for name in [RETURNED, VALUE] {
            if let Some(of) = self.returned_type(name).filter(|of| of.is_bits()) {
                let (cells, single) = self.bits_of(of, at)?;
                self.name_bits(name, &cells, single);
                all.extend(cells.iter().copied());
                self.declare(name, Entry::Bits((cells, single), Variable), at)?;
            }
        }
        Ok(all)
    }

    /// What a loop of the circuit has returned: whether, and the value.
    pub(super) fn returned(&self) -> (Condition, Option<Value>) {
        (not(self.going(Ways::RETURN)), self.hidden(VALUE))
    }

    /// The same, where there may be a value from before the loop.
    pub(super) fn has_returned(
        &mut self,
        (inside, value): (Condition, Option<Value>),
        at: usize,
    ) -> Read<()> {
        let value = match (value, self.hidden(VALUE)) {
            (Some(value), Some(before)) => self.chosen_by(&inside, &value, &before, at)?,
            (value, _) => value,
        };
        if let Some(value) = value {
            self.hide(VALUE, value, at)?;
        }
        let before = not(self.going(Ways::RETURN));
        self.hide(RETURNED, Value::Bit(or(before, inside)), at)
    }

    /// What comes after statements that end in one of these ways.
    pub(super) fn flow(&self, ways: Ways) -> Flow {
        match ways {
            Ways::NEXT => Flow::Next,
            Ways::BREAK => Flow::Break,
            Ways::CONTINUE => Flow::Continue,
            Ways::RETURN => Flow::Return(self.hidden(VALUE)),
            _ => Flow::Either(ways),
        }
    }

    /// How an arm ends, which its hidden variables say from now on.
    pub(super) fn ways(&mut self, flow: Flow, at: usize) -> Read<Ways> {
        let way = match flow {
            Flow::Next => return Ok(Ways::NEXT),
            Flow::Either(ways) => return Ok(ways),
            Flow::End => return fault(at, "`end` is not supported where a measured bit decides"),
            Flow::Break => Ways::BREAK,
            Flow::Continue => Ways::CONTINUE,
            Flow::Return(None) => Ways::RETURN,
            Flow::Return(Some(value)) => {
                self.hide(VALUE, value, at)?;
                Ways::RETURN
            }
        };
        for name in way.flags() {
            self.hide(name, flag(true), at)?;
        }
        Ok(way)
    }

    fn hidden(&self, name: &str) -> Option<Value> {
        match self.variable(name)?.1 {
            Entry::Number(_, value, _) => value.clone(),
            Entry::Bits((cells, single), _) => {
                let bits = cells.iter().map(|&cell| self.bit(cell)).collect();
                Some(Value::of_bits(bits, *single))
            }
            _ => None,
        }
    }

    fn hide(&mut self, name: &'static str, new: Value, at: usize) -> Read<()> {
        match self.variable(name) {
            Some((scope, &Entry::Number(of, ..))) => {
                let new = self.stored(new, of, at)?;
                self.set_number(scope, name, new, at);
                Ok(())
            }
            Some((_, Entry::Bits((cells, single), _))) => {
                let (cells, size) = (Rc::clone(cells), (!single).then_some(cells.len()));
                let base = self.returned_type(name).map_or(Base::Bit, |of| of.base);
                let new = self.converted(new, Scalar::new(base, size), at)?;
                self.assign(&cells, &new.bits().unwrap_or_default(), at)
            }
            _ if name == VALUE && !self.is_main() => {
                let own = &self.program.names[self.kernel];
                fault!(at, "`{own}` returns a value that it does not declare")
            }
            _ => fault(at, "there is no loop or subroutine around this"),
        }
    }

    /// From which scope on the variables of an arm that ends in one of these ways are seen no more.
    pub(super) fn dead(&self, ways: Ways) -> usize {
        if ways.has(Ways::NEXT) {
            return usize::MAX;
        }
        let scopes = ways.flags().filter_map(|name| self.variable(name));
        scopes.map(|(scope, _)| scope).max().unwrap_or(usize::MAX)
    }

    /// What is carried out if none of these ways out was taken.
    pub(super) fn unless_left(
        &mut self,
        ways: Ways,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Read<Flow>,
    ) -> Read<Flow> {
        let going = self.going(ways);
        let out = ways.without(Ways::NEXT);
        self.decided(
            going,
            at,
            |r| {
                r.stays(out, at);
                r.nested(at, inner)
            },
            |_| Ok(Flow::Either(out)),
        )
    }

    /// That none of these ways out was taken.
    pub(super) fn going(&self, ways: Ways) -> Condition {
        let taken = ways.flags().map(|name| match self.hidden(name) {
            Some(Value::Bit(taken)) => taken,
            _ => Condition::Constant(false),
        });
        not(any(&taken.collect::<Vec<_>>()))
    }

    /// It is known that these ways out were not taken.
    fn stays(&mut self, ways: Ways, at: usize) {
        for name in ways.flags() {
            if let Some((scope, Entry::Number(..))) = self.variable(name) {
                self.set_number(scope, name, flag(false), at);
            }
        }
    }

    /// Statements at the end of a list, where none of these ways out was taken.
    pub(super) fn rest(&mut self, rest: &[Statement<'t>], ways: Ways) -> Read<Flow> {
        let Some(first) = rest.first() else {
            return Ok(self.flow(ways));
        };
        self.unless_left(ways, first.at, |r| r.continued(|r| r.all(rest)))
    }

    /// A round of a loop, if those before it have not left the loop: `ways` is how they may have ended. The loop goes on after [`Flow::Next`].
    pub(super) fn round(
        &mut self,
        ways: &mut Ways,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Read<Flow>,
    ) -> Read<Flow> {
        let flow = match *ways {
            Ways::NEXT => inner(self)?,
            ways => self.unless_left(ways, at, inner)?,
        };
        Ok(match flow {
            Flow::Continue => Flow::Next,
            Flow::Either(found) => {
                self.stays(Ways::CONTINUE, at);
                *ways = found.outside_of(Ways::CONTINUE);
                match ways.has(Ways::NEXT) {
                    true => Flow::Next,
                    false => self.flow(*ways),
                }
            }
            other => other,
        })
    }

    /// What comes after a loop: its last round, and how the rounds may have ended.
    pub(super) fn after_loop(&self, last: Flow, ways: Ways) -> Flow {
        match last {
            Flow::Next => self.flow(ways.outside_of(Ways::BREAK)),
            Flow::Break => Flow::Next,
            Flow::Either(ways) => self.flow(ways.outside_of(Ways::BREAK)),
            other => other,
        }
    }
}
