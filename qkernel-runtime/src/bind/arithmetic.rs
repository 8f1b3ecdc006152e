//! Arithmetic on sizes, angles, bits and observables.

use super::binder::Binder;
use super::list::{Done, Span, Stop, get};
use super::value::*;
use crate::graph::{BinaryOp, Text, UnaryOp};
use crate::program::{BinaryFunction, Function};
use qkernel_ir::rules;

/// What there is for observables.
pub(crate) const OPERATIONS: &str = "[QK0087] observables can be added, subtracted and multiplied, and divided by \
                                     numbers";

impl Binder<'_> {
    pub(super) const fn unary(&mut self, at: At<'_>, op: UnaryOp) -> Done<Value> {
        Ok(match (op, self.input(at, 0)) {
            (UnaryOp::Neg, Value::Float(value)) => Value::Float(get!(self.scale(value, -1.0))),
            (UnaryOp::Neg, Value::Observable(sum)) => Value::Observable(get!(self.negated(sum))),
            (UnaryOp::Not, Value::Bit(bit)) => Value::Bit(get!(self.not(bit))),
            (_, value) => {
                let text = Text::around("this operation is not defined for `", value.kind(), "`");
                return Err(self.wrong(at, text));
            }
        })
    }

    pub(super) const fn float_of(&mut self, at: At<'_>) -> Done<Value> {
        match self.input(at, 0) {
            Value::UInt(value) => Ok(Value::Float(Affine::number(value as f64))),
            value @ Value::Float(_) => Ok(value),
            value => {
                let text = Text::around("a `", value.kind(), "` is not a number");
                Err(self.wrong(at, text))
            }
        }
    }

    pub(super) const fn function(&mut self, at: At<'_>, function: Function) -> Done<Value> {
        match self.input(at, 0) {
            Value::Float(value) => Ok(Value::Float(get!(self.apply(function, value)))),
            value => {
                let text = Text::around("a `", value.kind(), "` is not an angle");
                Err(self.wrong(at, text))
            }
        }
    }

    pub(super) const fn function_of_two(
        &mut self,
        at: At<'_>,
        function: BinaryFunction,
    ) -> Done<Value> {
        match (self.input(at, 0), self.input(at, 1)) {
            (Value::Float(a), Value::Float(b)) => {
                if let BinaryFunction::Powi = function {
                    let text = Text::new("[QK0037] the exponent of `powi` must be ");
                    if !b.is_known() || b.constant % 1.0 != 0.0 {
                        let text = text.with("a whole number");
                        return Err(self.wrong(at, text));
                    }
                    if b.constant.abs() > i32::MAX as f64 {
                        let text = text.with("at most ").with_number(i32::MAX as u64);
                        return Err(self.wrong(at, text));
                    }
                }
                Ok(Value::Float(get!(self.combine(function, a, b))))
            }
            (Value::Float(_), value) | (value, _) => {
                let text = Text::new("[QK0037] `")
                    .with(function.name())
                    .with("` ")
                    .with(rules::IS_OF_ANGLES)
                    .with(" this is a `")
                    .with(value.kind())
                    .with("`: write `if` with a comparison");
                Err(self.wrong(at, text))
            }
        }
    }

    pub(super) const fn binary(&mut self, at: At<'_>, op: BinaryOp) -> Done<Value> {
        match (
            self.values.items[at.frame.base + at.node.ins[0].0 as usize],
            self.values.items[at.frame.base + at.node.ins[1].0 as usize],
        ) {
            (Value::UInt(a), Value::UInt(b)) => match op.of_sizes(a, b) {
                Some(value) => Ok(Value::UInt(value)),
                None => match op.compares_sizes(a, b) {
                    Some(holds) => Ok(Value::Bit(holds as u32)),
                    None => Err(self.no_size(at, op, a, b)),
                },
            },
            (Value::Float(a), Value::Float(b)) => self.angle(at, op, a, b),
            (Value::Bit(a), Value::Bit(b)) => Ok(Value::Bit(match op {
                BinaryOp::And => get!(self.and(a, b)),
                BinaryOp::Or => get!(self.or(a, b)),
                BinaryOp::Eq => get!(self.equal(a, b)),
                BinaryOp::Ne | BinaryOp::Xor => {
                    let equal = get!(self.equal(a, b));
                    get!(self.not(equal))
                }
                _ => {
                    return Err(self.wrong(at, Text::new("bits have no order and no arithmetic")));
                }
            })),
            (a @ Value::Observable(_), b) | (a, b @ Value::Observable(_)) => {
                self.algebra(at, op, a, b)
            }
            (a, b) => {
                let text = Text::new("this operation is not defined for `").with(a.kind());
                Err(self.wrong(at, text.with("` and `").with(b.kind()).with("`")))
            }
        }
    }

    const fn no_size(&mut self, at: At<'_>, op: BinaryOp, a: usize, b: usize) -> Stop {
        let (sign, wrong) = match op {
            BinaryOp::Add => (" + ", "is too large"),
            BinaryOp::Sub => (" - ", "is negative, but a `UInt` cannot be"),
            BinaryOp::Mul => (" * ", "is too large"),
            BinaryOp::Div => (" / ", rules::DIVIDES_BY_ZERO),
            BinaryOp::Rem => (" % ", rules::DIVIDES_BY_ZERO),
            _ => (" and ", "have no such operation"),
        };
        let left = at.frame.graph.values.name(at.node.ins[0]);
        let right = at.frame.graph.values.name(at.node.ins[1]);
        let values = Text::EMPTY
            .with_number(a as u64)
            .with(sign)
            .with_number(b as u64);
        let text = Text::new("[QK0080] ");
        if left.is_empty() && right.is_empty() {
            return self.wrong(at, text.with(values.as_str()).with(" ").with(wrong));
        }
        let text = text.with("`");
        let text = if left.is_empty() {
            text.with_number(a as u64)
        } else {
            text.with(left)
        };
        let text = text.with(sign);
        let text = if right.is_empty() {
            text.with_number(b as u64)
        } else {
            text.with(right)
        };
        self.wrong(
            at,
            text.with("` ")
                .with(wrong)
                .with(": it is ")
                .with(values.as_str()),
        )
    }

    const fn angle(&mut self, at: At<'_>, op: BinaryOp, a: Affine, b: Affine) -> Done<Value> {
        let known = a.is_known() && b.is_known();
        if let Some(holds) = op.compares(order(a.constant, b.constant)) {
            if known && (a.constant.is_nan() || b.constant.is_nan()) {
                let text = "[QK0079] this angle is NaN, and decides a branch";
                return Err(self.wrong(at, Text::new(text)));
            }
            if known {
                return Ok(Value::Bit(holds as u32));
            }
            let text = Text::new("[QK0085] ").with(rules::ANGLE_DECIDES);
            return Err(self.wrong(at, text));
        }
        Ok(Value::Float(match op {
            BinaryOp::Add => get!(self.add(a, b, 1.0)),
            BinaryOp::Sub => get!(self.add(a, b, -1.0)),
            BinaryOp::Mul => get!(self.product(a, b)),
            BinaryOp::Div if b.is_known() => get!(self.divide(a, b.constant)),
            BinaryOp::Div => {
                let inverse = get!(self.apply(Function::Recip, b));
                get!(self.product(a, inverse))
            }
            BinaryOp::Rem if known => Affine::number(a.constant % b.constant),
            _ => {
                let text = Text::new("[QK0085] the remainder of an angle has no gradient");
                return Err(self.wrong(at, text));
            }
        }))
    }

    /// The algebra of observables. What multiplies one is known when the kernel is bound.
    const fn algebra(&mut self, at: At<'_>, op: BinaryOp, a: Value, b: Value) -> Done<Value> {
        if let (BinaryOp::Div, Value::Observable(sum), Value::Float(divisor)) = (op, a, b) {
            let divisor = get!(self.known(at, divisor));
            return Ok(Value::Observable(get!(self.quotient(sum, divisor))));
        }
        if !matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul) {
            return Err(self.wrong(at, Text::new(OPERATIONS)));
        }
        let a = get!(self.operator(at, a));
        let b = get!(self.operator(at, b));
        Ok(Value::Observable(match op {
            BinaryOp::Add => get!(self.plus(a, b)),
            BinaryOp::Sub => {
                let b = get!(self.negated(b));
                get!(self.plus(a, b))
            }
            _ => get!(self.product_of(a, b)),
        }))
    }

    const fn known(&mut self, at: At<'_>, number: Affine) -> Done<f64> {
        if number.is_known() {
            return Ok(number.constant);
        }
        let text = "[QK0087] the coefficient of an observable is fixed when the kernel is compiled, so no \
                    argument can be in it: multiply the expectation value instead";
        Err(self.wrong(at, Text::new(text)))
    }

    /// A number is a multiple of the identity.
    const fn operator(&mut self, at: At<'_>, value: Value) -> Done<Span> {
        match value {
            Value::Observable(sum) => Ok(sum),
            Value::UInt(number) => self.identity(number as f64),
            Value::Float(number) => {
                let number = get!(self.known(at, number));
                self.identity(number)
            }
            other => {
                let text = Text::new("an observable and a `")
                    .with(other.kind())
                    .with("` cannot be combined");
                Err(self.wrong(at, text))
            }
        }
    }
}

const fn order(a: f64, b: f64) -> Option<std::cmp::Ordering> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    if a < b {
        Some(Less)
    } else if a > b {
        Some(Greater)
    } else if a == b {
        Some(Equal)
    } else {
        None
    }
}
