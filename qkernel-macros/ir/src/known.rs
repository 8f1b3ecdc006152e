//! Functions of known numbers: `f64::sin` and the like cannot run at compile time yet.
//!
//! Each is computed with about 100 bits and rounded once, so that it is nearly always the closest number, as it nearly always is
//! at run time.

use crate::double::Double;

const LN_2: Double = Double(std::f64::consts::LN_2, 2.3190468138462996e-17);
const HALF_PI: Double = Double(std::f64::consts::FRAC_PI_2, 6.123233995736766e-17);
const PI: Double = Double(std::f64::consts::PI, 1.2246467991473532e-16);

/// Two to this power, which is that of a normal number.
const fn power_of_two(power: i64) -> f64 {
    f64::from_bits(((power + 1023) as u64) << 52)
}

/// exp(x) as a number and a power of two.
const fn exp_parts(x: f64) -> (Double, i64) {
    let power = (x / LN_2.0 + 0.5).floor();
    let r = Double::of(x).plus(LN_2.times(Double::of(power)).negated());
    let (mut sum, mut n) = (Double::of(1.0), 26.0);
    while n > 0.0 {
        sum = Double::of(1.0).plus(r.times(sum).over(Double::of(n)));
        n -= 1.0;
    }
    (sum, power as i64)
}

pub(crate) const fn exp(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x > 709.782_712_893_384 {
        return f64::INFINITY;
    }
    if x < -746.0 {
        return 0.0;
    }
    let (value, power) = exp_parts(x);
    let half = power / 2;
    value.round() * power_of_two(half) * power_of_two(power - half)
}

pub(crate) const fn ln(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x.is_infinite() {
        return x;
    }
    let (x, shift) = if x < f64::MIN_POSITIVE {
        (x * power_of_two(54), 54)
    } else {
        (x, 0)
    };
    let mut power = (x.to_bits() >> 52) as i64 - 1023;
    let mut m = x * power_of_two(-power / 2) * power_of_two(-power - -power / 2);
    if m > std::f64::consts::SQRT_2 {
        m /= 2.0;
        power += 1;
    }
    // ln m = 2 artanh((m - 1) / (m + 1))
    let s = Double::sum(m, -1.0).over(Double::sum(m, 1.0));
    let square = s.times(s);
    let (mut sum, mut n) = (Double::of(0.0), 51.0);
    while n > 0.0 {
        sum = Double::of(1.0).over(Double::of(n)).plus(square.times(sum));
        n -= 2.0;
    }
    let series = s.times(sum);
    let whole = LN_2.times(Double::of((power - shift) as f64));
    whole.plus(series.plus(series)).round()
}

pub(crate) const fn sqrt(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 || x.is_infinite() {
        return x;
    }
    let (x, shift) = if x < f64::MIN_POSITIVE {
        (x * power_of_two(54), 54)
    } else {
        (x, 0)
    };
    let exponent = (x.to_bits() >> 52) as i64 - 1075 - shift;
    let mantissa = (x.to_bits() << 12 >> 12) | 1 << 52;
    // The root of this has a bit more than a number; it is never half-way between two.
    let zeros = if exponent % 2 == 0 { 54 } else { 55 };
    let root = ((mantissa as u128) << zeros).isqrt() as u64;
    root.div_ceil(2) as f64 * power_of_two((exponent - zeros) / 2 + 1)
}

pub(crate) const fn tanh(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let size = x.abs();
    let value = if size > 22.0 {
        1.0
    } else if size < 1e-5 {
        let third = Double::of(size)
            .times(Double::of(size))
            .over(Double::of(-3.0));
        Double::of(size).plus(third.times(Double::of(size))).round()
    } else {
        // tanh x = 1 - 2 / (exp(2 x) + 1)
        let (Double(high, low), power) = exp_parts(2.0 * size);
        let scale = power_of_two(power);
        let exp = Double(high * scale, low * scale);
        let rest = Double::of(-2.0).over(exp.plus(Double::of(1.0)));
        Double::of(1.0).plus(rest).round()
    };
    if x.is_sign_negative() { -value } else { value }
}

pub(crate) const fn sin(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    if x == 0.0 {
        return x;
    }
    let (quarters, r) = reduced(x.abs());
    let value = turned(quarters, r);
    if x < 0.0 { -value } else { value }
}

pub(crate) const fn cos(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let (quarters, r) = reduced(x.abs());
    turned(quarters + 1, r)
}

pub(crate) const fn tan(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    if x == 0.0 {
        return x;
    }
    let (quarters, r) = reduced(x.abs());
    let (sine, cosine) = (r.times(series(r, 2.0)), series(r, 1.0));
    let value = match quarters % 2 {
        0 => sine.over(cosine).round(),
        _ => cosine.over(sine).negated().round(),
    };
    if x < 0.0 { -value } else { value }
}

pub(crate) const fn asin(x: f64) -> f64 {
    let size = x.abs();
    if x.is_nan() || size > 1.0 {
        return f64::NAN;
    }
    if size < SMALL {
        return x;
    }
    angle(Double::of(size), beside(size)).round().copysign(x)
}

pub(crate) const fn acos(x: f64) -> f64 {
    let size = x.abs();
    if x.is_nan() || size > 1.0 {
        return f64::NAN;
    }
    let acute = angle(beside(size), Double::of(size));
    match x < 0.0 {
        true => PI.plus(acute.negated()).round(),
        false => acute.round(),
    }
}

pub(crate) const fn atan(x: f64) -> f64 {
    atan2(x, 1.0)
}

pub(crate) const fn atan2(y: f64, x: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    let (high, wide) = (y.abs(), x.abs());
    let acute = if high == 0.0 {
        Double::of(0.0)
    } else if wide == 0.0 || high.is_infinite() && wide.is_finite() {
        HALF_PI
    } else if wide.is_infinite() && high.is_finite() {
        Double::of(0.0)
    } else if high.is_infinite() {
        HALF_PI.times(Double::of(0.5))
    } else {
        // Neither too large nor too small to be multiplied.
        let scale = if high < 1e-200 && wide < 1e-200 {
            power_of_two(600)
        } else if high > 1e200 || wide > 1e200 {
            power_of_two(-100)
        } else {
            1.0
        };
        angle(Double::of(high * scale), Double::of(wide * scale))
    };
    let value = match x.is_sign_negative() {
        true => PI.plus(acute.negated()).round(),
        false => acute.round(),
    };
    value.copysign(y)
}

/// Below this the angle is its tangent.
const SMALL: f64 = 1e-9;

/// The angle from 0 to π/2 of a point.
const fn angle(y: Double, x: Double) -> Double {
    let steep = y.0 > x.0;
    let t = if steep { x.0 / y.0 } else { y.0 / x.0 };
    if t < SMALL {
        return match steep {
            true => HALF_PI.plus(Double::of(-t)),
            false => Double::of(t),
        };
    }
    // Within a quarter of a degree; each step takes that to the fifth power.
    let near = t * (std::f64::consts::FRAC_PI_4 + 0.273 * (1.0 - t));
    let near = Double::of(near);
    let first = if steep {
        HALF_PI.plus(near.negated())
    } else {
        near
    };
    closer(y, x, Double::of(closer(y, x, first).round()))
}

/// An angle that is nearer to that of a point: `atan d = d - d³/3 + ..`, where `d` is the tangent of what is missing.
const fn closer(y: Double, x: Double, near: Double) -> Double {
    let (sine, cosine) = (near.times(series(near, 2.0)), series(near, 1.0));
    let across = y.times(cosine).plus(x.times(sine).negated());
    let along = x.times(cosine).plus(y.times(sine));
    let d = across.over(along);
    let third = d.times(d).times(d).over(Double::of(-3.0));
    near.plus(d.plus(third))
}

/// √(1 - x²)
const fn beside(x: f64) -> Double {
    let square = Double::sum(1.0, -x).times(Double::sum(1.0, x));
    if square.0 == 0.0 {
        return square;
    }
    let root = Double::of(sqrt(square.0));
    let rest = square.plus(root.times(root).negated());
    root.plus(rest.over(root.plus(root)))
}

pub(crate) const fn recip(x: f64) -> f64 {
    1.0 / x
}

pub(crate) const fn abs(x: f64) -> f64 {
    x.abs()
}

/// Multiplied as often as at run time, in the same order.
pub(crate) const fn powi(x: f64, n: f64) -> f64 {
    let n = n as i32;
    let (mut rest, mut square, mut power) = (n.unsigned_abs(), x, 1.0);
    loop {
        if rest % 2 == 1 {
            power *= square;
        }
        rest /= 2;
        if rest == 0 {
            break;
        }
        square *= square;
    }
    if n < 0 { 1.0 / power } else { power }
}

pub(crate) const fn min(a: f64, b: f64) -> f64 {
    a.min(b)
}

pub(crate) const fn max(a: f64, b: f64) -> f64 {
    a.max(b)
}

/// The sine of an angle and some quarter turns.
const fn turned(quarters: u64, r: Double) -> f64 {
    let value = match quarters % 2 {
        0 => r.times(series(r, 2.0)),
        _ => series(r, 1.0),
    };
    if quarters % 4 < 2 {
        value.round()
    } else {
        value.negated().round()
    }
}

/// `1 - r² / (first (first + 1)) + ..`: cos r from 1 on, sin r / r from 2 on.
const fn series(r: Double, first: f64) -> Double {
    let square = r.times(r).negated();
    let (mut sum, mut n) = (Double::of(1.0), first + 30.0);
    while n >= first {
        sum = Double::of(1.0).plus(square.times(sum).over(Double::of(n * (n + 1.0))));
        n -= 2.0;
    }
    sum
}

/// Quarter turns, and the angle that is left, of at most an eighth of a turn (Payne, Hanek 1983).
const fn reduced(x: f64) -> (u64, Double) {
    if x <= std::f64::consts::FRAC_PI_4 {
        return (0, Double::of(x));
    }
    let exponent = (x.to_bits() >> 52) as i64 - 1075;
    let mantissa = (x.to_bits() << 12 >> 12) | 1 << 52;
    // The bits of 2/π before this one make whole turns.
    let at = if exponent > 2 {
        exponent as usize - 2
    } else {
        0
    };
    let shift = 2 - (exponent - at as i64);
    let mut product = [0_u64; 5];
    let (mut k, mut carry) = (0, 0_u128);
    while k < 4 {
        carry += mantissa as u128 * bits_from(at + 64 * (3 - k)) as u128;
        product[k] = carry as u64;
        carry >>= 64;
        k += 1;
    }
    product[4] = carry as u64;
    let mut turns = [0_u64; 4];
    let mut k = 0;
    while k < 4 {
        let pair = (product[k + 1] as u128) << 64 | product[k] as u128;
        turns[k] = (pair >> shift) as u64;
        k += 1;
    }
    // Two bits of quarters; what is left may be more than half of one.
    let mut quarters = turns[3] >> 62;
    let negative = turns[3] >> 61 & 1 == 1;
    quarters += negative as u64;
    let (mut rest, mut k) = (Double::of(0.0), 4);
    let mut scale = 1.0;
    while k > 0 {
        k -= 1;
        let next = if k > 0 { turns[k - 1] >> 62 } else { 0 };
        let word = turns[k] << 2 | next;
        let word = if negative { !word } else { word };
        let (high, low) = ((word >> 32) as f64, (word << 32 >> 32) as f64);
        scale *= power_of_two(-32);
        rest = rest.plus(Double::of(high * scale));
        scale *= power_of_two(-32);
        rest = rest.plus(Double::of(low * scale));
    }
    let r = rest.times(HALF_PI);
    (quarters, if negative { r.negated() } else { r })
}

/// 64 bits of 2/π.
const fn bits_from(at: usize) -> u64 {
    let pair = (TWO_OVER_PI[at / 64] as u128) << 64 | TWO_OVER_PI[at / 64 + 1] as u128;
    (pair << (at % 64) >> 64) as u64
}

const TWO_OVER_PI: [u64; 20] = [
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
    0xf0cf_bc20_9af4_361d,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::{BinaryFunction, Function};
    use Function::{Abs, Cos, Recip, Sin, Sqrt, Tanh};

    fn near(own: f64, std: f64, apart: u64) -> bool {
        let steps = own.to_bits().abs_diff(std.to_bits());
        own.is_nan() && std.is_nan() || steps <= apart
    }

    /// Neighbouring numbers at most, or the same.
    fn agree(function: Function, x: f64) {
        let (own, std) = (function.known(x), function.value(x));
        let apart = match function {
            Sqrt | Recip | Abs => 0,
            // That of the C library is off by up to two.
            Tanh => 3,
            _ => 1,
        };
        assert!(
            near(own, std, apart),
            "{function:?}({x:e}) is {std:e}, not {own:e}"
        );
    }

    fn agree_on_both(function: BinaryFunction, a: f64, b: f64) {
        let (own, std) = (function.known(a, b), function.value(a, b));
        assert!(
            near(own, std, 1),
            "{function:?}({a:e}, {b:e}) is {std:e}, not {own:e}"
        );
    }

    #[test]
    fn special_numbers() {
        let mut xs = vec![
            0.0,
            1.0,
            0.3,
            2.5,
            22.0,
            709.7,
            709.79,
            745.0,
            1e-5,
            1e22,
            1e300,
            1e-300,
            5e-324,
            1e-9,
            0.999_999_999_999,
        ];
        xs.extend([f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NAN]);
        xs.extend((1..40).map(|k| f64::from(k) * std::f64::consts::FRAC_PI_4));
        for &x in &xs {
            for &function in Function::ALL {
                agree(function, x);
                agree(function, -x);
            }
            for &y in &xs {
                for (x, y) in [(x, y), (x, -y), (-x, y), (-x, -y)] {
                    agree_on_both(BinaryFunction::Atan2, y, x);
                    if x != 0.0 || y != 0.0 {
                        agree_on_both(BinaryFunction::Min, y, x);
                        agree_on_both(BinaryFunction::Max, y, x);
                    }
                }
            }
            for n in [0.0, 1.0, -1.0, 2.0, -3.0, 7.0, 64.0, 1e9, -3e9] {
                agree_on_both(BinaryFunction::Powi, x, n);
                agree_on_both(BinaryFunction::Powi, -x, n);
            }
        }
    }

    /// The number that is closest to an odd multiple of π/2 (Muller 2016, table 11.1); some libraries are off by a few units there.
    #[test]
    fn near_a_multiple() {
        let x = 6_381_956_970_095_103.0 * 2_f64.powi(797);
        assert_eq!(Cos.known(x), -4.687_165_924_254_628e-19);
        assert_eq!(Sin.known(x), 1.0);
    }

    proptest! {
        #[test]
        fn functions_are_those_of_the_standard_library(
            x in -30.0..30.0f64,
            part in -1.0..1.0f64,
            bits in any::<u64>(),
            more in any::<u64>(),
            n in -40..40i32,
        ) {
            for &function in Function::ALL {
                agree(function, x);
                agree(function, 30.0 * x);
                agree(function, part);
                agree(function, f64::from_bits(bits));
            }
            for &function in BinaryFunction::ALL {
                agree_on_both(function, x, f64::from(n));
                if function != BinaryFunction::Powi {
                    agree_on_both(function, x, part);
                    agree_on_both(function, f64::from_bits(bits), f64::from_bits(more));
                }
            }
        }
    }
}
