use crate::check::walk::walk;
use crate::error::{self, Errors};
use crate::model::{Element, Expr, ExprKind, Kernel};

/// Only what is a whole number already can be a size: not `theta as usize`, not `measure(q) as usize`.
pub(super) fn check_sizes(kernel: &Kernel, errors: &Errors) {
    walk(&kernel.body, &mut |cast| {
        if let ExprKind::ToUInt(operand) = &cast.kind
            && let Some(message) = refuse(operand)
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
