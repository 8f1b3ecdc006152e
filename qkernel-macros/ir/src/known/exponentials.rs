//! Exponentials, logarithms and roots.

use super::power_of_two;
use crate::double::Double;

const LN_2: Double = Double(std::f64::consts::LN_2, 2.3190468138462996e-17);

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
