//! The graph of a kernel, before it is turned into tokens.

use proc_macro2::{Ident, Span, TokenStream};
use syn::Path;

use crate::model::{BinaryOp, UnaryOp};

pub(crate) type Id = u32;

pub(crate) struct Graph {
    /// The user's name for each value, empty for one without.
    pub(crate) names: Vec<String>,
    pub(crate) body: Region,
}

pub(crate) struct Region {
    pub(crate) args: Vec<Id>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) yields: Vec<Id>,
}

pub(crate) struct Node {
    pub(crate) op: Op,
    pub(crate) ins: Vec<Id>,
    pub(crate) outs: Vec<Id>,
    pub(crate) span: Span,
    /// What can be wrong here once sizes are known: the number of an argument, and its tokens.
    pub(crate) sites: Vec<(usize, TokenStream)>,
}

pub(crate) enum Op {
    Call(Path),
    /// A kernel under modifiers, outermost first.
    Modified {
        modifiers: Vec<Path>,
        path: Path,
    },
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
    Function(Ident),
    Pack,
    Field(u32),
    For {
        body: Region,
        down: bool,
    },
    If {
        then: Region,
        otherwise: Region,
    },
}
