//! Which variables hold no qubits, for suggestions.

use std::collections::{HashMap, HashSet};

use super::{Block, Expr, Kernel, Known, Pattern, Shape, StatementKind};

impl Kernel {
    /// The names that certainly hold no qubits, wherever they are defined.
    pub(crate) fn numbers(&self) -> HashSet<String> {
        let mut found = self.variables();
        found.retain(|_, is_number| *is_number);
        found.into_keys().collect()
    }

    /// All names of the kernel's own, and whether they certainly hold no qubits.
    pub(crate) fn variables(&self) -> HashMap<String, bool> {
        let mut found = self
            .params
            .iter()
            .map(|param| (param.name.to_string(), !param.ty.has_qubits()))
            .collect();
        in_block(&self.body, &mut found);
        found
    }
}

fn in_block(block: &Block, found: &mut HashMap<String, bool>) {
    for statement in &block.statements {
        match &statement.kind {
            StatementKind::Let { pattern, value, .. } => {
                value.iter().for_each(|value| in_expr(value, found));
                bind(pattern, value.as_ref().map(|value| &value.known), found);
            }
            StatementKind::For(each) => {
                if let Some(name) = &each.variable {
                    found.entry(name.to_string()).or_insert(true);
                }
                in_block(&each.body, found);
            }
            StatementKind::Assign { value, .. } | StatementKind::Update { value, .. } => {
                in_expr(value, found);
            }
            StatementKind::Expr(expr) => in_expr(expr, found),
        }
    }
    block.tail.iter().for_each(|tail| in_expr(tail, found));
}

fn in_expr(expr: &Expr, found: &mut HashMap<String, bool>) {
    expr.blocks().for_each(|block| in_block(block, found));
    expr.children().for_each(|child| in_expr(child, found));
}

fn bind(pattern: &Pattern, known: Option<&Known>, found: &mut HashMap<String, bool>) {
    match pattern {
        Pattern::Bind(name) => {
            let is_number = known.is_some_and(Known::has_no_qubits);
            *found.entry(name.to_string()).or_insert(true) &= is_number;
        }
        Pattern::Tuple(patterns) => {
            let parts = match known.and_then(|known| known.shape.as_ref()) {
                Some(Shape::Tuple(parts)) => parts.as_slice(),
                _ => &[],
            };
            for (index, pattern) in patterns.iter().enumerate() {
                bind(pattern, parts.get(index), found);
            }
        }
        Pattern::Ignore => {}
    }
}
