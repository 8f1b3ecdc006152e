//! Syntax → model. Refuses what is not in the language; every refusal is collected, none ends the parse.

mod body;
mod call;
mod cases;
mod chain;
mod expr;
mod fragments;
mod range;
mod recover;
mod signature;
mod types;
mod unsupported;

use syn::ItemFn;
use syn::visit::Visit;

use crate::error::{self, Errors};
use crate::model::{ByVariable, Kernel, KernelType};

pub(crate) use body::{is_stored, is_update};
pub(crate) use fragments::{Ungroup, open_statements};
pub(crate) use range::{counts, has_step, may_be_range};
pub(crate) use recover::{recover, replace_refused_vectors, signature_of};
pub(crate) use types::{StripSizes, take_sizes};
pub(crate) use unsupported::bound;

/// The model of a function, or `None` where so much of it is outside the language that it has none.
pub(crate) fn kernel(function: ItemFn, errors: &Errors) -> Option<Kernel> {
    Conditions { errors }.visit_block(&function.block);
    for input in &function.sig.inputs {
        Conditions { errors }.visit_fn_arg(input);
    }
    let signature = signature::parse(&function, errors);
    // Also after a wrong signature, so that every error is found; but the uses of a parameter of a foreign type fit
    // that type, and reporting each of them again would be too much.
    let params = signature.iter().flat_map(|signature| &signature.params);
    let numbers = params.filter(|param| matches!(param.ty, KernelType::Scalar(_)));
    let in_body = Errors::with_numbers(
        numbers
            .filter(|param| !param.ty.has_qubits())
            .map(|param| param.name.to_string()),
    );
    let body = body::kernel_body(&function.block, &in_body);
    match &signature {
        Some(_) => errors.extend_but(in_body, None),
        None => errors.extend_but(in_body, Some(error::NOT_IN_A_CIRCUIT)),
    }
    let signature = signature?;
    Some(Kernel {
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
        variables: ByVariable::default(),
    })
}

/// rustc takes out what is not compiled only after the macro, and the circuit would be another one than the function:
/// not `#[cfg(test)] q = x(q);`.
struct Conditions<'a> {
    errors: &'a Errors,
}

impl<'ast> Visit<'ast> for Conditions<'_> {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            let name = crate::spell::expr(attribute.path());
            self.errors.push_at(attribute, error::condition(&name));
        }
    }
}

/// An expression without the parentheses around it. Of invisible groups there are none after [`Ungroup`].
pub(crate) fn bare(expr: &syn::Expr) -> &syn::Expr {
    match expr {
        syn::Expr::Paren(paren) => bare(&paren.expr),
        expr => expr,
    }
}
