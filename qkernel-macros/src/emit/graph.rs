//! The graph as constant data.

use std::collections::HashSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use syn::Path;

use crate::emit::{loc, located, sites};
use crate::lower::{Graph, Node, Op, Region};
use crate::model::{Expr, ExprKind, Kernel};

pub(super) struct GraphTokens {
    /// A string literal for each value.
    pub(super) names: Vec<String>,
    pub(super) body: TokenStream,
    /// Checks of single places, as items.
    pub(super) sites: Vec<TokenStream>,
    /// The kernels that are called, each once.
    pub(super) calls: Vec<Path>,
}

pub(super) fn emit(graph: &Graph, kernel: &Kernel, rt: &TokenStream) -> GraphTokens {
    GraphTokens {
        names: graph.names.clone(),
        body: region(&graph.body, rt),
        sites: sites::emit(graph, &kernel.name, rt),
        calls: called(&graph.body),
    }
}

/// The graph of a kernel that has errors: callers can refer to it and get no errors of their own.
pub(super) fn stub(rt: &TokenStream) -> GraphTokens {
    let body =
        quote_spanned!(Span::mixed_site()=> #rt::Region { args: &[], nodes: &[], yields: &[] });
    GraphTokens {
        names: Vec::new(),
        body,
        sites: Vec::new(),
        calls: Vec::new(),
    }
}

fn called(region: &Region) -> Vec<Path> {
    let mut paths = Vec::new();
    for node in &region.nodes {
        match &node.op {
            Op::Call(path) => paths.push(path.clone()),
            Op::For { body, .. } => paths.extend(called(body)),
            Op::If { then, otherwise } => {
                paths.extend(called(then));
                paths.extend(called(otherwise));
            }
            _ => {}
        }
    }
    let mut seen = HashSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    paths
}

fn region(region: &Region, rt: &TokenStream) -> TokenStream {
    let (args, yields) = (ids(&region.args, rt), ids(&region.yields, rt));
    let nodes = region.nodes.iter().map(|node| self::node(node, rt));
    quote_spanned!(Span::mixed_site()=> #rt::Region { args: #args, nodes: &[#(#nodes),*], yields: #yields })
}

fn ids(ids: &[u32], rt: &TokenStream) -> TokenStream {
    quote_spanned!(Span::mixed_site()=> &[#(#rt::ValueId(#ids)),*])
}

fn node(node: &Node, rt: &TokenStream) -> TokenStream {
    let (op, ins, outs, loc) = (
        op(&node.op, rt),
        ids(&node.ins, rt),
        ids(&node.outs, rt),
        loc(node.span, rt),
    );
    quote_spanned!(Span::mixed_site()=> #rt::Node { op: #op, ins: #ins, outs: #outs, loc: #loc })
}

/// Paths keep the user's spans, so that rustc does not speak of a macro where one is wrong.
fn op(op: &Op, rt: &TokenStream) -> TokenStream {
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
            quote_spanned!(site=> Constant(#rt::ConstOf(#path).get()))
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
        Op::For { body, down } => {
            let body = region(body, rt);
            quote_spanned!(site=> For { body: &#body, down: #down })
        }
        Op::If { then, otherwise } => {
            let (then, otherwise) = (region(then, rt), region(otherwise, rt));
            quote_spanned!(site=> If { then: &#then, otherwise: &#otherwise })
        }
    };
    quote_spanned!(site=> #rt::Op::#inner)
}

/// A declared length, as the code of a stack machine over the parameters' numbers.
pub(super) fn size(size: &Expr, kernel: &Kernel, rt: &TokenStream) -> TokenStream {
    let text = size.text();
    let mut code = Vec::new();
    size_code(size, kernel, rt, &mut code);
    quote_spanned!(Span::mixed_site()=> ::core::option::Option::Some(#rt::Size { text: #text, code: &[#(#code),*] }))
}

fn size_code(size: &Expr, kernel: &Kernel, rt: &TokenStream, code: &mut Vec<TokenStream>) {
    let site = Span::mixed_site();
    match &size.kind {
        ExprKind::UInt(value) => code.push(quote_spanned!(site=> #rt::SizeOp::Constant(#value))),
        ExprKind::Name(name) => match kernel.params.iter().position(|param| param.name == *name) {
            Some(index) => {
                let index = index as u32;
                code.push(quote_spanned!(site=> #rt::SizeOp::Param(#index)));
            }
            None => {
                let name = located(name);
                code.push(quote_spanned!(site=> #rt::SizeOp::Constant(#name as u64)));
            }
        },
        ExprKind::Constant(path) => {
            let path = located(path);
            code.push(quote_spanned!(site=> #rt::SizeOp::Constant(#path as u64)));
        }
        ExprKind::Binary(op, left, right) => {
            size_code(left, kernel, rt, code);
            size_code(right, kernel, rt, code);
            let op = Ident::new(&format!("{op:?}"), site);
            code.push(quote_spanned!(site=> #rt::SizeOp::Binary(#rt::BinaryOp::#op)));
        }
        // `check::sizes` has refused everything else.
        _ => {}
    }
}
