use proc_macro2::Ident;

use crate::error::{self, Errors};
use crate::model::{ExprKind, Kernel, Place, StatementKind, VariableKind, Visited};

/// A kernel cannot call itself: `fn spin(q: Qubit, n: UInt) -> Qubit { spin(h(q), n - 1) }`.
pub(super) fn check_recursion(kernel: &Kernel, errors: &Errors) {
    kernel.body.walk(&mut |expr| {
        if let ExprKind::Call { callee, .. } | ExprKind::Modified { callee, .. } = &expr.kind
            && is_own_name(&callee.path, kernel)
        {
            errors.push_at(&callee.path, error::calls_itself(&kernel.name.to_string()));
        }
    });
}

fn is_own_name(path: &syn::Path, kernel: &Kernel) -> bool {
    let names: Vec<&Ident> = path.segments.iter().map(|segment| &segment.ident).collect();
    match names.as_slice() {
        [name] => **name == kernel.name,
        [here, name] => *here == "self" && **name == kernel.name,
        _ => false,
    }
}

/// A constant is a number: not `ANGLES[i]`.
pub(super) fn check_constants(kernel: &Kernel, errors: &Errors) {
    kernel.body.walk(&mut |expr| {
        if let ExprKind::Element { base, .. } = &expr.kind {
            let last = match &base.kind {
                ExprKind::Name(name) if name.variable.is_none() => Some(&name.ident),
                ExprKind::Constant(path) => path.segments.last().map(|segment| &segment.ident),
                _ => None,
            };
            let is_constant = |name: &Ident| !name.to_string().contains(char::is_lowercase);
            if last.is_some_and(is_constant) {
                errors.push_at(&base.tokens, error::constant_array(&base.text()));
            }
        }
    });
}

/// A loop variable hides no parameter, and only the loop assigns it: not `for n in range(n)`, not `i = i + 1`.
pub(super) fn check_loop_variables(kernel: &Kernel, errors: &Errors) {
    kernel.body.visit(&mut |part| match part {
        Visited::Statement(statement) => {
            if let StatementKind::For(each) = &statement.kind
                && let Some(name) = &each.variable
                && kernel.params.iter().any(|param| param.name == name.ident)
            {
                let message = error::loop_variable_hides(&name.ident.to_string());
                errors.push(name.ident.span(), message);
            }
        }
        // Where it was not declared `mut`, rustc finds the assignment.
        Visited::Place(Place::Variable(name)) => {
            let kind = name.variable.map(|id| kernel.variables[id].kind);
            if kind == Some(VariableKind::Loop { mutable: true }) {
                let message = error::loop_variable_assigned(&name.ident.to_string());
                errors.push(name.ident.span(), message);
            }
        }
        _ => {}
    });
}
