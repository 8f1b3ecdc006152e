//! Questions about expressions.

use proc_macro2::Span;
use quote::ToTokens;

use crate::known::is_pi;

use super::{BinaryOp, Block, Element, Expr, ExprKind, Inferred, Name, VarId};

/// What is directly inside of an expression, to be looked at or changed.
macro_rules! inside {
    ($children:ident, $blocks:ident, $iter:ident $(, $mut:tt)?) => {
        /// The expressions directly inside, but those in blocks.
        pub(crate) fn $children(&$($mut)? self) -> Box<dyn Iterator<Item = &$($mut)? Expr> + '_> {
            match &$($mut)? self.kind {
                ExprKind::Call { args, .. } | ExprKind::Tuple(args) => Box::new(args.$iter()),
                ExprKind::Modified { modifiers, args, .. } => {
                    let counts = modifiers.$iter().flat_map(|modifier| modifier.counts.$iter());
                    Box::new(counts.chain(args))
                }
                ExprKind::Element { base, indices } => {
                    Box::new(std::iter::once(&$($mut)? **base).chain(indices))
                }
                ExprKind::Binary(_, left, right) => {
                    Box::new([&$($mut)? **left, &$($mut)? **right].into_iter())
                }
                ExprKind::Method { receiver, args, .. } => {
                    Box::new(std::iter::once(&$($mut)? **receiver).chain(args))
                }
                ExprKind::Unary(_, inner)
                | ExprKind::ToFloat(inner)
                | ExprKind::ToUInt(inner)
                | ExprKind::Same(inner, _)
                | ExprKind::Field(inner, _)
                | ExprKind::If { condition: inner, .. } => {
                    Box::new(std::iter::once(&$($mut)? **inner))
                }
                ExprKind::Name(_)
                | ExprKind::Constant(_)
                | ExprKind::UInt(_)
                | ExprKind::Float(_)
                | ExprKind::Bit(_)
                | ExprKind::Block(_) => Box::new(std::iter::empty()),
            }
        }

        /// The blocks directly inside.
        pub(crate) fn $blocks(&$($mut)? self) -> impl Iterator<Item = &$($mut)? Block> {
            let (first, second) = match &$($mut)? self.kind {
                ExprKind::If { then, otherwise, .. } => (Some(then), otherwise.$iter().next()),
                ExprKind::Block(block) => (Some(block), None),
                _ => (None, None),
            };
            first.into_iter().chain(second)
        }
    };
}

impl Expr {
    inside!(children, blocks, iter);
    inside!(children_mut, blocks_mut, iter_mut, mut);

    /// One whose type is not known yet.
    pub(crate) fn new(kind: ExprKind, tokens: impl ToTokens) -> Self {
        Expr {
            kind,
            tokens: tokens.into_token_stream(),
            inferred: Inferred::default(),
        }
    }

    /// The expression in the user's spelling.
    pub(crate) fn text(&self) -> String {
        crate::spell::expr(&self.tokens)
    }

    /// The first token.
    pub(crate) fn span(&self) -> Span {
        self.tokens
            .clone()
            .into_iter()
            .next()
            .map_or_else(Span::call_site, |token| token.span())
    }

    /// The name, where the expression is one.
    pub(crate) fn name(&self) -> Option<&Name> {
        match &self.kind {
            ExprKind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The variable, where the expression is one.
    pub(crate) fn variable(&self) -> Option<VarId> {
        self.name()?.variable
    }

    /// Whether it is made of what only rustc knows, constants of the surrounding crate, and of numbers.
    pub(crate) fn is_outside(&self) -> bool {
        match &self.kind {
            ExprKind::Name(name) => name.variable.is_none() && !is_pi(name),
            ExprKind::Constant(_) | ExprKind::UInt(_) => true,
            ExprKind::Binary(..) => self.children().all(Expr::is_outside),
            _ => false,
        }
    }

    /// The variable, and the fields that lead to a part of it, where the expression is one: `q`, `pair.0`.
    pub(crate) fn place(&self) -> Option<(VarId, Vec<u32>)> {
        match &self.kind {
            ExprKind::Name(name) => Some((name.variable?, Vec::new())),
            ExprKind::Field(base, k) => {
                let (variable, mut fields) = base.place()?;
                fields.push(*k);
                Some((variable, fields))
            }
            _ => None,
        }
    }

    /// Whether computing it can be refused: an index, a difference of sizes, a call, a comparison of angles.
    pub(crate) fn may_fail(&self) -> bool {
        match &self.kind {
            ExprKind::Name(_)
            | ExprKind::Constant(_)
            | ExprKind::UInt(_)
            | ExprKind::Float(_)
            | ExprKind::Bit(_) => false,
            ExprKind::Unary(..)
            | ExprKind::ToFloat(_)
            | ExprKind::ToUInt(_)
            | ExprKind::Same(..) => self.children().any(Expr::may_fail),
            ExprKind::Binary(op, left, right) => {
                use BinaryOp::*;
                let is_known =
                    |side: &Expr| side.inferred.is(Element::UInt) || side.inferred.is(Element::Bit);
                let cannot = match op {
                    And | Or | Xor => true,
                    Eq | Ne | Lt | Le | Gt | Ge => is_known(left) || is_known(right),
                    _ => false,
                };
                !cannot || self.children().any(Expr::may_fail)
            }
            _ => true,
        }
    }

    /// Whether an index is one that can be compared with a length: a formula over sizes.
    pub(crate) fn may_leave_range(&self) -> bool {
        match &self.kind {
            ExprKind::UInt(_) | ExprKind::Name(_) => true,
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, ..) => {
                self.children().all(Expr::may_leave_range)
            }
            ExprKind::ToUInt(inner) => inner.may_leave_range(),
            ExprKind::Method { name, .. } => name == "len",
            _ => false,
        }
    }

    /// The register and the index of an element, where this is a formula over sizes.
    pub(crate) fn formula_of_element(&self) -> Option<(VarId, &Expr)> {
        match &self.kind {
            ExprKind::Element { base, indices } => match indices.as_slice() {
                [index] if index.may_leave_range() => Some((base.variable()?, index)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether nothing is assigned in it.
    pub(crate) fn has_no_blocks(&self) -> bool {
        self.blocks().next().is_none() && self.children().all(Expr::has_no_blocks)
    }

    /// Whether a variable of which this holds occurs in it, outside of blocks.
    pub(super) fn mentions(&self, of: &impl Fn(VarId) -> bool) -> bool {
        self.variable().is_some_and(of) || self.children().any(|child| child.mentions(of))
    }
}
