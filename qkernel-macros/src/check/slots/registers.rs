//! Which variables are registers, where the way they are used tells. For the others a trait obligation asks rustc.

use proc_macro2::Ident;

use crate::model::{
    Block, Element, Expr, ExprKind, Kernel, KernelType, Pattern, Place, Statement, StatementKind,
};

/// What comes after a definition in its block.
#[derive(Clone, Copy)]
pub(super) struct Rest<'a> {
    pub(super) statements: &'a [Statement],
    pub(super) tail: Option<&'a Expr>,
}

impl<'a> Rest<'a> {
    fn of(block: &'a Block) -> Self {
        Rest {
            statements: &block.statements,
            tail: block.tail.as_deref(),
        }
    }

    /// Whether the variable is used as only a register can be, before another takes its name: an element is assigned, or
    /// one is measured.
    pub(super) fn uses_as_register(self, name: &Ident) -> bool {
        for statement in self.statements {
            if in_statement(statement, name) {
                return true;
            }
            if matches!(&statement.kind, StatementKind::Let { pattern, .. } if binds(pattern, name))
            {
                return false;
            }
        }
        self.tail.is_some_and(|tail| in_expr(tail, name))
    }
}

/// Whether the kernel gives the value of its last expression as a register.
pub(super) fn is_result(kernel: &Kernel, name: &Ident) -> bool {
    matches!(kernel.result, KernelType::Vector(Element::Qubit, _))
        && kernel.body.tail.as_deref().and_then(Expr::name) == Some(name)
}

fn in_statement(statement: &Statement, name: &Ident) -> bool {
    match &statement.kind {
        StatementKind::Assign { place, value } => in_place(place, name) || in_expr(value, name),
        StatementKind::For(each) => {
            let hidden = each.variable.as_ref() == Some(name);
            !hidden && Rest::of(&each.body).uses_as_register(name)
        }
        StatementKind::Let {
            value: Some(value), ..
        }
        | StatementKind::Expr(value)
        | StatementKind::Update { value, .. } => in_expr(value, name),
        StatementKind::Let { value: None, .. } => false,
    }
}

fn in_expr(expr: &Expr, name: &Ident) -> bool {
    let measured = match &expr.kind {
        ExprKind::Call { path, args } if path.is_ident("measure") || path.is_ident("discard") => {
            args.iter().any(|arg| matches!(&arg.kind, ExprKind::Element { base, .. } if base.name() == Some(name)))
        }
        _ => false,
    };
    measured
        || expr
            .blocks()
            .any(|block| Rest::of(block).uses_as_register(name))
        || expr.children().any(|child| in_expr(child, name))
}

fn in_place(place: &Place, name: &Ident) -> bool {
    match place {
        Place::Element { base, .. } => base == name,
        Place::Tuple(parts) => parts.iter().any(|part| in_place(part, name)),
        Place::Variable(_) | Place::Ignore => false,
    }
}

fn binds(pattern: &Pattern, name: &Ident) -> bool {
    match pattern {
        Pattern::Bind(bound) => bound == name,
        Pattern::Tuple(parts) => parts.iter().any(|part| binds(part, name)),
        Pattern::Ignore => false,
    }
}
