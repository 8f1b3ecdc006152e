//! What statements assign, and what values are made of, as the text has them.

use std::collections::BTreeSet;

use super::syntax::{Expr, ExprKind, Item, Statement, StatementKind};

/// The name of what is assigned.
pub(super) fn root<'t>(target: &Expr<'t>) -> Option<&'t str> {
    match &target.kind {
        ExprKind::Index(inner, _) => root(inner),
        ExprKind::Name(name) => Some(name),
        _ => None,
    }
}

/// Adds the names of a value that depends on nothing else; false for one that may.
pub(super) fn named<'t>(value: &Expr<'t>, names: &mut BTreeSet<&'t str>) -> bool {
    let item = |item: &Item<'t>, names: &mut BTreeSet<&'t str>| match item {
        Item::One(index) => named(index, names),
        _ => false,
    };
    match &value.kind {
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::Bits(_) => true,
        ExprKind::Name(name) => {
            names.insert(name);
            true
        }
        ExprKind::Unary(_, inner) | ExprKind::Cast(_, inner) => named(inner, names),
        ExprKind::Chain(first, rest) => {
            named(first, names) && rest.iter().all(|(_, operand)| named(operand, names))
        }
        ExprKind::Index(inner, items) => {
            named(inner, names) && items.iter().all(|one| item(one, names))
        }
        _ => false,
    }
}

/// What statements write.
#[derive(Default)]
pub(super) struct Written<'t> {
    /// The names of what they assign.
    pub(super) names: BTreeSet<&'t str>,
    /// Whether they may return from a subroutine.
    pub(super) returns: bool,
    /// Whether they give other names to bits.
    pub(super) aliases: bool,
    /// How many there are.
    pub(super) statements: usize,
}

impl<'t> Written<'t> {
    pub(super) fn of(statements: &[Statement<'t>]) -> Written<'t> {
        let mut written = Written::default();
        written.by(statements);
        written
    }

    fn by(&mut self, statements: &[Statement<'t>]) {
        self.statements += statements.len();
        for statement in statements {
            match &statement.kind {
                StatementKind::Assign { target, .. } => self.names.extend(root(target)),
                StatementKind::If(_, then, otherwise) => {
                    self.by(then);
                    self.by(otherwise);
                }
                StatementKind::For { body, .. } | StatementKind::While { body, .. } => {
                    self.by(&body.statements);
                }
                StatementKind::Block(body) => self.by(body),
                StatementKind::Switch { cases, default, .. } => {
                    cases.iter().for_each(|(_, body)| self.by(body));
                    self.by(default);
                }
                StatementKind::Return(_) => self.returns = true,
                StatementKind::Alias(..) => self.aliases = true,
                _ => {}
            }
        }
    }
}
