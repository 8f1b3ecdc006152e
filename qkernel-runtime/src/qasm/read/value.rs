//! What expressions mean: numbers that are known or depend on inputs, and conditions on measured bits.

use std::rc::Rc;

use super::apply::counted;
use super::error::{Read, fault};
use super::reader::Reader;
use crate::compile::affine::{add, scale};
use crate::compile::condition::{and, equal, not, or};
use crate::program::{Affine, Condition, Derived, Function, SlotId};

#[derive(Clone, Debug)]
pub(super) enum Value {
    Bit(Condition),
    /// The least significant bit first.
    Bits(Rc<[Condition]>),
    Int(i128),
    /// A `float` or an `angle`, in radians.
    Float(Affine),
}

impl Value {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Value::Bit(_) => "a bit",
            Value::Bits(_) => "a register of bits",
            Value::Int(_) => "a whole number",
            Value::Float(_) => "a number",
        }
    }

    fn bits(&self) -> Option<Rc<[Condition]>> {
        match self {
            Value::Bit(bit) => Some(Rc::new([bit.clone()])),
            Value::Bits(bits) => Some(Rc::clone(bits)),
            _ => None,
        }
    }
}

pub(super) const MEASURED: &str =
    "this depends on a measured bit, but has to be known when the text is read";
pub(super) const LATE: &str = "this depends on an input, but has to be known when the text is read";

fn overflow<T>(at: usize) -> Read<T> {
    fault(at, "this whole number is too large: 127 bits are supported")
}

/// A balanced tree, so that no register is too long for it.
pub(super) fn all(conditions: &[Condition]) -> Condition {
    match conditions {
        [] => Condition::Constant(true),
        [one] => one.clone(),
        _ => {
            let (left, right) = conditions.split_at(conditions.len() / 2);
            and(all(left), all(right))
        }
    }
}

/// Whether the number that bits hold is less than another: the most significant bit that differs decides.
fn less(bits: &[Condition], than: &[Condition]) -> Condition {
    let pairs = bits.iter().zip(than);
    pairs.fold(Condition::Constant(false), |less, (a, b)| {
        let below = and(not(a.clone()), b.clone());
        or(below, and(equal(a.clone(), b.clone()), less))
    })
}

impl Reader<'_> {
    pub(super) fn truth(&self, value: &Value, at: usize) -> Read<Condition> {
        match value {
            Value::Bit(bit) => Ok(bit.clone()),
            Value::Bits(bits) => {
                let zeros: Vec<Condition> = bits.iter().cloned().map(not).collect();
                Ok(not(all(&zeros)))
            }
            Value::Int(value) => Ok(Condition::Constant(*value != 0)),
            Value::Float(value) if value.terms.is_empty() => {
                Ok(Condition::Constant(value.constant != 0.0))
            }
            Value::Float(_) => fault(
                at,
                "a condition cannot depend on an input: the circuit is fixed before inputs are known",
            ),
        }
    }

    pub(super) fn whole(&self, value: &Value, at: usize) -> Read<i128> {
        match value {
            Value::Int(value) => Ok(*value),
            Value::Bit(_) | Value::Bits(_) => {
                let bits = value.bits().unwrap_or_default();
                let mut number = 0;
                for (k, bit) in bits.iter().enumerate() {
                    match bit {
                        Condition::Constant(false) => {}
                        Condition::Constant(true) if k < 127 => number |= 1 << k,
                        Condition::Constant(true) => return overflow(at),
                        _ => return fault(at, MEASURED),
                    }
                }
                Ok(number)
            }
            Value::Float(_) => fault(at, "a whole number is needed here"),
        }
    }

    /// A `float` or an `angle`.
    pub(super) fn real(&self, value: Value, at: usize) -> Read<Affine> {
        match value {
            Value::Float(value) => {
                let known = value.terms.iter().map(|&(_, c)| c).chain([value.constant]);
                if known.into_iter().all(f64::is_finite) {
                    Ok(value)
                } else {
                    fault(at, "this number is not finite")
                }
            }
            Value::Int(value) => Ok(Affine::number(value as f64)),
            Value::Bits(_) => fault(at, "a register of bits is no angle"),
            value => Ok(Affine::number(self.whole(&value, at)? as f64)),
        }
    }

    pub(super) fn known(&self, value: Value, at: usize) -> Read<f64> {
        let value = self.real(value, at)?;
        if value.terms.is_empty() {
            Ok(value.constant)
        } else {
            fault(at, LATE)
        }
    }

    pub(super) fn negated(&self, sign: &str, value: Value, at: usize) -> Read<Value> {
        match (sign, value) {
            ("-", Value::Int(value)) => match value.checked_neg() {
                Some(value) => Ok(Value::Int(value)),
                None => overflow(at),
            },
            ("-", Value::Float(value)) => Ok(Value::Float(scale(&value, -1.0))),
            ("!", value) => Ok(Value::Bit(not(self.truth(&value, at)?))),
            ("~", Value::Bit(bit)) => Ok(Value::Bit(not(bit))),
            ("~", Value::Bits(bits)) => Ok(Value::Bits(bits.iter().cloned().map(not).collect())),
            (sign, value) => fault(at, format!("`{sign}` is not defined for {}", value.kind())),
        }
    }

    pub(super) fn binary(&mut self, op: &str, a: Value, b: Value, at: usize) -> Read<Value> {
        self.steps(1, at)?;
        match op {
            "&&" => {
                let pair = (self.truth(&a, at)?, self.truth(&b, at)?);
                return Ok(Value::Bit(and(pair.0, pair.1)));
            }
            "||" => {
                let pair = (self.truth(&a, at)?, self.truth(&b, at)?);
                return Ok(Value::Bit(or(pair.0, pair.1)));
            }
            _ => {}
        }
        match (&a, &b) {
            (Value::Int(a), Value::Int(b)) => self.whole_numbers(op, *a, *b, at),
            (Value::Bits(bits), Value::Int(by)) if matches!(op, "<<" | ">>") => {
                let n = bits.len();
                let Ok(by) = usize::try_from(*by) else {
                    return fault(at, "bits cannot be shifted by a negative number");
                };
                let moved = |k: usize| match op {
                    "<<" => k.checked_sub(by),
                    _ => k.checked_add(by).filter(|&k| k < n),
                };
                let bit = |k| moved(k).map_or(Condition::Constant(false), |k| bits[k].clone());
                Ok(Value::Bits((0..n).map(bit).collect()))
            }
            (Value::Bit(_) | Value::Bits(_), Value::Bit(_) | Value::Bits(_)) if op == "++" => {
                let all: Vec<Condition> = [&a, &b]
                    .into_iter()
                    .filter_map(Value::bits)
                    .flat_map(|bits| bits.to_vec())
                    .collect();
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

    /// Comparisons and logic of bits; a whole number is compared with a register bit by bit.
    fn registers(&mut self, op: &str, a: &Value, b: &Value, at: usize) -> Read<Value> {
        let undefined = || {
            fault(
                at,
                format!("`{op}` is not defined for {} and {}", a.kind(), b.kind()),
            )
        };
        let is_logic = matches!(op, "&" | "|" | "^");
        let is_single = matches!((a, b), (Value::Bit(_), Value::Bit(_)));
        let (a, b) = match (a.bits(), b.bits(), a, b) {
            (Some(a), Some(b), _, _) if a.len() == b.len() => (a, b),
            (Some(a), Some(b), _, _) => {
                let (a, b) = (a.len(), b.len());
                return fault(at, format!("`{op}` of registers of {a} and {b} bits"));
            }
            (Some(a), None, _, Value::Int(b)) => return self.with_number(op, &a, *b, at),
            (None, Some(b), Value::Int(a), _) => {
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
        self.steps(a.len(), at)?;
        if is_logic {
            let one = |(a, b): (&Condition, &Condition)| {
                let (a, b) = (a.clone(), b.clone());
                match op {
                    "&" => and(a, b),
                    "|" => or(a, b),
                    _ => not(equal(a, b)),
                }
            };
            let bits: Rc<[Condition]> = a.iter().zip(&*b).map(one).collect();
            return Ok(if is_single {
                Value::Bit(bits[0].clone())
            } else {
                Value::Bits(bits)
            });
        }
        match compared(op, &a, &b, at)? {
            Some(condition) => Ok(Value::Bit(condition)),
            None => undefined(),
        }
    }

    fn with_number(
        &mut self,
        op: &str,
        bits: &[Condition],
        number: i128,
        at: usize,
    ) -> Read<Value> {
        self.steps(bits.len(), at)?;
        let width = bits.len();
        let fits = number >= 0 && (width >= 127 || number >> width == 0);
        let outside = match op {
            _ if fits => None,
            "==" => Some(false),
            "!=" => Some(true),
            "<" | "<=" => Some(number > 0),
            ">" | ">=" => Some(number < 0),
            _ => None,
        };
        if let Some(known) = outside {
            return Ok(Value::Bit(Condition::Constant(known)));
        }
        let digit = |k| Condition::Constant(k < 127 && number >> k & 1 == 1);
        let digits: Vec<Condition> = (0..width).map(digit).collect();
        match compared(op, bits, &digits, at)? {
            Some(condition) => Ok(Value::Bit(condition)),
            None => fault(
                at,
                format!(
                    "`{op}` is not defined for bits and whole numbers: write `uint(..)` of known bits"
                ),
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
        if self.version == 2 && matches!(op, "/" | "**") {
            return self.reals(op, Affine::number(a as f64), Affine::number(b as f64), at);
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
            ">>" => shift.map(|shift| a >> shift),
            "**" if b < 0 => {
                return self.reals(op, Affine::number(a as f64), Affine::number(b as f64), at);
            }
            "**" => match (a, u32::try_from(b)) {
                (0 | 1, _) => Some(if b == 0 { 1 } else { a }),
                (_, Ok(b)) => a.checked_pow(b),
                _ => None,
            },
            _ => return fault(at, format!("`{op}` is not defined for whole numbers")),
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
            return self
                .truth(&Value::Float(add(&a, &b, -1.0)), at)
                .map(Value::Bit);
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
            "**" => self.power(a, b, at)?,
            "%" if known && b.constant != 0.0 => Affine::number(a.constant % b.constant),
            "%" => return fault(at, "`%` needs numbers that are known, and no zero"),
            _ => return fault(at, format!("`{op}` is not defined for numbers")),
        };
        self.real(Value::Float(result), at).map(Value::Float)
    }

    fn power(&mut self, a: Affine, b: Affine, at: usize) -> Read<Affine> {
        if a.terms.is_empty() && b.terms.is_empty() {
            return Ok(Affine::number(a.constant.powf(b.constant)));
        }
        let exponent = b.constant;
        if b.terms.is_empty() && exponent.fract() == 0.0 && exponent.abs() <= 64.0 {
            let mut result = Affine::number(1.0);
            for _ in 0..exponent.abs() as usize {
                self.steps(1, at)?;
                result = self.product(result, a.clone());
            }
            return Ok(if exponent < 0.0 {
                self.apply_function(Function::Recip, result)
            } else {
                result
            });
        }
        let logarithm = self.apply_function(Function::Ln, a);
        let product = self.product(logarithm, b);
        Ok(self.apply_function(Function::Exp, product))
    }

    pub(super) fn product(&mut self, a: Affine, b: Affine) -> Affine {
        match (a.terms.is_empty(), b.terms.is_empty()) {
            (_, true) => scale(&a, b.constant),
            (true, _) => scale(&b, a.constant),
            _ => self.derived(Derived::Product(a, b)),
        }
    }

    pub(super) fn apply_function(&mut self, function: Function, value: Affine) -> Affine {
        if value.terms.is_empty() {
            return Affine::number(function.value(value.constant));
        }
        self.derived(Derived::Apply(function, value))
    }

    fn derived(&mut self, derived: Derived) -> Affine {
        self.program.derived.push(derived);
        SlotId::derived(self.program.derived.len() - 1).into()
    }

    /// A function of numbers; `None` if there is none of this name.
    pub(super) fn function(
        &mut self,
        name: &str,
        values: &[Value],
        at: usize,
    ) -> Read<Option<Value>> {
        let needed = match name {
            "sin" | "cos" | "tan" | "arcsin" | "arccos" | "arctan" | "asin" | "acos" | "atan"
            | "exp" | "log" | "ln" | "sqrt" | "floor" | "ceiling" | "popcount" | "abs" => 1,
            "pow" | "mod" => 2,
            _ => return Ok(None),
        };
        if values.len() != needed {
            let found = values.len();
            return fault(
                at,
                format!("`{name}` takes {}, not {found}", counted(needed, "number")),
            );
        }
        let value = values[0].clone();
        if name == "popcount" {
            let number = self.whole(&value, at)?;
            return Ok(Some(Value::Int(number.count_ones().into())));
        }
        if needed == 2 {
            let op = if name == "pow" { "**" } else { "%" };
            return self.binary(op, value, values[1].clone(), at).map(Some);
        }
        let x = self.real(value, at)?;
        let result = match name {
            "sin" => self.apply_function(Function::Sin, x),
            "cos" => self.apply_function(Function::Cos, x),
            "exp" => self.apply_function(Function::Exp, x),
            "log" | "ln" => self.apply_function(Function::Ln, x),
            "sqrt" => self.apply_function(Function::Sqrt, x),
            "tan" if !x.terms.is_empty() => {
                let sine = self.apply_function(Function::Sin, x.clone());
                let cosine = self.apply_function(Function::Cos, x);
                let inverse = self.apply_function(Function::Recip, cosine);
                self.product(sine, inverse)
            }
            _ if !x.terms.is_empty() => {
                return fault(at, format!("`{name}` of an input is not supported"));
            }
            _ => {
                let x = x.constant;
                Affine::number(match name {
                    "tan" => x.tan(),
                    "arcsin" | "asin" => x.asin(),
                    "arccos" | "acos" => x.acos(),
                    "arctan" | "atan" => x.atan(),
                    "abs" => x.abs(),
                    "floor" => x.floor(),
                    _ => x.ceil(),
                })
            }
        };
        self.real(Value::Float(result), at)
            .map(|value| Some(Value::Float(value)))
    }
}

/// The result of a comparison of registers of one length.
fn compared(op: &str, a: &[Condition], b: &[Condition], at: usize) -> Read<Option<Condition>> {
    if matches!(op, "<" | ">" | "<=" | ">=") && a.len() > 16 {
        return fault(at, "registers of more than 16 bits have no order here");
    }
    Ok(Some(match op {
        "==" | "!=" => {
            let pairs = a.iter().zip(b);
            let bits: Vec<_> = pairs.map(|(a, b)| equal(a.clone(), b.clone())).collect();
            let same = all(&bits);
            if op == "==" { same } else { not(same) }
        }
        "<" => less(a, b),
        ">" => less(b, a),
        "<=" => not(less(b, a)),
        ">=" => not(less(a, b)),
        _ => return Ok(None),
    }))
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
