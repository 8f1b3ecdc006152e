//! Operators on values.

use super::error::{Read, fault};
use super::reader::Reader;
use super::value::{Value, digits, fits, overflow};
use super::whole::{bitwise, compared};
use crate::plural::counted;
use crate::program::affine::{add, scale};
use crate::program::condition::{and, not, or};
use crate::program::{Affine, BinaryFunction, Condition, Derived, Function};

const NEGATIVE_SHIFT: &str = "nothing can be shifted by a negative number";

impl Reader<'_> {
    pub(super) fn negated(&mut self, sign: &str, value: Value, at: usize) -> Read<Value> {
        match (sign, value) {
            ("-", Value::Int(value)) => match value.checked_neg() {
                Some(value) => Ok(Value::Int(value)),
                None => overflow(at),
            },
            ("-", Value::Float(value)) => Ok(Value::Float(scale(&value, -1.0))),
            ("-", value @ Value::Whole(_)) => self.binary("-", Value::Int(0), value, at),
            ("!", value) => Ok(Value::Bit(not(self.truth(&value, at)?))),
            ("~", Value::Bit(bit)) => Ok(Value::Bit(not(bit))),
            ("~", Value::Bits(bits)) => Ok(Value::Bits(bits.iter().cloned().map(not).collect())),
            (sign, value) => fault!(at, "`{sign}` is not defined for {}", value.kind()),
        }
    }

    pub(super) fn binary(&mut self, op: &str, a: Value, b: Value, at: usize) -> Read<Value> {
        self.steps(1, at)?;
        if matches!(op, "&&" | "||") {
            let (a, b) = (self.truth(&a, at)?, self.truth(&b, at)?);
            return Ok(Value::Bit(if op == "&&" { and(a, b) } else { or(a, b) }));
        }
        match (&a, &b) {
            (Value::Int(a), Value::Int(b)) => self.whole_numbers(op, *a, *b, at),
            (Value::Whole(_), _) | (_, Value::Whole(_)) => self.whole_measured(op, &a, &b, at),
            (Value::Bits(bits), Value::Int(by)) if matches!(op, "<<" | ">>") => {
                let n = bits.len();
                let Ok(by) = usize::try_from(*by) else {
                    return fault(at, NEGATIVE_SHIFT);
                };
                let moved = |k: usize| match op {
                    "<<" => k.checked_sub(by),
                    _ => k.checked_add(by).filter(|&k| k < n),
                };
                let bit = |k| moved(k).map_or(Condition::Constant(false), |k| bits[k].clone());
                Ok(Value::Bits((0..n).map(bit).collect()))
            }
            (Value::Bit(_) | Value::Bits(_), Value::Bit(_) | Value::Bits(_)) if op == "++" => {
                let bits = [&a, &b].into_iter().filter_map(Value::bits);
                let all: Vec<Condition> = bits.flat_map(|bits| bits.to_vec()).collect();
                self.steps(all.len(), at)?;
                Ok(Value::Bits(all.into()))
            }
            (Value::Bit(_) | Value::Bits(_), _) | (_, Value::Bit(_) | Value::Bits(_)) => {
                self.registers(op, &a, &b, at)
            }
            _ => {
                let (a, b) = (self.real(a, at)?, self.real(b, at)?);
                self.reals(op, a, b, at)
            }
        }
    }

    /// Comparisons and logic of bits; a whole number is taken with a register bit by bit.
    fn registers(&mut self, op: &str, a: &Value, b: &Value, at: usize) -> Read<Value> {
        let undefined = || {
            fault!(
                at,
                "`{op}` is not defined for {} and {}",
                a.kind(),
                b.kind()
            )
        };
        let is_logic = matches!(op, "&" | "|" | "^");
        let is_single = !matches!((a, b), (Value::Bits(_), _) | (_, Value::Bits(_)));
        let digits_for = |number: i128, bits: &[Condition]| {
            let some = is_logic && fits(number, bits.len());
            some.then(|| digits(number, bits.len()))
        };
        let (a, b) = match (a.bits(), b.bits(), a, b) {
            (Some(a), Some(b), _, _) if a.len() == b.len() => (a, b),
            (Some(a), Some(b), _, _) => {
                let (a, b) = (a.len(), b.len());
                return fault!(at, "`{op}` of registers of {a} and {b} bits");
            }
            (Some(a), None, _, Value::Int(b)) => match digits_for(*b, &a) {
                Some(b) => (a, b),
                None => return self.with_number(op, &a, *b, at),
            },
            (None, Some(b), Value::Int(a), _) => {
                if let Some(a) = digits_for(*a, &b) {
                    return self.logic(op, &a, &b, is_single, at);
                }
                let turned = match op {
                    "<" => ">",
                    ">" => "<",
                    "<=" => ">=",
                    ">=" => "<=",
                    other => other,
                };
                return self.with_number(turned, &b, *a, at);
            }
            _ => return undefined(),
        };
        if is_logic {
            return self.logic(op, &a, &b, is_single, at);
        }
        self.steps(a.len(), at)?;
        match compared(op, &a, &b) {
            Some(condition) => Ok(Value::Bit(condition)),
            None => undefined(),
        }
    }

    /// `&`, `|` or `^` of as many bits.
    fn logic(
        &mut self,
        op: &str,
        a: &[Condition],
        b: &[Condition],
        is_single: bool,
        at: usize,
    ) -> Read<Value> {
        self.steps(a.len(), at)?;
        let pairs = a.iter().cloned().zip(b.iter().cloned());
        let bits = pairs.map(|(a, b)| bitwise(op, a, b)).collect();
        Ok(Value::of_bits(bits, is_single))
    }

    fn with_number(
        &mut self,
        op: &str,
        bits: &[Condition],
        number: i128,
        at: usize,
    ) -> Read<Value> {
        self.steps(bits.len(), at)?;
        let outside = match op {
            _ if fits(number, bits.len()) => None,
            "==" => Some(false),
            "!=" => Some(true),
            "<" | "<=" => Some(number > 0),
            ">" | ">=" => Some(number < 0),
            _ => None,
        };
        if let Some(known) = outside {
            return Ok(Value::Bit(Condition::Constant(known)));
        }
        match compared(op, bits, &digits(number, bits.len())) {
            Some(condition) => Ok(Value::Bit(condition)),
            None => fault(
                at,
                match op {
                    "&" | "|" | "^" => {
                        format!("{number} does not fit into {}", counted(bits.len(), "bit"))
                    }
                    _ => format!(
                        "`{op}` is not defined for bits and whole numbers: write `uint(..)` of the bits"
                    ),
                },
            ),
        }
    }

    fn whole_numbers(&mut self, op: &str, a: i128, b: i128, at: usize) -> Read<Value> {
        if let Some(known) = ordering(op, a.cmp(&b)) {
            return Ok(Value::Bit(Condition::Constant(known)));
        }
        if matches!(op, "/" | "%") && b == 0 {
            return fault(at, "this divides by zero");
        }
        // Version 2 has real numbers only.
        if self.version == 2 && matches!(op, "/" | "**") || op == "**" && b < 0 {
            return self.reals(op, Affine::number(a as f64), Affine::number(b as f64), at);
        }
        if matches!(op, "<<" | ">>") && b < 0 {
            return fault(at, NEGATIVE_SHIFT);
        }
        let shift = u32::try_from(b).ok().filter(|&b| b < 127);
        let result = match op {
            "+" => a.checked_add(b),
            "-" => a.checked_sub(b),
            "*" => a.checked_mul(b),
            "/" => a.checked_div(b),
            "%" => a.checked_rem(b),
            "&" => Some(a & b),
            "|" => Some(a | b),
            "^" => Some(a ^ b),
            "<<" => shift.and_then(|shift| a.checked_mul(1 << shift)),
            ">>" => Some(a >> shift.unwrap_or(127)),
            "**" => match (a, u32::try_from(b)) {
                (0 | 1, _) => Some(if b == 0 { 1 } else { a }),
                (_, Ok(b)) => a.checked_pow(b),
                _ => None,
            },
            _ => return fault!(at, "`{op}` is not defined for whole numbers"),
        };
        result.map_or_else(|| overflow(at), |result| Ok(Value::Int(result)))
    }

    pub(super) fn reals(&mut self, op: &str, a: Affine, b: Affine, at: usize) -> Read<Value> {
        self.steps(a.terms.len() + b.terms.len(), at)?;
        let known = a.terms.is_empty() && b.terms.is_empty();
        if let Some(order) = a.constant.partial_cmp(&b.constant)
            && let Some(result) = ordering(op, order)
        {
            if known {
                return Ok(Value::Bit(Condition::Constant(result)));
            }
            let difference = Value::Float(add(&a, &b, -1.0));
            return self.truth(&difference, at).map(Value::Bit);
        }
        let result = match op {
            "+" => add(&a, &b, 1.0),
            "-" => add(&a, &b, -1.0),
            "*" => self.product(a, b),
            "/" if b.terms.is_empty() => {
                if b.constant == 0.0 {
                    return fault(at, "this divides by zero");
                }
                let terms = a.terms.iter().map(|&(slot, c)| (slot, c / b.constant));
                Affine {
                    constant: a.constant / b.constant,
                    terms: terms.collect(),
                }
            }
            "/" => {
                let inverse = self.apply_function(Function::Recip, b);
                self.product(a, inverse)
            }
            "**" => self.power(a, b),
            "%" if known && b.constant != 0.0 => Affine::number(a.constant % b.constant),
            "%" => return fault(at, "`%` needs numbers that are known, and no zero"),
            _ => return fault!(at, "`{op}` is not defined for numbers"),
        };
        self.real(Value::Float(result), at).map(Value::Float)
    }

    fn power(&mut self, a: Affine, b: Affine) -> Affine {
        if a.terms.is_empty() && b.terms.is_empty() {
            return Affine::number(a.constant.powf(b.constant));
        }
        let exponent = b.constant;
        if b.terms.is_empty() && exponent.fract() == 0.0 && exponent.abs() <= f64::from(i32::MAX) {
            return match exponent {
                0.0 => Affine::number(1.0),
                1.0 => a,
                _ => self.derived(Derived::Combine(BinaryFunction::Powi, a, b)),
            };
        }
        let logarithm = self.apply_function(Function::Ln, a);
        let product = self.product(logarithm, b);
        self.apply_function(Function::Exp, product)
    }

    pub(super) fn product(&mut self, a: Affine, b: Affine) -> Affine {
        match (a.terms.is_empty(), b.terms.is_empty()) {
            (_, true) => scale(&a, b.constant),
            (true, _) => scale(&b, a.constant),
            _ => self.derived(Derived::Product(a, b)),
        }
    }
}

fn ordering(op: &str, order: std::cmp::Ordering) -> Option<bool> {
    Some(match op {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        ">=" => order.is_ge(),
        _ => return None,
    })
}
