//! Functions of known numbers: `f64::sin` and the like cannot run at compile time yet.
//!
//! Each is computed with about 100 bits and rounded once, so that it is nearly always the closest number, as it nearly always is
//! at run time.

mod angles;
mod exponentials;

pub(crate) use angles::*;
pub(crate) use exponentials::*;

/// Two to this power, which is that of a normal number.
const fn power_of_two(power: i64) -> f64 {
    f64::from_bits(((power + 1023) as u64) << 52)
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
