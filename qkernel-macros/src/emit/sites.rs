//! Checks of single places that need a callee's signature or sizes without numbers: constants that `cargo check`
//! evaluates. The panic stands at the user's tokens.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::emit::{ends, hidden, respan};
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
                .map(|(argument, tokens)| site(node, *argument, tokens, name, rt)),
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

fn site(
    node: &Node,
    argument: usize,
    tokens: &TokenStream,
    name: &Ident,
    rt: &TokenStream,
) -> TokenStream {
    let site = Span::mixed_site();
    let start = node.span.start();
    let (line, column) = (start.line as u32, start.column as u32 + 1);
    let name = hidden(name);
    let fail = fail_at(tokens, rt);
    quote_spanned! {site=>
        #[cfg(not(rust_analyzer))]
        const _: () = if let ::core::option::Option::Some(message) = #name::ANALYSIS.fault(#line, #column, #argument) {
            #fail
        };
    }
}

/// A call that fails with `message`; its span runs from the first to the last of the tokens.
fn fail_at(tokens: &TokenStream, rt: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let (first, last) = ends(tokens);
    let mut call = Group::new(Delimiter::Parenthesis, quote_spanned!(site=> message));
    call.set_span(last);
    let path = respan(quote!(#rt::fail), &|_| first);
    quote!(#path #call)
}
