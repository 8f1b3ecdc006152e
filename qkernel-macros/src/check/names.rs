use proc_macro2::Ident;

use crate::error::{self, Errors};
use crate::model::{Block, Expr, ExprKind, Kernel, Pattern, Place, StatementKind};

/// A kernel cannot call itself: `fn spin(q: Qubit, n: UInt) -> Qubit { spin(h(q), n - 1) }`.
pub(super) fn check_recursion(kernel: &Kernel, errors: &Errors) {
    kernel.body.walk(&mut |expr| {
        if let ExprKind::Call { path, .. } | ExprKind::Modified { path, .. } = &expr.kind
            && is_own_name(path, kernel)
        {
            errors.push_at(path, error::calls_itself(&kernel.name.to_string()));
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
    let variables = kernel.variables();
    kernel.body.walk(&mut |expr| {
        if let ExprKind::Element { base, .. } = &expr.kind {
            let last = match &base.kind {
                ExprKind::Name(name) if !variables.contains_key(&name.to_string()) => Some(name),
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
    let names = Names { kernel, errors };
    names.block(&kernel.body, &mut Vec::new());
}

struct Names<'a> {
    kernel: &'a Kernel,
    errors: &'a Errors,
}

/// The names in scope, innermost last, and whether each is a loop variable that was declared `mut`: where it was not,
/// rustc finds the assignment.
type Scope = Vec<(Ident, bool)>;

impl Names<'_> {
    fn block(&self, block: &Block, scope: &mut Scope) {
        let outer = scope.len();
        for statement in &block.statements {
            match &statement.kind {
                StatementKind::For(each) => {
                    let inner = scope.len();
                    if let Some(variable) = &each.variable {
                        self.loop_variable(variable);
                        scope.push((variable.clone(), each.mutable));
                    }
                    self.block(&each.body, scope);
                    scope.truncate(inner);
                }
                StatementKind::Assign { place, value }
                | StatementKind::Update { place, value, .. } => {
                    self.place(place, scope);
                    self.expr(value, scope);
                }
                StatementKind::Let { pattern, value, .. } => {
                    value.iter().for_each(|value| self.expr(value, scope));
                    bind(pattern, scope);
                }
                StatementKind::Expr(expr) => self.expr(expr, scope),
            }
        }
        block.tail.iter().for_each(|tail| self.expr(tail, scope));
        scope.truncate(outer);
    }

    fn expr(&self, expr: &Expr, scope: &mut Scope) {
        expr.blocks().for_each(|block| self.block(block, scope));
        expr.children().for_each(|child| self.expr(child, scope));
    }

    fn loop_variable(&self, variable: &Ident) {
        if self
            .kernel
            .params
            .iter()
            .any(|param| param.name == *variable)
        {
            let message = error::loop_variable_hides(&variable.to_string());
            self.errors.push(variable.span(), message);
        }
    }

    fn place(&self, place: &Place, scope: &Scope) {
        match place {
            Place::Variable(name) => {
                let found = scope.iter().rev().find(|(other, _)| other == name);
                if matches!(found, Some((_, true))) {
                    let message = error::loop_variable_assigned(&name.to_string());
                    self.errors.push(name.span(), message);
                }
            }
            Place::Tuple(parts) => parts.iter().for_each(|part| self.place(part, scope)),
            Place::Element { .. } | Place::Ignore => {}
        }
    }
}

fn bind(pattern: &Pattern, scope: &mut Scope) {
    match pattern {
        Pattern::Bind(name) => scope.push((name.clone(), false)),
        Pattern::Tuple(parts) => parts.iter().for_each(|part| bind(part, scope)),
        Pattern::Ignore => {}
    }
}
