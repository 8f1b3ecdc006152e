//! Types of expressions.

use super::{Resolver, of, part, scalar};
use crate::known::is_pi;
use crate::model::{BinaryOp, Element, Expr, ExprKind, Known, Shape, UnaryOp};

impl Resolver<'_> {
    pub(super) fn expr(&mut self, expr: &mut Expr) -> Known {
        let known = self.kind(&mut expr.kind);
        expr.known = known.clone();
        known
    }

    fn kind(&mut self, kind: &mut ExprKind) -> Known {
        let guarded = self.branches > 0;
        match kind {
            ExprKind::Name(name) => match name.variable {
                Some(id) => {
                    let known = self.known[id].clone();
                    let late = known.late && !guarded;
                    Known { late, ..known }
                }
                None if is_pi(name) => scalar(Element::Float, false),
                None => Known::default(),
            },
            ExprKind::Constant(_) => Known::default(),
            ExprKind::UInt(_) => scalar(Element::UInt, false),
            ExprKind::Float(_) => scalar(Element::Float, false),
            ExprKind::Bit(_) => scalar(Element::Bit, false),
            ExprKind::Call { callee, args } => {
                let args: Vec<Known> = args.iter_mut().map(|arg| self.expr(arg)).collect();
                match callee.operation() {
                    Some(operation) => operation.result(&args),
                    None => Known::default(),
                }
            }
            // What a kernel gives is not known here.
            ExprKind::Modified {
                modifiers, args, ..
            } => {
                let counts = modifiers.iter_mut().flat_map(|m| &mut m.counts);
                counts.chain(args).for_each(|arg| drop(self.expr(arg)));
                Known::default()
            }
            ExprKind::Method {
                receiver,
                name,
                args,
            } => {
                let mut late = self.expr(receiver).late;
                args.iter_mut().for_each(|arg| late |= self.expr(arg).late);
                match name == "len" {
                    true => scalar(Element::UInt, false),
                    false => Known {
                        late,
                        ..scalar(Element::Float, false)
                    },
                }
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
                    late: base.late,
                }
            }
            ExprKind::Unary(UnaryOp::Not, operand) => {
                scalar(Element::Bit, self.expr(operand).measured)
            }
            ExprKind::Unary(_, operand) => self.expr(operand),
            ExprKind::Binary(op, left, right) => {
                let left = self.expr(left);
                // As in Rust, the left side of `&&` may decide.
                let decides = usize::from(matches!(op, BinaryOp::And | BinaryOp::Or));
                self.branches += decides;
                let right = self.expr(right);
                self.branches -= decides;
                match op {
                    BinaryOp::Add
                    | BinaryOp::Sub
                    | BinaryOp::Mul
                    | BinaryOp::Div
                    | BinaryOp::Rem => Known {
                        late: is_late(*op, &left, &right),
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
            ExprKind::Same(operand, _) => {
                let Known {
                    shape, measured, ..
                } = self.expr(operand);
                Known {
                    shape: shape.filter(|shape| *shape == Shape::Scalar(Element::Observable)),
                    measured,
                    ..Known::default()
                }
            }
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

/// Whether a run is needed to know the result: `theta - theta` and `0.0 * theta` are known before.
fn is_late(op: BinaryOp, left: &Known, right: &Known) -> bool {
    match op {
        BinaryOp::Add | BinaryOp::Sub => left.late != right.late,
        BinaryOp::Mul => left.late && right.late,
        _ => false,
    }
}
