//! Conversions.

use crate::error::{self, Errors};
use crate::model::{Element, Expr, ExprKind, Kernel, Shape};

/// Only what is a whole number already can be a size: not `theta as usize`, not `measure(q) as usize`.
pub(super) fn check_sizes(kernel: &Kernel, errors: &Errors) {
    let doubtful = errors.doubtful();
    kernel.body.walk(&mut |cast| {
        if let ExprKind::ToUInt(operand) = &cast.kind
            && let Some(message) = refuse(operand)
            && !operand
                .name()
                .is_some_and(|name| doubtful.contains(&name.to_string()))
        {
            errors.push_at(&cast.tokens, message);
        }
    });
}

fn refuse(operand: &Expr) -> Option<error::Message> {
    let (known, text) = (&operand.known, operand.text());
    if known.is(Element::UInt) {
        None
    } else if known.measured {
        Some(error::measured_cast(&text))
    } else if known.is(Element::Bit) {
        Some(error::bit_as_size(&text))
    } else if known.is(Element::Float) {
        Some(error::angle_as_size(&text))
    } else {
        Some(error::unknown_as_size(&text))
    }
}

/// `.clone()` and `.into()` are for observables, and for nothing else: not `bit.into()`. Of a qubit, rustc tells.
pub(super) fn check_same(kernel: &Kernel, errors: &Errors) {
    kernel.body.walk(&mut |expr| {
        if let ExprKind::Same(operand, method) = &expr.kind
            && let Some(shape) = &operand.known.shape
            && !matches!(
                shape,
                Shape::Scalar(Element::Observable | Element::Qubit) | Shape::Vector(Element::Qubit)
            )
        {
            let instead = "it is for observables; a number is copied wherever it is used";
            let name = method.to_string();
            errors.push_at(&expr.tokens, error::method_not_available(&name, instead));
        }
    });
}
