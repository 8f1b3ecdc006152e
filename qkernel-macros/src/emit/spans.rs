//! Which tokens of an expansion have the user's places.
//!
//! Outside a macro all that can be seen of a span is its location; a token that was generated has none.

use std::collections::BTreeMap;
use std::str::FromStr;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Item;

use crate::error::{Position, position};
use crate::expand::{expand, given_runtime};
use crate::reader::Reader;

/// Position and text: how often.
type Tokens = BTreeMap<(Position, String), usize>;

const KERNELS: &[&str] = &[
    "
    /// All of a kernel's parts.
    #[inline]
    pub(crate) fn whole(n: UInt, w: Vector<Float, { 3 * n }>, m: Matrix<Float>, sizes: Vector<UInt>, o: Observable) -> (Float, Vector<Bit>) {
        let mut q = qubit_array(n);
        for i in range(n) { q[i] = rot::ry(q[i], w[2 * i + 1] * PI.sin()); }
        for i in range(n - 1, 0, -1) { (q[i - 1], q[i]) = cx(q[i - 1], q[i]); }
        (q[0], q[1]) = modifiers::control(inverse(rot::ry))(q[0], q[1], w[0]);
        q = (power)(layer, sizes[2] + n)(q, n, w);
        let (a, mut b) = (qubit(), q[0]);
        q[0] = h(b);
        x(qubit());
        let _ = m[(0, 1)];
        (b, _) = cx(qubit(), a);
        let r = if n % 2 == 0 && n > 2 { layer(qubit_array(n), n, w) } else { qubit_array(n) };
        discard(b);
        (expval(q, 0.5 * o), measure(r))
    }",
    "
    fn k(q: Vector<Qubit>, n: UInt, flip: Bit, others: Vector<UInt>) -> Vector<Qubit, { n }> {
        let mut q = q;
        if flip { q[n - 1] = x(q[others[0]]) }
        q
    }",
    // Wrong, but an editor is to help all the same.
    "
    fn lost(n: UInt, theta: Float) -> Bit {
        let q = qubit_array(n);
        while n > 0 { let angles: Vector<Float> = theta; }
        q[0] = inverse(|q: Qubit| x(q))(q[0]);
        measure(control(control())(ry(q[0], theta)))
    }",
    "
    fn strange(n: u8, q: &mut Vector<Qubit>, w: Vector<Float, { n }>) { let x = q[0]; discard(x); }",
];

/// `None` for a token that was generated.
fn users_position(span: Span) -> Option<Position> {
    let (line, column) = position(span);
    (line > 1).then_some((line, column))
}

/// The tokens that have a place, without brackets of any kind.
fn located(tokens: TokenStream, list: &mut Tokens) {
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            located(group.stream(), list);
        } else if let Some(start) = users_position(token.span()) {
            *list.entry((start, token.to_string())).or_default() += 1;
        }
    }
}

fn tokens(of: impl ToTokens) -> Tokens {
    let mut list = Tokens::new();
    located(of.to_token_stream(), &mut list);
    list
}

fn items(source: &str, reader: Reader) -> Vec<Item> {
    let item = TokenStream::from_str(source).expect("tokens");
    let expanded = expand(given_runtime(), item, reader);
    syn::parse2::<syn::File>(expanded).expect("items").items
}

#[test]
fn an_editor_sees_every_token_once() {
    for source in KERNELS {
        let written = tokens(TokenStream::from_str(source).expect("tokens"));
        let items = items(source, Reader::Editor);
        assert!(matches!(items[0], Item::Fn(_)), "the function comes first");
        let mut seen = tokens(&items[0]);
        for (token, count) in written {
            match seen.remove(&token) {
                // The comma before a length goes, and the minus before a step.
                None => assert!([",", "-"].contains(&&*token.1), "{token:?} is gone"),
                times => assert_eq!(times, Some(count), "{token:?}"),
            }
        }
        assert!(seen.is_empty(), "more than the user wrote: {seen:?}");
    }
}

/// What is declared twice is found twice: the struct's name, and those of its fields. Errors have a place, too.
#[test]
fn an_editor_sees_the_struct_by_its_names() {
    for source in KERNELS {
        for item in items(source, Reader::Editor).split_off(1) {
            let names: Vec<String> = match &item {
                Item::Struct(item) => {
                    let fields = item.fields.iter().filter_map(|field| field.ident.as_ref());
                    std::iter::once(&item.ident)
                        .chain(fields)
                        .map(ToString::to_string)
                        .collect()
                }
                Item::Macro(_) => continue,
                _ => Vec::new(),
            };
            let seen = tokens(&item);
            assert!(
                seen.keys().all(|(_, text)| names.contains(text)),
                "{seen:?}"
            );
            assert_eq!(seen.len(), names.len());
        }
    }
}

/// With a bracket that spans its contents, an editor would take each token within for the indexing.
#[test]
fn brackets_come_after_their_contents() {
    fn check(tokens: TokenStream) {
        for token in tokens {
            let TokenTree::Group(group) = token else {
                continue;
            };
            let inner = group.stream().into_iter().last();
            let inner = inner.and_then(|token| users_position(token.span()));
            if let (Delimiter::Bracket, Some(inner), Some(own)) =
                (group.delimiter(), inner, users_position(group.span()))
            {
                assert!(own > inner, "{group}");
            }
            check(group.stream());
        }
    }
    for source in KERNELS {
        if let Item::Fn(function) = &items(source, Reader::Editor)[0] {
            check(function.block.to_token_stream());
        }
    }
}

#[test]
fn rustc_sees_every_token_too() {
    for source in &KERNELS[..2] {
        let function = TokenStream::from_str(source).expect("tokens");
        let mut function: syn::ItemFn = syn::parse2(function).expect("a function");
        syn::visit_mut::VisitMut::visit_item_fn_mut(&mut crate::parse::StripSizes, &mut function);
        let seen = tokens(&items(source, Reader::Rustc)[0]);
        for token in tokens(&function).into_keys() {
            // A generated name replaces `_`, and a check replaces a dropped value.
            let goes = ["_", "-", ";"].contains(&&*token.1);
            assert!(goes || seen.contains_key(&token), "{token:?} is gone");
        }
    }
}

#[test]
fn half_an_index_is_mended() {
    let source = "
    fn k(n: UInt) -> Vector<Bit> { let mut q = qubit_array(n); q[0] = h(q[]); measure(q) }";
    let items = items(source, Reader::Editor);
    assert!(matches!(items[1], Item::Struct(_)));
}
