//! Decimal numbers in messages that constants write.

use crate::graph::Text;
use crate::observable::decimal;
use qkernel_ir::Double;

/// How many digits tell all numbers apart.
const DIGITS: i64 = 17;

/// The shortest decimal that reads back as the same number, as observables are displayed: with an exponent where that is shorter by
/// far.
pub(super) const fn write(text: Text, x: f64) -> Text {
    if x.is_nan() {
        return text.with("NaN");
    }
    let text = if x.is_sign_negative() {
        text.with("-")
    } else {
        text
    };
    let x = x.abs();
    if x.is_infinite() {
        return text.with("inf");
    }
    if x == 0.0 {
        return text.with("0");
    }
    let (digits, point) = shortest(x);
    if x >= 1e-5 && x < 1e16 {
        return positional(text, &digits, point);
    }
    let text = positional(text, &digits, 1);
    let text = text.with(if point < 1 { "e-" } else { "e" });
    text.with_number((point - 1).unsigned_abs())
}

/// Digits of a number.
struct Digits {
    bytes: [u8; DIGITS as usize],
    count: usize,
}

/// `point` digits are before the point.
const fn positional(mut text: Text, digits: &Digits, point: i64) -> Text {
    let mut place = if point < 1 { point - 1 } else { 0 };
    let last = digits.count as i64;
    while place < point || place < last {
        if place == point {
            text.push(".");
        }
        let is_there = place >= 0 && place < last;
        // A zero before the point.
        if place >= point || point >= 1 || place == point - 1 {
            let digit = if is_there {
                digits.bytes[place as usize] - b'0'
            } else {
                0
            };
            text.push_number(digit as u64);
        }
        place += 1;
    }
    text
}

/// Halves are rounded up, those that the divisions and products have made a little less, too.
const HALF: f64 = 0.5 + 1e-12;

/// The fewest digits that tell a positive number from all others (of one below 1e-290 it may be some more), and how many of them are before the point.
const fn shortest(x: f64) -> (Digits, i64) {
    let (mut scaled, mut point) = (Double::of(x), 1);
    let ten = Double::of(10.0);
    while scaled.0 >= 10.0 {
        scaled = scaled.over(ten);
        point += 1;
    }
    while scaled.0 < 1.0 {
        scaled = scaled.times(ten);
        point -= 1;
    }
    let mut count = 1;
    loop {
        let whole = (scaled.0 + 0.5).floor();
        // From 2^53 on a number has no fraction of its own.
        let rest = Double::of(scaled.0 - whole).plus(Double::of(scaled.1));
        let mut number = (whole as u64).wrapping_add_signed((rest.0 + HALF).floor() as i64);
        let mut exponent = point - count;
        if number.ilog10() as i64 == count {
            // 9.99 was rounded to 10.
            number /= 10;
            exponent += 1;
        }
        let digits = written(number);
        if count == DIGITS || decimal::round(digits.bytes.split_at(digits.count).0, exponent) == x {
            return (digits, exponent + count);
        }
        scaled = scaled.times(ten);
        count += 1;
    }
}

const fn written(mut number: u64) -> Digits {
    let mut digits = Digits {
        bytes: [0; DIGITS as usize],
        count: number.ilog10() as usize + 1,
    };
    let mut k = digits.count;
    while k > 0 {
        k -= 1;
        digits.bytes[k] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    digits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::observable::Observable;

    fn agree(x: f64) {
        let expected = Observable::from(x).to_string();
        assert_eq!(write(Text::EMPTY, x).as_str(), expected, "{x:e}");
    }

    #[test]
    fn numbers_are_written_as_observables_are() {
        for x in [
            1.0,
            10.0,
            0.5,
            0.1,
            0.015,
            1e-5,
            9.99e-6,
            1e15,
            1e16,
            123456.789,
            0.30000000000000004,
            1e300,
            1.7976931348623157e308,
            9.999999999999999,
            9007199254740993.0,
            100.0,
            1e22,
            5e-300,
            1279313755642528.0 + 0.25,
            f64::INFINITY,
            f64::NAN,
        ] {
            agree(x);
            agree(-x);
        }
        agree(0.0);
    }

    proptest! {
        #[test]
        fn any_number(x in any::<f64>(), short in -100_000..100_000i32, power in 0..9i32) {
            for x in [x, f64::from(short) / 10_f64.powi(power)] {
                if x.abs() > 1e-290 {
                    agree(x);
                }
            }
        }

        /// Between two numbers of 17 digits.
        #[test]
        fn halves(x in 1u64 << 52..1 << 53, power in 1..5i32) {
            agree((x | 1) as f64 / 2_f64.powi(power));
        }
    }
}
