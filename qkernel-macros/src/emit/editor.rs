//! What an editor is to see of a kernel.
//!
//! An editor takes a cursor to every token of the expansion that has the cursor's span, also to tokens under a
//! `cfg` that is off. rustc, on the other hand, points at the user's code only if generated tokens have its
//! spans. So they get different expansions: rustc everything, an editor each token of the user once, with its own span,
//! and what is needed to know the types.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{ItemFn, PathSegment, Stmt, parse_quote_spanned};

use crate::emit::edits;
use crate::model::Kernel;
use crate::parse::{StripSizes, take_sizes};

/// Puts a name into each `q[]`, as rust-analyzer itself does with what is half written elsewhere: completion needs
/// an expansion.
pub(crate) fn mend(tokens: TokenStream) -> TokenStream {
    let mut after_value = false;
    tokens
        .into_iter()
        .map(|token| {
            let TokenTree::Group(group) = token else {
                after_value = matches!(token, TokenTree::Ident(_));
                return token;
            };
            let inner = match group.delimiter() {
                Delimiter::Bracket if after_value && group.stream().is_empty() => {
                    quote_spanned!(Span::mixed_site()=> __index)
                }
                _ => mend(group.stream()),
            };
            after_value = true;
            let mut mended = Group::new(group.delimiter(), inner);
            mended.set_span(group.span());
            mended.into()
        })
        .collect()
}

/// The user's function; `kernel` is what was understood of it.
pub(crate) fn function(
    mut function: ItemFn,
    kernel: Option<&Kernel>,
    rt: &TokenStream,
) -> TokenStream {
    let mut sizes = Sizes::default();
    sizes.visit_signature_mut(&mut function.sig);
    StripSizes.visit_block_mut(&mut function.block);
    edits::edit_for_editor(&mut function.block, kernel, rt);
    let site = Span::mixed_site();
    let import: Stmt = parse_quote_spanned!(site=> #[allow(unused_imports)] use #rt::Take as _;);
    let sizes = sizes.found.into_iter();
    // Here they are resolved, and renamed with the parameters.
    let sizes = sizes.map(|size| parse_quote_spanned!(site=> let _: usize = #size;));
    let start: Vec<Stmt> = std::iter::once(import).chain(sizes).collect();
    function.block.stmts.splice(0..0, start);
    function.into_token_stream()
}

/// Takes the sizes out of every `Vector<T, { length }>` and the like, and keeps them.
#[derive(Default)]
struct Sizes {
    found: Vec<TokenStream>,
}

impl VisitMut for Sizes {
    fn visit_path_segment_mut(&mut self, segment: &mut PathSegment) {
        visit_mut::visit_path_segment_mut(self, segment);
        let sizes = take_sizes(segment);
        self.found
            .extend(sizes.iter().map(ToTokens::to_token_stream));
    }
}

/// The kernel for an editor: the types are there, the graph is not.
pub(super) fn graph(rt: &TokenStream) -> TokenStream {
    quote_spanned! {Span::mixed_site()=>
        const SIGNATURE: #rt::Signature = ::core::unreachable!();
        const GRAPH: #rt::Graph = ::core::unreachable!();
        type Measures = #rt::Flag<false>;
    }
}
