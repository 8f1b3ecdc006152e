//! Goes through a kernel, for questions that look at one place at a time.

use super::{Block, Expr, Place, Statement, StatementKind, VarId};

/// A part of a kernel that is looked at.
pub(crate) enum Visited<'a> {
    Statement(&'a Statement),
    /// The left side of an assignment, or a part of it.
    Place(&'a Place),
    Expr(&'a Expr),
}

impl Block {
    /// Calls `visit` on everything in it, in the order of the source; the whole before its parts.
    pub(crate) fn visit<'a>(&'a self, visit: &mut impl FnMut(Visited<'a>)) {
        for statement in &self.statements {
            visit(Visited::Statement(statement));
            match &statement.kind {
                StatementKind::Let { value, .. } => {
                    value.iter().for_each(|value| expr(value, visit));
                }
                StatementKind::Assign { place, value }
                | StatementKind::Update { place, value, .. } => {
                    self::place(place, visit);
                    expr(value, visit);
                }
                StatementKind::For(each) => {
                    each.range.bounds().for_each(|bound| expr(bound, visit));
                    each.body.visit(visit);
                }
                StatementKind::Expr(value) => expr(value, visit),
                StatementKind::Refused { .. } => {}
            }
        }
        self.tail.iter().for_each(|tail| expr(tail, visit));
    }

    /// Calls `visit` on every expression in it.
    pub(crate) fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Expr)) {
        self.visit(&mut |part| {
            if let Visited::Expr(expr) = part {
                visit(expr);
            }
        });
    }

    /// The variables that are assigned anywhere in it, those of its own too.
    pub(crate) fn assigned(&self) -> Vec<VarId> {
        let mut assigned = Vec::new();
        self.visit(&mut |part| {
            // An element is put into a register that stays the same value.
            if let Visited::Place(Place::Variable(name)) = part {
                assigned.extend(name.variable);
            }
        });
        assigned
    }
}

fn place<'a>(place: &'a Place, visit: &mut impl FnMut(Visited<'a>)) {
    visit(Visited::Place(place));
    match place {
        Place::Element { index, .. } => expr(index, visit),
        Place::Tuple(parts) => parts.iter().for_each(|part| self::place(part, visit)),
        Place::Variable(_) | Place::Ignore => {}
    }
}

fn expr<'a>(value: &'a Expr, visit: &mut impl FnMut(Visited<'a>)) {
    visit(Visited::Expr(value));
    value.children().for_each(|child| expr(child, visit));
    value.blocks().for_each(|block| block.visit(visit));
}
