//! The forms of values: how many parts a tuple has, and how many elements a register.

use super::fate::Form;
use super::paths::Paths;
use super::place;
use crate::known::Operation;
use crate::model::{Expr, ExprKind, KernelType, Known, Shape};

impl Paths {
    pub(super) fn form(&mut self, expr: &Expr) -> Form {
        match &expr.kind {
            ExprKind::Tuple(parts) => {
                Form::Tuple(parts.iter().map(|part| self.form(part)).collect())
            }
            ExprKind::Call { callee, args } => match (callee.operation(), args.as_slice()) {
                (Some(Operation::QubitArray), [length]) => {
                    constant(length).map_or(Form::Unknown, Form::Register)
                }
                (Some(Operation::Reset), [q]) => self.form(q),
                _ => of_known(&expr.known),
            },
            _ => {
                let part = place(expr).and_then(|(variable, path)| {
                    let form = &self.find(variable)?.form;
                    Some(
                        path.iter()
                            .fold(form, |form, part| form.part(*part))
                            .clone(),
                    )
                });
                part.unwrap_or_else(|| of_known(&expr.known))
            }
        }
    }
}

fn of_known(known: &Known) -> Form {
    match &known.shape {
        Some(Shape::Tuple(parts)) => Form::Tuple(parts.iter().map(of_known).collect()),
        _ => Form::Unknown,
    }
}

pub(super) fn of_type(ty: &KernelType) -> Form {
    match ty {
        KernelType::Tuple(parts) => Form::Tuple(parts.iter().map(of_type).collect()),
        KernelType::Vector(_, Some(length)) => {
            constant(length).map_or(Form::Unknown, Form::Register)
        }
        _ => Form::Unknown,
    }
}

/// The number that an expression of literals is.
pub(super) fn constant(expr: &Expr) -> Option<u64> {
    match &expr.kind {
        ExprKind::UInt(value) => Some(*value),
        ExprKind::Binary(op, left, right) => {
            let size = |expr| constant(expr).and_then(|size| usize::try_from(size).ok());
            op.of_sizes(size(left)?, size(right)?)
                .map(|size| size as u64)
        }
        ExprKind::ToUInt(inner) => constant(inner),
        _ => None,
    }
}
