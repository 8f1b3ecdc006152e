//! What a node does, as an expression.

use proc_macro2::{Ident, Span, TokenStream};
use qkernel_ir::Named;
use quote::{ToTokens, quote, quote_spanned};

use super::ends;
use crate::lower::Op;

/// Any operation without a body. Paths keep the user's spans, so that rustc does not speak of a macro where one is wrong.
pub(super) fn emit(op: &Op, rt: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let variant = |name: &str| Ident::new(name, site);
    let inner = match op {
        Op::Call(path) => {
            quote_spanned!(site=> Call(&<#path as #rt::Kernel>::GRAPH))
        }
        Op::Modified(paths) => {
            let (kernel, modifiers) = paths.split_last().expect("a kernel");
            quote_spanned! {site=>
                Modified({
                    const __GRAPH: &#rt::Graph = &<#kernel as #rt::Kernel>::GRAPH;
                    const __MODIFIERS: &[#rt::Modifier] = &[#(<#modifiers as #rt::Modify>::MODIFIER),*];
                    const __WIDTH: usize = #rt::Modified::width(__GRAPH, __MODIFIERS);
                    const __TYPES: &[#rt::Type] = &#rt::Modified::types::<__WIDTH>(__GRAPH, __MODIFIERS);
                    &#rt::Modified { graph: __GRAPH, modifiers: __MODIFIERS, results: __TYPES }
                })
            }
        }
        Op::UInt(value) => quote_spanned!(site=> Constant(#rt::Constant::UInt(#value))),
        Op::Float(value) => quote_spanned!(site=> Constant(#rt::Constant::Float(#value))),
        Op::Bit(value) => quote_spanned!(site=> Constant(#rt::Constant::Bit(#value))),
        Op::Constant(path) => {
            // rustc points at the path where it is something else.
            let (_, last) = ends(&path.to_token_stream());
            let get = Ident::new("of_type_Float_UInt_or_Bit", last);
            quote_spanned!(site=> Constant(#rt::ConstOf(#path).#get()))
        }
        Op::Take => quote!(Take),
        Op::Put => quote!(Put),
        Op::Len => quote!(Len),
        Op::ToFloat => quote!(ToFloat),
        Op::Pack => quote!(Pack),
        Op::Head => quote!(Head),
        Op::Again => quote!(Again),
        Op::Field(k) => quote_spanned!(site=> Field(#k)),
        Op::Unary(op) => {
            let op = variant(&format!("{op:?}"));
            quote_spanned!(site=> Unary(#rt::UnaryOp::#op))
        }
        Op::Binary(op) => {
            let op = variant(&format!("{op:?}"));
            quote_spanned!(site=> Binary(#rt::BinaryOp::#op))
        }
        Op::Function(Named::One(function)) => {
            let function = variant(&format!("{function:?}"));
            quote_spanned!(site=> Function(#rt::Function::#function))
        }
        Op::Function(Named::Two(function)) => {
            let function = variant(&format!("{function:?}"));
            quote_spanned!(site=> BinaryFunction(#rt::BinaryFunction::#function))
        }
        Op::For { .. } | Op::If { .. } => unreachable!("an operation with a body"),
    };
    quote_spanned!(site=> #rt::Op::#inner)
}
