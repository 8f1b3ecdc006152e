//! The elements of registers: taken, put back, measured, used twice. Only what is wrong for certain is an error here;
//! elements that may or may not be the same are looked at when sizes are bound.

mod call;
mod loops;
mod out;
mod symbols;
mod usage;

use std::collections::HashSet;

use proc_macro2::TokenStream;
use qkernel_ir::Poly;
use quote::ToTokens;

use crate::check::{Obligation, Subject};
use crate::error::{self, Errors, Message};
use crate::flow::Flow;
use crate::known::Operation;
use crate::model::*;

use call::Call;
use out::{Out, Register, To};
use symbols::{Content, Kind, Symbols};

pub(super) fn check(kernel: &Kernel, errors: &Errors) -> Vec<Obligation> {
    let mut elements = Elements {
        symbols: Symbols::new(kernel.variables.each(None), errors.doubtful()),
        registers: usage::registers(kernel),
        errors,
        obligations: Vec::new(),
    };
    for (id, param) in kernel.variables.ids().zip(&kernel.params) {
        let kind = match param.ty {
            KernelType::Vector(Element::Qubit, _) => Kind::Register,
            _ => Kind::Other,
        };
        elements.symbols.declare(id, &param.name, None, kind);
    }
    elements.block(&kernel.body, None);
    elements.obligations
}

struct Elements<'a> {
    symbols: Symbols,
    /// The variables that are used as only registers can be.
    registers: HashSet<VarId>,
    errors: &'a Errors,
    /// What is wrong if a variable turns out to be a register.
    obligations: Vec<Obligation>,
}

impl Flow for Elements<'_> {
    type Fact = Option<Content>;

    fn facts(&mut self) -> &mut ByVariable<Option<Content>> {
        &mut self.symbols.variables
    }
}

impl Elements<'_> {
    fn block(&mut self, block: &Block, to: Option<&str>) {
        block
            .statements
            .iter()
            .for_each(|statement| self.statement(statement));
        block
            .tail
            .iter()
            .for_each(|tail| self.value(tail, to, None));
        self.leave(block);
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Let { pattern, value, .. } => {
                let to = match pattern {
                    Pattern::Bind(name) => Some(name.ident.to_string()),
                    _ => None,
                };
                let known = value.as_ref().and_then(|value| self.symbols.poly(value));
                let kind = value.as_ref().map_or(Kind::Unsure, kind_of);
                value
                    .iter()
                    .for_each(|value| self.value(value, to.as_deref(), None));
                self.bind(pattern, known, kind);
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
        let (modifiers, callee, args) = match &expr.kind {
            ExprKind::Call { callee, args } => ([].as_slice(), callee, args),
            ExprKind::Modified {
                modifiers,
                callee,
                args,
            } => (modifiers.as_slice(), callee, args),
            _ => return,
        };
        let call = Call {
            modifiers,
            callee,
            taken: Vec::new(),
        };
        if call.ends().is_some() {
            return;
        }
        for arg in args {
            if let ExprKind::Element { base, .. } = &arg.kind
                && let Some(register) = self.symbols.register(base.variable())
            {
                *register = Register::Unknown;
            }
        }
    }

    fn bind(&mut self, pattern: &Pattern, value: Option<Poly>, kind: Kind) {
        match pattern {
            Pattern::Bind(name) => {
                let Some(id) = name.variable else { return };
                let is_register = self.registers.contains(&id);
                let kind = if is_register { Kind::Register } else { kind };
                self.symbols.declare(id, &name.ident, value, kind);
            }
            Pattern::Tuple(parts) => {
                for part in parts {
                    self.bind(part, None, Kind::Unsure);
                }
            }
            Pattern::Ignore => {}
        }
    }

    /// Reports a mistake with a register, or leaves it to rustc whether the variable is one.
    fn refuse(&mut self, variable: Option<VarId>, at: &TokenStream, message: Message) {
        let variable = self.symbols.find(variable);
        match variable.and_then(|variable| variable.unsure.clone()) {
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
    fn put(&mut self, base: &Name, index: &Expr, tokens: &TokenStream) {
        let index = self.symbols.poly(index);
        let Some(register) = self.symbols.register(base.variable) else {
            return;
        };
        if let Err(message) = register.put(index.as_ref(), &crate::spell::expr(tokens)) {
            self.refuse(base.variable, tokens, message);
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
                    (Some(name), [index]) => self.take(expr, name.variable, index, to, call),
                    (None, _) => self.value(base, None, None),
                    _ => {}
                }
            }
            ExprKind::Method { receiver, args, .. } if receiver.name().is_some() => {
                args.iter().for_each(|arg| self.value(arg, None, None));
            }
            ExprKind::Modified {
                modifiers,
                callee,
                args,
            } => {
                for count in modifiers.iter().flat_map(|modifier| &modifier.counts) {
                    self.value(count, None, None);
                    self.fixed(count, error::measured_power);
                }
                self.call(modifiers, callee, args, to);
            }
            ExprKind::Call { callee, args } => {
                self.call(&[], callee, args, to);
                if let (Some(Operation::QubitArray), [length]) =
                    (callee.operation(), args.as_slice())
                {
                    self.fixed(length, error::measured_length);
                }
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                self.value(condition, None, None);
                let (_, _, after_then) = self.ways(
                    |elements| elements.block(then, to),
                    |elements| otherwise.iter().for_each(|block| elements.block(block, to)),
                );
                let measured = condition.known.measured.then(|| condition.text());
                self.symbols.merge(after_then, measured.as_deref());
            }
            ExprKind::Block(block) => self.block(block, to),
            _ => expr
                .children()
                .for_each(|child| self.value(child, to, None)),
        }
    }

    fn call(&mut self, modifiers: &[Modifier], callee: &Callee, args: &[Expr], to: Option<&str>) {
        let mut call = Call {
            modifiers,
            callee,
            taken: Vec::new(),
        };
        for arg in args {
            self.value(arg, to, Some(&mut call));
        }
    }

    /// An element is taken where it is: not `let a = q[0]; let b = q[0];`, not `h(q[0])` after `measure(q[0])`.
    fn take(
        &mut self,
        expr: &Expr,
        variable: Option<VarId>,
        index: &Expr,
        to: Option<&str>,
        call: Option<&mut Call<'_>>,
    ) {
        let index = self.symbols.poly(index);
        let Some(register) = self.symbols.register(variable) else {
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
    fn whole(&mut self, name: &Name) {
        let Some(register) = self.symbols.register(name.variable) else {
            return;
        };
        if let Err(message) = register.whole(&name.ident.to_string()) {
            self.refuse(name.variable, &name.ident.to_token_stream(), message);
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
