//! Statements and places.

use proc_macro2::Span;

use super::{Event, Id, Lowered, Lowering, Op, Source};
use crate::model::{Expr, ExprKind, Name, Pattern, Place, Statement, StatementKind};

impl<'k> Lowering<'k> {
    pub(super) fn statement(&mut self, statement: &'k Statement) {
        self.taken.clear();
        match &statement.kind {
            StatementKind::Let { pattern, value, .. } => {
                let value = value
                    .as_ref()
                    .map(|value| self.expr(value, pattern.arity()));
                self.bind(pattern, value, statement.span);
            }
            StatementKind::Assign { place, value } => {
                let value = self.expr(value, place.arity());
                self.store(place, value, statement.span);
            }
            StatementKind::Update { place, op, value } => {
                let value = self.value_of(value);
                let old = match place {
                    Place::Variable(name) => {
                        let old = self.read(name);
                        self.value(old, name.ident.span())
                    }
                    Place::Element { base, index, .. } => {
                        let ins = self.element(base, index);
                        self.one(Op::Take, ins, statement.span)
                    }
                    Place::Tuple(_) | Place::Ignore => return,
                };
                let new = self.one(Op::Binary(*op), vec![old, value], statement.span);
                self.store(place, Lowered::Value(new), statement.span);
            }
            StatementKind::For(each) => self.for_loop(each, statement.span),
            StatementKind::Expr(expr) => {
                self.expr(expr, Some(0));
            }
            StatementKind::Refused { .. } => {}
        }
    }

    fn bind(&mut self, pattern: &'k Pattern, value: Option<Lowered>, span: Span) {
        match (pattern, value) {
            (Pattern::Bind(name), value) => {
                self.given(name, value.clone(), true);
                // It may have no value yet.
                value.into_iter().for_each(|value| self.assign(name, value));
            }
            (Pattern::Tuple(patterns), Some(value)) => {
                let parts = self.parts(value, patterns.len(), span);
                for (pattern, part) in patterns.iter().zip(parts) {
                    self.bind(pattern, Some(part), span);
                }
            }
            (Pattern::Tuple(patterns), None) => {
                for pattern in patterns {
                    self.bind(pattern, None, span);
                }
            }
            (Pattern::Ignore, _) => {}
        }
    }

    fn given(&mut self, name: &'k Name, value: Option<Lowered>, defined: bool) {
        let variable = name.variable.filter(|&id| self.may_hold_qubits(id));
        if variable.is_some() {
            self.event(Event::Given {
                name,
                value,
                defined,
            });
        }
    }

    fn store(&mut self, place: &'k Place, value: Lowered, span: Span) {
        match place {
            Place::Variable(name) => {
                self.given(name, Some(value.clone()), false);
                self.assign(name, value);
            }
            Place::Element {
                base,
                index,
                tokens,
                ..
            } => {
                let value = self.value(value, span);
                let mut ins = self.element(base, index);
                ins.push(value);
                self.node(Op::Put, ins, 0, base.ident.span());
                self.made_of(Source::Place(place));
                // Where the element was just taken out, the error is already there.
                if index.may_leave_range() && !self.taken.contains(&crate::spell::expr(tokens)) {
                    self.site(0, tokens);
                }
            }
            Place::Tuple(places) => {
                let parts = self.parts(value, places.len(), span);
                for (place, part) in places.iter().zip(parts) {
                    self.store(place, part, span);
                }
            }
            Place::Ignore => {}
        }
    }

    fn element(&mut self, base: &Name, index: &'k Expr) -> Vec<Id> {
        let base_value = self.read(base);
        let base_value = self.value(base_value, base.ident.span());
        let mut ins = vec![base_value];
        match &index.kind {
            ExprKind::Tuple(indices) => ins.extend(indices.iter().map(|index| self.index(index))),
            _ => ins.push(self.index(index)),
        }
        ins
    }
}
