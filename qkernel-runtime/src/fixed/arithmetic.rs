//! Arithmetic on angles and observables.

use super::machine::{Machine, Value};
use super::scalar::{Scalar, apply};
use super::step::Frame;
use crate::compile::OPERATIONS;
use crate::graph::{BinaryOp, Node, Text, UnaryOp};
use crate::program::Function;

impl<const N: usize> Machine<N> {
    pub(super) const fn unary(&mut self, frame: Frame, node: &Node, op: UnaryOp) -> Value {
        match (op, self.input(frame, node, 0)) {
            (UnaryOp::Neg, Value::Float(scalar)) => Value::Float(scalar.scale(Some(-1.0))),
            (UnaryOp::Neg, Value::Observable(operator)) => {
                Value::Observable(self.terms.negated(operator))
            }
            (UnaryOp::Not, Value::Bit(Some(bit))) => Value::Bit(Some(!bit)),
            (_, value) => value,
        }
    }

    pub(super) const fn float_of(&mut self, frame: Frame, node: &Node) -> Value {
        match self.input(frame, node, 0) {
            Value::UInt(value) => Value::Float(Scalar::number(value as f64)),
            value => value,
        }
    }

    pub(super) const fn function(
        &mut self,
        frame: Frame,
        node: &Node,
        function: Function,
    ) -> Value {
        match self.input(frame, node, 0) {
            Value::Float(scalar) => Value::Float(self.apply(function, &scalar)),
            value => value,
        }
    }

    const fn apply(&mut self, function: Function, scalar: &Scalar) -> Scalar {
        if !scalar.is_known() {
            return Scalar::derived(self.derive(1), scalar.after_run);
        }
        Scalar {
            constant: apply(function, scalar.constant),
            ..Scalar::number(0.0)
        }
    }

    pub(super) const fn scalars(
        &mut self,
        frame: Frame,
        node: &Node,
        op: BinaryOp,
        left: &Scalar,
        right: &Scalar,
    ) -> Value {
        let known = left.is_known() && right.is_known();
        if op.compares_sizes(0, 0).is_some() {
            if known {
                return Value::Bit(left.compare(op, right));
            }
            let text = "[QK0085] a branch cannot depend on an angle: the circuit is fixed before angles are known";
            self.wrong(frame, node.loc, Text::new(text));
            return Value::Nothing;
        }
        Value::Float(match op {
            BinaryOp::Add => left.add(right, 1.0),
            BinaryOp::Sub => left.add(right, -1.0),
            BinaryOp::Mul => self.product(left, right),
            BinaryOp::Div if right.is_known() => left.divide(right),
            BinaryOp::Div => {
                let inverse = self.apply(Function::Recip, right);
                self.product(left, &inverse)
            }
            _ if known => Scalar {
                constant: match (left.constant, right.constant) {
                    (Some(a), Some(b)) => Some(a % b),
                    _ => None,
                },
                ..Scalar::number(0.0)
            },
            _ => {
                let text = "[QK0085] the remainder of an angle has no gradient";
                self.wrong(frame, node.loc, Text::new(text));
                *left
            }
        })
    }

    const fn product(&mut self, left: &Scalar, right: &Scalar) -> Scalar {
        match (left.is_known(), right.is_known()) {
            (_, true) => left.scale(right.constant),
            (true, _) => right.scale(left.constant),
            _ => Scalar::derived(self.derive(1), left.after_run || right.after_run),
        }
    }

    /// The algebra of observables. What multiplies one is known when the kernel is compiled.
    pub(super) const fn operators(
        &mut self,
        frame: Frame,
        node: &Node,
        op: BinaryOp,
        left: &Value,
        right: &Value,
    ) -> Value {
        let (Some(a), Some(b)) = (self.operator(left), self.operator(right)) else {
            let text = "[QK0087] the coefficient of an observable is fixed when the kernel is compiled, so no argument \
                        can be in it: multiply the expectation value instead";
            self.wrong(frame, node.loc, Text::new(text));
            return Value::Nothing;
        };
        Value::Observable(match (op, right) {
            (BinaryOp::Add, _) => self.terms.sum(a, b, false),
            (BinaryOp::Sub, _) => self.terms.sum(a, b, true),
            (BinaryOp::Mul, _) => self.terms.product(a, b),
            (BinaryOp::Div, Value::Float(divisor)) => self.terms.quotient(a, divisor.constant),
            _ => {
                self.wrong(frame, node.loc, Text::new(OPERATIONS));
                return Value::Nothing;
            }
        })
    }
}
