use crate::error::{self, Errors};
use crate::model::{BinaryOp, Element, Expr, ExprKind, Kernel, KernelType};

/// A declared length is an expression over the kernel's sizes: not `Vector<Float, { theta }>`.
pub(super) fn check_declared(kernel: &Kernel, errors: &Errors) {
    let types = kernel
        .params
        .iter()
        .map(|param| &param.ty)
        .chain([&kernel.result]);
    for ty in types {
        if let KernelType::Vector(_, Some(size)) = ty {
            if !is_size(size, kernel) {
                errors.push_at(&size.tokens, error::size_not_understood(&size.text()));
            } else if divides(size) && !divides_by_zero(size) {
                errors.warn(size.span(), error::size_not_a_polynomial(&size.text()));
            }
        }
    }
}

/// No number can be divided by zero: not `n / 0`, not `q[i % 0]`, not `Vector<Float, { n / 0 }>`.
pub(super) fn check_divisors(kernel: &Kernel, errors: &Errors) {
    let lengths = kernel.params.iter().filter_map(|param| match &param.ty {
        KernelType::Vector(_, Some(size)) => Some(size),
        _ => None,
    });
    let mut check = |expr: &Expr| {
        if divides_by_zero(expr) {
            errors.push_at(&expr.tokens, error::divides_by_zero(&expr.text()));
        }
    };
    lengths.for_each(&mut check);
    kernel.body.walk(&mut check);
}

fn divides_by_zero(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Binary(BinaryOp::Div | BinaryOp::Rem, _, divisor)
        if matches!(divisor.kind, ExprKind::UInt(0)))
}

/// Lengths that divide cannot be compared before they are numbers: `Vector<Float, { n / 2 }>`.
fn divides(size: &Expr) -> bool {
    let known = size
        .children()
        .all(|child| matches!(child.kind, ExprKind::UInt(_)));
    let division = matches!(
        size.kind,
        ExprKind::Binary(BinaryOp::Div | BinaryOp::Rem, ..)
    );
    division && !known || size.children().any(divides)
}

fn is_size(size: &Expr, kernel: &Kernel) -> bool {
    use BinaryOp::*;
    match &size.kind {
        ExprKind::UInt(_) | ExprKind::Constant(_) => true,
        ExprKind::Name(name) => match kernel.params.iter().find(|param| param.name == *name) {
            Some(param) => matches!(param.ty, KernelType::Scalar(Element::UInt)),
            // A constant of the surrounding crate, else rustc says so.
            None => true,
        },
        ExprKind::Binary(Add | Sub | Mul | Div | Rem, left, right) => {
            is_size(left, kernel) && is_size(right, kernel)
        }
        _ => false,
    }
}
