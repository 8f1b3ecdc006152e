//! Whole numbers that measured bits hold, in two's complement: exact, with as many digits as their range needs.

use std::rc::Rc;

use super::error::{Read, fault};
use super::reader::Reader;
use super::value::{MEASURED, Value, Whole, overflow, width};
use crate::program::Condition;
use crate::program::condition::{and, equal, not, or};

/// Conditions of more bits and operators are measured into a bit of their own: what runs them takes up to 4096 combinations of outcomes, of 12 bits.
const OPERATORS: usize = 24;

fn differ(a: Condition, b: Condition) -> Condition {
    not(equal(a, b))
}

/// `&`, `|` or `^`.
pub(super) fn bitwise(op: &str, a: Condition, b: Condition) -> Condition {
    match op {
        "&" => and(a, b),
        "|" => or(a, b),
        _ => differ(a, b),
    }
}

/// Whether the number that bits hold is less than another, and whether both are equal.
fn ordered(a: &[Condition], b: &[Condition]) -> (Condition, Condition) {
    match (a, b) {
        ([], _) | (_, []) => (Condition::Constant(false), Condition::Constant(true)),
        ([a], [b]) => (and(not(a.clone()), b.clone()), equal(a.clone(), b.clone())),
        _ => {
            // A balanced tree, so that no register is too long for it.
            let (low, high) = (a.len() / 2, a.len().min(b.len()));
            let (less_high, same_high) = ordered(&a[low..high], &b[low..high]);
            let (less_low, same_low) = ordered(&a[..low], &b[..low]);
            (
                or(less_high, and(same_high.clone(), less_low)),
                and(same_high, same_low),
            )
        }
    }
}

/// The result of a comparison of numbers without signs in as many bits.
pub(super) fn compared(op: &str, a: &[Condition], b: &[Condition]) -> Option<Condition> {
    Some(match op {
        "==" => ordered(a, b).1,
        "!=" => not(ordered(a, b).1),
        "<" => ordered(a, b).0,
        ">" => ordered(b, a).0,
        "<=" => not(ordered(b, a).0),
        ">=" => not(ordered(a, b).0),
        _ => return None,
    })
}

/// The least and the most of several numbers, if none is too large.
fn spanned(numbers: [Option<i128>; 4], at: usize) -> Read<(i128, i128)> {
    let numbers: Option<Vec<i128>> = numbers.into_iter().collect();
    let within = |n: &i128| n.unsigned_abs() < 1 << 126;
    match numbers {
        Some(numbers) if numbers.iter().all(within) => Ok((
            numbers.iter().copied().min().unwrap_or(0),
            numbers.iter().copied().max().unwrap_or(0),
        )),
        _ => overflow(at),
    }
}

impl Reader<'_> {
    /// An operator on whole numbers of which at least one depends on measured bits.
    pub(super) fn whole_measured(
        &mut self,
        op: &str,
        a: &Value,
        b: &Value,
        at: usize,
    ) -> Read<Value> {
        let (a, b) = (Whole::of(a, at)?, Whole::of(b, at)?);
        let n = a.digits.len().max(b.digits.len()) + 1;
        self.steps(n, at)?;
        if matches!(op, "==" | "!=" | "<" | ">" | "<=" | ">=") {
            let shifted = |number: &Whole| {
                let mut digits = number.digits(n);
                if let Some(sign) = digits.last_mut() {
                    *sign = not(sign.clone());
                }
                digits
            };
            let found = compared(op, &shifted(&a), &shifted(&b));
            return Ok(Value::Bit(found.unwrap_or(Condition::Constant(false))));
        }
        let known = b.is_known();
        match op {
            "+" => self.sum(&a, &b, false, at),
            "-" => self.sum(&a, &b, true, at),
            "*" => self.measured_product(&a, &b, at),
            "&" | "|" | "^" => {
                let digits = a.digits(n).into_iter().zip(b.digits(n));
                let digits = digits.map(|(a, b)| bitwise(op, a, b));
                let digits: Vec<Condition> = digits.collect();
                let has_sign = a.least < 0 || b.least < 0;
                let most = (1 << (n - 1)) - 1;
                let least = if has_sign { -1 - most } else { 0 };
                Ok(Whole::value(digits, least, most))
            }
            "<<" if let Some(by @ 0..=126) = known => {
                self.measured_product(&a, &Whole::of_number(1 << by), at)
            }
            ">>" if let Some(by @ 0..=126) = known => Ok(self.halved(&a, by as usize)),
            "/" if let Some(by) = power_of_two(known)
                && a.least >= 0 =>
            {
                Ok(self.halved(&a, by))
            }
            "%" if let Some(by) = power_of_two(known)
                && a.least >= 0 =>
            {
                let mut digits = a.digits.to_vec();
                digits.truncate(by);
                let most = a.most.min((1 << digits.len()) - 1);
                Ok(Whole::value(digits, 0, most))
            }
            _ => fault(at, MEASURED),
        }
    }

    fn halved(&self, a: &Whole, times: usize) -> Value {
        let digits = a.digits.iter().skip(times).cloned().collect();
        let digits: Vec<Condition> = match a.digits.len() > times {
            true => digits,
            false => vec![a.sign()],
        };
        Whole::value(digits, a.least >> times, a.most >> times)
    }

    /// a + b or a - b.
    fn sum(&mut self, a: &Whole, b: &Whole, is_difference: bool, at: usize) -> Read<Value> {
        let (least, most) = match is_difference {
            false => (a.least.checked_add(b.least), a.most.checked_add(b.most)),
            true => (a.least.checked_sub(b.most), a.most.checked_sub(b.least)),
        };
        let (least, most) = spanned([least, most, least, most], at)?;
        let n = width(least, most);
        let mut carry = Condition::Constant(is_difference);
        let mut digits = Vec::with_capacity(n);
        for (x, y) in a.digits(n).into_iter().zip(b.digits(n)) {
            let y = if is_difference { not(y) } else { y };
            digits.push(self.added(x, y, &mut carry, at)?);
        }
        Ok(Whole::value(digits, least, most))
    }

    /// A digit of a sum; what is carried to the next one is put in the place of what was carried here.
    fn added(
        &mut self,
        x: Condition,
        y: Condition,
        carry: &mut Condition,
        at: usize,
    ) -> Read<Condition> {
        let (x, y) = (self.settled(x, at)?, self.settled(y, at)?);
        let odd = differ(x.clone(), y.clone());
        let digit = differ(odd.clone(), carry.clone());
        *carry = self.settled(or(and(x, y), and(odd, carry.clone())), at)?;
        Ok(digit)
    }

    fn measured_product(&mut self, a: &Whole, b: &Whole, at: usize) -> Read<Value> {
        let products = [
            a.least.checked_mul(b.least),
            a.least.checked_mul(b.most),
            a.most.checked_mul(b.least),
            a.most.checked_mul(b.most),
        ];
        let (least, most) = spanned(products, at)?;
        let n = width(least, most);
        self.steps(n * n, at)?;
        // Modulo 2ⁿ; the sum is cut off to n digits each time.
        let (a, b) = (a.digits(n), b.digits(n));
        let mut total = vec![Condition::Constant(false); n];
        for (k, digit) in b.into_iter().enumerate() {
            if digit == Condition::Constant(false) {
                continue;
            }
            let digit = self.settled(digit, at)?;
            let mut carry = Condition::Constant(false);
            for (x, y) in total[k..].iter_mut().zip(&a) {
                let y = and(y.clone(), digit.clone());
                *x = self.added(x.clone(), y, &mut carry, at)?;
            }
        }
        Ok(Whole::value(total, least, most))
    }

    /// The bits of a number, the least significant first.
    pub(super) fn twos_complement(
        &mut self,
        value: &Value,
        size: usize,
        at: usize,
    ) -> Read<Rc<[Condition]>> {
        self.steps(size, at)?;
        Ok(Whole::of(value, at)?.digits(size).into())
    }

    /// How many of some bits are 1.
    pub(super) fn ones(&mut self, bits: &[Condition], at: usize) -> Read<Value> {
        let mut count = Value::Int(0);
        for bit in bits {
            let bit = Whole {
                digits: Rc::new([bit.clone()]),
                least: 0,
                most: 1,
            };
            count = self.binary("+", count, Value::Whole(bit), at)?;
        }
        Ok(count)
    }

    /// A condition, in a bit of its own if it has many operators: conditions that are used several times stay short.
    pub(super) fn settled(&mut self, condition: Condition, at: usize) -> Read<Condition> {
        let count = condition.parts().len();
        self.steps(count, at)?;
        if count <= OPERATORS {
            return Ok(condition);
        }
        let cell = self.new_cells(1, at)?[0];
        self.assign(&[cell], &[condition], at)?;
        Ok(self.bit(cell))
    }

    /// One of two values, as a condition decides; `None` where that is not known.
    pub(super) fn chosen_by(
        &mut self,
        condition: &Condition,
        then: &Value,
        otherwise: &Value,
        at: usize,
    ) -> Read<Option<Value>> {
        if then == otherwise {
            return Ok(Some(then.clone()));
        }
        let pick = |a: &Condition, b: &Condition| match a == b {
            true => a.clone(),
            false => or(
                and(condition.clone(), a.clone()),
                and(not(condition.clone()), b.clone()),
            ),
        };
        Ok(Some(match (then, otherwise) {
            (Value::Int(_) | Value::Whole(_), Value::Int(_) | Value::Whole(_)) => {
                let (a, b) = (Whole::of(then, at)?, Whole::of(otherwise, at)?);
                let (least, most) = (a.least.min(b.least), a.most.max(b.most));
                let n = width(least, most);
                let digits = a.digits(n).into_iter().zip(b.digits(n));
                let digits = digits.map(|(a, b)| pick(&a, &b)).collect();
                Whole::value(digits, least, most)
            }
            (Value::Bit(a), Value::Bit(b)) => Value::Bit(pick(a, b)),
            (Value::Bits(a), Value::Bits(b)) if a.len() == b.len() => {
                Value::Bits(a.iter().zip(&**b).map(|(a, b)| pick(a, b)).collect())
            }
            _ => return Ok(None),
        }))
    }
}

/// k where the number is 2ᵏ.
fn power_of_two(number: Option<i128>) -> Option<usize> {
    let number = number.filter(|&n| n > 0 && n & (n - 1) == 0)?;
    Some(number.trailing_zeros() as usize)
}
