//! Checks of single places that need a callee's signature or sizes without numbers: constants that `cargo check`
//! evaluates. The panic stands at the user's tokens.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::emit::hidden;
use crate::lower::{Graph, Node, Op, Region};

pub(super) fn emit(graph: &Graph, name: &Ident, rt: &TokenStream) -> Vec<TokenStream> {
    let mut items = Vec::new();
    region(&graph.body, name, rt, &mut items);
    items
}

fn region(region: &Region, name: &Ident, rt: &TokenStream, items: &mut Vec<TokenStream>) {
    for node in &region.nodes {
        items.extend(
            node.sites
                .iter()
                .map(|(argument, tokens)| site(node, *argument, tokens, name)),
        );
        match &node.op {
            Op::For { body, .. } => self::region(body, name, rt, items),
            Op::If { then, otherwise } => {
                self::region(then, name, rt, items);
                self::region(otherwise, name, rt, items);
            }
            _ => {}
        }
    }
}

fn site(node: &Node, argument: usize, tokens: &TokenStream, name: &Ident) -> TokenStream {
    let site = Span::mixed_site();
    let start = node.span.start();
    let (line, column) = (start.line as u32, start.column as u32 + 1);
    let name = hidden(name);
    let panic = panic_at(tokens);
    quote_spanned! {site=>
        const _: () = if let ::core::option::Option::Some(message) = #name::ANALYSIS.fault(#line, #column, #argument) {
            #panic
        };
    }
}

/// A panic with `message` whose span runs from the first to the last of the tokens.
fn panic_at(tokens: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let first = tokens
        .clone()
        .into_iter()
        .next()
        .map_or(site, |token| token.span());
    let last = match tokens.clone().into_iter().last() {
        Some(TokenTree::Group(group)) => group.span_close(),
        Some(token) => token.span(),
        None => site,
    };
    let message = quote_spanned!(site=> ("{}", message.as_str()));
    let mut call = match message.into_iter().next() {
        Some(TokenTree::Group(group)) => Group::new(group.delimiter(), group.stream()),
        _ => return TokenStream::new(),
    };
    call.set_span(site.located_at(last));
    let path = quote_spanned!(site.located_at(first)=> ::core::panic!);
    quote!(#path #call)
}
