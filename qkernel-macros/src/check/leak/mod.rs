//! Qubits that get lost. The macro sees on which paths a variable, a field of it or an element is never used; whether it
//! holds qubits rustc decides, by a trait obligation at the variable.

mod fate;
mod form;
mod paths;

use crate::check::Obligation;
use crate::flow::Flow;
use crate::model::{
    Block, Expr, ExprKind, Kernel, Name, Pattern, Place, Statement, StatementKind, VarId,
};

use fate::{Form, Part};
use form::{constant, of_type};
use paths::{Kind, Paths};

/// What may be lost on some path.
pub(crate) fn leaks(kernel: &Kernel) -> Vec<Obligation> {
    let mut paths = Paths {
        variables: kernel.variables.each(None),
        found: Vec::new(),
        loops: 0,
        putting: Vec::new(),
    };
    let params = kernel.variables.ids().zip(&kernel.params);
    let with_qubits = params.filter(|(_, param)| param.ty.has_qubits());
    for (id, param) in with_qubits.clone() {
        paths.define(id, &param.name, Kind::Parameter, of_type(&param.ty), true);
    }
    paths.block(&kernel.body);
    paths.end(with_qubits.map(|(id, _)| id));
    paths.found
}

impl Paths {
    fn block(&mut self, block: &Block) {
        block
            .statements
            .iter()
            .for_each(|statement| self.statement(statement));
        block.tail.iter().for_each(|tail| self.value(tail));
        self.end(block.own.ids());
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Let { pattern, value, .. } => {
                let form = value
                    .as_ref()
                    .map_or(Form::Unknown, |value| self.form(value));
                value.iter().for_each(|value| self.value(value));
                let kind = value.as_ref().map_or(Kind::Variable, kind_of);
                self.bind(pattern, kind, &form, value.is_some());
            }
            StatementKind::Assign { place, value } => {
                let mut put = Vec::new();
                put_elements(place, &mut put);
                let outer = self.putting.len();
                self.putting
                    .extend(put.iter().map(|element| element.text.clone()));
                let form = self.form(value);
                self.value(value);
                self.putting.truncate(outer);
                for element in put {
                    self.put(element.base.variable, element.index, &element.text);
                }
                self.store(place, kind_of(value), &form);
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

    fn bind(&mut self, pattern: &Pattern, kind: Kind, form: &Form, has_value: bool) {
        match pattern {
            Pattern::Bind(name) => {
                if let Some(id) = name.variable {
                    self.define(id, &name.ident, kind, form.clone(), has_value);
                }
            }
            Pattern::Tuple(parts) => (0..).zip(parts).for_each(|(k, part)| {
                self.bind(part, kind, form.part(Part::Field(k)), has_value);
            }),
            Pattern::Ignore => {}
        }
    }

    fn store(&mut self, place: &Place, kind: Kind, form: &Form) {
        match place {
            Place::Variable(name) => self.assign(name, kind, form.clone()),
            Place::Tuple(parts) => (0..)
                .zip(parts)
                .for_each(|(k, part)| self.store(part, kind, form.part(Part::Field(k)))),
            Place::Element { .. } | Place::Ignore => {}
        }
    }

    /// Goes through an expression whose value is used.
    fn value(&mut self, expr: &Expr) {
        if let Some((variable, path)) = place(expr) {
            self.mark(variable, &path);
            return;
        }
        match &expr.kind {
            ExprKind::Element { base, indices } => {
                match place(base) {
                    Some((variable, path)) => self.take(variable, &path, expr.text()),
                    None => self.value(base),
                }
                indices.iter().for_each(|index| self.value(index));
            }
            ExprKind::Method { receiver, args, .. } if place(receiver).is_some() => {
                args.iter().for_each(|arg| self.value(arg));
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.value(condition);
                let (_, _, after_then) = self.ways(
                    |paths| paths.block(then),
                    |paths| otherwise.iter().for_each(|block| paths.block(block)),
                );
                self.merge(after_then, &condition.text());
            }
            ExprKind::Block(block) => self.block(block),
            _ => expr.children().for_each(|child| self.value(child)),
        }
    }
}

/// The part of a variable that an expression is: `q`, `pair.0`, `q[1]`.
fn place(expr: &Expr) -> Option<(Option<VarId>, Vec<Part>)> {
    let (base, part) = match &expr.kind {
        ExprKind::Name(name) => return Some((name.variable, Vec::new())),
        ExprKind::Field(base, k) => (base, Part::Field(*k)),
        ExprKind::Element { base, indices } => match indices.as_slice() {
            [index] => (base, Part::Element(constant(index)?)),
            _ => return None,
        },
        _ => return None,
    };
    let (variable, mut path) = place(base)?;
    path.push(part);
    Some((variable, path))
}

struct PutElement<'a> {
    base: &'a Name,
    index: Option<u64>,
    text: String,
}

fn put_elements<'a>(place: &'a Place, put: &mut Vec<PutElement<'a>>) {
    match place {
        Place::Element {
            base,
            index,
            tokens,
            ..
        } => put.push(PutElement {
            base,
            index: constant(index),
            text: crate::spell::expr(tokens),
        }),
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
