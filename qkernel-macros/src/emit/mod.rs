//! Model and graph → the items that a kernel becomes.

pub(crate) mod bindings;
pub(crate) mod editor;
mod edits;
pub(crate) mod graph;
mod ignored;
mod obligations;
mod ops;
pub(crate) mod runtime;
mod salvage;
pub(crate) mod signature;
mod sites;
#[cfg(test)]
mod spans;
mod stated;
mod tables;
mod values;

pub(crate) use sites::fail_at;

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use qkernel_ir::Offset;
use quote::ToTokens;

/// The same tokens, resolved at the user's place but invisible to an editor's cursor.
fn hidden(tokens: impl ToTokens) -> TokenStream {
    respan(tokens.to_token_stream(), &|_| Span::mixed_site())
}

/// The same tokens, generated, but where rustc points at the user's place.
fn located(tokens: impl ToTokens) -> TokenStream {
    respan(tokens.to_token_stream(), &|span| {
        Span::mixed_site().located_at(span)
    })
}

fn respan(tokens: TokenStream, span: &impl Fn(Span) -> Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            if let proc_macro2::TokenTree::Group(group) = &token {
                let mut inner =
                    proc_macro2::Group::new(group.delimiter(), respan(group.stream(), span));
                inner.set_span(span(group.span()));
                return inner.into();
            }
            token.set_span(span(token.span()));
            token
        })
        .collect()
}

/// Whether this is true of a token, those in groups too.
fn any(tokens: &TokenStream, is: &impl Fn(&TokenTree) -> bool) -> bool {
    tokens.clone().into_iter().any(|token| {
        is(&token) || matches!(&token, TokenTree::Group(group) if any(&group.stream(), is))
    })
}

/// The spans of the first and the last token. What a `macro_rules` fragment wraps is looked into.
fn ends(tokens: &TokenStream) -> (Span, Span) {
    let site = Span::mixed_site();
    let mut tokens = tokens.clone().into_iter();
    let Some(first) = tokens.next() else {
        return (site, site);
    };
    let inner = |token: &TokenTree| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => ends(&group.stream()),
        TokenTree::Group(group) => (group.span_open(), group.span_close()),
        token => (token.span(), token.span()),
    };
    let last = tokens.last().unwrap_or_else(|| first.clone());
    (inner(&first).0, inner(&last).1)
}

/// A place in a kernel, from the line of its name: where the kernel moves as a whole, what has these numbers stays the same.
fn offset(span: Span, kernel: &Ident) -> Offset {
    let start = span.start();
    Offset {
        line: (start.line as u32).wrapping_sub(kernel.span().start().line as u32),
        column: start.column as u32 + 1,
    }
}
