//! Qubits that get lost. The macro sees on which paths a variable is never used whole; whether it holds qubits
//! rustc decides, by a trait obligation at the variable.

use std::collections::HashMap;

use proc_macro2::Ident;

use crate::check::Obligation;
use crate::error::{self, Leak};
use crate::model::{Block, Expr, ExprKind, Kernel, Pattern, Place, Statement, StatementKind};

/// The variables that may be lost on some path.
pub(crate) fn leaks(kernel: &Kernel) -> Vec<Obligation> {
    let mut paths = Paths {
        scopes: vec![Scope::default()],
        found: Vec::new(),
        loops: 0,
        putting: Vec::new(),
    };
    for param in kernel.params.iter().filter(|param| param.ty.has_qubits()) {
        paths.define(&param.name, Kind::Parameter);
    }
    paths.block(&kernel.body);
    paths.leave();
    paths.found
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Parameter,
    Variable,
    /// Known not to hold qubits.
    Number,
}

#[derive(Clone)]
struct Variable {
    /// The token that gave it its value.
    defined: Ident,
    kind: Kind,
    /// How many loops were around the definition.
    loops: usize,
    state: State,
    /// The elements that were moved out and not put back: if there are any, what is left is not told apart.
    out: Vec<String>,
}

#[derive(Clone, PartialEq)]
enum State {
    Live,
    Used,
    /// Live only where the condition is as told.
    Branch {
        condition: String,
        live_when: bool,
    },
}

type Scope = HashMap<String, Variable>;

struct Paths {
    scopes: Vec<Scope>,
    found: Vec<Obligation>,
    loops: usize,
    /// The elements that the assignments around put back.
    putting: Vec<String>,
}

impl Paths {
    fn define(&mut self, name: &Ident, kind: Kind) {
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

    fn find(&mut self, name: &Ident) -> Option<&mut Variable> {
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

    fn add(&mut self, name: Ident, before: bool, leak: Leak) {
        self.found.push(Obligation {
            name,
            at: None,
            before,
            leak,
        });
    }

    fn leave(&mut self) {
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

    fn block(&mut self, block: &Block) {
        self.scopes.push(Scope::new());
        block
            .statements
            .iter()
            .for_each(|statement| self.statement(statement));
        block.tail.iter().for_each(|tail| self.value(tail));
        self.leave();
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Let { pattern, value, .. } => {
                value.iter().for_each(|value| self.value(value));
                let kind = match value {
                    Some(value) if is_number(value) => Kind::Number,
                    _ => Kind::Variable,
                };
                self.bind(pattern, kind, value.is_some());
            }
            StatementKind::Assign { place, value } => {
                let mut put = Vec::new();
                put_elements(place, &mut put);
                let outer = self.putting.len();
                self.putting
                    .extend(put.iter().map(|(_, text)| text.clone()));
                self.value(value);
                self.putting.truncate(outer);
                for (base, text) in put {
                    if let Some(variable) = self.find(&base) {
                        variable.out.retain(|out| *out != text);
                    }
                }
                self.assign(
                    place,
                    if is_number(value) {
                        Kind::Number
                    } else {
                        Kind::Variable
                    },
                );
            }
            StatementKind::Update { value, .. } => self.value(value),
            StatementKind::For(each) => {
                let range = &each.range;
                let bounds = [range.start.as_ref(), Some(&range.end), range.step.as_ref()];
                bounds
                    .into_iter()
                    .flatten()
                    .for_each(|bound| self.value(bound));
                self.loops += 1;
                self.block(&each.body);
                self.loops -= 1;
            }
            StatementKind::Expr(expr) => {
                self.value(expr);
            }
        }
    }

    fn bind(&mut self, pattern: &Pattern, kind: Kind, has_value: bool) {
        match pattern {
            Pattern::Bind(name) => {
                self.define(name, kind);
                if !has_value {
                    // Nothing is lost before there is a value.
                    self.mark(name, State::Used);
                }
            }
            Pattern::Tuple(parts) => parts
                .iter()
                .for_each(|part| self.bind(part, kind, has_value)),
            Pattern::Ignore => {}
        }
    }

    fn assign(&mut self, place: &Place, kind: Kind) {
        match place {
            Place::Variable(name) => {
                let loops = self.loops;
                let Some(variable) = self.find(name) else {
                    return;
                };
                let lost = variable.state != State::Used
                    && variable.kind != Kind::Number
                    && variable.out.is_empty();
                variable.state = State::Live;
                variable.kind = kind;
                variable.out.clear();
                // What a loop assigns is carried on; the last value is what can be lost.
                if variable.loops == loops {
                    variable.defined = name.clone();
                }
                if lost {
                    self.add(name.clone(), true, error::overwritten(&name.to_string()));
                }
            }
            Place::Tuple(parts) => parts.iter().for_each(|part| self.assign(part, kind)),
            Place::Element { .. } | Place::Ignore => {}
        }
    }

    fn mark(&mut self, name: &Ident, state: State) {
        if let Some(variable) = self.find(name) {
            variable.state = state;
        }
    }

    /// Goes through an expression whose value is used.
    fn value(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) => self.mark(name, State::Used),
            ExprKind::Element { base, indices } => {
                match base.name() {
                    Some(name) => self.take(name, expr.text()),
                    None => self.value(base),
                }
                indices.iter().for_each(|index| self.value(index));
            }
            ExprKind::Method { receiver, .. } if receiver.name().is_some() => {}
            // One part of a tuple is used; what becomes of the others is not told apart.
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.value(condition);
                let before = self.scopes.clone();
                self.block(then);
                let after_then = std::mem::replace(&mut self.scopes, before);
                otherwise.iter().for_each(|otherwise| self.block(otherwise));
                self.merge(after_then, &condition.text());
            }
            ExprKind::Block(block) => self.block(block),
            _ => expr.children().for_each(|child| self.value(child)),
        }
    }

    fn take(&mut self, base: &Ident, element: String) {
        if self.putting.contains(&element) {
            return;
        }
        if let Some(variable) = self.find(base) {
            variable.out.push(element);
        }
    }

    fn merge(&mut self, then: Vec<Scope>, condition: &str) {
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

fn put_elements(place: &Place, put: &mut Vec<(Ident, String)>) {
    match place {
        Place::Element { base, tokens, .. } => put.push((base.clone(), crate::spell::expr(tokens))),
        Place::Tuple(parts) => parts.iter().for_each(|part| put_elements(part, put)),
        Place::Variable(_) | Place::Ignore => {}
    }
}

/// Whether an expression is a number whatever its parts are.
fn is_number(expr: &Expr) -> bool {
    if expr.known.has_no_qubits() {
        return true;
    }
    match &expr.kind {
        ExprKind::UInt(_)
        | ExprKind::Float(_)
        | ExprKind::Bit(_)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::ToFloat(_)
        | ExprKind::ToUInt(_)
        | ExprKind::Method { .. }
        | ExprKind::Constant(_) => true,
        ExprKind::Tuple(parts) => parts.iter().all(is_number),
        _ => false,
    }
}
