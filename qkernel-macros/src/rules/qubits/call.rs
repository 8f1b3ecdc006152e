//! Calls, as they are written.

use syn::Path;

use crate::known::Operation;
use crate::lower::{Node, Source};
use crate::model::{Callee, Expr, ExprKind, Modifier};

/// The modifiers, outermost first, the kernel, and the arguments.
pub(super) type CallExpr<'k> = (&'k [Modifier], &'k Callee, &'k [Expr]);

pub(super) fn call<'k>(node: &Node<'k>) -> Option<CallExpr<'k>> {
    let Source::Expr(expr) = node.source else {
        return None;
    };
    match &expr.kind {
        ExprKind::Call { callee, args } => Some((&[], callee, args)),
        ExprKind::Modified {
            modifiers,
            callee,
            args,
        } => Some((modifiers, callee, args)),
        _ => None,
    }
}

/// The operation that is called, without modifiers.
pub(super) fn operation(node: &Node<'_>) -> Option<Operation> {
    match call(node)? {
        ([], callee, _) => callee.operation(),
        _ => None,
    }
}

/// Whether no qubit comes back, and the word for it in messages.
pub(super) fn ends(node: &Node<'_>) -> Option<&'static str> {
    operation(node)?.ends()
}

/// Whether no qubit comes back, as far as the types of the arguments are known.
pub(super) fn is_number(node: &Node<'_>) -> bool {
    matches!(node.source, Source::Expr(call) if call.inferred.has_no_qubits())
}

/// Whether an expression is an argument.
pub(super) fn takes(node: &Node<'_>, expr: &Expr) -> bool {
    let is_argument = |(.., args): CallExpr<'_>| args.iter().any(|arg| std::ptr::eq(arg, expr));
    call(node).is_some_and(is_argument)
}

/// The callee's name; for a modified one, as it is written.
pub(super) fn name((modifiers, callee, _): CallExpr<'_>) -> String {
    let last = |path: &Path| {
        path.segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default()
    };
    let inside = modifiers.iter().rev();
    inside.fold(last(&callee.path), |name, modifier| {
        let counts = modifier
            .counts
            .iter()
            .map(|count| format!(", {}", count.text()));
        format!(
            "{}({name}{})",
            last(&modifier.path),
            counts.collect::<String>()
        )
    })
}
