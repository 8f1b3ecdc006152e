//! What rustc would refuse, too, in words that do not speak of circuits.

use proc_macro2::Ident;
use quote::ToTokens;

use crate::error::Errors;
use crate::error::{element_assigned, modifier_kept, variable_called};
use crate::model::{
    Block, Element, Expr, ExprKind, Kernel, Pattern, Place, Statement, StatementKind,
};

/// Reports it, and leaves it out of the function.
pub(super) fn check(kernel: &Kernel, errors: &Errors) {
    let mut refusing = Refusing {
        errors,
        variables: kernel.params.iter().map(|param| &param.name).collect(),
    };
    refusing.block(&kernel.body);
}

struct Refusing<'a> {
    errors: &'a Errors,
    /// The variables in scope.
    variables: Vec<&'a Ident>,
}

impl<'a> Refusing<'a> {
    fn block(&mut self, block: &'a Block) {
        let outer = self.variables.len();
        block
            .statements
            .iter()
            .for_each(|statement| self.statement(statement));
        block.tail.iter().for_each(|tail| self.expr(tail));
        self.variables.truncate(outer);
    }

    fn statement(&mut self, statement: &'a Statement) {
        match &statement.kind {
            StatementKind::Let { pattern, value, .. } => {
                value.iter().for_each(|value| self.expr(value));
                // That it is called was told with its definition.
                if !value.as_ref().is_some_and(|value| self.is_kept(value)) {
                    self.bind(pattern);
                }
            }
            StatementKind::Assign { place, value } | StatementKind::Update { place, value, .. } => {
                self.place(place);
                self.expr(value);
            }
            StatementKind::For(each) => {
                each.range.bounds().for_each(|bound| self.expr(bound));
                let outer = self.variables.len();
                self.variables.extend(&each.variable);
                self.block(&each.body);
                self.variables.truncate(outer);
            }
            StatementKind::Expr(expr) => self.expr(expr),
        }
    }

    fn bind(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::Bind(name) => self.variables.push(name),
            Pattern::Tuple(parts) => parts.iter().for_each(|part| self.bind(part)),
            Pattern::Ignore => {}
        }
    }

    /// Only registers are built element by element: not `out[i] = measure(q[i])`.
    fn place(&mut self, place: &'a Place) {
        match place {
            Place::Element {
                base,
                tokens,
                holds,
                ..
            } => {
                if let Some(element) = holds.filter(|element| *element != Element::Qubit) {
                    self.errors.doubt(base.to_token_stream());
                    let instead = match element {
                        Element::Bit => {
                            "measure a register as a whole, `let bits = measure(q);`, or keep each bit in a variable"
                        }
                        _ => "keep what is computed in a variable: `let angle = ..;`",
                    };
                    let message = element_assigned(&base.to_string(), instead);
                    self.errors.refuse(base.span(), tokens, message);
                }
            }
            Place::Tuple(parts) => parts.iter().for_each(|part| self.place(part)),
            Place::Variable(_) | Place::Ignore => {}
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        match &expr.kind {
            // The gate of that name is hidden: not `fn k(h: Observable) -> Float { expval(h(qubit()), h) }`.
            ExprKind::Call { path, .. } | ExprKind::Modified { path, .. } => {
                if let Some(name) = path.get_ident()
                    && self.variables.contains(&name)
                {
                    let message = variable_called(&name.to_string());
                    self.errors.refuse(expr.span(), path, message);
                }
            }
            _ => {}
        }
        // What a modifier gives is called at once: not `let g = inverse(s);`.
        if self.is_kept(expr) {
            self.errors
                .push_at(&expr.tokens, modifier_kept(&expr.text()));
        }
        expr.blocks().for_each(|block| self.block(block));
        expr.children().for_each(|child| self.expr(child));
    }

    /// Whether it is the call of a modifier, whose first argument is no variable.
    fn is_kept(&self, expr: &Expr) -> bool {
        let ExprKind::Call { path, args } = &expr.kind else {
            return false;
        };
        let is_modifier = path.segments.last().is_some_and(|name| {
            ["control", "inverse", "power"]
                .iter()
                .any(|other| name.ident == other)
        });
        let is_kernel = match args.first().map(|first| &first.kind) {
            Some(ExprKind::Name(name)) => !self.variables.contains(&name) && name != "PI",
            Some(ExprKind::Constant(_)) => true,
            Some(ExprKind::Call { .. }) => args.first().is_some_and(|first| self.is_kept(first)),
            _ => false,
        };
        is_modifier && is_kernel
    }
}
