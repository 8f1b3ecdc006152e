//! Which calls and loops a step is part of.

use super::binder::Binder;
use super::list::{Done, Span, get};
use super::listed::{Argument, Scope, ScopeEntry};
use super::value::*;
use crate::graph::Offset;

impl Binder<'_> {
    pub(super) const fn enter(&mut self, scope: Scope) -> Done {
        let before = (self.arguments.len as u32, self.runs.len as u32);
        self.enter_since(scope, before)
    }

    const fn enter_since(&mut self, scope: Scope, before: (u32, u32)) -> Done {
        let outer = self.state.scope;
        get!(self.scopes.push(ScopeEntry {
            outer,
            scope,
            before
        }));
        self.state.scope = self.scopes.len as u32;
        Ok(())
    }

    /// Enters a round of the loop, after the one before it.
    pub(super) const fn enter_round(&mut self, round: usize) -> Done {
        if round > 0 && self.state.used < self.state.scope {
            // Nothing is in the last one: it becomes this one.
            self.scopes.items[self.state.scope as usize - 1].scope = Scope::Round(round);
            return Ok(());
        }
        if round > 0 {
            self.leave();
        }
        self.enter(Scope::Round(round))
    }

    /// Leaves the innermost scope, which is forgotten if no step is in it: a kernel may compute for long.
    pub(super) const fn leave(&mut self) {
        let scope = self.state.scope;
        let ScopeEntry { outer, before, .. } = self.scopes.items[scope as usize - 1];
        if self.state.used < scope {
            self.scopes.cut(scope as usize - 1);
            self.arguments.cut(before.0 as usize);
            self.runs.cut(before.1 as usize);
        }
        self.state.scope = outer;
    }

    /// Enters the call of a kernel whose arguments are in its frame.
    pub(super) const fn enter_call(
        &mut self,
        caller: CallFrame,
        loc: Offset,
        callee: CallFrame,
    ) -> Done {
        let before = (self.arguments.len as u32, self.runs.len as u32);
        let args = callee.graph.body.args;
        let mut k = 0;
        while self.state.is_listed && k < args.len() {
            let argument = match self.get(callee, args[k]) {
                Value::Qubit(qubit) => Argument::Qubit(qubit),
                Value::Register(places) => Argument::Register(get!(self.runs_of(places))),
                Value::UInt(number) => Argument::UInt(number),
                Value::Float(number) if !self.depends_on_run(number) => Argument::Float(number),
                Value::Angles(argument) | Value::Matrix(argument) => Argument::All(argument),
                _ => Argument::Other,
            };
            get!(self.arguments.push(argument));
            k += 1;
        }
        let scope = Scope::Call {
            caller: caller.graph,
            loc,
            callee: callee.graph,
            controls: self.controls.len as u32,
            inverted: self.state.inverted,
            arguments: self.arguments.since(before.0 as usize),
        };
        self.enter_since(scope, before)
    }

    /// Which part of the outermost loop is done, as far as the rounds tell; none where there is no loop around.
    pub(super) fn done(&self) -> Option<f64> {
        let (mut done, mut scope) = (None, self.state.scope as usize);
        while scope > 0 {
            let ScopeEntry {
                outer, scope: of, ..
            } = self.scopes.items[scope - 1];
            scope = outer as usize;
            if let Scope::Round(round) = of
                && let Scope::Loop { numbers, .. } = self.scopes.items[scope - 1].scope
            {
                // In the first round nothing is known: the loops in it may be its smallest part.
                let inside = match round {
                    0 => 1.0,
                    _ => done.unwrap_or(0.5),
                };
                done = Some((round as f64 + inside) / numbers.count as f64);
            }
        }
        done
    }

    /// The numbers of qubits, those that follow each other together.
    const fn runs_of(&mut self, places: Span) -> Done<Span> {
        let first = self.runs.len;
        let mut k = places.start();
        while k < places.end() {
            let qubit = self.places.items[k];
            k += 1;
            if qubit == OUT {
                continue;
            }
            if self.runs.len > first {
                let (start, count) = self.runs.items[self.runs.len - 1];
                if start + count == qubit {
                    self.runs.items[self.runs.len - 1] = (start, count + 1);
                    continue;
                }
            }
            get!(self.runs.push((qubit, 1)));
        }
        Ok(self.runs.since(first))
    }
}
