//! The graph as constant data.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream};
use qkernel_ir::{Lists, Offset, Record};
use quote::quote_spanned;

use syn::Path;

use crate::emit::tables::table;
use crate::emit::{located, offset, ops, sites, values};
use crate::lower::{Graph, Node, Op, Region};
use crate::model::{Expr, ExprKind, Kernel, Sized};

pub(crate) struct GraphTokens {
    pub(super) values: TokenStream,
    /// How many values there are.
    pub(super) count: usize,
    pub(super) body: TokenStream,
    /// Checks of single places, as items.
    pub(super) sites: Vec<TokenStream>,
    /// The kernels that are called, each once.
    pub(super) calls: Vec<Path>,
    /// Whether it is only a stand-in.
    pub(super) is_wrong: bool,
}

pub(crate) fn emit(graph: &Graph, kernel: &Kernel, rt: &TokenStream) -> GraphTokens {
    GraphTokens {
        values: values::emit(graph, &kernel.name, rt),
        count: graph.names.len(),
        body: whole(&graph.body, &kernel.name, rt),
        sites: sites::emit(graph, kernel, rt),
        calls: called(&graph.body),
        is_wrong: false,
    }
}

/// The graph of a kernel that has errors: callers can refer to it and get no errors of their own.
pub(crate) fn stub(rt: &TokenStream) -> GraphTokens {
    let body = quote_spanned!(Span::mixed_site()=> #rt::Region { args: &[], nodes: #rt::Nodes::NONE, yields: &[] });
    GraphTokens {
        values: quote_spanned!(Span::mixed_site()=> #rt::Values::NONE),
        count: 0,
        body,
        sites: Vec::new(),
        calls: Vec::new(),
        is_wrong: true,
    }
}

fn called(region: &Region) -> Vec<Path> {
    let mut paths = Vec::new();
    for node in &region.nodes {
        match &node.op {
            Op::Call(path) => paths.push(path.clone()),
            Op::Modified(around) => paths.extend(around.last().cloned()),
            op => op.regions().for_each(|inner| paths.extend(called(inner))),
        }
    }
    let mut seen = HashSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    paths
}

/// The graph as a block. To rustc each `&[..]` is a constant of its own, and each node a hundred tokens; so the nodes are
/// in byte strings that are cast to tables, with a list of what they do.
fn whole(region: &Region, kernel: &Ident, rt: &TokenStream) -> TokenStream {
    let mut encoder = Encoder {
        rt,
        kernel,
        lists: Lists::default(),
        items: TokenStream::new(),
        regions: 0,
    };
    let region = encoder.region(region);
    let Encoder { lists, items, .. } = encoder;
    let (count, rows) = (lists.count(), table(lists.into_numbers()));
    quote_spanned! {Span::mixed_site()=> {
        const __ROWS: &[#rt::Row; #count] = &#rt::table(#rows);
        #items
        #region
    }}
}

struct Encoder<'a> {
    rt: &'a TokenStream,
    kernel: &'a Ident,
    /// The values that regions and nodes refer to.
    lists: Lists,
    /// A constant for each region.
    items: TokenStream,
    regions: usize,
}

impl Encoder<'_> {
    /// The name of the region's constant.
    fn region(&mut self, region: &Region) -> Ident {
        let (rt, site) = (self.rt, Span::mixed_site());
        let mut shapes: Vec<TokenStream> = Vec::new();
        let mut known = HashMap::new();
        let mut numbers = Vec::new();
        for node in &region.nodes {
            let mut add = || {
                shapes.push(self.shape(node));
                shapes.len() as u32 - 1
            };
            numbers.push(match node.op.key() {
                Some(_) if literal(&node.op).is_some() => *known.entry(None).or_insert_with(add),
                Some(key) => *known
                    .entry(Some((key, node.ins.len(), node.outs.len())))
                    .or_insert_with(add),
                None => add(),
            });
        }
        let (args, yields) = (self.ids(&region.args), self.ids(&region.yields));
        let mut records = Vec::new();
        for (node, shape) in region.nodes.iter().zip(numbers) {
            let at = (self.lists).node(&node.ins, &node.outs, literal(&node.op)) as u32;
            let Offset { line, column } = offset(node.span, self.kernel);
            let record = Record {
                shape,
                at,
                line,
                column,
            };
            records.extend(record.numbers());
        }
        let (records, count) = (table(records), region.nodes.len());
        let (sized, looked_at) = (table(region.sized.iter().copied()), region.sized.len());
        let apart = &region.apart;
        let name = Ident::new(&format!("__REGION{}", self.regions), site);
        self.regions += 1;
        self.items.extend(quote_spanned! {site=>
            const #name: #rt::Region = #rt::Region {
                args: #args,
                nodes: #rt::Nodes {
                    records: &#rt::table::<#rt::Record, _, #count>(#records),
                    shapes: &[#(#shapes),*],
                    sized: &#rt::table::<u32, _, #looked_at>(#sized),
                    apart: &[#(#apart),*],
                    rows: __ROWS,
                },
                yields: #yields,
            };
        });
        name
    }

    /// What the node has in common with others.
    fn shape(&mut self, node: &Node) -> TokenStream {
        let (rt, site) = (self.rt, Span::mixed_site());
        let literal = literal(&node.op).is_some();
        let op = self.op(&node.op);
        let (ins, outs) = (node.ins.len(), node.outs.len());
        quote_spanned!(site=> #rt::NodeShape { op: #op, ins: #ins, outs: #outs, literal: #literal })
    }

    fn ids(&mut self, ids: &[u32]) -> TokenStream {
        let (rt, at, count) = (self.rt, self.lists.list(ids), ids.len());
        quote_spanned!(Span::mixed_site()=> #rt::part(__ROWS, #at, #count))
    }

    fn op(&mut self, op: &Op) -> TokenStream {
        let (rt, site) = (self.rt, Span::mixed_site());
        match op {
            Op::For { body, order } => {
                let body = self.region(body);
                let order = Ident::new(&format!("{order:?}"), site);
                quote_spanned!(site=> #rt::Op::For { body: &#body, order: #rt::Order::#order })
            }
            Op::If { then, otherwise } => {
                let (then, otherwise) = (self.region(then), self.region(otherwise));
                quote_spanned!(site=> #rt::Op::If { then: &#then, otherwise: &#otherwise })
            }
            _ => ops::emit(op, rt),
        }
    }
}

/// A number of the source, which is in the list of values: a long kernel has many, and one shape for all.
fn literal(op: &Op) -> Option<u32> {
    match op {
        Op::UInt(value) => u32::try_from(*value).ok(),
        _ => None,
    }
}

/// Stated sizes of something else than a vector that is a parameter.
pub(super) fn stated(
    param: Option<usize>,
    sized: &Sized<'_>,
    kernel: &Kernel,
    rt: &TokenStream,
) -> TokenStream {
    let site = Span::mixed_site();
    let param = match param {
        Some(number) => {
            let number = number as u32;
            quote_spanned!(site=> ::core::option::Option::Some(#number))
        }
        None => quote_spanned!(site=> ::core::option::Option::None),
    };
    let fields = &sized.fields;
    let sizes = sized.sizes.iter().map(|size| self::size(size, kernel, rt));
    let kind = match sized.sizes {
        [_] => quote_spanned!(site=> Vector),
        _ => quote_spanned!(site=> Matrix),
    };
    quote_spanned!(site=> #rt::Stated { param: #param, fields: &[#(#fields),*], sizes: #rt::Sizes::#kind(#(#sizes),*) })
}

/// A stated size, as an expression over the parameters' numbers.
pub(super) fn size(size: &Expr, kernel: &Kernel, rt: &TokenStream) -> TokenStream {
    let (text, value) = (size.text(), size_value(size, kernel, rt));
    quote_spanned!(Span::mixed_site()=> #rt::Size { text: #text, value: #value })
}

fn size_value(size: &Expr, kernel: &Kernel, rt: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let constant = |name: TokenStream| quote_spanned!(site=> #rt::SizeExpr::Constant(#name as u64));
    match &size.kind {
        ExprKind::UInt(value) => quote_spanned!(site=> #rt::SizeExpr::Constant(#value)),
        ExprKind::Name(name) => match kernel.parameter(name) {
            Some((index, _)) => {
                let index = index as u32;
                quote_spanned!(site=> #rt::SizeExpr::Param(#index))
            }
            None => constant(located(&name.ident)),
        },
        ExprKind::Constant(path) => constant(located(path)),
        ExprKind::Binary(op, left, right) => {
            let op = Ident::new(&format!("{op:?}"), site);
            let [left, right] = [left, right].map(|side| size_value(side, kernel, rt));
            quote_spanned!(site=> #rt::SizeExpr::Binary(#rt::BinaryOp::#op, &#left, &#right))
        }
        // What `rules::sizes` has refused is unknown: no parameter has this number.
        _ => {
            let vector = kernel.vector_of_length(size);
            let index = vector.map_or(u32::MAX, |(index, _)| index as u32);
            quote_spanned!(site=> #rt::SizeExpr::Length(#index))
        }
    }
}
