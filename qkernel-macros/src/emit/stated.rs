//! Stated sizes in the user's function: a plain call refuses what `compile()` refuses.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Expr, ItemFn, Stmt, parse_quote_spanned};

use crate::emit::{any, hidden, obligations};
use crate::model::{Element, Kernel, KernelType, Param};

/// Checks the arguments at the start of the function, and the result at its end.
pub(super) fn check(function: &mut ItemFn, kernel: &Kernel, rt: &TokenStream) {
    let site = Span::mixed_site();
    let stated = kernel.stated();
    let vectors =
        (kernel.params.iter()).any(|param| matches!(param.ty, KernelType::Vector(_, Some(_))));
    if stated.is_empty() && !vectors {
        return;
    }
    let body = function.block.to_token_stream();
    let extents = kernel.params.iter().enumerate().map(|(number, param)| {
        if counts(number, param, kernel, &body) {
            let name = &param.name;
            quote_spanned!(site=> #rt::Extended::extent(&#name))
        } else {
            quote_spanned!(site=> #rt::Extent::None)
        }
    });
    let kernel_name = hidden(&kernel.name);
    let call: Stmt = parse_quote_spanned! {site=>
        let __call = #rt::Call {
            signature: &<#kernel_name as #rt::Kernel>::SIGNATURE,
            extents: &[#(#extents),*],
        };
    };
    let check_one = |number: usize, value: TokenStream, fields: &[u32]| -> Stmt {
        let value = obligations::part(value, fields, site);
        parse_quote_spanned!(site=> __call.check_stated(#number, &#value);)
    };
    let mut start = vec![call];
    if vectors {
        start.push(parse_quote_spanned!(site=> __call.check_params();));
    }
    let mut end = Vec::new();
    for (number, (param, sized)) in stated.iter().enumerate() {
        match param {
            Some(k) if is_looked_at(&kernel.params[*k].name, &body) => {
                let name = kernel.params[*k].name.to_token_stream();
                start.push(check_one(number, name, &sized.fields));
            }
            Some(_) => {}
            None => end.push(check_one(
                number,
                quote_spanned!(site=> __result),
                &sized.fields,
            )),
        }
    }
    if !end.is_empty() {
        check_result(function, kernel, &end);
    }
    function.block.stmts.splice(0..0, start);
}

/// Whether stated sizes depend on a parameter, or it has some itself. One that only a type states is used by this, though
/// rustc does not see that type.
fn counts(number: usize, param: &Param, kernel: &Kernel, body: &TokenStream) -> bool {
    if !matches!(
        param.ty,
        KernelType::Scalar(Element::UInt) | KernelType::Vector(..)
    ) {
        return false;
    }
    let has_length = matches!(param.ty, KernelType::Vector(_, Some(_)));
    kernel.states_size(number) || has_length && is_looked_at(&param.name, body)
}

/// Whether a check may look at a parameter: an unused one is skipped, so that rustc warns of it.
fn is_looked_at(name: &Ident, body: &TokenStream) -> bool {
    name.to_string().starts_with('_')
        || any(
            body,
            &|token| matches!(token, TokenTree::Ident(other) if other == name),
        )
}

/// The value of the last expression is looked at before it is given.
fn check_result(function: &mut ItemFn, kernel: &Kernel, checks: &[Stmt]) {
    let site = Span::mixed_site();
    let stmts = &mut function.block.stmts;
    let tail: Expr = match stmts.pop() {
        Some(Stmt::Expr(Expr::Return(last), _)) if last.expr.is_some() => match last.expr {
            Some(value) => *value,
            None => return,
        },
        Some(Stmt::Expr(tail, None)) => tail,
        other => return stmts.extend(other),
    };
    let ty = &kernel.result_tokens;
    stmts.push(parse_quote_spanned!(site=> let __result: #ty = #tail;));
    stmts.extend(checks.iter().cloned());
    stmts.push(Stmt::Expr(
        Expr::Verbatim(quote_spanned!(site=> __result)),
        None,
    ));
}
