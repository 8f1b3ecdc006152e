//! Values as what is needed: conditions, whole and real numbers, values of a type.

use std::rc::Rc;

use super::error::{Read, fault};
use super::reader::Reader;
use super::syntax::{Base, Scalar};
use super::value::{LATE, MEASURED, Value, Whole, digits, fits, overflow};
use crate::plural::counted;
use crate::program::condition::any;
use crate::program::{Affine, Condition};

impl Reader<'_> {
    pub(super) fn truth(&self, value: &Value, at: usize) -> Read<Condition> {
        match value {
            Value::Bit(bit) => Ok(bit.clone()),
            Value::Bits(bits) => Ok(any(bits)),
            Value::Int(value) => Ok(Condition::Constant(*value != 0)),
            Value::Whole(whole) => Ok(any(&whole.digits)),
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
            Value::Whole(_) => fault(at, MEASURED),
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
            Value::Whole(_) => fault(at, MEASURED),
            Value::Bits(_) => fault(at, "a register of bits is not an angle"),
            value => Ok(Affine::number(self.whole(&value, at)? as f64)),
        }
    }

    pub(super) fn known(&self, value: Value, at: usize) -> Read<f64> {
        let value = self.real(value, at)?;
        match value.terms.is_empty() {
            true => Ok(value.constant),
            false => fault(at, LATE),
        }
    }

    /// A value of that type which stays what it is.
    pub(super) fn stored(&mut self, value: Value, of: Scalar, at: usize) -> Read<Value> {
        let value = self.converted(value, of, at)?;
        self.kept(value, at)
    }

    /// A value of that type.
    pub(super) fn converted(&mut self, value: Value, of: Scalar, at: usize) -> Read<Value> {
        let Scalar { base, size } = of;
        match (base, size) {
            (Base::Bit, size) if size.is_some() || !matches!(value, Value::Float(_)) => {
                let width = size.unwrap_or(1);
                let places = counted(width, "bit");
                let bits: Rc<[Condition]> = match value {
                    Value::Bits(bits) => bits,
                    Value::Bit(bit) => Rc::new([bit]),
                    Value::Int(number) if fits(number, width) => {
                        self.steps(width, at)?;
                        digits(number, width)
                    }
                    Value::Int(number) => {
                        return fault!(at, "{number} does not fit into {places}");
                    }
                    Value::Whole(whole) => {
                        let (least, most) = whole.range();
                        if !fits(least, width) || !fits(most, width) {
                            let found = format!("a number from {least} to {most}");
                            return fault!(at, "{found} may not fit into {places}");
                        }
                        self.steps(width, at)?;
                        whole.digits(width).into()
                    }
                    Value::Float(_) => return fault(at, "a number cannot be turned into bits"),
                };
                if bits.len() != width {
                    let found = counted(bits.len(), "bit");
                    return fault!(at, "{found} cannot be put into {places}");
                }
                Ok(Value::of_bits(bits, size.is_none()))
            }
            (Base::Bit | Base::Bool, _) => self.truth(&value, at).map(Value::Bit),
            (Base::Int | Base::Uint, size) => {
                let is_signed = base == Base::Int;
                let found = match &value {
                    Value::Float(_) => Value::Int(self.known(value, at)?.trunc() as i128),
                    Value::Bit(_) | Value::Bits(_) => {
                        let bits = value.bits().unwrap_or_default();
                        self.steps(bits.len(), at)?;
                        // The most significant bit of `int[n]` is its sign.
                        Whole::of_bits(&bits, is_signed && size == Some(bits.len()), at)?
                    }
                    value => value.clone(),
                };
                let (least, most) = match &found {
                    Value::Whole(whole) => whole.range(),
                    other => {
                        let number = self.whole(other, at)?;
                        (number, number)
                    }
                };
                let size = size.unwrap_or(64).min(126);
                let range = match is_signed {
                    true => -(1_i128 << (size - 1))..1_i128 << (size - 1),
                    false => 0..1_i128 << size,
                };
                if !range.contains(&least) || !range.contains(&most) {
                    let name = if is_signed { "int" } else { "uint" };
                    let found = match least == most {
                        true => format!("{least} does not"),
                        false => format!("a number from {least} to {most} may not"),
                    };
                    return fault!(at, "{found} fit into `{name}[{size}]`");
                }
                Ok(found)
            }
            (Base::Float | Base::Angle, _) => match value {
                Value::Bit(Condition::Constant(_)) | Value::Int(_) | Value::Float(_) => {
                    self.real(value, at).map(Value::Float)
                }
                Value::Bit(_) | Value::Whole(_) => fault(at, MEASURED),
                Value::Bits(_) => fault(at, "a register of bits is not an angle"),
            },
        }
    }
}
