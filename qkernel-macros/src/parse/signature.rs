use quote::ToTokens;
use syn::{FnArg, ItemFn, Pat, ReturnType, Type, parse_quote};

use crate::error::{self, Errors};
use crate::model::{KernelType, Param};
use crate::parse::types;

pub(super) struct Signature {
    pub(super) params: Vec<Param>,
    pub(super) result: KernelType,
    pub(super) result_tokens: Type,
}

/// A kernel is a plain fn with named parameters: not `async fn k(q: Qubit)`, not `fn k((a, b): ..)`.
pub(super) fn parse(function: &ItemFn, errors: &Errors) -> Option<Signature> {
    check_plain(function, errors);
    let mut params = Vec::new();
    let mut complete = true;
    for input in &function.sig.inputs {
        match param(input, &function.sig.generics, errors) {
            Some(param) => params.push(param),
            None => complete = false,
        }
    }
    let (result, result_tokens) = match &function.sig.output {
        ReturnType::Default => (KernelType::Tuple(Vec::new()), parse_quote!(())),
        ReturnType::Type(_, ty) if is_generic(ty, &function.sig.generics) => return None,
        ReturnType::Type(_, ty) => match types::parse(ty, errors) {
            Some(result) => (result, types::without_sizes(ty)),
            None => return None,
        },
    };
    complete.then_some(Signature {
        params,
        result,
        result_tokens,
    })
}

fn check_plain(function: &ItemFn, errors: &Errors) {
    let signature = &function.sig;
    if let Some(token) = &signature.asyncness {
        errors.push_at(token, error::not_a_plain_function("async"));
    }
    if let Some(token) = &signature.constness {
        errors.push_at(token, error::not_a_plain_function("const"));
    }
    if let Some(token) = &signature.abi {
        errors.push_at(token, error::not_a_plain_function("extern"));
    }
    if signature.safety.to_token_stream().to_string() == "unsafe" {
        errors.push_at(&signature.safety, error::not_a_plain_function("unsafe"));
    }
    if let Some(token) = &signature.variadic {
        errors.push_at(token, error::not_a_plain_function(".."));
    }
    let lifetime = |param: &&syn::GenericParam| matches!(param, syn::GenericParam::Lifetime(_));
    let generics = &signature.generics.params;
    // A lifetime belongs to a reference, which is refused as a type.
    if !generics.iter().all(|param| lifetime(&param)) {
        errors.push_at(generics, error::generic());
    }
    if let Some(clause) = &signature.generics.where_clause {
        errors.push_at(clause, error::generic());
    }
}

fn param(input: &FnArg, generics: &syn::Generics, errors: &Errors) -> Option<Param> {
    let input = match input {
        FnArg::Receiver(receiver) => {
            errors.push_at(receiver, error::not_a_plain_function("self"));
            return None;
        }
        FnArg::Typed(input) => input,
    };
    let name = match &*input.pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => pat.ident.clone(),
        pattern => {
            errors.push_at(pattern, error::not_a_named_parameter());
            return None;
        }
    };
    // That the kernel is generic is reported already.
    let ty = match is_generic(&input.ty, generics) {
        true => return None,
        false => types::parse(&input.ty, errors)?,
    };
    Some(Param {
        name,
        ty,
        tokens: types::without_sizes(&input.ty),
    })
}

/// Whether a type is one of the type parameters.
pub(super) fn is_generic(ty: &Type, generics: &syn::Generics) -> bool {
    let Type::Path(path) = ty else {
        return false;
    };
    path.path
        .get_ident()
        .is_some_and(|name| generics.type_params().any(|param| param.ident == *name))
}
