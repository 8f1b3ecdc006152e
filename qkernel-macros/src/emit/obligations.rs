//! Trait obligations: rustc decides by a variable's type whether losing it is an error.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Stmt, parse_quote_spanned};

use crate::emit::ends;
use crate::error::Leak;
use crate::rules::{Obligation, Subject};

/// A statement that compiles only if the variable, or what is asked about of it, may be lost.
pub(super) fn emit(obligation: &Obligation, rt: &TokenStream) -> Stmt {
    let own = obligation.name.span();
    let (first, last) = obligation.at.as_ref().map_or((own, own), ends);
    // The operand `&name` runs from the first to the last of the tokens that are wrong.
    let mut name = obligation.name.clone();
    name.set_span(last);
    let place = part(name, &obligation.fields, last);
    match &obligation.subject {
        Subject::Whole => check(&place, first, &obligation.leak, rt),
        Subject::Fields(fields) => check_fields(&place, fields, first, &obligation.leak, rt),
    }
}

/// `value.1.0`
pub(super) fn part(value: impl ToTokens, fields: &[u32], span: Span) -> TokenStream {
    fields.iter().fold(value.to_token_stream(), |value, field| {
        let mut field = Literal::u32_unsuffixed(*field);
        field.set_span(span);
        quote_spanned!(span=> #value.#field)
    })
}

/// A statement that evaluates an expression and compiles only if its value may be lost. Messages are at the
/// expression, whose first token has the span `place`.
pub(super) fn check(value: impl ToTokens, place: Span, leak: &Leak, rt: &TokenStream) -> Stmt {
    let site = Span::mixed_site();
    let diagnostic = diagnostic(leak);
    // The user's own span, so that rustc does not speak of a macro.
    let check: Stmt = parse_quote_spanned!(place=> MayBeLost::check(&#value););
    // The trait is local, so that the message can name the variable. The blanket impl is hidden from rustc's
    // explanation: else it would blame the inner bound.
    parse_quote_spanned! {site=>
        {
            #diagnostic
            trait MayBeLost {
                fn check(&self) {}
            }
            #[diagnostic::do_not_recommend]
            impl<T: #rt::Discard> MayBeLost for T {}
            #check
        }
    }
}

/// The same for some fields of a place, each by its number.
pub(super) fn check_fields(
    value: impl ToTokens,
    fields: &[u32],
    place: Span,
    leak: &Leak,
    rt: &TokenStream,
) -> Stmt {
    let site = Span::mixed_site();
    let diagnostic = diagnostic(leak);
    let checks = fields.iter().map(|field| -> Stmt {
        parse_quote_spanned!(place=> MayBeLost::<#field>::check(&#value);)
    });
    parse_quote_spanned! {site=>
        {
            #diagnostic
            trait MayBeLost<const K: u32> {
                fn check(&self) {}
            }
            #[diagnostic::do_not_recommend]
            impl<T: #rt::Field<K, Type: #rt::Discard>, const K: u32> MayBeLost<K> for T {}
            #(#checks)*
        }
    }
}

fn diagnostic(leak: &Leak) -> TokenStream {
    let (message, label) = (&leak.message, &leak.label);
    let help = format!("help: {}", leak.help);
    quote_spanned!(Span::mixed_site()=> #[diagnostic::on_unimplemented(message = #message, label = #label, note = #help)])
}
