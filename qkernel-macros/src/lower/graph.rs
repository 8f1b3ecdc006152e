//! The graph of a kernel, before it is turned into tokens.

use std::mem::{Discriminant, discriminant};

use proc_macro2::{Span, TokenStream};
use qkernel_ir::Named;
use syn::Path;

use crate::model::{BinaryOp, Expr, For, Name, Order, Place, UnaryOp};

pub(crate) type Id = u32;

/// What an expression gives: a value, or several that are a tuple.
#[derive(Clone)]
pub(crate) enum Lowered {
    Value(Id),
    Tuple(Vec<Lowered>),
}

impl Lowered {
    pub(super) const NOTHING: Lowered = Lowered::Tuple(Vec::new());
}

pub(crate) struct Graph<'k> {
    /// The user's name for each value, empty for one without.
    pub(crate) names: Vec<String>,
    pub(crate) body: Region<'k>,
}

pub(crate) struct Region<'k> {
    pub(crate) args: Vec<Id>,
    pub(crate) nodes: Vec<Node<'k>>,
    /// What happens to variables, each with the number of the node before which it does.
    pub(crate) events: Vec<(usize, Event<'k>)>,
    /// The numbers of the nodes that the analysis of sizes looks at, ascending.
    pub(crate) sized: Vec<u32>,
    /// The numbers of the calls that take two elements of one register.
    pub(crate) apart: Vec<u32>,
    pub(crate) yields: Vec<Id>,
}

impl<'k> Region<'k> {
    pub(super) fn new(args: Vec<Id>, code: Code<'k>, yields: Vec<Id>) -> Self {
        Region {
            args,
            nodes: code.nodes,
            events: code.events,
            sized: Vec::new(),
            apart: Vec::new(),
            yields,
        }
    }

    /// Whether it ends with going back to its first node: it is the body of a `while`.
    pub(crate) fn repeats(&self) -> bool {
        let last = self.nodes.last();
        last.is_some_and(|node| matches!(node.op, Op::Again))
    }
}

/// What a region does.
#[derive(Default)]
pub(super) struct Code<'k> {
    pub(super) nodes: Vec<Node<'k>>,
    pub(super) events: Vec<(usize, Event<'k>)>,
}

/// What happens to a variable. Numbers are left out.
pub(crate) enum Event<'k> {
    /// It gets a value, if any, where it is defined or assigned.
    Given {
        name: &'k Name,
        value: Option<Lowered>,
        defined: bool,
    },
    /// It is used whole, or a field of it.
    Used(&'k Expr),
}

/// The part of the kernel that a node is made of, where a check asks for it.
#[derive(Clone, Copy)]
pub(crate) enum Source<'k> {
    None,
    Expr(&'k Expr),
    Place(&'k Place),
    For(&'k For),
}

pub(crate) struct Node<'k> {
    pub(crate) op: Op<'k>,
    pub(crate) ins: Vec<Id>,
    pub(crate) outs: Vec<Id>,
    pub(crate) span: Span,
    pub(crate) source: Source<'k>,
    /// What can be wrong here once sizes are known: the index of an argument, and its tokens.
    pub(crate) sites: Vec<(usize, TokenStream)>,
    /// Where another node is, if what is wrong with this one is found there.
    pub(crate) found_at: Option<Span>,
    /// Whether it takes two elements of one register, whose indices are formulas.
    pub(crate) apart: bool,
}

impl<'k> Node<'k> {
    pub(super) fn new(op: Op<'k>, ins: Vec<Id>, outs: Vec<Id>, span: Span) -> Self {
        Node {
            op,
            ins,
            outs,
            span,
            source: Source::None,
            sites: Vec::new(),
            found_at: None,
            apart: false,
        }
    }
}

pub(crate) enum Op<'k> {
    Call(Path),
    /// A kernel under modifiers: these, outermost first, and then the kernel.
    Modified(Vec<Path>),
    UInt(u64),
    Float(f64),
    Bit(bool),
    /// A constant of the surrounding crate.
    Constant(Path),
    Take,
    Put,
    Len,
    Unary(UnaryOp),
    Binary(BinaryOp),
    ToFloat,
    Function(Named),
    Pack,
    Field(u32),
    /// What a value is when a round of a `while` begins.
    Head,
    /// Goes back to the first node of the region, if the first input holds. The others are in pairs: what a value was when
    /// the round began, and what it is at the end.
    Again,
    For {
        body: Region<'k>,
        order: Order,
    },
    If {
        then: Region<'k>,
        otherwise: Region<'k>,
    },
}

/// What operations of one kind have in common.
pub(crate) type OpKey<'a> = (Discriminant<Op<'a>>, u64, &'a [Path], Option<Named>);

impl<'k> Op<'k> {
    /// The regions in it.
    pub(crate) fn regions(&self) -> impl Iterator<Item = &Region<'k>> {
        let (first, second) = match self {
            Op::For { body, .. } => (Some(body), None),
            Op::If { then, otherwise } => (Some(then), Some(otherwise)),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// The same for operations that are the same; `None` for those with a body.
    pub(crate) fn key(&self) -> Option<OpKey<'_>> {
        let (number, paths, name) = match self {
            Op::Call(path) | Op::Constant(path) => (0, std::slice::from_ref(path), None),
            Op::Modified(paths) => (0, paths.as_slice(), None),
            Op::Function(function) => (0, [].as_slice(), Some(*function)),
            Op::UInt(value) => (*value, [].as_slice(), None),
            Op::Float(value) => (value.to_bits(), [].as_slice(), None),
            Op::Bit(value) => (u64::from(*value), [].as_slice(), None),
            Op::Unary(op) => (*op as u64, [].as_slice(), None),
            Op::Binary(op) => (*op as u64, [].as_slice(), None),
            Op::Field(number) => (u64::from(*number), [].as_slice(), None),
            Op::For { .. } | Op::If { .. } => return None,
            _ => (0, [].as_slice(), None),
        };
        Some((discriminant(self), number, paths, name))
    }
}
