//! Angles that decide.

use std::collections::HashSet;

use crate::error::{self, Errors, position};
use crate::known::is_pi;
use crate::model::{BinaryOp, Block, Element, Expr, ExprKind, Kernel, UnaryOp};

/// The circuit is the same in every run: not `if theta > 0.5`.
///
/// Another kernel may call this one with a constant, so only arguments of whole circuits are reported here, and only where
/// the comparison is always reached; `compile()` finds the rest.
pub(super) fn check_comparisons(kernel: &Kernel, errors: &Errors) {
    use BinaryOp::*;
    let mut told = HashSet::new();
    kernel.body.walk(&mut |expr| {
        // What the condition of a `while` is made of is reported with it.
        if let ExprKind::If {
            condition, then, ..
        } = &expr.kind
            && let Some((_, again)) = then.repeated()
        {
            told.extend([position(condition.span()), position(again.span())]);
        }
        if let ExprKind::Binary(Eq | Ne | Lt | Le | Gt | Ge, left, right) = &expr.kind
            && [left, right]
                .iter()
                .any(|side| side.inferred.late && side.inferred.is(Element::Float))
            && !told.contains(&position(expr.span()))
        {
            errors.push_at(&expr.tokens, error::angle_decides());
        }
    });
}

/// An angle is a number, not what a measurement chooses: not `rx(q, if bit { PI } else { 0.0 })`.
pub(super) fn check_measured(kernel: &Kernel, errors: &Errors) {
    kernel.body.walk(&mut |expr| {
        if let ExprKind::If {
            condition,
            then,
            otherwise: Some(otherwise),
            ..
        } = &expr.kind
            && condition.inferred.measured
            && let (Some(then), Some(otherwise)) = (only(then), only(otherwise))
            && then != otherwise
        {
            errors.push_at(&expr.tokens, error::measured_angle());
        }
    });
}

/// The number that a block is.
fn only(block: &Block) -> Option<f64> {
    match block.statements.as_slice() {
        [] => number(block.tail.as_ref()?),
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match &expr.kind {
        ExprKind::Float(value) => Some(*value),
        ExprKind::Unary(UnaryOp::Neg, inner) => number(inner).map(|value| -value),
        ExprKind::Name(name) if is_pi(name) => Some(std::f64::consts::PI),
        _ => None,
    }
}
