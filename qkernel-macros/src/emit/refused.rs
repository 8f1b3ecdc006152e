//! Replaces what the macro has refused by something that rustc accepts, where rustc would repeat the error.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, parse_quote};

use crate::parse::is_range;

pub(super) struct Refused;

impl VisitMut for Refused {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Index(index) if matches!(*index.index, Expr::Range(_)) => {
                *expr = parse_quote!(::core::unreachable!());
            }
            Expr::Call(call) if !is_callee(&call.func) => {
                *expr = parse_quote!(::core::unreachable!());
            }
            Expr::ForLoop(each) if !counts(&each.expr) => {
                // What its variable is nobody knows.
                each.expr = parse_quote!(::core::iter::empty::<()>());
                each.body.stmts.clear();
            }
            _ => {}
        }
    }
}

/// Whether it is a name, or a modifier with what can be called.
fn is_callee(function: &Expr) -> bool {
    match bare(function) {
        Expr::Path(_) => true,
        Expr::Call(call) => {
            matches!(bare(&call.func), Expr::Path(_)) && call.args.first().is_some_and(is_callee)
        }
        _ => false,
    }
}

/// Without parentheses, and without those that nobody sees.
fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => bare(&paren.expr),
        Expr::Group(group) => bare(&group.expr),
        expr => expr,
    }
}

fn counts(range: &Expr) -> bool {
    match range {
        Expr::Range(_) => true,
        Expr::Paren(paren) => counts(&paren.expr),
        Expr::Call(call) => is_range(&call.func),
        _ => false,
    }
}
