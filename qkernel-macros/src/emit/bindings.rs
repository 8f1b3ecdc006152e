//! The struct of the kernel's name, and its `Kernel` impl.

use proc_macro2::{Ident, Span, TokenStream};
use qkernel_ir::Offset;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Type, Visibility};

use crate::emit::graph::GraphTokens;
use crate::emit::{editor, graph, hidden, offset};
use crate::model::{Kernel, KernelType, Param};

/// Without a graph, for an editor.
pub(crate) fn emit(kernel: &Kernel, graph: Option<&GraphTokens>, rt: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let Kernel {
        docs,
        visibility,
        name,
        ..
    } = kernel;
    let bound: Vec<&Param> = kernel
        .params
        .iter()
        .filter(|param| param.ty.is_bound())
        .collect();
    let fields = bound.iter().map(|param| {
        let doc = format!("The value of the parameter `{}`.", param.name);
        let name = declared(&param.name, graph);
        let ty = stated(&param.tokens, graph);
        let visibility = hidden(visibility);
        quote_spanned!(site=> #[doc = #doc] #visibility #name: #ty)
    });
    let binds = bound.iter().map(|param| {
        let name = hidden(&param.name);
        quote_spanned!(site=> #rt::Bind::bind(self.#name))
    });
    let free = kernel
        .params
        .iter()
        .filter(|param| param.ty.is_free())
        .map(|param| stated(&param.tokens, graph));
    let free = quote_spanned!(site=> (#(#free,)*));
    let output = stated(&kernel.result_tokens, graph);
    let entry = !kernel.result.has_qubits()
        && kernel
            .params
            .iter()
            .all(|param| param.ty.is_bound() || param.ty.is_free());
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
    let result = ty(&kernel.result, rt);
    let stated = kernel.stated();
    let stated = stated
        .iter()
        .map(|(param, sized)| graph::stated(*param, sized, kernel, rt));
    let derives = quote_spanned!(site=> #[derive(::core::clone::Clone, ::core::fmt::Debug)]);
    let doc = format!("The kernel [`{name}`](fn@{name}): its sizes and observables.");
    let docs = if docs.is_empty() {
        quote!(#[doc = #doc])
    } else {
        quote!(#(#docs)*)
    };
    item(
        Item {
            name,
            visibility,
            docs: hidden(docs),
            derives,
            fields: quote!(#(#fields),*),
            params: quote_spanned!(site=> &[#(#params),*]),
            result,
            stated: quote_spanned!(site=> &[#(#stated),*]),
            free,
            output,
            entry,
            binds: quote!(#(#binds),*),
        },
        graph,
        rt,
    )
}

struct Item<'a> {
    name: &'a Ident,
    visibility: &'a Visibility,
    docs: TokenStream,
    derives: TokenStream,
    fields: TokenStream,
    params: TokenStream,
    result: TokenStream,
    stated: TokenStream,
    free: TokenStream,
    output: TokenStream,
    entry: bool,
    binds: TokenStream,
}

fn item(item: Item<'_>, graph: Option<&GraphTokens>, rt: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let name_span = item.name.span();
    let Item {
        name,
        visibility,
        docs,
        derives,
        fields,
        params,
        result,
        stated,
        free,
        output,
        entry,
        binds,
    } = item;
    let text = name.to_string();
    let start = name.span().start();
    let (line, column) = (start.line as u32, start.column as u32 + 1);
    let declared = declared(name, graph);
    let (name, visibility) = (hidden(name), hidden(visibility));
    let GraphItems {
        constants,
        members,
        sites,
    } = match graph {
        Some(graph) => graph_items(graph, &name, name_span, rt),
        None => GraphItems {
            members: editor::graph(rt),
            ..GraphItems::default()
        },
    };
    quote_spanned! {site=>
        #docs
        #[allow(non_camel_case_types, dead_code, clippy::pub_underscore_fields)]
        #derives
        #visibility struct #declared { #fields }

        #[allow(dead_code)]
        impl #name {
            // Without a place: where a kernel moves, what is computed from this stays.
            #[doc(hidden)]
            const __SIGNATURE: #rt::Signature = #rt::Signature {
                name: #text,
                params: #params,
                result: #result,
                stated: #stated,
                loc: #rt::Loc::NOWHERE,
            };
            #constants
        }

        impl #rt::Kernel for #name {
            const SIGNATURE: #rt::Signature = #rt::Signature {
                loc: #rt::Loc { file: ::core::file!(), line: #line, column: #column },
                ..#name::__SIGNATURE
            };
            type Params = #free;
            type Output = #output;
            type Entry = #rt::Flag<#entry>;
            #members

            fn bindings(self) -> ::std::vec::Vec<#rt::Binding> {
                ::std::vec![#binds]
            }
        }

        #sites
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

/// `place` is the kernel's name: there rustc points in a cycle.
fn graph_items(
    graph: &GraphTokens,
    name: &TokenStream,
    place: Span,
    rt: &TokenStream,
) -> GraphItems {
    let site = Span::mixed_site();
    let GraphTokens {
        values,
        count,
        body,
        sites,
        calls,
    } = graph;
    let calls = calls
        .iter()
        .map(|path| quote_spanned!(site=> <#path as #rt::Kernel>::QK0061_IS_PART_OF_ITSELF;));
    let is_part_of_itself =
        quote_spanned!(place=> const QK0061_IS_PART_OF_ITSELF: () = { #(#calls)* };);
    let analysis = match count {
        // After an error there is nothing to look at.
        0 => quote_spanned!(site=> #rt::Analysis::UNKNOWN),
        _ => quote_spanned! {site=>
            #rt::analyse::<#count>(&#name::__SIGNATURE, #name::VALUES, &#name::BODY)
        },
    };
    GraphItems {
        constants: quote_spanned! {site=>
                #[doc(hidden)]
                const BODY: #rt::Region = #body;
                #[doc(hidden)]
                const VALUES: #rt::Values = #values;
                #[doc(hidden)]
                const ANALYSIS: &'static #rt::Analysis = &#analysis;
                // Apart from the messages, so that no program holds them.
                #[doc(hidden)]
                const RESULTS: &'static [#rt::Poly] = &{ #name::ANALYSIS.results };
                #[doc(hidden)]
                const NEEDS: &'static [#rt::Need] = &#rt::Need::list::<{ #name::ANALYSIS.needed() }>(#name::ANALYSIS);
        },
        members: quote_spanned! {site=>
            const GRAPH: #rt::Graph = {
                #rt::Graph { signature: <#name as #rt::Kernel>::SIGNATURE, values: #name::VALUES, body: #name::BODY, effects: #rt::effects(&#name::BODY), results: #name::RESULTS, needs: #name::NEEDS }
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
    let element = |element: &crate::model::Element| {
        let name = Ident::new(&format!("{element:?}"), site);
        quote_spanned!(site=> #rt::E::#name)
    };
    match ty {
        KernelType::Scalar(e) => {
            let e = element(e);
            quote_spanned!(site=> #rt::Type::Scalar(#e))
        }
        KernelType::Vector(e, _) => {
            let e = element(e);
            quote_spanned!(site=> #rt::Type::Vector(#e))
        }
        KernelType::Matrix(e, _) => {
            let e = element(e);
            quote_spanned!(site=> #rt::Type::Matrix(#e))
        }
        KernelType::Tuple(parts) => {
            let parts = parts
                .iter()
                .map(|part| self::ty(part, rt).into_token_stream());
            quote_spanned!(site=> #rt::Type::Tuple(&[#(#parts),*]))
        }
    }
}
