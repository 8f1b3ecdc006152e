//! Values: numbers that are known or depend on inputs, and conditions on measured bits.

use std::rc::Rc;

use super::error::{Read, fault};
use crate::program::{Affine, Condition};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Bit(Condition),
    /// The least significant bit first.
    Bits(Rc<[Condition]>),
    Int(i128),
    /// A whole number that depends on measured bits.
    Whole(Whole),
    /// A `float` or an `angle`, in radians.
    Float(Affine),
}

impl Value {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Value::Bit(_) => "a bit",
            Value::Bits(_) => "a register of bits",
            Value::Int(_) | Value::Whole(_) => "a whole number",
            Value::Float(_) => "a number",
        }
    }

    /// Bits, or the only one of them where that is no register.
    pub(super) fn of_bits(bits: Rc<[Condition]>, single: bool) -> Value {
        match &bits[..] {
            [bit] if single => Value::Bit(bit.clone()),
            _ => Value::Bits(bits),
        }
    }

    pub(super) fn bits(&self) -> Option<Rc<[Condition]>> {
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

pub(super) fn overflow<T>(at: usize) -> Read<T> {
    fault(at, "this whole number is too large: 127 bits are supported")
}

pub(super) fn fits(number: i128, width: usize) -> bool {
    number >= 0 && (width >= 127 || number >> width == 0)
}

/// The bits of a number that fits.
pub(super) fn digits(number: i128, width: usize) -> Rc<[Condition]> {
    let digit = |k| Condition::Constant(k < 127 && number >> k & 1 == 1);
    (0..width).map(digit).collect()
}

/// A whole number that depends on measured bits.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Whole {
    /// The least significant digit first; the last one is the sign if the number can be negative.
    pub(super) digits: Rc<[Condition]>,
    pub(super) least: i128,
    pub(super) most: i128,
}

/// The digits that numbers of a range need.
pub(super) fn width(least: i128, most: i128) -> usize {
    let bits = |number: i128| 128 - number.leading_zeros() as usize;
    match least < 0 {
        true => bits(most.max(0)).max(bits(-1 - least)) + 1,
        false => bits(most),
    }
}

/// The sign of a number of a range that begins there.
fn sign(digits: &[Condition], least: i128) -> Condition {
    let sign = digits.last().filter(|_| least < 0);
    sign.cloned().unwrap_or(Condition::Constant(false))
}

impl Whole {
    /// The number with these digits, which is in that range.
    pub(super) fn value(mut digits: Vec<Condition>, least: i128, most: i128) -> Value {
        let sign = sign(&digits, least);
        digits.resize(width(least, most), sign);
        let known = digits.iter().map(|digit| match digit {
            Condition::Constant(value) => Some(*value),
            _ => None,
        });
        if let Some(known) = known.collect::<Option<Vec<bool>>>() {
            let digits = known.iter().rev();
            let number = digits.fold(0, |n, &bit| n << 1 | i128::from(bit));
            let is_negative = least < 0 && known.last() == Some(&true);
            return Value::Int(match is_negative {
                true => number - (1 << known.len()),
                false => number,
            });
        }
        Value::Whole(Whole {
            digits: digits.into(),
            least,
            most,
        })
    }

    /// The number that bits hold, the last of which is the sign of a signed one.
    pub(super) fn of_bits(bits: &[Condition], is_signed: bool, at: usize) -> Read<Value> {
        let n = bits.len();
        if n > 126 {
            return overflow(at);
        }
        let (least, most) = match is_signed && n > 0 {
            true => (-(1 << (n - 1)), (1 << (n - 1)) - 1),
            false => (0, (1 << n) - 1),
        };
        Ok(Whole::value(bits.to_vec(), least, most))
    }

    pub(super) fn of_number(number: i128) -> Whole {
        let digit = |k| Condition::Constant(number >> k & 1 == 1);
        Whole {
            digits: (0..width(number, number)).map(digit).collect(),
            least: number,
            most: number,
        }
    }

    /// The number that a value is.
    pub(super) fn of(value: &Value, at: usize) -> Read<Whole> {
        match value {
            Value::Int(number) => Ok(Whole::of_number(*number)),
            Value::Whole(whole) => Ok(whole.clone()),
            Value::Bit(_) | Value::Bits(_) => {
                match Whole::of_bits(&value.bits().unwrap_or_default(), false, at)? {
                    Value::Whole(whole) => Ok(whole),
                    other => Whole::of(&other, at),
                }
            }
            Value::Float(_) => fault(at, MEASURED),
        }
    }

    pub(super) fn range(&self) -> (i128, i128) {
        (self.least, self.most)
    }

    /// With other conditions for its digits.
    pub(super) fn map(&self, one: impl FnMut(&Condition) -> Read<Condition>) -> Read<Whole> {
        Ok(Whole {
            digits: self.digits.iter().map(one).collect::<Read<_>>()?,
            ..*self
        })
    }

    pub(super) fn sign(&self) -> Condition {
        sign(&self.digits, self.least)
    }

    /// That many digits, with the sign in those beyond its own.
    pub(super) fn digits(&self, count: usize) -> Vec<Condition> {
        let mut digits = self.digits.to_vec();
        digits.resize(count, self.sign());
        digits
    }

    pub(super) fn is_known(&self) -> Option<i128> {
        (self.least == self.most).then_some(self.least)
    }
}
