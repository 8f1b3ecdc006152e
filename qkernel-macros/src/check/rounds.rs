//! `while`: how many rounds there are is decided by measurements.

use crate::error::{self, Errors};
use crate::model::{Element, Expr, ExprKind, Kernel, Name};

/// A `while` asks for a bit that its body gives a new value: not `while n > 3`, not `while bit { q = h(q); }`.
pub(super) fn check_conditions(kernel: &Kernel, errors: &Errors) {
    kernel.body.walk(&mut |expr| {
        let ExprKind::If { then, .. } = &expr.kind else {
            return;
        };
        let Some((body, condition)) = then.repeated() else {
            return;
        };
        if calls(condition) {
            errors.push_at(&condition.tokens, error::nameless_rounds());
            return;
        }
        let mut names = Vec::new();
        if counts(condition, &mut names) || names.is_empty() {
            errors.push_at(&condition.tokens, error::counted_rounds());
            return;
        }
        let assigned = body.assigned();
        let is_assigned = |name: &&Name| name.variable.is_some_and(|id| assigned.contains(&id));
        if !names.iter().any(is_assigned) {
            let name = names[0].ident.to_string();
            errors.push_at(&condition.tokens, error::never_measured_again(&name));
        }
    });
}

/// Whether a condition does something: not `while measure(qubit())`.
fn calls(condition: &Expr) -> bool {
    let does = matches!(
        condition.kind,
        ExprKind::Call { .. }
            | ExprKind::Modified { .. }
            | ExprKind::If { .. }
            | ExprKind::Block(_)
    );
    does || condition.children().any(calls)
}

/// Whether a condition compares numbers. Lists the names of what is no number.
fn counts<'a>(condition: &'a Expr, names: &mut Vec<&'a Name>) -> bool {
    names.extend(condition.name());
    [Element::UInt, Element::Float]
        .iter()
        .any(|&number| condition.known.is(number))
        || condition.children().any(|child| counts(child, names))
}
