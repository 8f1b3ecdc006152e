//! What a `macro_rules` passes on: a `$e:expr` comes in an invisible group.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Type};

/// The tokens without the invisible group around each statement that was a `$s:stmt`: syn takes it for an expression.
pub(crate) fn open_statements(tokens: TokenStream) -> TokenStream {
    opened(tokens.clone(), false).unwrap_or(tokens)
}

/// `None` where nothing is to be done: a group that is rebuilt has one span only.
fn opened(tokens: TokenStream, in_block: bool) -> Option<TokenStream> {
    let mut changed = false;
    let mut at_start = true;
    let mut result = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let starts = std::mem::replace(&mut at_start, ends_statement(&token));
        let TokenTree::Group(group) = token else {
            result.push(token);
            continue;
        };
        let ends = match tokens.peek() {
            None => true,
            Some(TokenTree::Punct(punct)) => punct.as_char() == ';',
            Some(_) => false,
        };
        let is_block = group.delimiter() == Delimiter::Brace;
        let inner = opened(group.stream(), is_block);
        changed |= inner.is_some();
        if in_block && starts && ends && group.delimiter() == Delimiter::None {
            changed = true;
            result.extend(inner.unwrap_or_else(|| group.stream()));
        } else if let Some(inner) = inner {
            let mut anew = Group::new(group.delimiter(), inner);
            anew.set_span(group.span());
            result.push(anew.into());
        } else {
            result.push(group.into());
        }
    }
    changed.then(|| result.into_iter().collect())
}

fn ends_statement(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => {
            matches!(group.delimiter(), Delimiter::Brace | Delimiter::None)
        }
        _ => false,
    }
}

/// Replaces invisible groups: rustc ignores those that a procedural macro returns, and `$e * 2` would be
/// `1 + 1 * 2`.
pub(crate) struct Ungroup;

impl VisitMut for Ungroup {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        while let Expr::Group(group) = expr {
            let inner = std::mem::replace(&mut *group.expr, Expr::Verbatim(TokenStream::new()));
            *expr = match is_whole(&inner) {
                true => inner,
                // Not the user's parentheses, so no lint may call them unnecessary.
                false => Expr::Paren(syn::ExprParen {
                    attrs: Vec::new(),
                    paren_token: syn::token::Paren(Span::mixed_site().located_at(inner.span())),
                    expr: Box::new(inner),
                }),
            };
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        while let Type::Group(group) = ty {
            *ty = std::mem::replace(&mut *group.elem, Type::Verbatim(TokenStream::new()));
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// Whether no operator beside it can take a part of an expression away.
fn is_whole(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Path(_)
            | Expr::Lit(_)
            | Expr::Call(_)
            | Expr::MethodCall(_)
            | Expr::Index(_)
            | Expr::Field(_)
            | Expr::Paren(_)
            | Expr::Tuple(_)
            | Expr::Macro(_)
            | Expr::Group(_)
    )
}
