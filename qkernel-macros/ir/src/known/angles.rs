//! Functions of angles, and the angles that have their values.

use super::{power_of_two, sqrt};
use crate::double::Double;

const HALF_PI: Double = Double(std::f64::consts::FRAC_PI_2, 6.123233995736766e-17);
const PI: Double = Double(std::f64::consts::PI, 1.2246467991473532e-16);

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
    let mut carry = 0_u128;
    each!(k, 0..4, {
        carry += mantissa as u128 * bits_from(at + 64 * (3 - k)) as u128;
        product[k] = carry as u64;
        carry >>= 64;
    });
    product[4] = carry as u64;
    let mut turns = [0_u64; 4];
    each!(k, 0..4, {
        let pair = (product[k + 1] as u128) << 64 | product[k] as u128;
        turns[k] = (pair >> shift) as u64;
    });
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
