//! Goes through a kernel, for questions that look at one place at a time.

use super::{Block, Expr, Place, StatementKind};

impl Block {
    /// Calls `visit` on every expression in it, in the order of the source.
    pub(crate) fn walk(&self, visit: &mut impl FnMut(&Expr)) {
        walk(self, visit);
    }
}

fn walk(block: &Block, visit: &mut impl FnMut(&Expr)) {
    for statement in &block.statements {
        match &statement.kind {
            StatementKind::Let { value, .. } => {
                value.iter().for_each(|value| expr(value, visit));
            }
            StatementKind::Assign { place, value } | StatementKind::Update { place, value, .. } => {
                self::place(place, visit);
                expr(value, visit);
            }
            StatementKind::For(each) => {
                each.range.bounds().for_each(|bound| expr(bound, visit));
                walk(&each.body, visit);
            }
            StatementKind::Expr(value) => expr(value, visit),
        }
    }
    block.tail.iter().for_each(|tail| expr(tail, visit));
}

fn place(place: &Place, visit: &mut impl FnMut(&Expr)) {
    match place {
        Place::Element { index, .. } => {
            expr(index, visit);
        }
        Place::Tuple(parts) => parts.iter().for_each(|part| self::place(part, visit)),
        Place::Variable(_) | Place::Ignore => {}
    }
}

fn expr(value: &Expr, visit: &mut impl FnMut(&Expr)) {
    visit(value);
    value.children().for_each(|child| expr(child, visit));
    value.blocks().for_each(|block| walk(block, visit));
}
