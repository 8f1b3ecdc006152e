//! Trait obligations: rustc decides by a variable's type whether losing it is an error.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Stmt, parse_quote_spanned};

use crate::check::Obligation;
use crate::emit::ends;
use crate::error::Leak;

/// A statement that compiles only if the variable may be lost.
pub(super) fn emit(obligation: &Obligation, rt: &TokenStream) -> Stmt {
    let own = obligation.name.span();
    let (first, last) = obligation.at.as_ref().map_or((own, own), ends);
    // The operand `&name` runs from the first to the last of the tokens that are wrong.
    let mut name = obligation.name.clone();
    name.set_span(last);
    check(&name, first, &obligation.leak, rt)
}

/// A statement that evaluates an expression and compiles only if its value may be lost. Messages stand at the
/// expression, whose first token has the span `place`.
pub(super) fn check(value: impl ToTokens, place: Span, leak: &Leak, rt: &TokenStream) -> Stmt {
    let site = Span::mixed_site();
    let Leak {
        message,
        label,
        help,
    } = leak;
    let help = format!("help: {help}");
    // The user's own span, so that rustc does not speak of a macro.
    let check: Stmt = parse_quote_spanned!(place=> MayBeLost::check(&#value););
    // The trait is local, so that the message can name the variable. The blanket impl is hidden from rustc's
    // explanation: else it would blame the inner bound.
    parse_quote_spanned! {site=>
        {
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #help)]
            trait MayBeLost {
                fn check(&self) {}
            }
            #[diagnostic::do_not_recommend]
            impl<T: #rt::Discard> MayBeLost for T {}
            #check
        }
    }
}
