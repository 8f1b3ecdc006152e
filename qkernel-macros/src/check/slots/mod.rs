//! The elements of registers: taken, put back, measured, used twice. Only what is wrong for certain is an error here;
//! elements that may or may not be the same are looked at when sizes are bound.

mod call;
mod loops;
mod poly;
mod register;
mod registers;
mod symbols;

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::Path;

use crate::check::{Obligation, Subject};
use crate::error::{self, Errors, Message};
use crate::model::*;

use call::Call;
use poly::Poly;
use register::{Out, Register, To};
use registers::Rest;
use symbols::{Kind, Symbols};

pub(super) fn check_elements(kernel: &Kernel, errors: &Errors) -> Vec<Obligation> {
    let mut elements = Elements {
        symbols: Symbols::new(errors.doubtful()),
        kernel,
        errors,
        obligations: Vec::new(),
    };
    elements.symbols.open();
    for param in &kernel.params {
        let kind = match param.ty {
            KernelType::Vector(Element::Qubit, _) => Kind::Register,
            _ => Kind::Other,
        };
        elements.symbols.declare(&param.name, None, kind);
    }
    elements.block(&kernel.body, None);
    elements.obligations
}

struct Elements<'a> {
    symbols: Symbols,
    kernel: &'a Kernel,
    errors: &'a Errors,
    /// What is wrong if a variable turns out to be a register.
    obligations: Vec<Obligation>,
}

impl Elements<'_> {
    fn block(&mut self, block: &Block, to: Option<&str>) {
        self.symbols.open();
        for (index, statement) in block.statements.iter().enumerate() {
            let rest = Rest {
                statements: &block.statements[index + 1..],
                tail: block.tail.as_deref(),
            };
            self.statement(statement, rest);
        }
        block
            .tail
            .iter()
            .for_each(|tail| self.value(tail, to, None));
        self.symbols.close();
    }

    fn statement(&mut self, statement: &Statement, rest: Rest<'_>) {
        match &statement.kind {
            StatementKind::Let { pattern, value, .. } => {
                let to = match pattern {
                    Pattern::Bind(name) => Some(name.to_string()),
                    _ => None,
                };
                let known = value.as_ref().and_then(|value| self.symbols.poly(value));
                let kind = value.as_ref().map_or(Kind::Unsure, kind_of);
                value
                    .iter()
                    .for_each(|value| self.value(value, to.as_deref(), None));
                self.bind(pattern, known, kind, rest);
            }
            StatementKind::Assign { place, value } => {
                let known = self.symbols.poly(value);
                self.value(value, None, None);
                self.store(place, known);
            }
            StatementKind::Update { place, op, value } => {
                let change = self.symbols.poly(value);
                self.value(value, None, None);
                if let Place::Variable(name) = place {
                    self.symbols.update(name, *op, change);
                }
            }
            StatementKind::For(each) => self.for_loop(each),
            StatementKind::Expr(expr) => {
                self.value(expr, None, None);
                self.dropped(expr);
            }
        }
    }

    /// The result of `h(q[0]);` is lost, which is reported elsewhere: not again where `q` is used.
    fn dropped(&mut self, expr: &Expr) {
        let (modifiers, path, args) = match &expr.kind {
            ExprKind::Call { path, args } => ([].as_slice(), path, args),
            ExprKind::Modified {
                modifiers,
                path,
                args,
            } => (modifiers.as_slice(), path, args),
            _ => return,
        };
        let call = Call {
            modifiers,
            path,
            taken: Vec::new(),
        };
        if call.ends().is_some() {
            return;
        }
        for arg in args {
            if let ExprKind::Element { base, .. } = &arg.kind
                && let Some(name) = base.name()
                && let Some(variable) = self.symbols.find(&name.to_string())
                && let Some(register) = &mut self.symbols.variables[variable].register
            {
                *register = Register::Unknown;
            }
        }
    }

    fn bind(&mut self, pattern: &Pattern, value: Option<Poly>, kind: Kind, rest: Rest<'_>) {
        match pattern {
            Pattern::Bind(name) => {
                let is_register =
                    rest.uses_as_register(name) || registers::is_result(self.kernel, name);
                let kind = if is_register { Kind::Register } else { kind };
                self.symbols.declare(name, value, kind);
            }
            Pattern::Tuple(parts) => {
                for part in parts {
                    self.bind(part, None, Kind::Unsure, rest);
                }
            }
            Pattern::Ignore => {}
        }
    }

    /// Reports a mistake with a register, or leaves it to rustc whether the variable is one.
    fn refuse(&mut self, variable: usize, at: &TokenStream, message: Message) {
        match self.symbols.variables[variable].unsure.clone() {
            None => self.errors.push_at(at, message),
            Some(name) => {
                let leak = message.into_leak(&name.to_string());
                self.obligations.push(Obligation {
                    name,
                    fields: Vec::new(),
                    subject: Subject::Whole,
                    at: Some(at.clone()),
                    leak,
                });
            }
        }
    }

    fn store(&mut self, place: &Place, value: Option<Poly>) {
        match place {
            Place::Variable(name) => self.symbols.changed(name, value),
            Place::Element {
                base,
                index,
                tokens,
                ..
            } => {
                self.value(index, None, None);
                self.fixed(index, error::measured_index);
                self.put(base, index, tokens);
            }
            Place::Tuple(parts) => parts.iter().for_each(|part| self.store(part, None)),
            Place::Ignore => {}
        }
    }

    /// What is put in takes no other qubit's place: not `q[1] = h(q[0]);`.
    fn put(&mut self, base: &Ident, index: &Expr, tokens: &TokenStream) {
        let index = self.symbols.poly(index);
        let Some(variable) = self.symbols.find(&base.to_string()) else {
            return;
        };
        let Some(register) = &mut self.symbols.variables[variable].register else {
            return;
        };
        if let Err(message) = register.put(index.as_ref(), &crate::spell::expr(tokens)) {
            self.refuse(variable, tokens, message);
        }
    }

    /// Goes through an expression whose value is used. `to` is the variable that gets the value.
    fn value(&mut self, expr: &Expr, to: Option<&str>, call: Option<&mut Call<'_>>) {
        match &expr.kind {
            ExprKind::Name(name) => self.whole(name),
            ExprKind::Element { base, indices } => {
                for index in indices {
                    self.value(index, None, None);
                    self.fixed(index, error::measured_index);
                }
                match (base.name(), indices.as_slice()) {
                    (Some(name), [index]) => self.take(expr, name, index, to, call),
                    (None, _) => self.value(base, None, None),
                    _ => {}
                }
            }
            ExprKind::Method { receiver, args, .. } if receiver.name().is_some() => {
                args.iter().for_each(|arg| self.value(arg, None, None));
            }
            ExprKind::Modified {
                modifiers,
                path,
                args,
            } => {
                for count in modifiers.iter().flat_map(|modifier| &modifier.counts) {
                    self.value(count, None, None);
                    self.fixed(count, error::measured_power);
                }
                self.call(modifiers, path, args, to);
            }
            ExprKind::Call { path, args } => {
                let call = self.call(&[], path, args, to);
                if let ("qubit_array", [length]) = (call.name().as_str(), args.as_slice()) {
                    self.fixed(length, error::measured_length);
                }
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.value(condition, None, None);
                let before = self.symbols.variables.clone();
                self.block(then, to);
                let mut after_then = std::mem::replace(&mut self.symbols.variables, before);
                otherwise
                    .iter()
                    .for_each(|otherwise| self.block(otherwise, to));
                after_then.truncate(self.symbols.variables.len());
                let measured = condition.known.measured.then(|| condition.text());
                self.symbols.merge(after_then, measured.as_deref());
            }
            ExprKind::Block(block) => self.block(block, to),
            _ => expr
                .children()
                .for_each(|child| self.value(child, to, None)),
        }
    }

    fn call<'e>(
        &mut self,
        modifiers: &'e [Modifier],
        path: &'e Path,
        args: &[Expr],
        to: Option<&str>,
    ) -> Call<'e> {
        let mut call = Call {
            modifiers,
            path,
            taken: Vec::new(),
        };
        for arg in args {
            self.value(arg, to, Some(&mut call));
        }
        call
    }

    /// An element is taken where it is: not `let a = q[0]; let b = q[0];`, not `h(q[0])` after `measure(q[0])`.
    fn take(
        &mut self,
        expr: &Expr,
        name: &Ident,
        index: &Expr,
        to: Option<&str>,
        call: Option<&mut Call<'_>>,
    ) {
        let Some(variable) = self.symbols.find(&name.to_string()) else {
            return;
        };
        let index = self.symbols.poly(index);
        let Some(register) = &mut self.symbols.variables[variable].register else {
            return;
        };
        let Some(index) = index else {
            *register = Register::Unknown;
            return;
        };
        let text = expr.text();
        let mut out = Out {
            index,
            text,
            line: expr.span().start().line,
            to: to.map_or(To::Unknown, |name| To::Variable(name.into())),
            when: None,
        };
        if let Some(call) = call {
            if let Some(gone) = call.ends() {
                out.to = To::Gone(gone);
            }
            if let Err(message) = call.argument(variable, &out) {
                *register = Register::Unknown;
                self.refuse(variable, &expr.tokens, message);
                return;
            }
        }
        if let Err(message) = register.take(out) {
            self.refuse(variable, &expr.tokens, message);
        }
    }

    /// A register that is used whole has all of its elements.
    fn whole(&mut self, name: &Ident) {
        let Some(variable) = self.symbols.find(&name.to_string()) else {
            return;
        };
        let Some(register) = &mut self.symbols.variables[variable].register else {
            return;
        };
        if let Err(message) = register.whole(&name.to_string()) {
            self.refuse(variable, &name.to_token_stream(), message);
        }
    }
}

fn kind_of(value: &Expr) -> Kind {
    match &value.known.shape {
        Some(Shape::Vector(Element::Qubit)) => Kind::Register,
        Some(_) => Kind::Other,
        None => Kind::Unsure,
    }
}
