//! The elements of registers: taken, put back, measured, used twice. Only what is wrong for certain is an error here; elements
//! that may or may not be the same are looked at when sizes are bound.

use proc_macro2::TokenStream;

use super::Qubits;
use super::call;
use super::fate::{Fate, Liveness};
use super::register::{Out, Register};
use crate::error::{self, Message};
use crate::lower::Node;
use crate::model::{Element, ErasedType, Expr, ExprKind, Place, VarId};
use crate::rules::obligation::{Obligation, Subject};

impl<'k> Qubits<'k> {
    /// What is known of the elements of a variable, or of a field of it.
    pub(super) fn register(
        &mut self,
        variable: VarId,
        fields: &[u32],
    ) -> Option<&mut Register<'k>> {
        let holder = self.holders[variable].as_mut()?;
        Some(&mut holder.fate.part(fields).register)
    }

    /// An element is taken where it is: not `let a = q[0]; let b = q[0];`, not `h(q[0])` after `measure(q[0])`, not
    /// `cx(q[i + 1], q[1 + i])`.
    pub(super) fn take(&mut self, expr: &'k Expr, node: &'k Node<'k>) {
        let ExprKind::Element { base, indices } = &expr.kind else {
            return;
        };
        for (index, &id) in indices.iter().zip(&node.ins[1..]) {
            self.fixed(index, id, error::measured_index);
        }
        let (Some((variable, fields)), &[_, index], &[value]) =
            (base.place(), node.ins.as_slice(), node.outs.as_slice())
        else {
            return;
        };
        let index = match self.holders[variable] {
            Some(_) => self.values.poly(index),
            None => return,
        };
        let Some(register) = self.register(variable, &fields) else {
            return;
        };
        let out = Out {
            index,
            value,
            expr,
            when: None,
        };
        let Some(other) = register.take(out) else {
            return;
        };
        let certain = std::mem::replace(&mut register.certain, false);
        let text = expr.text();
        let user = self.values.user(value);
        let both = user.filter(|user| call::takes(user, expr) && call::takes(user, other.expr));
        let message = match both.and_then(call::call) {
            Some(call) => {
                let (name, other) = (call::name(call), other.expr.text());
                match other == text {
                    true => error::same_element_twice(&name, &text),
                    false => error::same_element_spelt_differently(&name, &other, &text),
                }
            }
            None if certain => self.put_back(variable, &fields, other.message(&text, &self.values)),
            None => return,
        };
        self.refuse(variable, fields, &expr.tokens, message);
    }

    /// What is put in takes no other qubit's place: not `q[1] = h(q[0]);`.
    pub(super) fn put(&mut self, place: &'k Place, node: &Node<'k>) {
        let Place::Element {
            base,
            index,
            tokens,
            ..
        } = place
        else {
            return;
        };
        let (Some(variable), &[_, id, _]) = (base.variable, node.ins.as_slice()) else {
            return;
        };
        self.fixed(index, id, error::measured_index);
        let index = self.values.poly(id);
        let register = self.register(variable, &[]);
        if register.is_some_and(|register| register.put(&index)) {
            let message = error::element_overwritten(&crate::spell::expr(tokens));
            self.refuse(variable, Vec::new(), tokens, message);
        }
    }

    /// A variable or a part of it is used up. A register that is used whole has all of its elements.
    pub(super) fn used(&mut self, expr: &'k Expr) {
        let Some((variable, fields)) = expr.place() else {
            return;
        };
        let Some(holder) = self.holders[variable].as_mut() else {
            return;
        };
        let fate = holder.fate.part(&fields);
        let register = std::mem::replace(fate, Fate::new(Liveness::Used)).register;
        let missing = register.out.first().filter(|_| register.certain);
        fate.register.certain = register.certain && missing.is_none();
        if let Some(out) = missing {
            let message = out.message_whole(&expr.text());
            let message = self.put_back(variable, &fields, message);
            self.refuse(variable, fields, &expr.tokens, message);
        }
    }

    /// A message that says to put something back, where that can be done.
    fn put_back(&self, variable: VarId, fields: &[u32], message: Message) -> Message {
        match fields {
            [] => message,
            _ => message.of_a_tuple(&self.kernel.variables[variable].name.to_string()),
        }
    }

    /// Reports a fault with a register, or leaves it to rustc whether it is one.
    fn refuse(&mut self, variable: VarId, fields: Vec<u32>, at: &TokenStream, message: Message) {
        match self.is_register(variable, &fields) {
            Some(true) => self.errors.push_at(at, message),
            Some(false) => {}
            None => {
                let name = self.kernel.variables[variable].name.clone();
                let leak = message.into_leak(&name.to_string());
                self.obligations.push(Obligation {
                    name,
                    fields,
                    subject: Subject::Whole,
                    at: Some(at.clone()),
                    leak,
                });
            }
        }
    }

    /// Whether a variable, or a field of it, is a register of qubits; `None` if only rustc knows.
    fn is_register(&self, variable: VarId, fields: &[u32]) -> Option<bool> {
        if fields.is_empty() && self.registers.contains(&variable) {
            return Some(true);
        }
        let mut ty = self.kernel.variables[variable].inferred.ty.as_ref()?;
        for &k in fields {
            match ty {
                ErasedType::Tuple(parts) => ty = parts.get(k as usize)?.ty.as_ref()?,
                _ => return Some(false),
            }
        }
        Some(*ty == ErasedType::Vector(Element::Qubit))
    }
}
