//! Decimal numbers as constants: `str::parse::<f64>` cannot run at compile time yet.

use qkernel_ir::each;

/// `digits` times ten to `exponent`, rounded to the nearest number as `str::parse` does; infinity where it is too
/// large. There may be one point among the digits.
pub(crate) const fn round(digits: &[u8], exponent: i64) -> f64 {
    // The first digits as a number, how many there are from the first that is not zero, and the power of ten of the last.
    let (mut first, mut count, mut power) = (0_u64, 0, exponent);
    let mut fraction = false;
    each!(i, 0..digits.len(), {
        if digits[i] == b'.' {
            fraction = true;
        } else {
            if fraction {
                power -= 1;
            }
            if count > 0 || digits[i] != b'0' {
                count += 1;
                if count <= 19 {
                    first = 10 * first + (digits[i] - b'0') as u64;
                }
            }
        }
    });
    if count == 0 || power + count < -330 {
        return 0.0;
    }
    if power + count > 330 {
        return f64::INFINITY;
    }
    if count > 19 || power < -27 || power > 27 {
        return Ratio::of(digits, count, power).round();
    }
    let whole = first as u128;
    if power >= 0 {
        return assemble(whole * 5_u128.pow(power as u32), power, false);
    }
    let shift = whole.leading_zeros();
    let (divisor, whole) = (5_u128.pow(-power as u32), whole << shift);
    let inexact = !whole.is_multiple_of(divisor);
    assemble(whole / divisor, power - shift as i64, inexact)
}

/// `whole` times two to `power`, rounded; `inexact` if what is meant is a little more. Then `whole` has 64 bits at least.
const fn assemble(whole: u128, power: i64, inexact: bool) -> f64 {
    let bits = 128 - whole.leading_zeros() as i64;
    // The power of two of the first bit, and how many bits a number of this size has.
    let top = power + bits - 1;
    let precision = if top >= -1022 { 53 } else { top + 1075 };
    if precision < 0 {
        return 0.0;
    }
    if top > 1023 {
        return f64::INFINITY;
    }
    let dropped = bits - precision;
    let kept = if dropped <= 0 {
        whole << -dropped
    } else {
        let kept = if dropped == 128 { 0 } else { whole >> dropped };
        let rest = whole << (128 - dropped);
        let half = 1 << 127;
        kept + (rest > half || rest == half && (inexact || kept % 2 == 1)) as u128
    };
    // The first bit of a normal number is not stored; a carry goes into the exponent by itself.
    f64::from_bits(if top >= -1022 {
        (((top + 1022) as u64) << 52) + kept as u64
    } else {
        kept as u64
    })
}

/// A quotient of large numbers.
struct Ratio {
    numerator: Large,
    denominator: Large,
    /// The power of two in front.
    power: i64,
}

impl Ratio {
    /// All `count` digits from the first that is not zero, times ten to `power`.
    const fn of(digits: &[u8], count: i64, power: i64) -> Ratio {
        // No number needs more digits to be told from the middle between two; those that follow may only be zero or not.
        const DIGITS: i64 = 800;
        let mut numerator = Large::of(0);
        let (mut taken, mut more) = (0, false);
        each!(i, 0..digits.len(), {
            if digits[i] != b'.' && (taken > 0 || digits[i] != b'0') {
                taken += 1;
                if taken <= DIGITS {
                    numerator.times(10, (digits[i] - b'0') as u64);
                } else {
                    more |= digits[i] != b'0';
                }
            }
        });
        let mut power = power;
        if count > DIGITS {
            numerator.times(10, more as u64);
            power += count - DIGITS - 1;
        }
        let mut denominator = Large::of(1);
        each!(_k, 0..power.abs(), {
            if power > 0 {
                numerator.times(5, 0);
            } else {
                denominator.times(5, 0);
            }
        });
        Ratio {
            numerator,
            denominator,
            power,
        }
    }

    /// Long division in base two.
    const fn round(self) -> f64 {
        const BITS: i64 = 66;
        let (mut numerator, mut denominator) = (self.numerator, self.denominator);
        let above = numerator.bits() - denominator.bits();
        if above > 0 {
            denominator.shift(above);
        } else {
            numerator.shift(-above);
        }
        let mut quotient = 0;
        each!(_k, 0..BITS, {
            quotient *= 2;
            if numerator.subtract(&denominator) {
                quotient += 1;
            }
            numerator.shift(1);
        });
        assemble(
            quotient,
            self.power + above - (BITS - 1),
            numerator.bits() > 0,
        )
    }
}

/// A whole number below 2^4096.
struct Large {
    /// The lowest first.
    limbs: [u64; Large::LIMBS],
}

impl Large {
    const LIMBS: usize = 64;

    const fn of(limb: u64) -> Large {
        let mut limbs = [0; Large::LIMBS];
        limbs[0] = limb;
        Large { limbs }
    }

    const fn bits(&self) -> i64 {
        let mut k = Large::LIMBS;
        while k > 0 {
            if self.limbs[k - 1] != 0 {
                return 64 * k as i64 - self.limbs[k - 1].leading_zeros() as i64;
            }
            k -= 1;
        }
        0
    }

    /// Times `factor`, plus `carry`.
    const fn times(&mut self, factor: u64, carry: u64) {
        let mut carry = carry as u128;
        each!(k, 0..Large::LIMBS, {
            carry += self.limbs[k] as u128 * factor as u128;
            self.limbs[k] = carry as u64;
            carry >>= 64;
        });
    }

    const fn shift(&mut self, bits: i64) {
        let (limbs, bits) = ((bits / 64) as usize, bits % 64);
        let mut k = Large::LIMBS;
        while k > 0 {
            k -= 1;
            let high = if k >= limbs { self.limbs[k - limbs] } else { 0 };
            let low = if k > limbs {
                self.limbs[k - limbs - 1]
            } else {
                0
            };
            self.limbs[k] = if bits == 0 {
                high
            } else {
                high << bits | low >> (64 - bits)
            };
        }
    }

    /// Subtracts `other` if it is not larger, and tells whether it did.
    const fn subtract(&mut self, other: &Large) -> bool {
        let mut k = Large::LIMBS;
        while k > 0 && self.limbs[k - 1] == other.limbs[k - 1] {
            k -= 1;
        }
        if k > 0 && self.limbs[k - 1] < other.limbs[k - 1] {
            return false;
        }
        let mut borrow = false;
        each!(k, 0..Large::LIMBS, {
            let (difference, first) = self.limbs[k].overflowing_sub(other.limbs[k]);
            let (difference, second) = difference.overflowing_sub(borrow as u64);
            self.limbs[k] = difference;
            borrow = first || second;
        });
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::round;

    fn same(digits: &str, exponent: i64) -> Result<(), TestCaseError> {
        let text = format!("{digits}e{exponent}");
        let expected: f64 = text.parse().unwrap();
        prop_assert_eq!(
            round(digits.as_bytes(), exponent).to_bits(),
            expected.to_bits(),
            "{}",
            text
        );
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn rounds_as_the_standard_library_does(digits in "[0-9]{1,4}\\.?[0-9]{0,25}", exponent in -45..45i64) {
            same(&digits, exponent)?;
        }

        #[test]
        fn shortest_decimals_are_read_back(bits in any::<u64>()) {
            let number = f64::from_bits(bits).abs();
            prop_assume!(number.is_finite());
            let text = format!("{number:e}");
            let (digits, exponent) = text.split_once('e').unwrap();
            prop_assert_eq!(round(digits.as_bytes(), exponent.parse().unwrap()), number);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn long_and_extreme_ones_too(digits in "0{0,9}[0-9]{1,900}\\.?[0-9]{0,90}", exponent in -1300..400i64) {
            same(&digits, exponent)?;
        }

        /// Decimals exactly between two numbers, and a little off.
        #[test]
        fn ties_go_to_even(bits in any::<u64>(), off in 0..3usize) {
            let number = f64::from_bits(bits & !(1 << 63));
            prop_assume!(number.is_finite() && number > 0.0 && number < 1e300);
            let next = f64::from_bits(number.to_bits() + 1);
            // The middle has one bit more, so it is exact in 1100 decimals: half the one plus half the other, as text.
            let text = halfway(number, next);
            let text = match off {
                0 => text,
                1 => text + "1",
                _ => format!("{}", number),
            };
            let expected: f64 = text.parse().unwrap();
            prop_assert_eq!(round(text.as_bytes(), 0).to_bits(), expected.to_bits(), "{}", text);
        }
    }

    /// (a + b) / 2 in decimal, digit by digit.
    fn halfway(a: f64, b: f64) -> String {
        let (a, b) = (format!("{a:.1100}"), format!("{b:.1100}"));
        let width = a.len().max(b.len());
        let (a, b) = (format!("{a:0>width$}"), format!("{b:0>width$}"));
        let mut carry = 0;
        let mut sum: Vec<u8> = Vec::new();
        for (x, y) in a.bytes().zip(b.bytes()).rev() {
            if x == b'.' {
                sum.push(b'.');
                continue;
            }
            let digit = x - b'0' + y - b'0' + carry;
            sum.push(digit % 10);
            carry = digit / 10;
        }
        sum.reverse();
        let mut rest = carry;
        let mut half = String::new();
        for digit in sum {
            if digit == b'.' {
                half.push('.');
                continue;
            }
            let digit = 10 * rest + digit;
            half.push(char::from(b'0' + digit / 2));
            rest = digit % 2;
        }
        half.push(if rest == 1 { '5' } else { '0' });
        half
    }

    #[test]
    fn limits() {
        for (digits, exponent) in [
            ("0", 0),
            ("0.000", 999),
            ("17976931348623157", 292),
            ("1.7976931348623158", 308),
            ("1.7976931348623159", 308),
            ("179769313486231580793728971405301", 276),
            ("1", 309),
            ("1", 1 << 40),
            ("1", -(1 << 40)),
            ("5", -324),
            ("2", -324),
            ("2.4703282292062327", -324),
            ("2.4703282292062328", -324),
            ("2.2250738585072014", -308),
            ("2.2250738585072011", -308),
            ("9007199254740993", 0),
            ("0.1", 0),
            ("5.", 0),
            (".5", 0),
        ] {
            same(digits, exponent).unwrap();
        }
    }
}
