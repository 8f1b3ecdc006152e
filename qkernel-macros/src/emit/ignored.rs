//! Values that get no name: `x(q);`, `let _ = x(q);`, `(a, _) = cx(a, b);`. A trait obligation refuses qubits among them.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Pat, Stmt, parse_quote, parse_quote_spanned};

use crate::emit::obligations;
use crate::error;
use crate::spell;

pub(super) struct Ignored<'a> {
    pub(super) rt: &'a TokenStream,
    /// Variables that hold no qubits.
    pub(super) numbers: HashSet<String>,
}

impl VisitMut for Ignored<'_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        block.stmts = std::mem::take(&mut block.stmts)
            .into_iter()
            .flat_map(|statement| self.statement(statement))
            .collect();
    }
}

impl Ignored<'_> {
    fn statement(&self, mut statement: Stmt) -> Vec<Stmt> {
        let mut names = Names::default();
        match &mut statement {
            Stmt::Expr(Expr::Call(call), Some(_)) if !ends_qubits(&call.func) => {
                return self.dropped(&statement);
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

    /// A check of what `x(q);` gives back, in its place.
    fn dropped(&self, statement: &Stmt) -> Vec<Stmt> {
        let Stmt::Expr(Expr::Call(call), _) = statement else {
            return vec![statement.clone()];
        };
        let holds_qubits = |expr: &Expr| match expr {
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| !self.numbers.contains(&name.to_string())),
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

/// `measure` and `discard` give no qubit back.
fn ends_qubits(function: &Expr) -> bool {
    matches!(function, Expr::Path(path) if path.path.is_ident("measure") || path.path.is_ident("discard"))
}

/// Names in the places of `_`.
#[derive(Default)]
struct Names {
    all: Vec<Ident>,
    /// Those that need a `let` of their own.
    declared: Vec<Ident>,
}

impl Names {
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
