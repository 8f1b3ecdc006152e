//! What the circuit's shape may depend on: it is fixed before the first qubit is measured.

use crate::check::walk::{Node, walk};
use crate::error::{self, Errors};
use crate::model::{Element, Expr, ExprKind, Kernel};

pub(super) fn check(kernel: &Kernel, errors: &Errors) {
    walk(&kernel.body, &mut |node| match node {
        Node::For(each) => each
            .range
            .bounds()
            .for_each(|bound| check_bound(bound, errors)),
        Node::Index(index) => check_index(index, errors),
        Node::Expr(expr) => match &expr.kind {
            ExprKind::Call { path, args } if path.is_ident("qubit_array") => {
                args.iter().for_each(|length| check_length(length, errors));
            }
            ExprKind::Element { indices, .. } => {
                indices.iter().for_each(|index| check_index(index, errors))
            }
            ExprKind::ToUInt(operand) => check_cast(expr, operand, errors),
            _ => {}
        },
    });
}

/// Whether a number depends on a measurement. A bit in the place of a number is rustc's error.
fn is_measured(number: &Expr) -> bool {
    number.known.measured && !number.known.is(Element::Bit)
}

/// The number of iterations is known before the circuit runs: not `for i in range(count)` after
/// `if measure(q) { count += 1; }`.
fn check_bound(bound: &Expr, errors: &Errors) {
    if is_measured(bound) {
        errors.push_at(&bound.tokens, error::measured_bound());
    }
}

/// So is the length of a register: not `qubit_array(count)`.
fn check_length(length: &Expr, errors: &Errors) {
    if is_measured(length) {
        errors.push_at(&length.tokens, error::measured_length());
    }
}

/// And which element is meant: not `q[count]`.
fn check_index(index: &Expr, errors: &Errors) {
    if is_measured(index) {
        errors.push_at(&index.tokens, error::measured_index());
    }
}

/// Only what is a whole number already can be a size: not `theta as usize`, not `measure(q) as usize`.
fn check_cast(cast: &Expr, operand: &Expr, errors: &Errors) {
    let known = &operand.known;
    if known.is(Element::UInt) {
        return;
    }
    let text = operand.text();
    let message = if known.is(Element::Bit) && known.measured {
        error::measured_cast(&text)
    } else if known.is(Element::Bit) {
        error::bit_as_size(&text)
    } else if known.is(Element::Float) {
        error::angle_as_size(&text)
    } else {
        error::unknown_as_size(&text)
    };
    errors.push_at(&cast.tokens, message);
}
