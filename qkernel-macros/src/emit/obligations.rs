//! Trait obligations: rustc decides by a variable's type whether losing it is an error.

use proc_macro2::{Ident, Span, TokenStream};
use syn::{Stmt, parse_quote_spanned};

use crate::check::Obligation;

/// A statement that compiles only if the variable may be lost.
pub(super) fn emit(obligation: &Obligation, rt: &TokenStream) -> Stmt {
    let site = Span::mixed_site();
    let place = site.located_at(obligation.name.span());
    let name = Ident::new(&obligation.name.to_string(), obligation.name.span());
    let message = &obligation.leak.message;
    let label = &obligation.leak.label;
    let help = format!("help: {}", obligation.leak.help);
    let check: Stmt = parse_quote_spanned!(place=> may_be_lost(&#name););
    // The trait is local, so that the message can name the variable. The blanket impl is hidden from rustc's
    // explanation: else it would blame the inner bound.
    parse_quote_spanned!(site=> {
        #[diagnostic::on_unimplemented(message = #message, label = #label, note = #help)]
        trait MayBeLost {}
        #[diagnostic::do_not_recommend]
        impl<T: #rt::Discard> MayBeLost for T {}
        fn may_be_lost<T: MayBeLost>(_: &T) {}
        #check
    })
}
