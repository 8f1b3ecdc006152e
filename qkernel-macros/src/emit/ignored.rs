//! Values that get no name: `x(q);`, `let _ = x(q);`, `(a, _) = cx(a, b);`, `cx(a, b).0`. A trait obligation refuses qubits
//! among them.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Member, Pat, Stmt, parse_quote, parse_quote_spanned};

use crate::emit::{ends, obligations};
use crate::error::{self, Position, position};
use crate::known::Operation;
use crate::model::MAX_PARTS;
use crate::parse::bare;
use crate::spell;

pub(super) struct Ignored<'a> {
    pub(super) rt: &'a TokenStream,
    /// Where variables are read that may hold qubits.
    pub(super) may_hold: HashSet<Position>,
}

impl VisitMut for Ignored<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        block.stmts = std::mem::take(&mut block.stmts)
            .into_iter()
            .flat_map(|statement| self.statement(statement))
            .collect();
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some((base, fields)) = parts_of_a_value(expr) {
            self.visit_expr_mut(base);
            *expr = self.part(base, &fields);
        } else {
            visit_mut::visit_expr_mut(self, expr);
        }
    }
}

/// The value without a name that an expression is a field of: `cx(a, b)` for `cx(a, b).0`.
fn parts_of_a_value(expr: &mut Expr) -> Option<(&mut Expr, Vec<u32>)> {
    let Expr::Field(field) = expr else {
        return None;
    };
    let Member::Unnamed(index) = &field.member else {
        return None;
    };
    let index = index.index;
    match bare(&field.base) {
        Expr::Path(_) | Expr::Index(_) => None,
        Expr::Field(_) => {
            let (base, mut fields) = parts_of_a_value(bare_mut(&mut field.base))?;
            fields.push(index);
            Some((base, fields))
        }
        _ => Some((&mut field.base, vec![index])),
    }
}

fn bare_mut(expr: &mut Expr) -> &mut Expr {
    match expr {
        Expr::Paren(paren) => bare_mut(&mut paren.expr),
        expr => expr,
    }
}

impl Ignored<'_> {
    fn statement(&self, mut statement: Stmt) -> Vec<Stmt> {
        let mut names = Placeholders::default();
        match &mut statement {
            Stmt::Expr(Expr::Call(call), Some(_)) if !ends_qubits(&call.func) => {
                return self.dropped(&statement);
            }
            Stmt::Expr(value, Some(_)) if is_value(value) => {
                let (first, last) = ends(&value.to_token_stream());
                let leak = error::value_dropped(&spell::expr(&*value));
                let value = quote_spanned!(last=> #value);
                return vec![obligations::check(value, first, &leak, self.rt)];
            }
            Stmt::Expr(Expr::Assign(assign), _) => names.place(&mut assign.left),
            Stmt::Local(local) if local.init.is_some() => names.pattern(&mut local.pat),
            _ => {}
        }
        let site = Span::mixed_site();
        let declarations = names
            .declared
            .iter()
            .map(|name| parse_quote_spanned!(site=> let #name;));
        let checks = names
            .all
            .iter()
            .map(|name| obligations::check(name, name.span(), &error::ignored(), self.rt));
        declarations.chain([statement]).chain(checks).collect()
    }

    /// A field of a value without a name; the others cannot be used.
    fn part(&self, base: &Expr, fields: &[u32]) -> Expr {
        let (first, last) = ends(&base.to_token_stream());
        let value = Ident::new("__value", last);
        let text = spell::expr(base);
        let checks = (0..fields.len()).map(|depth| {
            let (path, used) = (&fields[..depth], fields[depth]);
            let others: Vec<u32> = (0..MAX_PARTS).filter(|k| *k != used).collect();
            let name: String = path.iter().map(|k| format!(".{k}")).collect();
            obligations::check_fields(
                obligations::part(&value, path, last),
                &others,
                first,
                &error::part_dropped(&text, &format!("{name}.{{K}}")),
                self.rt,
            )
        });
        let part = obligations::part(&value, fields, last);
        parse_quote_spanned!(Span::mixed_site()=> { let #value = #base; #(#checks)* #part })
    }

    /// A check of the result of `x(q);`, in its place.
    fn dropped(&self, statement: &Stmt) -> Vec<Stmt> {
        let Stmt::Expr(Expr::Call(call), _) = statement else {
            return vec![statement.clone()];
        };
        let holds_qubits = |expr: &Expr| match expr {
            Expr::Path(path) => (path.path.get_ident())
                .is_some_and(|name| self.may_hold.contains(&position(name.span()))),
            _ => false,
        };
        let from: Vec<String> = call
            .args
            .iter()
            .filter(|arg| match arg {
                Expr::Index(index) => holds_qubits(&index.expr),
                arg => holds_qubits(arg),
            })
            .map(spell::expr)
            .collect();
        let text = spell::expr(call);
        let place = syn::spanned::Spanned::span(&call.func);
        let leak = error::result_dropped(&text, &from);
        vec![obligations::check(call, place, &leak, self.rt)]
    }
}

/// Whether it is nothing but a value: `q;`, `(a, b);`, `pair.0;`.
fn is_value(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Field(_) | Expr::Index(_) | Expr::Tuple(_) => true,
        Expr::Paren(paren) => is_value(&paren.expr) || matches!(bare(expr), Expr::Call(_)),
        _ => false,
    }
}

/// `measure` and `discard` give no qubit back.
fn ends_qubits(function: &Expr) -> bool {
    let Expr::Path(path) = function else {
        return false;
    };
    Operation::of(&path.path).is_some_and(|operation| operation.ends().is_some())
}

/// Names in the places of `_`.
#[derive(Default)]
struct Placeholders {
    all: Vec<Ident>,
    /// Those that need a `let` of their own.
    declared: Vec<Ident>,
}

impl Placeholders {
    fn fresh(&mut self, span: Span) -> Ident {
        let name = Ident::new(&format!("__ignored{}", self.all.len()), span);
        self.all.push(name.clone());
        name
    }

    fn pattern(&mut self, pattern: &mut Pat) {
        match pattern {
            Pat::Wild(wild) => {
                let name = self.fresh(wild.underscore_token.span);
                *pattern = parse_quote!(#name);
            }
            Pat::Tuple(tuple) => tuple.elems.iter_mut().for_each(|part| self.pattern(part)),
            Pat::Paren(paren) => self.pattern(&mut paren.pat),
            Pat::Type(typed) => self.pattern(&mut typed.pat),
            _ => {}
        }
    }

    fn place(&mut self, place: &mut Expr) {
        match place {
            Expr::Infer(infer) => {
                let name = self.fresh(infer.underscore_token.span);
                self.declared.push(name.clone());
                *place = parse_quote!(#name);
            }
            Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|part| self.place(part)),
            Expr::Paren(paren) => self.place(&mut paren.expr),
            _ => {}
        }
    }
}
