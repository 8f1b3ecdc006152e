//! `while`: how many rounds there are is decided by measurements.

use crate::error::{self, Errors};
use crate::model::{Block, Element, Expr, ExprKind, Kernel, Name, Pattern, StatementKind};

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
        let counts = counts(condition, &mut names);
        let is_bit = |name: &&Name| {
            let variable = name.variable.map(|id| &kernel.variables[id]);
            variable.is_some_and(|variable| variable.inferred.is(Element::Bit))
        };
        let is_number = |element: &&Expr| {
            element.inferred.is(Element::UInt) || element.inferred.is(Element::Float)
        };
        if let Some(element) = element(condition).filter(|element| !is_number(element)) {
            let message = error::element_of_rounds(&element.text());
            errors.push_at(&condition.tokens, message);
            return;
        }
        if counts && names.iter().any(is_bit) {
            errors.push_at(&condition.tokens, error::numbers_end_no_rounds());
            return;
        }
        if counts || names.is_empty() {
            errors.push_at(&condition.tokens, error::counted_rounds());
            return;
        }
        // What is not a variable here, rustc reports.
        if names.iter().any(|name| name.variable.is_none()) {
            return;
        }
        let assigned = body.assigned();
        let is_assigned = |name: &&Name| name.variable.is_some_and(|id| assigned.contains(&id));
        if !names.iter().any(is_assigned) {
            let name = names[0].ident.to_string();
            let message = match defines(body, &name) {
                true => error::measured_into_another(&name),
                false => error::never_measured_again(&name),
            };
            errors.push_at(&condition.tokens, message);
        }
    });
}

/// The first element of a vector in a condition.
fn element(condition: &Expr) -> Option<&Expr> {
    match condition.kind {
        ExprKind::Element { .. } => Some(condition),
        _ => condition.children().find_map(element),
    }
}

/// Whether a body has a variable of its own of that name.
fn defines(body: &Block, name: &str) -> bool {
    fn binds(pattern: &Pattern, name: &str) -> bool {
        match pattern {
            Pattern::Bind(bound) => bound.ident == name,
            Pattern::Tuple(parts) => parts.iter().any(|part| binds(part, name)),
            Pattern::Ignore => false,
        }
    }
    body.statements.iter().any(|statement| {
        matches!(&statement.kind, StatementKind::Let { pattern, .. } if binds(pattern, name))
    })
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
        .any(|&number| condition.inferred.is(number))
        || condition.children().any(|child| counts(child, names))
}
