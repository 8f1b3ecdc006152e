//! Angles that decide.

use crate::error::{self, Errors};
use crate::model::{BinaryOp, Element, ExprKind, Kernel};

/// The circuit is the same in every run: not `if theta > 0.5`.
///
/// Another kernel may call this one with a constant, so only arguments of whole circuits are told here, and only where
/// the comparison is always reached; `compile()` finds the rest.
pub(super) fn check_comparisons(kernel: &Kernel, errors: &Errors) {
    use BinaryOp::*;
    kernel.body.walk(&mut |expr| {
        if let ExprKind::Binary(Eq | Ne | Lt | Le | Gt | Ge, left, right) = &expr.kind
            && [left, right]
                .iter()
                .any(|side| side.known.late && side.known.is(Element::Float))
        {
            errors.push_at(&expr.tokens, error::angle_decides());
        }
    });
}
