//! The struct of the kernel's name, and its `Kernel` impl.

use proc_macro2::{Ident, Span, TokenStream};
use qkernel_ir::Offset;
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

use crate::emit::graph::GraphTokens;
use crate::emit::{editor, graph, hidden, offset};
use crate::model::{Kernel, KernelType};

/// Without a graph, for an editor.
pub(crate) fn emit(kernel: &Kernel, graph: Option<&GraphTokens>, rt: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let (name, visibility) = (hidden(&kernel.name), hidden(&kernel.visibility));
    let bound = || kernel.params.iter().filter(|param| param.ty.is_bound());
    let fields = bound().map(|param| {
        let doc = format!("The value of the parameter `{}`.", param.name);
        let name = declared(&param.name, graph);
        let ty = stated(&param.tokens, graph);
        quote_spanned!(site=> #[doc = #doc] #visibility #name: #ty)
    });
    let binds = bound().map(|param| {
        let name = hidden(&param.name);
        quote_spanned!(site=> #rt::Bind::bind(self.#name))
    });
    let mut params = kernel.params.iter();
    let free = params.clone().filter(|param| param.ty.is_free());
    let free = free.map(|param| stated(&param.tokens, graph));
    let output = stated(&kernel.result_tokens, graph);
    let entry = !kernel.result.has_qubits()
        && params.all(|param| param.ty.is_bound() || param.ty.is_free());
    let docs = match kernel.docs.as_slice() {
        [] => {
            let name = &kernel.name;
            let doc = format!("The kernel [`{name}`](fn@{name}): its sizes and observables.");
            quote!(#[doc = #doc])
        }
        docs => quote!(#(#docs)*),
    };
    let (docs, declared) = (hidden(docs), declared(&kernel.name, graph));
    let GraphItems {
        constants,
        members,
        sites,
    } = match graph {
        Some(graph) => graph_items(graph, kernel, rt),
        None => GraphItems {
            members: editor::graph(rt),
            ..GraphItems::default()
        },
    };
    quote_spanned! {site=>
        #docs
        #[allow(non_camel_case_types, dead_code, clippy::pub_underscore_fields)]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #visibility struct #declared { #(#fields),* }

        #constants

        impl #rt::Kernel for #name {
            #members
            type Params = (#(#free,)*);
            type Output = #output;
            type Entry = #rt::Flag<#entry>;

            fn bindings(self) -> ::std::vec::Vec<#rt::Binding> {
                ::std::vec![#(#binds),*]
            }
        }

        #sites
    }
}

/// What the kernel takes and gives, without its place: where a kernel moves, what is computed from this stays.
fn signature(kernel: &Kernel, rt: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let params = kernel.params.iter().map(|param| {
        let text = param.name.to_string();
        let ty = ty(&param.ty, rt);
        let Offset { line, column } = offset(param.name.span(), &kernel.name);
        let size = match &param.ty {
            KernelType::Vector(_, Some(size)) => {
                let size = graph::size(size, kernel, rt);
                quote_spanned!(site=> ::core::option::Option::Some(#size))
            }
            _ => quote_spanned!(site=> ::core::option::Option::None),
        };
        quote_spanned!(site=> #rt::Param { name: #text, ty: #ty, size: #size, loc: #rt::Offset { line: #line, column: #column } })
    });
    let (name, result) = (kernel.name.to_string(), ty(&kernel.result, rt));
    let stated = kernel.stated();
    let stated = stated
        .iter()
        .map(|(param, sized)| graph::stated(*param, sized, kernel, rt));
    quote_spanned! {site=>
        #rt::Signature {
            name: #name,
            params: &[#(#params),*],
            result: #result,
            stated: &[#(#stated),*],
            loc: #rt::Loc::NOWHERE,
        }
    }
}

/// A name that the user has declared, as the name of the struct or of a field. For an editor it is a second token with the
/// user's span: the struct is found there, and renamed with the function.
fn declared(name: &Ident, graph: Option<&GraphTokens>) -> TokenStream {
    match graph {
        Some(_) => hidden(name),
        None => name.to_token_stream(),
    }
}

/// A type of the signature. What is wrong with it rustc says at the user's place, once for all copies.
fn stated(ty: &Type, graph: Option<&GraphTokens>) -> TokenStream {
    match graph {
        Some(_) => ty.to_token_stream(),
        None => hidden(ty),
    }
}

/// What the graph makes of a kernel's items.
#[derive(Default)]
struct GraphItems {
    constants: TokenStream,
    /// Of the impl of `Kernel`.
    members: TokenStream,
    sites: TokenStream,
}

fn graph_items(graph: &GraphTokens, kernel: &Kernel, rt: &TokenStream) -> GraphItems {
    let site = Span::mixed_site();
    let GraphTokens {
        values,
        count,
        body,
        sites,
        calls,
        is_wrong,
    } = graph;
    let (name, signature) = (hidden(&kernel.name), signature(kernel, rt));
    let start = kernel.name.span().start();
    let (line, column) = (start.line as u32, start.column as u32 + 1);
    let calls = calls
        .iter()
        .map(|path| quote_spanned!(site=> <#path as #rt::Kernel>::QK0061_IS_PART_OF_ITSELF;));
    // There rustc points in a cycle.
    let place = kernel.name.span();
    let is_part_of_itself =
        quote_spanned!(place=> const QK0061_IS_PART_OF_ITSELF: () = { #(#calls)* };);
    let analysis = match count {
        // After an error there is nothing to look at.
        0 => quote_spanned!(site=> #rt::Analysis::UNKNOWN),
        _ => quote_spanned! {site=>
            #rt::analyse::<#count>(&#name::__SIGNATURE, #name::VALUES, &#name::BODY)
        },
    };
    let effects = match is_wrong {
        true => quote_spanned!(site=> #rt::Effects::IS_WRONG),
        false => quote_spanned!(site=> #rt::effects(&#name::BODY)),
    };
    GraphItems {
        constants: quote_spanned! {site=>
            #[doc(hidden)]
            #[allow(dead_code)]
            impl #name {
                const __SIGNATURE: #rt::Signature = #signature;
                const BODY: #rt::Region = #body;
                const VALUES: #rt::Values = #values;
                const ANALYSIS: &'static #rt::Analysis = &#analysis;
                // Apart from the messages, so that no program holds them.
                const RESULTS: &'static [#rt::Poly] = &{ #name::ANALYSIS.results };
                const NEEDS: &'static [#rt::Need] = &#rt::Need::list::<{ #name::ANALYSIS.needed() }>(#name::ANALYSIS);
            }
        },
        members: quote_spanned! {site=>
            const SIGNATURE: #rt::Signature = #rt::Signature {
                loc: #rt::Loc { file: ::core::file!(), line: #line, column: #column },
                ..#name::__SIGNATURE
            };
            const GRAPH: #rt::Graph = #rt::Graph {
                signature: Self::SIGNATURE,
                values: #name::VALUES,
                body: #name::BODY,
                effects: #effects,
                results: #name::RESULTS,
                needs: #name::NEEDS,
            };
            #is_part_of_itself
            type Measures = #rt::Flag<{
                <#name as #rt::Kernel>::QK0061_IS_PART_OF_ITSELF;
                #rt::effects(&#name::BODY).measures()
            }>;
        },
        sites: match sites.is_empty() {
            true => TokenStream::new(),
            false => quote_spanned!(site=> const _: () = { #(#sites)* };),
        },
    }
}

fn ty(ty: &KernelType, rt: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let (form, element) = match ty {
        KernelType::Scalar(element) => ("Scalar", element),
        KernelType::Vector(element, _) => ("Vector", element),
        KernelType::Matrix(element, _) => ("Matrix", element),
        KernelType::Tuple(parts) => {
            let parts = parts.iter().map(|part| self::ty(part, rt));
            return quote_spanned!(site=> #rt::Type::Tuple(&[#(#parts),*]));
        }
    };
    let form = Ident::new(form, site);
    let element = Ident::new(&format!("{element:?}"), site);
    quote_spanned!(site=> #rt::Type::#form(#rt::E::#element))
}
