use crate::error::{self, Errors};
use crate::model::{BinaryOp, Element, Expr, ExprKind, Kernel, KernelType};

/// A stated length is an expression over the kernel's sizes: not `Vector<Float, { theta }>`, and not
/// `v: Vector<Float, { v.len() }>`.
pub(super) fn check_stated(kernel: &Kernel, errors: &Errors) {
    let types = kernel.params.iter().map(|param| &param.ty);
    for size in types.chain([&kernel.result]).flat_map(KernelType::sizes) {
        if !is_size(size, kernel) {
            errors.push_at(&size.tokens, error::size_not_understood(&size.text()));
        }
    }
    for (number, param) in kernel.params.iter().enumerate() {
        if let Some(size) = size_of(&param.ty)
            && leads_to(size, number, kernel, &mut vec![false; kernel.params.len()])
        {
            errors.push_at(&size.tokens, error::size_of_itself(&param.name.to_string()));
        }
    }
}

fn size_of(ty: &KernelType) -> Option<&Expr> {
    match ty {
        KernelType::Vector(_, size) => size.as_ref(),
        _ => None,
    }
}

/// Whether the length of a parameter occurs in a size, or in the size of a vector whose length occurs in it.
fn leads_to(size: &Expr, target: usize, kernel: &Kernel, seen: &mut [bool]) -> bool {
    let Some((number, param)) = kernel.vector_of_length(size) else {
        return size
            .children()
            .any(|child| leads_to(child, target, kernel, seen));
    };
    let is_new = !std::mem::replace(&mut seen[number], true);
    let further = size_of(&param.ty).filter(|_| is_new);
    number == target || further.is_some_and(|size| leads_to(size, target, kernel, seen))
}

/// No number can be divided by zero: not `n / 0`, not `q[i % 0]`, not `Vector<Float, { n / 0 }>`.
pub(super) fn check_divisors(kernel: &Kernel, errors: &Errors) {
    let lengths = kernel.params.iter().flat_map(|param| param.ty.sizes());
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

fn is_size(size: &Expr, kernel: &Kernel) -> bool {
    use BinaryOp::*;
    match &size.kind {
        ExprKind::UInt(_) | ExprKind::Constant(_) => true,
        ExprKind::Name(name) => match kernel.parameter(name) {
            Some((_, param)) => matches!(param.ty, KernelType::Scalar(Element::UInt)),
            // A constant of the surrounding crate, else rustc says so.
            None => true,
        },
        ExprKind::Binary(Add | Sub | Mul | Div | Rem, left, right) => {
            is_size(left, kernel) && is_size(right, kernel)
        }
        _ => kernel
            .vector_of_length(size)
            .is_some_and(|(_, param)| matches!(param.ty, KernelType::Vector(..))),
    }
}
