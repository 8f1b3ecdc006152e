//! A stand-in for a kernel whose signature has errors: callers and bindings find what it was most likely meant to be,
//! so that they get no errors of their own.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::{FnArg, ItemFn, Pat, ReturnType, Type};

use crate::error::Errors;
use crate::model::{Block, ByVariable, Kernel, KernelType, Param};
use crate::parse::signature::is_generic;
use crate::parse::types;

/// The kernel without its body. A parameter that cannot be guessed is left out.
pub(crate) fn recover(function: &ItemFn, rt: &TokenStream) -> Kernel {
    let generic = |ty: &Type| is_generic(ty, &function.sig.generics);
    let params = function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) if !generic(&input.ty) => {
            let Pat::Ident(name) = &*input.pat else {
                return None;
            };
            let (ty, tokens) = guess(&input.ty, rt)?;
            Some(Param {
                name: name.ident.clone(),
                ty,
                tokens,
            })
        }
        _ => None,
    });
    let result = match &function.sig.output {
        ReturnType::Type(_, ty) if !generic(ty) => guess(ty, rt),
        _ => None,
    };
    let (result, result_tokens) =
        result.unwrap_or_else(|| (KernelType::Tuple(Vec::new()), syn::parse_quote!(())));
    Kernel {
        docs: Vec::new(),
        visibility: function.vis.clone(),
        name: function.sig.ident.clone(),
        params: params.collect(),
        result,
        result_tokens,
        body: Block::new(Vec::new(), None),
        function: function.clone(),
        variables: ByVariable::default(),
    }
}

/// What a type is, or was most likely meant to be, without lengths.
fn guess(ty: &Type, rt: &TokenStream) -> Option<(KernelType, Type)> {
    // Its errors are reported already.
    let unheard = Errors::default();
    if let Some(parsed) = types::parse(ty, &unheard) {
        return Some((without_lengths(parsed), types::without_sizes(ty)));
    }
    let name = types::meant(ty)?;
    let meant: Type = syn::parse_str(name).ok()?;
    let parsed = types::parse(&meant, &unheard);
    // The user may not have these names in scope.
    let named = |name: &str| syn::Ident::new(name, proc_macro2::Span::mixed_site());
    let tokens = match name.split_once('<') {
        Some((outer, element)) => {
            let (outer, element) = (named(outer), named(element.trim_end_matches('>')));
            quote!(#rt::#outer<#rt::#element>)
        }
        None => {
            let element = named(name);
            quote!(#rt::#element)
        }
    };
    Some((parsed?, syn::parse2(tokens).ok()?))
}

fn without_lengths(ty: KernelType) -> KernelType {
    match ty {
        KernelType::Vector(element, _) => KernelType::Vector(element, None),
        KernelType::Matrix(element, _) => KernelType::Matrix(element, None),
        KernelType::Tuple(parts) => {
            KernelType::Tuple(parts.into_iter().map(without_lengths).collect())
        }
        ty => ty,
    }
}

/// The function of an item whose body cannot be read, without that body.
pub(crate) fn signature_of(item: TokenStream) -> Option<ItemFn> {
    let body = Group::new(Delimiter::Brace, TokenStream::new());
    let head = item.into_iter().take_while(|token| match token {
        TokenTree::Group(group) => group.delimiter() != Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() != ';',
        _ => true,
    });
    let head = head.chain([TokenTree::from(body)]).collect();
    syn::parse2(head).ok()
}

/// A `Vector` or a `Matrix` that was refused is replaced, so that rustc does not report it again.
pub(crate) fn replace_refused_vectors(function: &mut ItemFn) {
    let refused = |ty: &Type| {
        let ours = match ty {
            Type::Path(path) => path.path.segments.last(),
            _ => None,
        };
        ours.is_some_and(|name| name.ident == "Vector" || name.ident == "Matrix")
            && types::parse(ty, &Errors::default()).is_none()
    };
    for input in &mut function.sig.inputs {
        if let FnArg::Typed(input) = input
            && refused(&input.ty)
        {
            *input.ty = syn::parse_quote!(impl ::core::marker::Sized);
        }
    }
    if let ReturnType::Type(_, ty) = &mut function.sig.output
        && refused(ty)
    {
        **ty = syn::parse_quote!(());
    }
}
