//! Variables on the paths through a kernel.

use std::collections::HashMap;

use proc_macro2::Ident;

use crate::check::Obligation;
use crate::error::{self, Leak};

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Parameter,
    Variable,
    /// Known not to hold qubits.
    Number,
}

#[derive(Clone)]
pub(super) struct Variable {
    /// The token that gave it its value.
    pub(super) defined: Ident,
    pub(super) kind: Kind,
    /// How many loops were around the definition.
    pub(super) loops: usize,
    pub(super) state: State,
    /// The elements that were moved out and not put back: if there are any, what is left is not told apart.
    pub(super) out: Vec<String>,
}

#[derive(Clone, PartialEq)]
pub(super) enum State {
    Live,
    Used,
    /// Live only where the condition is as told.
    Branch {
        condition: String,
        live_when: bool,
    },
}

pub(super) type Scope = HashMap<String, Variable>;

pub(super) struct Paths {
    pub(super) scopes: Vec<Scope>,
    pub(super) found: Vec<Obligation>,
    pub(super) loops: usize,
    /// The elements that the assignments around put back.
    pub(super) putting: Vec<String>,
}

impl Paths {
    pub(super) fn define(&mut self, name: &Ident, kind: Kind) {
        let variable = Variable {
            defined: name.clone(),
            kind,
            loops: self.loops,
            state: State::Live,
            out: Vec::new(),
        };
        if let Some(hidden) = self
            .scopes
            .last_mut()
            .and_then(|scope| scope.insert(name.to_string(), variable))
        {
            self.report(hidden);
        }
    }

    pub(super) fn find(&mut self, name: &Ident) -> Option<&mut Variable> {
        let name = name.to_string();
        self.scopes
            .iter_mut()
            .rev()
            .find_map(|scope| scope.get_mut(&name))
    }

    fn report(&mut self, variable: Variable) {
        if !variable.out.is_empty() || variable.kind == Kind::Number {
            return;
        }
        let name = variable.defined.to_string();
        let leak = match variable.state {
            State::Used => return,
            State::Live if variable.loops > 0 => error::leaked_in_loop(&name),
            State::Live => error::leaked(&name, variable.kind == Kind::Parameter),
            State::Branch {
                condition,
                live_when,
            } => error::leaked_on_branch(&name, &condition, live_when),
        };
        self.add(variable.defined, false, leak);
    }

    pub(super) fn add(&mut self, name: Ident, before: bool, leak: Leak) {
        self.found.push(Obligation {
            name,
            at: None,
            before,
            leak,
        });
    }

    pub(super) fn leave(&mut self) {
        let mut variables: Vec<Variable> = self
            .scopes
            .pop()
            .unwrap_or_default()
            .into_values()
            .collect();
        variables.sort_by_key(|variable| {
            (
                variable.defined.span().start().line,
                variable.defined.span().start().column,
            )
        });
        variables
            .into_iter()
            .for_each(|variable| self.report(variable));
    }

    pub(super) fn mark(&mut self, name: &Ident, state: State) {
        if let Some(variable) = self.find(name) {
            variable.state = state;
        }
    }

    pub(super) fn take(&mut self, base: &Ident, element: String) {
        if self.putting.contains(&element) {
            return;
        }
        if let Some(variable) = self.find(base) {
            variable.out.push(element);
        }
    }

    pub(super) fn merge(&mut self, then: Vec<Scope>, condition: &str) {
        for (scope, then) in self.scopes.iter_mut().zip(then) {
            for (name, then) in then {
                let Some(otherwise) = scope.get_mut(&name) else {
                    continue;
                };
                let only_then = then.out.iter().filter(|out| !otherwise.out.contains(out));
                otherwise.out.extend(only_then.cloned().collect::<Vec<_>>());
                if then.state == otherwise.state {
                    continue;
                }
                otherwise.state = match (then.state, &otherwise.state) {
                    (State::Live, State::Used) => State::Branch {
                        condition: condition.into(),
                        live_when: true,
                    },
                    (State::Used, State::Live) => State::Branch {
                        condition: condition.into(),
                        live_when: false,
                    },
                    (branch @ State::Branch { .. }, _) => branch,
                    (_, other) => other.clone(),
                };
            }
        }
    }
}
