//! Checks of single places that need a callee's signature or sizes without numbers: constants that `cargo check`
//! evaluates. The panic is at the user's tokens.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use qkernel_ir::Offset;
use quote::{quote, quote_spanned};

use crate::emit::{ends, hidden, offset, respan};
use crate::lower::{Graph, Region};
use crate::model::{ExprKind, Kernel};
use crate::reader::Reader;

pub(super) fn emit(graph: &Graph, kernel: &Kernel, rt: &TokenStream) -> Vec<TokenStream> {
    let mut items = Vec::new();
    region(&graph.body, &kernel.name, rt, &mut items);
    items.extend(results(kernel, rt));
    items
}

/// The results that have stated sizes.
fn results(kernel: &Kernel, rt: &TokenStream) -> Vec<TokenStream> {
    let Some(tail) = &kernel.body.tail else {
        return Vec::new();
    };
    let stated = kernel.stated().into_iter().enumerate();
    stated
        .filter(|(_, (param, _))| param.is_none())
        .map(|(number, (_, sized))| {
            let tokens = match (&tail.kind, sized.fields.as_slice()) {
                (ExprKind::Tuple(parts), [field]) => parts
                    .get(*field as usize)
                    .map_or(&tail.tokens, |part| &part.tokens),
                _ => &tail.tokens,
            };
            check(Offset::NAME, number, tokens, &kernel.name, rt)
        })
        .collect()
}

fn region(region: &Region, name: &Ident, rt: &TokenStream, items: &mut Vec<TokenStream>) {
    for node in &region.nodes {
        let place = offset(node.found_at.unwrap_or(node.span), name);
        let sites = node.sites.iter();
        items.extend(sites.map(|(argument, tokens)| check(place, *argument, tokens, name, rt)));
        for inner in node.op.regions() {
            self::region(inner, name, rt, items);
        }
    }
}

/// An item that fails where the analysis has found a fault at a place, for an argument; the error is shown at the tokens.
fn check(
    place: Offset,
    argument: usize,
    tokens: &TokenStream,
    name: &Ident,
    rt: &TokenStream,
) -> TokenStream {
    let site = Span::mixed_site();
    let Offset { line, column } = place;
    let name = hidden(name);
    let what = quote_spanned!(site=> #name::ANALYSIS, #line, #column, #argument);
    // Plain spans: rustc then speaks of the user's code alone.
    let check = call_at(tokens, &quote!(#rt::check), &what, |_, place| place);
    quote_spanned!(site=> const _: () = #check;)
}

/// `(tokens) (path) message`: a call of `path` with the message, at the tokens. What is wrong with the call is reported there.
pub(crate) fn fail_at(input: TokenStream, reader: Reader) -> TokenStream {
    let mut input = input.into_iter();
    let mut group = || match input.next() {
        Some(TokenTree::Group(group)) => group.stream(),
        other => other.into_iter().collect(),
    };
    let (tokens, path) = (group(), group());
    if reader == Reader::Editor {
        let message: TokenStream = input.collect();
        return quote!(#path(#message));
    }
    // The names of a path keep what they mean, at the user's place. One name alone is an item in scope, which has no
    // hygiene: all of it can be the user's, and rustc does not speak of a macro.
    let alone = path.clone().into_iter().nth(1).is_none();
    call_at(&tokens, &path, &input.collect(), |name, place| {
        if alone { place } else { name.located_at(place) }
    })
}

/// A call of `path`; its span runs from the first to the last of the tokens.
fn call_at(
    tokens: &TokenStream,
    path: &TokenStream,
    args: &TokenStream,
    span: impl Fn(Span, Span) -> Span,
) -> TokenStream {
    let (first, last) = ends(tokens);
    let mut call = Group::new(Delimiter::Parenthesis, args.clone());
    call.set_span(last);
    let path = respan(path.clone(), &|name| span(name, first));
    quote!(#path #call)
}
