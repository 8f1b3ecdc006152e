//! What a block assigns.

use super::{Block, Expr, ExprKind, Place, StatementKind};

impl Block {
    /// The names that are assigned anywhere in it. A name that a `let` hides is listed too: to carry a variable that
    /// does not change is harmless.
    pub(crate) fn assigned(&self) -> Vec<String> {
        let mut names = Vec::new();
        in_block(self, &mut names);
        names
    }
}

fn in_block(block: &Block, names: &mut Vec<String>) {
    for statement in &block.statements {
        match &statement.kind {
            StatementKind::Assign { place, value } => {
                in_place(place, names);
                in_expr(value, names);
            }
            StatementKind::Update { place, value, .. } => {
                in_place(place, names);
                in_expr(value, names);
            }
            StatementKind::For(each) => in_block(&each.body, names),
            StatementKind::Let {
                value: Some(value), ..
            } => in_expr(value, names),
            StatementKind::Let { value: None, .. } => {}
            StatementKind::Expr(expr) => in_expr(expr, names),
        }
    }
    if let Some(tail) = &block.tail {
        in_expr(tail, names);
    }
}

fn in_place(place: &Place, names: &mut Vec<String>) {
    match place {
        Place::Variable(name) => names.push(name.to_string()),
        Place::Tuple(parts) => parts.iter().for_each(|part| in_place(part, names)),
        // The register stays the same value.
        Place::Element { .. } | Place::Ignore => {}
    }
}

fn in_expr(expr: &Expr, names: &mut Vec<String>) {
    match &expr.kind {
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            in_expr(condition, names);
            in_block(then, names);
            if let Some(otherwise) = otherwise {
                in_block(otherwise, names);
            }
        }
        ExprKind::Block(block) => in_block(block, names),
        _ => expr.children().for_each(|child| in_expr(child, names)),
    }
}
