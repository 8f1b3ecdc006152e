//! Arithmetic on sizes, which are known, on angles, which are affine forms, and on bits.

use super::affine::{add, scale};
use super::binder::{Binder, Frame};
use super::condition::{and, equal, not, or};
use super::sum::Sum;
use super::value::Value;
use crate::error::CompileError;
use crate::graph::{BinaryOp, Node, UnaryOp};
use crate::observable::Observable;
use crate::program::{Affine, Condition, Derived, Function};

/// What there is for observables.
pub(crate) const OPERATIONS: &str = "[QK0087] observables can be added, subtracted and multiplied, and divided by \
                                     numbers";

impl Binder {
    pub(super) fn unary(
        &mut self,
        op: UnaryOp,
        node: &Node,
        frame: &Frame,
    ) -> Result<Value, CompileError> {
        match (op, self.input(frame, node, 0)?) {
            (UnaryOp::Neg, Value::Float(value)) => Ok(Value::Float(scale(&value, -1.0))),
            (UnaryOp::Neg, Value::Observable(value)) => Ok(Value::Observable(-value)),
            (UnaryOp::Not, Value::Bit(value)) => Ok(Value::Bit(not(value))),
            (_, value) => Err(self.error(
                frame,
                node.loc,
                format!("this operation is not defined for `{}`", value.kind()),
            )),
        }
    }

    pub(super) fn float_of(&mut self, node: &Node, frame: &Frame) -> Result<Value, CompileError> {
        match self.input(frame, node, 0)? {
            Value::UInt(value) => Ok(Value::Float(Affine::number(value as f64))),
            value @ Value::Float(_) => Ok(value),
            value => Err(self.error(
                frame,
                node.loc,
                format!("a `{}` is not a number", value.kind()),
            )),
        }
    }

    pub(super) fn function(
        &mut self,
        function: Function,
        node: &Node,
        frame: &Frame,
    ) -> Result<Value, CompileError> {
        match self.input(frame, node, 0)? {
            Value::Float(value) => Ok(Value::Float(self.apply(function, value))),
            value => Err(self.error(
                frame,
                node.loc,
                format!("a `{}` is not an angle", value.kind()),
            )),
        }
    }

    fn apply(&mut self, function: Function, value: Affine) -> Affine {
        if value.terms.is_empty() {
            return Affine::number(function.value(value.constant));
        }
        let after_run = self.depends_on_run(&value);
        self.derive(Derived::Apply(function, value), after_run)
    }

    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        node: &Node,
        frame: &Frame,
    ) -> Result<Value, CompileError> {
        let (left, right) = (self.input(frame, node, 0)?, self.input(frame, node, 1)?);
        match (left, right) {
            (Value::UInt(left), Value::UInt(right)) => self.sizes(op, left, right, node, frame),
            (Value::Float(left), Value::Float(right)) => self.angles(op, left, right, node, frame),
            (Value::Bit(left), Value::Bit(right)) => Ok(Value::Bit(match op {
                BinaryOp::And => and(left, right),
                BinaryOp::Or => or(left, right),
                BinaryOp::Eq => equal(left, right),
                BinaryOp::Ne | BinaryOp::Xor => not(equal(left, right)),
                _ => {
                    return Err(self.error(
                        frame,
                        node.loc,
                        "bits have no order and no arithmetic",
                    ));
                }
            })),
            (left, right)
                if matches!(left, Value::Observable(_))
                    || matches!(right, Value::Observable(_)) =>
            {
                self.operators(op, left, right, node, frame)
            }
            (left, right) => {
                let message = format!(
                    "this operation is not defined for `{}` and `{}`",
                    left.kind(),
                    right.kind()
                );
                Err(self.error(frame, node.loc, message))
            }
        }
    }

    /// The algebra of observables. What multiplies one is known when the kernel is compiled.
    fn operators(
        &self,
        op: BinaryOp,
        left: Value,
        right: Value,
        node: &Node,
        frame: &Frame,
    ) -> Result<Value, CompileError> {
        let known = |number: Affine| {
            if number.terms.is_empty() {
                return Ok(number.constant);
            }
            let message = "[QK0087] the coefficient of an observable is fixed when the kernel is compiled, so no \
                           argument can be in it: multiply the expectation value instead";
            Err(self.error(frame, node.loc, message))
        };
        let operator = |value: Value| match value {
            Value::Observable(sum) => Ok(sum),
            Value::UInt(number) => Ok(Observable::from(number as f64).into()),
            Value::Float(number) => Ok(Observable::from(known(number)?).into()),
            other => {
                let message = format!("an observable and a `{}` cannot be combined", other.kind());
                Err(self.error(frame, node.loc, message))
            }
        };
        Ok(Value::Observable(match (op, left, right) {
            (BinaryOp::Add, left, right) => operator(left)?.plus(operator(right)?),
            (BinaryOp::Sub, left, right) => operator(left)?.plus(-operator(right)?),
            (BinaryOp::Mul, left, right) => {
                Sum::from(&*operator(left)?.total() * &*operator(right)?.total())
            }
            (BinaryOp::Div, Value::Observable(left), Value::Float(right)) => {
                Sum::from(&*left.total() / known(right)?)
            }
            _ => return Err(self.error(frame, node.loc, OPERATIONS)),
        }))
    }

    fn sizes(
        &self,
        op: BinaryOp,
        left: usize,
        right: usize,
        node: &Node,
        frame: &Frame,
    ) -> Result<Value, CompileError> {
        if let Some(result) = op.compares_sizes(left, right) {
            return Ok(Value::Bit(Condition::Constant(result)));
        }
        op.of_sizes(left, right).map(Value::UInt).ok_or_else(|| {
            let (sign, wrong) = match op {
                BinaryOp::Add => ("+", "is too large"),
                BinaryOp::Sub => ("-", "is negative, but a `UInt` cannot be"),
                BinaryOp::Mul => ("*", "is too large"),
                BinaryOp::Div => ("/", "divides by zero"),
                BinaryOp::Rem => ("%", "divides by zero"),
                _ => ("and", "have no such operation"),
            };
            let name = |k: usize, value: usize| match frame.name(node.ins[k]) {
                "" => value.to_string(),
                name => name.to_owned(),
            };
            let written = format!("{} {sign} {}", name(0, left), name(1, right));
            let values = format!("{left} {sign} {right}");
            let message = if written == values {
                format!("[QK0080] {values} {wrong}")
            } else {
                format!("[QK0080] `{written}` {wrong}: it is {values}")
            };
            self.error(frame, node.loc, message)
        })
    }

    fn angles(
        &mut self,
        op: BinaryOp,
        left: Affine,
        right: Affine,
        node: &Node,
        frame: &Frame,
    ) -> Result<Value, CompileError> {
        let known = left.terms.is_empty() && right.terms.is_empty();
        if let Some(result) = op.compares(left.constant.partial_cmp(&right.constant)) {
            if known {
                return Ok(Value::Bit(Condition::Constant(result)));
            }
            let message = "[QK0085] a branch cannot depend on an angle: the circuit is fixed before angles are known";
            return Err(self.error(frame, node.loc, message));
        }
        Ok(Value::Float(match op {
            BinaryOp::Add => add(&left, &right, 1.0),
            BinaryOp::Sub => add(&left, &right, -1.0),
            BinaryOp::Mul => self.product(left, right),
            BinaryOp::Div if right.terms.is_empty() => Affine {
                constant: left.constant / right.constant,
                terms: left
                    .terms
                    .iter()
                    .map(|&(slot, factor)| (slot, factor / right.constant))
                    .collect(),
            },
            BinaryOp::Div => {
                let inverse = self.apply(Function::Recip, right);
                self.product(left, inverse)
            }
            BinaryOp::Rem if known => Affine::number(left.constant % right.constant),
            _ => {
                return Err(self.error(
                    frame,
                    node.loc,
                    "[QK0085] the remainder of an angle has no gradient",
                ));
            }
        }))
    }

    fn product(&mut self, left: Affine, right: Affine) -> Affine {
        match (left.terms.is_empty(), right.terms.is_empty()) {
            (_, true) => scale(&left, right.constant),
            (true, _) => scale(&right, left.constant),
            _ => {
                let after_run = self.depends_on_run(&left) || self.depends_on_run(&right);
                self.derive(Derived::Product(left, right), after_run)
            }
        }
    }
}
