//! The elements of registers along straight lines: taken, put back, measured, used twice. Only what is wrong
//! for certain is an error here; elements that may or may not be the same are looked at when sizes are bound.

use std::collections::HashMap;

use proc_macro2::{Ident, TokenStream};
use syn::Path;

use crate::check::poly::{Atom, Poly, Same};
use crate::error::{self, Errors};
use crate::lower::assigned_names;
use crate::model::*;

pub(super) fn check_elements(kernel: &Kernel, errors: &Errors) {
    let mut elements = Elements {
        scopes: vec![HashMap::new()],
        variables: Vec::new(),
        atoms: 0,
        vectors: HashMap::new(),
        errors,
    };
    for param in &kernel.params {
        let is_register = matches!(param.ty, KernelType::Vector(Element::Qubit, _));
        elements.declare(&param.name, None, is_register);
    }
    elements.block(&kernel.body, None);
}

/// An element that is out of its register.
#[derive(Clone, PartialEq)]
struct Out {
    index: Poly,
    text: String,
    line: usize,
    /// Where it went.
    to: To,
}

#[derive(Clone, PartialEq)]
enum To {
    Variable(String),
    /// `measure` or `discard`.
    Gone(&'static str),
    Unknown,
}

#[derive(Clone)]
struct Variable {
    /// The value as a polynomial, if it is one.
    value: Option<Poly>,
    /// What stands for the variable's present value.
    atom: Atom,
    register: Option<Register>,
}

/// What is known of a register.
#[derive(Clone, PartialEq)]
enum Register {
    /// These elements are out, all others are in.
    Known(Vec<Out>),
    Unknown,
}

struct Elements<'a> {
    scopes: Vec<HashMap<String, usize>>,
    variables: Vec<Variable>,
    atoms: Atom,
    /// The atom of an element of a vector of numbers, by the vector's atom and the index.
    vectors: HashMap<(Atom, Vec<Poly>), Atom>,
    errors: &'a Errors,
}

/// An element that is taken in a call, for telling arguments of one call apart.
struct Argument {
    register: usize,
    index: Poly,
    text: String,
}

impl Elements<'_> {
    fn fresh(&mut self) -> Atom {
        self.atoms += 1;
        self.atoms
    }

    fn declare(&mut self, name: &Ident, value: Option<Poly>, is_register: bool) {
        let atom = self.fresh();
        self.variables.push(Variable {
            value,
            atom,
            register: is_register.then(|| Register::Known(Vec::new())),
        });
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_string(), self.variables.len() - 1);
        }
    }

    fn find(&self, name: &Ident) -> Option<usize> {
        let name = name.to_string();
        self.scopes
            .iter()
            .rev()
            .find_map(|scope| scope.get(&name).copied())
    }

    fn block(&mut self, block: &Block, to: Option<&str>) {
        self.scopes.push(HashMap::new());
        for (index, statement) in block.statements.iter().enumerate() {
            self.statement(statement, &block.statements[index + 1..]);
        }
        block
            .tail
            .iter()
            .for_each(|tail| self.value(tail, to, None));
        self.scopes.pop();
    }

    fn statement(&mut self, statement: &Statement, rest: &[Statement]) {
        match &statement.kind {
            StatementKind::Let { pattern, value } => {
                let to = match pattern {
                    Pattern::Bind(name) => Some(name.to_string()),
                    _ => None,
                };
                let known = value.as_ref().and_then(|value| self.poly(value));
                let gives_register = value
                    .as_ref()
                    .is_some_and(|value| self.gives_register(value));
                value
                    .iter()
                    .for_each(|value| self.value(value, to.as_deref(), None));
                self.bind(pattern, known, gives_register, rest);
            }
            StatementKind::Assign { place, value } => {
                let known = self.poly(value);
                self.value(value, None, None);
                self.store(place, known, value);
            }
            StatementKind::Update { place, value, .. } => {
                self.value(value, None, None);
                if let Place::Variable(name) = place {
                    self.changed(name, None);
                }
            }
            StatementKind::For(each) => self.for_loop(each),
            StatementKind::Expr(expr) => self.value(expr, None, None),
        }
    }

    fn bind(
        &mut self,
        pattern: &Pattern,
        value: Option<Poly>,
        gives_register: bool,
        rest: &[Statement],
    ) {
        match pattern {
            Pattern::Bind(name) => {
                // Only elements of a register can be assigned, so such an assignment tells that it is one.
                let is_register = gives_register
                    || rest
                        .iter()
                        .any(|statement| assigns_element(statement, name));
                self.declare(name, value, is_register);
            }
            Pattern::Tuple(parts) => {
                parts
                    .iter()
                    .for_each(|part| self.bind(part, None, false, rest));
            }
            Pattern::Ignore => {}
        }
    }

    fn gives_register(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Call { path, .. } => path
                .segments
                .last()
                .is_some_and(|segment| segment.ident == "qubit_array"),
            ExprKind::Name(name) => self
                .find(name)
                .is_some_and(|variable| self.variables[variable].register.is_some()),
            _ => false,
        }
    }

    /// A variable has a new value: as a register, it is whole.
    fn changed(&mut self, name: &Ident, value: Option<Poly>) {
        let atom = self.fresh();
        if let Some(variable) = self.find(name) {
            let variable = &mut self.variables[variable];
            variable.value = value;
            variable.atom = atom;
            if let Some(register) = &mut variable.register {
                *register = Register::Known(Vec::new());
            }
        }
    }

    fn store(&mut self, place: &Place, value: Option<Poly>, from: &Expr) {
        match place {
            Place::Variable(name) => self.changed(name, value),
            Place::Element {
                base,
                index,
                tokens,
            } => {
                self.value(index, None, None);
                self.put(base, index, tokens);
            }
            Place::Tuple(parts) => parts.iter().for_each(|part| self.store(part, None, from)),
            Place::Ignore => {}
        }
    }

    fn put(&mut self, base: &Ident, index: &Expr, tokens: &TokenStream) {
        let index = self.poly(index);
        let Some(variable) = self.find(base) else {
            return;
        };
        let Some(Register::Known(out)) = &mut self.variables[variable].register else {
            return;
        };
        let same: Vec<Same> = match &index {
            Some(index) => out.iter().map(|out| out.index.same(index)).collect(),
            None => vec![Same::Unknown; out.len().max(1)],
        };
        if let Some(position) = same.iter().position(|&same| same == Same::Yes) {
            out.remove(position);
        } else if same.contains(&Same::Unknown) {
            self.variables[variable].register = Some(Register::Unknown);
        } else {
            self.errors.push_at(
                tokens,
                error::element_overwritten(&crate::spell::expr(tokens)),
            );
            self.variables[variable].register = Some(Register::Unknown);
        }
    }

    /// Goes through an expression whose value is used. `to` is the variable that gets the value, `arguments`
    /// what the call around it has taken so far.
    fn value(
        &mut self,
        expr: &Expr,
        to: Option<&str>,
        arguments: Option<(&Path, &mut Vec<Argument>)>,
    ) {
        match &expr.kind {
            ExprKind::Name(name) => self.whole(name),
            ExprKind::Element { base, indices } => {
                indices
                    .iter()
                    .for_each(|index| self.value(index, None, None));
                match (base.name(), indices.as_slice()) {
                    (Some(name), [index]) => self.take(expr, name, index, to, arguments),
                    (None, _) => self.value(base, None, None),
                    _ => {}
                }
            }
            ExprKind::Method { receiver, .. } if receiver.name().is_some() => {}
            ExprKind::Call { path, args } => {
                let mut taken = Vec::new();
                args.iter()
                    .for_each(|arg| self.value(arg, to, Some((path, &mut taken))));
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.value(condition, None, None);
                let before = self.variables.clone();
                self.block(then, to);
                let mut after_then = std::mem::replace(&mut self.variables, before);
                otherwise
                    .iter()
                    .for_each(|otherwise| self.block(otherwise, to));
                after_then.truncate(self.variables.len());
                self.merge(after_then);
            }
            ExprKind::Block(block) => self.block(block, to),
            _ => expr
                .children()
                .for_each(|child| self.value(child, to, None)),
        }
    }

    fn take(
        &mut self,
        expr: &Expr,
        name: &Ident,
        index: &Expr,
        to: Option<&str>,
        arguments: Option<(&Path, &mut Vec<Argument>)>,
    ) {
        let Some(variable) = self.find(name) else {
            return;
        };
        let index = self.poly(index);
        let Some(Register::Known(out)) = &self.variables[variable].register else {
            return;
        };
        let Some(index) = index else {
            self.variables[variable].register = Some(Register::Unknown);
            return;
        };
        let text = expr.text();
        let mut gone = None;
        if let Some((path, taken)) = arguments {
            let callee = path
                .segments
                .last()
                .map(|segment| segment.ident.to_string())
                .unwrap_or_default();
            let twice = taken
                .iter()
                .find(|other| other.register == variable && other.index.same(&index) == Same::Yes);
            if let Some(other) = twice {
                let message = if other.text == text {
                    error::same_element_twice(&callee, &text)
                } else {
                    error::same_element_spelt_differently(&callee, &other.text, &text)
                };
                self.errors.push_at(&expr.tokens, message);
                self.variables[variable].register = Some(Register::Unknown);
                return;
            }
            taken.push(Argument {
                register: variable,
                index: index.clone(),
                text: text.clone(),
            });
            gone = match callee.as_str() {
                "measure" => Some("measured"),
                "discard" => Some("discarded"),
                _ => None,
            };
        }
        if let Some(out) = out.iter().find(|out| out.index.same(&index) == Same::Yes) {
            let message = match &out.to {
                To::Gone(done) => error::element_measured(&text, done, out.line),
                To::Variable(name) => error::element_taken(&text, out.line, name),
                To::Unknown => error::element_taken(&text, out.line, ".."),
            };
            self.errors.push_at(&expr.tokens, message);
            // One mistake, one error.
            self.variables[variable].register = Some(Register::Unknown);
            return;
        }
        let to = match (gone, to) {
            (Some(done), _) => To::Gone(done),
            (None, Some(name)) => To::Variable(name.into()),
            (None, None) => To::Unknown,
        };
        let line = expr.span().start().line;
        if let Some(Register::Known(out)) = &mut self.variables[variable].register {
            out.push(Out {
                index,
                text,
                line,
                to,
            });
        }
    }

    /// A register that is used whole has all of its elements.
    fn whole(&mut self, name: &Ident) {
        let Some(variable) = self.find(name) else {
            return;
        };
        if let Some(Register::Known(out)) = &self.variables[variable].register {
            if let Some(out) = out.first() {
                self.errors.push(
                    name.span(),
                    error::used_while_element_out(&name.to_string(), &out.text, out.line),
                );
                self.variables[variable].register = Some(Register::Unknown);
            }
        }
    }

    /// The first iteration is looked at. What a loop does to a register for good is not followed.
    fn for_loop(&mut self, each: &For) {
        let range = &each.range;
        let bounds = [range.start.as_ref(), Some(&range.end), range.step.as_ref()];
        bounds
            .into_iter()
            .flatten()
            .for_each(|bound| self.value(bound, None, None));
        let mut names = Vec::new();
        assigned_names(&each.body, &mut names);
        let assigned: Vec<usize> = names
            .iter()
            .filter_map(|name| {
                self.scopes
                    .iter()
                    .rev()
                    .find_map(|scope| scope.get(name).copied())
            })
            .collect();
        for &variable in &assigned {
            self.variables[variable].value = None;
            self.variables[variable].atom = self.fresh();
        }
        let before = self.variables.clone();
        self.scopes.push(HashMap::new());
        if let Some(variable) = &each.variable {
            self.declare(variable, None, false);
        }
        self.block(&each.body, None);
        self.scopes.pop();
        let after = self.variables.split_off(0);
        self.variables = before;
        let count = self.variables.len();
        self.merge(after.into_iter().take(count).collect());
        for variable in assigned {
            self.variables[variable].value = None;
            self.variables[variable].atom = self.fresh();
        }
    }

    /// Of two ways to get here, what both agree on is known.
    fn merge(&mut self, other: Vec<Variable>) {
        for (index, other) in other.into_iter().enumerate() {
            if self.variables[index].atom != other.atom {
                self.variables[index].atom = self.fresh();
                self.variables[index].value = None;
            }
            let register = &mut self.variables[index].register;
            let agree = match (&*register, &other.register) {
                (Some(Register::Known(a)), Some(Register::Known(b))) => {
                    a.len() == b.len()
                        && a.iter()
                            .all(|a| b.iter().any(|b| a.index.same(&b.index) == Same::Yes))
                }
                (a, b) => a == b,
            };
            if !agree && register.is_some() {
                *register = Some(Register::Unknown);
            }
        }
        // Variables of closed scopes are never looked up again.
        let open = self
            .scopes
            .iter()
            .flat_map(|scope| scope.values())
            .max()
            .map_or(0, |last| last + 1);
        self.variables.truncate(open);
    }

    fn poly(&mut self, expr: &Expr) -> Option<Poly> {
        match &expr.kind {
            ExprKind::UInt(value) => i64::try_from(*value).ok().map(Poly::constant),
            ExprKind::Name(name) => {
                let variable = &self.variables[self.find(name)?];
                Some(
                    variable
                        .value
                        .clone()
                        .unwrap_or_else(|| Poly::atom(variable.atom)),
                )
            }
            ExprKind::Binary(op, left, right) => {
                let (left, right) = (self.poly(left)?, self.poly(right)?);
                match op {
                    BinaryOp::Add => left.add(&right, 1),
                    BinaryOp::Sub => left.add(&right, -1),
                    BinaryOp::Mul => left.multiply(&right),
                    _ => None,
                }
            }
            ExprKind::Element { base, indices } => {
                let base = self.find(base.name()?)?;
                if self.variables[base].register.is_some() {
                    return None;
                }
                let indices: Vec<Poly> = indices
                    .iter()
                    .map(|index| self.poly(index))
                    .collect::<Option<_>>()?;
                let key = (self.variables[base].atom, indices);
                let atom = match self.vectors.get(&key) {
                    Some(&atom) => atom,
                    None => {
                        let atom = self.fresh();
                        self.vectors.insert(key, atom);
                        atom
                    }
                };
                Some(Poly::atom(atom))
            }
            ExprKind::Method { receiver, name } if name == "len" => {
                let variable = &self.variables[self.find(receiver.name()?)?];
                // A register keeps its length when its elements change, so its first atom will do.
                Some(Poly::atom(variable.atom))
            }
            _ => None,
        }
    }
}

fn assigns_element(statement: &Statement, name: &Ident) -> bool {
    match &statement.kind {
        StatementKind::Assign { place, value } => {
            place_has_element(place, name) || expr_assigns_element(value, name)
        }
        StatementKind::For(each) => block_assigns_element(&each.body, name),
        StatementKind::Let {
            value: Some(value), ..
        }
        | StatementKind::Expr(value)
        | StatementKind::Update { value, .. } => expr_assigns_element(value, name),
        StatementKind::Let { value: None, .. } => false,
    }
}

fn block_assigns_element(block: &Block, name: &Ident) -> bool {
    block
        .statements
        .iter()
        .any(|statement| assigns_element(statement, name))
}

fn expr_assigns_element(expr: &Expr, name: &Ident) -> bool {
    expr.blocks()
        .any(|block| block_assigns_element(block, name))
        || expr
            .children()
            .any(|child| expr_assigns_element(child, name))
}

fn place_has_element(place: &Place, name: &Ident) -> bool {
    match place {
        Place::Element { base, .. } => base == name,
        Place::Tuple(parts) => parts.iter().any(|part| place_has_element(part, name)),
        Place::Variable(_) | Place::Ignore => false,
    }
}
