//! The whole macro: from the tokens of a function to the items that it becomes.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ItemFn;
use syn::visit_mut::VisitMut;

use crate::emit::{bindings, editor, graph, runtime, signature};
use crate::error::{self, Errors};
use crate::reader::Reader;
use crate::{lower, parse, resolve, rules};

/// The whole macro. Whatever the tokens are, the result is items or errors at the user's tokens.
pub(crate) fn expand(args: TokenStream, item: TokenStream, reader: Reader) -> TokenStream {
    let errors = Errors::default();
    let Some(runtime) = runtime::path(args, &errors) else {
        // Nothing that the macro could write would be found.
        return errors.into_tokens();
    };
    let item = parse::open_statements(item);
    let parsed = syn::parse2(item.clone()).or_else(|error| match reader {
        Reader::Rustc => Err(error),
        Reader::Editor => syn::parse2(editor::mend(item.clone())),
    });
    let mut function: ItemFn = match parsed {
        Ok(function) => function,
        Err(error) => return not_a_function(item, &runtime, error, errors, reader),
    };
    parse::Ungroup.visit_item_fn_mut(&mut function);
    function.attrs.retain(|attribute| {
        let again = attribute
            .path()
            .segments
            .last()
            .is_some_and(|name| name.ident == "qkernel");
        if again {
            errors.push_at(attribute, error::written_twice());
        }
        !again
    });
    let rt = quote_spanned!(Span::mixed_site()=> #runtime::__private);
    let Some(mut kernel) = parse::kernel(function.clone(), &errors) else {
        return unknown(function, &rt, errors, reader);
    };
    resolve::resolve(&mut kernel);
    rules::refuse(&mut kernel, &errors);
    // Where a part of the body was not understood, what it does with a qubit is not known.
    let refused = errors.places();
    let lowered = lower::lower(&kernel);
    let obligations = rules::check(&kernel, &lowered, &errors);
    let lowered = match reader {
        Reader::Rustc if errors.is_empty() => Some(lowered),
        _ => None,
    };
    let unused = lowered.as_ref().map(lower::unused).unwrap_or_default();
    let signature = match (reader, refused.is_empty()) {
        (Reader::Editor, _) => editor::function(function, Some(&kernel), &rt),
        (Reader::Rustc, true) => signature::emit(&kernel, &obligations, &unused, &errors, &rt),
        (Reader::Rustc, false) => signature::after_errors(&kernel, refused, &rt),
    };
    let graph = match (reader, &lowered) {
        (Reader::Rustc, Some(lowered)) => Some(graph::emit(lowered, &kernel, &rt)),
        // Callers still find a kernel.
        (Reader::Rustc, None) => Some(graph::stub(&rt)),
        (Reader::Editor, _) => None,
    };
    let bindings = bindings::emit(&kernel, graph.as_ref(), &rt);
    let errors = errors.into_tokens();
    quote!(#signature #bindings #errors)
}

/// The argument of the macro in its own tests: they do not depend on the runtime, so its name is given.
#[cfg(test)]
pub(crate) fn given_runtime() -> TokenStream {
    quote!(crate = ::qkernel_runtime)
}

/// What has no body that can be read.
fn not_a_function(
    item: TokenStream,
    runtime: &TokenStream,
    error: syn::Error,
    errors: Errors,
    reader: Reader,
) -> TokenStream {
    match syn::parse2::<syn::Item>(item.clone()) {
        Ok(syn::Item::Verbatim(_)) | Err(_) => {}
        Ok(_) => {
            errors.push(Span::call_site(), error::not_a_function());
            let errors = errors.into_tokens();
            return quote!(#item #errors);
        }
    }
    // rustc has read the item before, and has reported what is wrong with it. Should it not, this does: lints come last, where
    // there was no error.
    let message = error.to_string();
    let site = Span::mixed_site();
    let used = quote_spanned!(error.span()=> not_read(););
    let otherwise = quote_spanned! {site=>
        #[deny(unused_must_use)]
        const _: () = {
            #[must_use = #message]
            const fn not_read() -> u8 { 0 }
            #used
        };
    };
    let errors = errors.into_tokens();
    let stand_in = parse::signature_of(item.clone()).map(|function| {
        let rt = quote_spanned!(Span::mixed_site()=> #runtime::__private);
        let graph = match reader {
            Reader::Rustc => Some(graph::stub(&rt)),
            Reader::Editor => None,
        };
        bindings::emit(&parse::recover(&function, &rt), graph.as_ref(), &rt)
    });
    quote!(#item #stand_in #otherwise #errors)
}

/// What a kernel becomes whose signature could not be understood.
fn unknown(mut function: ItemFn, rt: &TokenStream, errors: Errors, reader: Reader) -> TokenStream {
    let meant = parse::recover(&function, rt);
    let (function, graph) = match reader {
        Reader::Rustc => {
            parse::StripSizes.visit_item_fn_mut(&mut function);
            signature::make_plain(&mut function);
            parse::replace_refused_vectors(&mut function);
            *function.block = syn::parse_quote!({ ::core::unreachable!() });
            let function = quote!(#[allow(unused, clippy::all)] #function);
            (function, Some(graph::stub(rt)))
        }
        Reader::Editor => (editor::function(function, None, rt), None),
    };
    let errors = errors.into_tokens();
    // In an `impl` there is no place for a struct.
    if meant.function.sig.receiver().is_some() {
        return quote!(#function #errors);
    }
    let stub = bindings::emit(&meant, graph.as_ref(), rt);
    quote!(#function #stub #errors)
}
