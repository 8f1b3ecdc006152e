//! Questions about expressions.

use proc_macro2::{Ident, Span};

use super::{BinaryOp, Block, Expr, ExprKind};

impl Expr {
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

    /// The variable's name, where the expression is one.
    pub(crate) fn name(&self) -> Option<&Ident> {
        match &self.kind {
            ExprKind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// The expressions directly inside, but those in blocks.
    pub(crate) fn children(&self) -> Box<dyn Iterator<Item = &Expr> + '_> {
        match &self.kind {
            ExprKind::Call { args, .. } | ExprKind::Tuple(args) => Box::new(args.iter()),
            ExprKind::Modified {
                modifiers, args, ..
            } => Box::new(
                modifiers
                    .iter()
                    .flat_map(|modifier| &modifier.counts)
                    .chain(args),
            ),
            ExprKind::Element { base, indices } => {
                Box::new(std::iter::once(&**base).chain(indices))
            }
            ExprKind::Binary(_, left, right) => Box::new([&**left, &**right].into_iter()),
            ExprKind::Method { receiver, args, .. } => {
                Box::new(std::iter::once(&**receiver).chain(args))
            }
            ExprKind::Unary(_, inner)
            | ExprKind::ToFloat(inner)
            | ExprKind::ToUInt(inner)
            | ExprKind::Same(inner, _)
            | ExprKind::Field(inner, _)
            | ExprKind::If {
                condition: inner, ..
            } => Box::new(std::iter::once(&**inner)),
            ExprKind::Name(_)
            | ExprKind::Constant(_)
            | ExprKind::UInt(_)
            | ExprKind::Float(_)
            | ExprKind::Bit(_)
            | ExprKind::Block(_) => Box::new(std::iter::empty()),
        }
    }

    /// The blocks directly inside.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        let (first, second) = match &self.kind {
            ExprKind::If {
                then, otherwise, ..
            } => (Some(then), otherwise.as_ref()),
            ExprKind::Block(block) => (Some(block), None),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// Whether computing it can be refused: an index, a difference of sizes, a call.
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
            ExprKind::Binary(op, ..) => {
                use BinaryOp::*;
                !matches!(op, Eq | Ne | Lt | Le | Gt | Ge | And | Or | Xor)
                    || self.children().any(Expr::may_fail)
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

    /// The register's name and the index of an element, where this is a formula over sizes.
    pub(crate) fn formula_of_element(&self) -> Option<(&Ident, &Expr)> {
        match &self.kind {
            ExprKind::Element { base, indices } => match indices.as_slice() {
                [index] if index.may_leave_range() => Some((base.name()?, index)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether nothing is assigned in it.
    pub(crate) fn has_no_blocks(&self) -> bool {
        self.blocks().next().is_none() && self.children().all(Expr::has_no_blocks)
    }

    /// Whether a variable of that name occurs in it, outside of blocks.
    pub(super) fn mentions(&self, name: &Ident) -> bool {
        self.name() == Some(name) || self.children().any(|child| child.mentions(name))
    }
}
