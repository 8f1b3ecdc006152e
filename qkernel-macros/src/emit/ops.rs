//! What a node does, as an expression.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::lower::Op;

/// Any operation without a body. Paths keep the user's spans, so that rustc does not speak of a macro where one is wrong.
pub(super) fn emit(op: &Op, rt: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let variant = |name: &str| Ident::new(name, site);
    let inner = match op {
        Op::Call(path) => {
            quote_spanned!(site=> Call(&<#path as #rt::Kernel>::GRAPH))
        }
        Op::UInt(value) => quote_spanned!(site=> Constant(#rt::Constant::UInt(#value))),
        Op::Float(value) => quote_spanned!(site=> Constant(#rt::Constant::Float(#value))),
        Op::Bit(value) => quote_spanned!(site=> Constant(#rt::Constant::Bit(#value))),
        Op::Constant(path) => {
            let place = syn::spanned::Spanned::span(path);
            let get = Ident::new("get", site.located_at(place));
            quote_spanned!(site=> Constant(#rt::ConstOf(#path).#get()))
        }
        Op::Take => quote!(Take),
        Op::Put => quote!(Put),
        Op::Len => quote!(Len),
        Op::ToFloat => quote!(ToFloat),
        Op::Pack => quote!(Pack),
        Op::Field(k) => quote_spanned!(site=> Field(#k)),
        Op::Unary(op) => {
            let op = variant(&format!("{op:?}"));
            quote_spanned!(site=> Unary(#rt::UnaryOp::#op))
        }
        Op::Binary(op) => {
            let op = variant(&format!("{op:?}"));
            quote_spanned!(site=> Binary(#rt::BinaryOp::#op))
        }
        Op::Function(name) => {
            let name = name.to_string();
            let function = variant(&(name[..1].to_uppercase() + &name[1..]));
            quote_spanned!(site=> Function(#rt::Function::#function))
        }
        Op::For { .. } | Op::If { .. } => unreachable!("an operation with a body"),
    };
    quote_spanned!(site=> #rt::Op::#inner)
}
