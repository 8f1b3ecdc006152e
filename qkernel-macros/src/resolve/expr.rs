//! Types of expressions.

use super::{Resolver, of, part, scalar};
use crate::known::is_pi;
use crate::model::{BinaryOp, Element, ErasedType, Expr, ExprKind, Inferred, UnaryOp};

impl Resolver<'_> {
    pub(super) fn expr(&mut self, expr: &mut Expr) -> Inferred {
        let inferred = self.kind(&mut expr.kind);
        expr.inferred = inferred.clone();
        inferred
    }

    fn kind(&mut self, kind: &mut ExprKind) -> Inferred {
        let guarded = self.branches > 0;
        match kind {
            ExprKind::Name(name) => match name.variable {
                Some(id) => {
                    let inferred = self.inferred[id].clone();
                    let late = inferred.late && !guarded;
                    Inferred { late, ..inferred }
                }
                None if is_pi(name) => scalar(Element::Float, false),
                None => Inferred::default(),
            },
            ExprKind::Constant(_) => Inferred::default(),
            ExprKind::UInt(_) => scalar(Element::UInt, false),
            ExprKind::Float(_) => scalar(Element::Float, false),
            ExprKind::Bit(_) => scalar(Element::Bit, false),
            ExprKind::Call { callee, args } => {
                let args: Vec<Inferred> = args.iter_mut().map(|arg| self.expr(arg)).collect();
                match callee.operation() {
                    Some(operation) => operation.result(&args),
                    None => Inferred::default(),
                }
            }
            // What a kernel gives is not known here.
            ExprKind::Modified {
                modifiers, args, ..
            } => {
                let counts = modifiers.iter_mut().flat_map(|m| &mut m.counts);
                counts.chain(args).for_each(|arg| drop(self.expr(arg)));
                Inferred::default()
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
                    false => Inferred {
                        late,
                        ..scalar(Element::Float, false)
                    },
                }
            }
            ExprKind::Element { base, indices } => {
                let base = self.expr(base);
                indices.iter_mut().for_each(|index| drop(self.expr(index)));
                Inferred {
                    ty: match base.ty {
                        Some(ErasedType::Vector(element)) => Some(ErasedType::Scalar(element)),
                        Some(ErasedType::Matrix) => Some(ErasedType::Scalar(Element::Float)),
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
                let may_decide = matches!(op, BinaryOp::And | BinaryOp::Or);
                let decides = usize::from(may_decide && !left.measured);
                self.branches += decides;
                let right = self.expr(right);
                self.branches -= decides;
                match op {
                    BinaryOp::Add
                    | BinaryOp::Sub
                    | BinaryOp::Mul
                    | BinaryOp::Div
                    | BinaryOp::Rem => Inferred {
                        late: is_late(*op, &left, &right),
                        ty: arithmetic(left.ty, right.ty),
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
                let Inferred { ty, measured, .. } = self.expr(operand);
                Inferred {
                    ty: ty.filter(|ty| *ty == ErasedType::Scalar(Element::Observable)),
                    measured,
                    ..Inferred::default()
                }
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
                ..
            } => self.branch(condition, then, otherwise.as_mut()),
            ExprKind::Block(block) => self.block(block),
            ExprKind::Tuple(parts) => of(ErasedType::Tuple(
                parts.iter_mut().map(|part| self.expr(part)).collect(),
            )),
            ExprKind::Field(base, index) => part(&self.expr(base), *index as usize),
        }
    }
}

/// What arithmetic gives: an observable if one is in it. A number may meet one that is not known to be one.
fn arithmetic(left: Option<ErasedType>, right: Option<ErasedType>) -> Option<ErasedType> {
    let observable = Some(ErasedType::Scalar(Element::Observable));
    let float = Some(ErasedType::Scalar(Element::Float));
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
fn is_late(op: BinaryOp, left: &Inferred, right: &Inferred) -> bool {
    match op {
        BinaryOp::Add | BinaryOp::Sub => left.late != right.late,
        BinaryOp::Mul => left.late && right.late,
        _ => false,
    }
}
