//! Conversions.

use crate::error::{self, Errors};
use crate::model::{BinaryFunction, Element, ErasedType, Expr, ExprKind, Kernel, UnaryOp};

/// Only what is a whole number already can be a size: not `theta as usize`, not `measure(q) as usize`.
pub(super) fn check_sizes(kernel: &Kernel, errors: &Errors) {
    kernel.body.walk(&mut |cast| {
        if let ExprKind::ToUInt(operand) = &cast.kind
            && let Some(message) = fault(operand)
            && !kernel.is_doubtful(operand)
        {
            errors.push_at(&cast.tokens, message);
        }
    });
}

/// The exponent of `powi` is a whole number: not `x.powi(y as i32)`, which would cut `y` off. Of a constant, the binder reports it.
pub(super) fn check_exponents(kernel: &Kernel, errors: &Errors) {
    kernel.body.walk(&mut |expr| {
        if let ExprKind::Method { name, args, .. } = &expr.kind
            && name == BinaryFunction::Powi.name()
            && let [exponent] = args.as_slice()
            && let Some(operand) = converted(exponent)
            && !operand.inferred.is(Element::UInt)
            && !operand.is_outside()
            && !kernel.is_doubtful(operand)
        {
            errors.push_at(&operand.tokens, error::exponent(&operand.text()));
        }
    });
}

/// What is converted to an exponent.
fn converted(exponent: &Expr) -> Option<&Expr> {
    match &exponent.kind {
        ExprKind::ToFloat(operand) => Some(operand),
        ExprKind::Unary(UnaryOp::Neg, inner) => converted(inner),
        _ => None,
    }
}

fn fault(operand: &Expr) -> Option<error::Message> {
    let (known, text) = (&operand.inferred, operand.text());
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

/// Whole numbers and bits have a `min` and a `max` in Rust, but not in a graph.
pub(super) fn check_functions(kernel: &Kernel, errors: &Errors) {
    kernel.body.walk(&mut |expr| {
        if let ExprKind::Method {
            receiver,
            name,
            args,
        } = &expr.kind
            && (receiver.inferred.is(Element::UInt) || receiver.inferred.is(Element::Bit))
            && let [other] = args.as_slice()
        {
            let (a, b) = (receiver.text(), other.text());
            let instead = match (receiver.inferred.is(Element::Bit), name == "max") {
                (true, true) => format!("{a} || {b}"),
                (true, false) => format!("{a} && {b}"),
                (false, true) => format!("if {a} > {b} {{ {a} }} else {{ {b} }}"),
                (false, false) => format!("if {a} < {b} {{ {a} }} else {{ {b} }}"),
            };
            let what = match receiver.inferred.is(Element::Bit) {
                true => "a bit",
                false => "a whole number",
            };
            let message = error::function_of_angles(&name.to_string(), &a, what, &instead);
            errors.push_at(name, message);
        }
    });
}

/// `.clone()` and `.into()` are for observables, and for nothing else: not `bit.into()`. Of a qubit, rustc reports it.
pub(super) fn check_same(kernel: &Kernel, errors: &Errors) {
    kernel.body.walk(&mut |expr| {
        if let ExprKind::Same(operand, method) = &expr.kind
            && let Some(ty) = &operand.inferred.ty
            && !matches!(
                ty,
                ErasedType::Scalar(Element::Observable | Element::Qubit)
                    | ErasedType::Vector(Element::Qubit)
            )
        {
            let instead = "it is for observables; a number is copied wherever it is used";
            let name = method.to_string();
            errors.push_at(&expr.tokens, error::method_not_available(&name, instead));
        }
    });
}
