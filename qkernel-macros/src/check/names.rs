use proc_macro2::Ident;

use crate::error::{self, Errors};
use crate::model::{Block, Expr, ExprKind, Kernel, Place, StatementKind};

/// A kernel cannot call itself: `fn spin(q: Qubit, n: UInt) -> Qubit { spin(h(q), n - 1) }`.
pub(super) fn check_recursion(kernel: &Kernel, errors: &Errors) {
    walk(&kernel.body, &mut |expr| {
        if let ExprKind::Call { path, .. } = &expr.kind {
            if path.get_ident().is_some_and(|name| *name == kernel.name) {
                errors.push_at(path, error::calls_itself(&kernel.name.to_string()));
            }
        }
    });
}

/// A loop variable hides no parameter and is not assigned: not `for n in range(n)`, not `i = i + 1`.
pub(super) fn check_loop_variables(kernel: &Kernel, errors: &Errors) {
    check_block(&kernel.body, kernel, &mut Vec::new(), errors);
}

fn check_block(block: &Block, kernel: &Kernel, loops: &mut Vec<Ident>, errors: &Errors) {
    for statement in &block.statements {
        match &statement.kind {
            StatementKind::For(each) => {
                let Some(variable) = &each.variable else {
                    check_block(&each.body, kernel, loops, errors);
                    continue;
                };
                if kernel.params.iter().any(|param| param.name == *variable) {
                    errors.push(
                        variable.span(),
                        error::loop_variable_hides(&variable.to_string()),
                    );
                }
                loops.push(variable.clone());
                check_block(&each.body, kernel, loops, errors);
                loops.pop();
            }
            StatementKind::Assign { place, value } | StatementKind::Update { place, value, .. } => {
                check_place(place, loops, errors);
                check_nested(value, kernel, loops, errors);
            }
            StatementKind::Let {
                value: Some(expr), ..
            }
            | StatementKind::Expr(expr) => {
                check_nested(expr, kernel, loops, errors);
            }
            StatementKind::Let { value: None, .. } => {}
        }
    }
    if let Some(tail) = &block.tail {
        check_nested(tail, kernel, loops, errors);
    }
}

fn check_nested(expr: &Expr, kernel: &Kernel, loops: &mut Vec<Ident>, errors: &Errors) {
    expr.blocks()
        .for_each(|block| check_block(block, kernel, loops, errors));
    expr.children()
        .for_each(|child| check_nested(child, kernel, loops, errors));
}

fn check_place(place: &Place, loops: &[Ident], errors: &Errors) {
    match place {
        Place::Variable(name) if loops.contains(name) => {
            errors.push(
                name.span(),
                error::loop_variable_assigned(&name.to_string()),
            );
        }
        Place::Tuple(parts) => parts
            .iter()
            .for_each(|part| check_place(part, loops, errors)),
        _ => {}
    }
}

/// Calls `visit` on every expression of a block.
pub(super) fn walk(block: &Block, visit: &mut impl FnMut(&Expr)) {
    for statement in &block.statements {
        match &statement.kind {
            StatementKind::Let { value, .. } => {
                value.iter().for_each(|value| walk_expr(value, visit))
            }
            StatementKind::Assign { place, value } | StatementKind::Update { place, value, .. } => {
                walk_place(place, visit);
                walk_expr(value, visit);
            }
            StatementKind::For(each) => {
                let range = &each.range;
                [range.start.as_ref(), Some(&range.end), range.step.as_ref()]
                    .into_iter()
                    .flatten()
                    .for_each(|bound| walk_expr(bound, visit));
                walk(&each.body, visit);
            }
            StatementKind::Expr(expr) => walk_expr(expr, visit),
        }
    }
    block.tail.iter().for_each(|tail| walk_expr(tail, visit));
}

fn walk_place(place: &Place, visit: &mut impl FnMut(&Expr)) {
    match place {
        Place::Element { index, .. } => walk_expr(index, visit),
        Place::Tuple(parts) => parts.iter().for_each(|part| walk_place(part, visit)),
        Place::Variable(_) | Place::Ignore => {}
    }
}

fn walk_expr(expr: &Expr, visit: &mut impl FnMut(&Expr)) {
    visit(expr);
    expr.children().for_each(|child| walk_expr(child, visit));
    expr.blocks().for_each(|block| walk(block, visit));
}
