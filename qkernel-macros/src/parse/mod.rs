//! Syntax → model. Refuses what is not in the language; every refusal is collected, none ends the parse.

mod body;
mod expr;
mod fragments;
mod recover;
mod refused;
mod signature;
mod types;

use syn::ItemFn;

use crate::error::{self, Errors};
use crate::model::Kernel;

pub(crate) use body::is_range;
pub(crate) use fragments::{Ungroup, open_statements};
pub(crate) use recover::recover;
pub(crate) use types::StripSizes;

/// The model of a function, or `None` where so much of it is outside the language that it has none.
pub(crate) fn kernel(function: ItemFn, errors: &Errors) -> Option<Kernel> {
    let signature = signature::parse(&function, errors);
    // Also behind a wrong signature, so that every error is found; but a parameter of a foreign type is used as what
    // it is, and to tell that again for each use would be too much.
    let in_body = Errors::default();
    let body = body::kernel_body(&function.block, &in_body);
    match &signature {
        Some(_) => errors.extend_but(in_body, None),
        None => errors.extend_but(in_body, Some(error::NOT_IN_A_CIRCUIT)),
    }
    let signature = signature?;
    let mut kernel = Kernel {
        docs: function
            .attrs
            .iter()
            .filter(|attribute| attribute.path().is_ident("doc"))
            .cloned()
            .collect(),
        visibility: function.vis.clone(),
        name: function.sig.ident.clone(),
        params: signature.params,
        result: signature.result,
        result_tokens: signature.result_tokens,
        body,
        function,
    };
    crate::resolve::resolve(&mut kernel);
    Some(kernel)
}
