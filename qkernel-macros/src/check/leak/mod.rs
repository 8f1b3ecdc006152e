//! Qubits that get lost. The macro sees on which paths a variable is never used whole; whether it holds qubits
//! rustc decides, by a trait obligation at the variable.

mod paths;

use proc_macro2::Ident;

use crate::check::Obligation;
use crate::error;
use crate::model::{Block, Expr, ExprKind, Kernel, Pattern, Place, Statement, StatementKind};

use paths::{Kind, Paths, Scope, State};

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

impl Paths {
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
                let kind = value.as_ref().map_or(Kind::Variable, kind_of);
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
                self.assign(place, kind_of(value));
            }
            StatementKind::Update { value, .. } => self.value(value),
            StatementKind::For(each) => {
                each.range.bounds().for_each(|bound| self.value(bound));
                self.loops += 1;
                self.block(&each.body);
                self.loops -= 1;
            }
            StatementKind::Expr(expr) => self.value(expr),
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
}

fn put_elements(place: &Place, put: &mut Vec<(Ident, String)>) {
    match place {
        Place::Element { base, tokens, .. } => put.push((base.clone(), crate::spell::expr(tokens))),
        Place::Tuple(parts) => parts.iter().for_each(|part| put_elements(part, put)),
        Place::Variable(_) | Place::Ignore => {}
    }
}

fn kind_of(value: &Expr) -> Kind {
    if is_number(value) {
        Kind::Number
    } else {
        Kind::Variable
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
