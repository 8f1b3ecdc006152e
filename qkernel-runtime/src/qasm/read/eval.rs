//! The values of expressions, and the sizes of types.

use std::f64::consts::{E, PI, TAU};
use std::rc::Rc;

use super::error::{Read, fault};
use super::reader::{Entry, Reader};
use super::syntax::{Base, Expr, ExprKind, Scalar, Type};
use super::value::Value;
use crate::program::{Affine, Condition, MAX_INSTRUCTIONS};

/// Longer chains of operators are balanced.
const LONG: usize = 50;

impl<'t> Reader<'t> {
    pub(super) fn eval(&mut self, expr: &Expr<'t>) -> Read<Value> {
        self.nested(expr.at, |r| r.evaluated(expr))
    }

    fn evaluated(&mut self, expr: &Expr<'t>) -> Read<Value> {
        let at = expr.at;
        match &expr.kind {
            ExprKind::Int(value) => Ok(Value::Int(*value)),
            ExprKind::Float(value) => Ok(Value::Float(Affine::number(*value))),
            ExprKind::Bool(value) => Ok(Value::Bit(Condition::Constant(*value))),
            ExprKind::Bits(digits) => {
                let digits = digits.bytes().rev().filter(|&digit| digit != b'_');
                let bits = digits.map(|digit| Condition::Constant(digit == b'1'));
                Ok(Value::Bits(bits.collect()))
            }
            ExprKind::Time => fault(at, "values of type `duration` are not supported"),
            ExprKind::Physical(name) => {
                fault!(at, "`{name}` is quantum: its value is not known")
            }
            ExprKind::Name(name) => self.named(name, at),
            ExprKind::Unary(sign, inner) => {
                let value = self.eval(inner)?;
                self.negated(sign, value, at)
            }
            ExprKind::Chain(first, rest) => {
                let mut value = self.eval(first)?;
                if rest.len() > LONG {
                    return self.long_chain(value, rest, at);
                }
                for (op, operand) in rest {
                    let right = self.eval(operand)?;
                    value = self.binary(op, value, right, operand.at)?;
                }
                Ok(value)
            }
            ExprKind::Call(name, values) => match self.called(name, values, at)? {
                Some(value) => Ok(value),
                None => fault!(at, "`{name}` returns nothing"),
            },
            ExprKind::Index(inner, items) => {
                if let ExprKind::Name(name) = inner.kind {
                    match self.look_up(name) {
                        Some(Entry::Array(_, values, _)) => {
                            let values = Rc::clone(values);
                            let (chosen, single) = self.chosen(&values, items, at)?;
                            return match &chosen[..] {
                                [Some(value)] if single => Ok(value.clone()),
                                [None] if single => {
                                    fault!(at, "this element of `{name}` has no value here")
                                }
                                _ => fault(at, "one element of an array is needed here"),
                            };
                        }
                        Some(Entry::Number(of, Some(value), _))
                            if matches!(of.base, Base::Int | Base::Uint) =>
                        {
                            let (value, size) = (value.clone(), of.size.unwrap_or(64));
                            let bits = self.twos_complement(&value, size, at)?;
                            let (bits, single) = self.chosen(&bits, items, at)?;
                            return Ok(Value::of_bits(bits, single));
                        }
                        _ => {}
                    }
                }
                let (bits, single) = match &inner.kind {
                    ExprKind::Name(_) => {
                        let (cells, single) = self.cells_of(expr)?;
                        (self.conditions(&cells, at)?, single)
                    }
                    _ => match self.eval(inner)? {
                        Value::Bits(bits) => self.chosen(&bits, items, at)?,
                        other => return fault!(at, "{} has no elements", other.kind()),
                    },
                };
                Ok(Value::of_bits(bits, single))
            }
            ExprKind::Cast(ty, inner) => {
                let value = self.eval(inner)?;
                let of = self.scalar(ty)?;
                self.converted(value, of, at)
            }
            ExprKind::Measure(operand) => {
                let (qubits, single) = self.qubits(operand)?;
                if self.in_gate {
                    return fault(at, "a gate cannot measure");
                }
                let cells = self.new_cells(qubits.len(), at)?;
                self.name_outcomes(&cells);
                self.measure(&qubits, &cells, at)?;
                Ok(Value::of_bits(self.conditions(&cells, at)?, single))
            }
            ExprKind::Set(_) => fault(at, "a list of values is not supported here"),
        }
    }

    pub(super) fn whole_of(&mut self, expr: &Expr<'t>) -> Read<i128> {
        let value = self.eval(expr)?;
        self.whole(&value, expr.at)
    }

    pub(super) fn truth_of(&mut self, expr: &Expr<'t>) -> Read<Condition> {
        let value = self.eval(expr)?;
        self.truth(&value, expr.at)
    }

    fn named(&mut self, name: &str, at: usize) -> Read<Value> {
        match self.look_up(name) {
            Some(Entry::Number(_, Some(value), _)) => Ok(value.clone()),
            Some(Entry::Number(_, None, _)) => fault!(at, "`{name}` has no value here"),
            Some(Entry::Bits((cells, single), _)) => {
                let (cells, single) = (Rc::clone(cells), *single);
                Ok(Value::of_bits(self.conditions(&cells, at)?, single))
            }
            Some(Entry::Qubits(_)) => {
                fault!(at, "`{name}` is quantum: its value is not known")
            }
            Some(Entry::Duration) => fault!(
                at,
                "`{name}` is a duration, which only `delay` and `box` take"
            ),
            Some(Entry::Array(..)) => fault(at, "one element of an array is needed here"),
            Some(Entry::Gate(..) | Entry::Known(_) | Entry::Def(_)) => {
                fault!(at, "`{name}` is not a value")
            }
            None => {
                let constant = match name {
                    "pi" => PI,
                    "π" if self.version == 3 => PI,
                    "tau" | "τ" if self.version == 3 => TAU,
                    "euler" | "ℇ" if self.version == 3 => E,
                    _ => return self.unknown(name, at),
                };
                Ok(Value::Float(Affine::number(constant)))
            }
        }
    }

    /// Logic as a balanced tree, so that no chain is too long; comparisons have no such form.
    fn long_chain(
        &mut self,
        first: Value,
        rest: &[(&'static str, Expr<'t>)],
        at: usize,
    ) -> Read<Value> {
        let op = rest[0].0;
        let is_logic = matches!(op, "&" | "|" | "^" | "&&" | "||");
        if !is_logic {
            let mut value = first;
            for (op, operand) in rest {
                if matches!(*op, "==" | "!=" | "<" | ">" | "<=" | ">=") {
                    return fault!(at, "at most {LONG} comparisons in a row are supported");
                }
                let right = self.eval(operand)?;
                value = self.binary(op, value, right, operand.at)?;
            }
            return Ok(value);
        }
        let mut values = vec![(first, at)];
        for (_, operand) in rest {
            values.push((self.eval(operand)?, operand.at));
        }
        while values.len() > 1 {
            let mut next = Vec::with_capacity(values.len().div_ceil(2));
            let mut left = values.into_iter();
            while let Some((a, place)) = left.next() {
                next.push(match left.next() {
                    Some((b, at)) => (self.binary(op, a, b, at)?, at),
                    None => (a, place),
                });
            }
            values = next;
        }
        values.pop().map_or_else(
            || fault(at, "a value is needed here"),
            |(value, _)| Ok(value),
        )
    }

    /// A type, with the number of its bits.
    pub(super) fn scalar(&mut self, ty: &Type<'t>) -> Read<Scalar> {
        let size = match &ty.size {
            Some(size) => Some((self.length(size)?, size.at)),
            None => None,
        };
        match size {
            Some((0, at)) if ty.base != Base::Bit => {
                fault(at, "a size has to be at least 1, not 0")
            }
            size => Ok(Scalar::new(ty.base, size.map(|(size, _)| size))),
        }
    }

    /// A size of a register or an array, which may have no elements.
    pub(super) fn length(&mut self, size: &Expr<'t>) -> Read<usize> {
        let at = size.at;
        match self.whole_of(size)? {
            size if size < 0 => fault!(at, "a size cannot be negative: this is {size}"),
            size => match usize::try_from(size) {
                Ok(size) if size <= MAX_INSTRUCTIONS => Ok(size),
                _ => fault!(
                    at,
                    "a size of {size} is beyond the limit, {MAX_INSTRUCTIONS}"
                ),
            },
        }
    }
}
