//! The graph as constant data.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

use syn::Path;

use crate::emit::{located, sites};
use crate::lower::{Graph, Op, Region};
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
        body: whole(&graph.body, rt),
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
            Op::Call(path) | Op::Modified { path, .. } => paths.push(path.clone()),
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

/// The graph as a block. To rustc each `&[..]` is a constant of its own, and each node a hundred tokens; so the nodes stand
/// in a byte string that constant evaluation reads, with a list of what they do.
fn whole(region: &Region, rt: &TokenStream) -> TokenStream {
    let mut encoder = Encoder {
        rt,
        ids: Vec::new(),
        items: TokenStream::new(),
        regions: 0,
    };
    let region = encoder.region(region);
    let Encoder { ids, items, .. } = encoder;
    let count = ids.len();
    let ids = Literal::byte_string(&ids.iter().fold(Vec::new(), |mut code, id| {
        number(&mut code, *id as usize);
        code
    }));
    quote_spanned! {Span::mixed_site()=> {
        const __IDS: &[#rt::ValueId; #count] = &#rt::ids(#ids);
        #items
        #region
    }}
}

/// The names as an array: each is written once.
pub(super) fn names(names: &[String], rt: &TokenStream) -> TokenStream {
    let mut table: Vec<&String> = Vec::new();
    let mut known = HashMap::new();
    let mut code = Vec::new();
    for name in names {
        let index = *known.entry(name).or_insert_with(|| {
            table.push(name);
            table.len() - 1
        });
        number(&mut code, index);
    }
    let code = Literal::byte_string(&code);
    quote_spanned!(Span::mixed_site()=> #rt::names(#code, &[#(#table),*]))
}

/// Appends a number, seven bits a byte, the lowest first.
fn number(code: &mut Vec<u8>, mut value: usize) {
    while value >= 128 {
        code.push(value as u8 | 128);
        value >>= 7;
    }
    code.push(value as u8);
}

struct Encoder<'a> {
    rt: &'a TokenStream,
    /// The numbers of values that regions and nodes refer to, in order.
    ids: Vec<u32>,
    /// A constant for each region, and one for the shapes of its nodes.
    items: TokenStream,
    regions: usize,
}

impl Encoder<'_> {
    /// The name of the region's constant.
    fn region(&mut self, region: &Region) -> Ident {
        let (rt, site) = (self.rt, Span::mixed_site());
        let mut shapes: Vec<TokenStream> = Vec::new();
        let mut known = HashMap::new();
        let mut nodes = Vec::new();
        for node in &region.nodes {
            let (op, ins, outs) = (self.op(&node.op), node.ins.len(), node.outs.len());
            let shape = quote_spanned!(site=> (#op, #ins, #outs));
            let index = *known.entry(shape.to_string()).or_insert_with(|| {
                shapes.push(shape);
                shapes.len() - 1
            });
            nodes.push((node, index));
        }
        let (args, yields) = (self.ids(&region.args), self.ids(&region.yields));
        let mut code = Vec::new();
        number(&mut code, self.ids.len());
        let mut line = 0;
        for (node, shape) in nodes {
            let start = node.span.start();
            number(&mut code, shape);
            number(&mut code, (start.line as u32).wrapping_sub(line) as usize);
            number(&mut code, start.column + 1);
            line = start.line as u32;
            self.ids.extend(node.ins.iter().chain(&node.outs));
        }
        let (code, count) = (Literal::byte_string(&code), region.nodes.len());
        let shapes_name = Ident::new(&format!("__SHAPES{}", self.regions), site);
        let name = Ident::new(&format!("__REGION{}", self.regions), site);
        self.regions += 1;
        self.items.extend(quote_spanned! {site=>
            const #shapes_name: &[#rt::Shape] = &[#(#shapes),*];
            const #name: #rt::Region = #rt::Region {
                args: #args,
                nodes: &#rt::nodes::<#count>(#code, #shapes_name, __IDS, ::core::file!()),
                yields: #yields,
            };
        });
        name
    }

    fn ids(&mut self, ids: &[u32]) -> TokenStream {
        let rt = self.rt;
        let from = self.ids.len();
        self.ids.extend(ids);
        let to = self.ids.len();
        quote_spanned!(Span::mixed_site()=> #rt::part(__IDS, #from, #to))
    }

    /// Paths keep the user's spans, so that rustc does not speak of a macro where one is wrong.
    fn op(&mut self, op: &Op) -> TokenStream {
        let rt = self.rt;
        let site = Span::mixed_site();
        let variant = |name: &str| Ident::new(name, site);
        let inner = match op {
            Op::Call(path) => {
                quote_spanned!(site=> Call(&<#path as #rt::Kernel>::GRAPH))
            }
            Op::Modified { modifiers, path } => quote_spanned! {site=>
                Modified({
                    const __GRAPH: &#rt::Graph = &<#path as #rt::Kernel>::GRAPH;
                    const __MODIFIERS: &[#rt::Modifier] = &[#(<#modifiers as #rt::Modify>::MODIFIER),*];
                    const __WIDTH: usize = #rt::Modified::width(__GRAPH, __MODIFIERS);
                    const __TYPES: &[#rt::Type] = &#rt::Modified::types::<__WIDTH>(__GRAPH, __MODIFIERS);
                    &#rt::Modified { graph: __GRAPH, modifiers: __MODIFIERS, results: __TYPES }
                })
            },
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
                let body = self.region(body);
                quote_spanned!(site=> For { body: &#body, down: #down })
            }
            Op::If { then, otherwise } => {
                let (then, otherwise) = (self.region(then), self.region(otherwise));
                quote_spanned!(site=> If { then: &#then, otherwise: &#otherwise })
            }
        };
        quote_spanned!(site=> #rt::Op::#inner)
    }
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
