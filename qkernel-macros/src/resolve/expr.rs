//! Types of expressions.

use super::{Resolver, of, part, scalar};
use crate::model::{BinaryOp, Element, Expr, ExprKind, Known, Shape, UnaryOp};

impl Resolver {
    pub(super) fn expr(&mut self, expr: &mut Expr) -> Known {
        let known = self.kind(&mut expr.kind);
        expr.known = known.clone();
        known
    }

    fn kind(&mut self, kind: &mut ExprKind) -> Known {
        match kind {
            ExprKind::Name(name) => match self.find(name) {
                Some(known) => known.clone(),
                None if *name == "PI" => scalar(Element::Float, false),
                None => Known::default(),
            },
            ExprKind::Constant(_) => Known::default(),
            ExprKind::UInt(_) => scalar(Element::UInt, false),
            ExprKind::Float(_) => scalar(Element::Float, false),
            ExprKind::Bit(_) => scalar(Element::Bit, false),
            ExprKind::Call { path, args } => {
                let args: Vec<Known> = args.iter_mut().map(|arg| self.expr(arg)).collect();
                let callee = path
                    .segments
                    .last()
                    .map(|segment| segment.ident.to_string());
                called(&callee.unwrap_or_default(), &args)
            }
            ExprKind::Method { receiver, name } => {
                self.expr(receiver);
                let element = match name == "len" {
                    true => Element::UInt,
                    false => Element::Float,
                };
                scalar(element, false)
            }
            ExprKind::Element { base, indices } => {
                let base = self.expr(base);
                indices.iter_mut().for_each(|index| drop(self.expr(index)));
                Known {
                    shape: match base.shape {
                        Some(Shape::Vector(element)) => Some(Shape::Scalar(element)),
                        Some(Shape::Matrix) => Some(Shape::Scalar(Element::Float)),
                        _ => None,
                    },
                    measured: base.measured,
                }
            }
            ExprKind::Unary(UnaryOp::Neg, operand) => self.expr(operand),
            ExprKind::Unary(UnaryOp::Not, operand) => {
                scalar(Element::Bit, self.expr(operand).measured)
            }
            ExprKind::Binary(op, left, right) => {
                let (left, right) = (self.expr(left), self.expr(right));
                match op {
                    BinaryOp::Add
                    | BinaryOp::Sub
                    | BinaryOp::Mul
                    | BinaryOp::Div
                    | BinaryOp::Rem => Known {
                        shape: arithmetic(left.shape, right.shape),
                        measured: false,
                    },
                    // A known bit may decide on its own.
                    BinaryOp::And | BinaryOp::Or => {
                        scalar(Element::Bit, left.measured && right.measured)
                    }
                    _ => scalar(Element::Bit, left.measured || right.measured),
                }
            }
            ExprKind::ToFloat(operand) => {
                self.expr(operand);
                scalar(Element::Float, false)
            }
            ExprKind::ToUInt(operand) => {
                self.expr(operand);
                scalar(Element::UInt, false)
            }
            ExprKind::Into(operand) => Known {
                shape: None,
                measured: self.expr(operand).measured,
            },
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => self.branch(condition, then, otherwise.as_mut()),
            ExprKind::Block(block) => self.block(block),
            ExprKind::Tuple(parts) => of(Shape::Tuple(
                parts.iter_mut().map(|part| self.expr(part)).collect(),
            )),
            ExprKind::Field(base, index) => part(&self.expr(base), *index as usize),
        }
    }
}

/// What arithmetic gives: an observable if one is in it. A number may meet one that is not known to be one.
fn arithmetic(left: Option<Shape>, right: Option<Shape>) -> Option<Shape> {
    let observable = Some(Shape::Scalar(Element::Observable));
    let float = Some(Shape::Scalar(Element::Float));
    if left == observable || right == observable {
        return observable;
    }
    match (&left, &right) {
        (None, _) if right == float => None,
        (_, None) if left == float => None,
        _ => left.or(right),
    }
}

/// What the operations that are not gates give.
fn called(callee: &str, args: &[Known]) -> Known {
    use Element::*;
    let like = |argument: &Known, from: Element, to: Element| match &argument.shape {
        Some(Shape::Scalar(element)) if *element == from => Some(Shape::Scalar(to)),
        Some(Shape::Vector(element)) if *element == from => Some(Shape::Vector(to)),
        _ => None,
    };
    let shape = match (callee, args) {
        ("qubit", []) => Some(Shape::Scalar(Qubit)),
        ("qubit_array", [_]) => Some(Shape::Vector(Qubit)),
        ("X" | "Y" | "Z", [_]) | ("I", []) => Some(Shape::Scalar(Observable)),
        ("reset", [q]) => like(q, Qubit, Qubit),
        ("measure", [q]) => like(q, Qubit, Bit),
        ("expval", [_, observable]) => like(observable, Observable, Float),
        _ => None,
    };
    Known {
        shape,
        measured: callee == "measure" && args.len() == 1,
    }
}
