//! Chains of `if`s: `else if`, and the cases of `match`.

use proc_macro2::{Span, TokenStream};
use quote::quote;

use crate::model::{BinaryOp, Block, Cases, Expr, ExprKind};

/// The longest chain in which each `if` is inside of the `else` of the one before. rustc evaluates constants in 128 frames, of
/// which each level takes several, so that a longer one becomes a search: an `if` that asks which half it is, and a chain in each.
const LONGEST: usize = 12;

/// One of a chain.
pub(super) struct Link {
    pub(super) condition: Expr,
    pub(super) then: Block,
    /// The `if` with all that comes after it, or the case.
    pub(super) tokens: TokenStream,
    /// Of a case.
    pub(super) cases: Option<Cases>,
}

/// The chain as a block: what the first link does of which the condition holds.
pub(super) fn block(mut links: Vec<Link>, otherwise: Option<Block>) -> Option<Block> {
    let can_be_asked_twice = || links.iter().all(|link| is_pure(&link.condition));
    if links.len() > LONGEST && can_be_asked_twice() {
        let rest = block(links.split_off(links.len() / 2), otherwise);
        let conditions = links.iter().map(|link| link.condition.clone());
        let any = conditions.reduce(|a, b| binary(BinaryOp::Or, a.span(), a, b))?;
        let tokens = links.first()?.tokens.clone();
        // One of them holds, so the last one need not be asked.
        let last = links.pop()?;
        let half = block(links, Some(last.then))?;
        return Some(one(any, half, rest, tokens, None));
    }
    let links = links.into_iter().rev();
    links.fold(otherwise, |rest, link| {
        Some(one(
            link.condition,
            link.then,
            rest,
            link.tokens,
            link.cases,
        ))
    })
}

fn one(
    condition: Expr,
    then: Block,
    otherwise: Option<Block>,
    tokens: TokenStream,
    cases: Option<Cases>,
) -> Block {
    let kind = ExprKind::If {
        condition: Box::new(condition),
        then,
        otherwise,
        cases,
    };
    Block::new(Vec::new(), Some(Expr::new(kind, tokens)))
}

/// An operation as it would be written, for messages; the sign is at `span`.
pub(super) fn binary(op: BinaryOp, span: Span, left: Expr, right: Expr) -> Expr {
    let sign: TokenStream = op.sign().parse().unwrap_or_default();
    let sign = sign.into_iter().map(|mut token| {
        token.set_span(span);
        token
    });
    let (sign, first, second) = (sign.collect::<TokenStream>(), &left.tokens, &right.tokens);
    let tokens = quote!(#first #sign #second);
    Expr::new(
        ExprKind::Binary(op, Box::new(left), Box::new(right)),
        tokens,
    )
}

/// Whether nothing happens when it is computed, and nothing is reported of a part of it.
fn is_pure(condition: &Expr) -> bool {
    let is_pure_itself = matches!(
        condition.kind,
        ExprKind::Name(_)
            | ExprKind::UInt(_)
            | ExprKind::Bit(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..)
    );
    is_pure_itself && condition.children().all(is_pure)
}
