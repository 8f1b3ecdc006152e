//! Complex coefficients that know how far rounding may have moved them.
//!
//! `0.1 + 0.2 - 0.3` is 5.6e-17 in floating point, so whether terms cancel, and whether an imaginary part is zero,
//! cannot be asked with `== 0`. Each part of a coefficient carries a bound on its error, which grows with every
//! operation by the size of what was rounded; a sum that is within its bound of zero is zero.

use num_complex::Complex64;

/// How far a number from outside may be from the one that was meant, relative to its size: a few units in its last
/// place, for it was most likely computed.
const GIVEN: f64 = 2.0 * f64::EPSILON;

/// A real number and a bound on its error.
#[derive(Clone, Copy, Debug)]
struct Bounded {
    value: f64,
    error: f64,
}

impl Bounded {
    const ZERO: Bounded = Bounded::exact(0.0);

    const fn exact(value: f64) -> Bounded {
        Bounded { value, error: 0.0 }
    }

    const fn given(value: f64) -> Bounded {
        Bounded {
            value,
            error: GIVEN * value.abs(),
        }
    }

    const fn is_zero(self) -> bool {
        self.value == 0.0
    }

    const fn negated(self) -> Bounded {
        Bounded {
            value: -self.value,
            error: self.error,
        }
    }

    const fn plus(self, other: Bounded) -> Bounded {
        if self.is_zero() && self.error == 0.0 {
            return other;
        }
        if other.is_zero() && other.error == 0.0 {
            return self;
        }
        let value = self.value + other.value;
        let error = self.error + other.error + f64::EPSILON * value.abs();
        // Infinity is within infinity of zero, but it is not zero.
        if error.is_finite() && value.abs() <= error {
            return Bounded { value: 0.0, error };
        }
        Bounded { value, error }
    }

    const fn times(self, other: Bounded) -> Bounded {
        if self.is_zero() || other.is_zero() {
            return Bounded::ZERO;
        }
        let value = self.value * other.value;
        Bounded {
            value,
            error: self.value.abs() * other.error
                + self.error * (other.value.abs() + other.error)
                + f64::EPSILON * value.abs(),
        }
    }

    const fn over(self, divisor: f64) -> Bounded {
        if self.is_zero() {
            return Bounded::ZERO;
        }
        let value = self.value / divisor;
        Bounded {
            value,
            error: self.error / divisor.abs() + GIVEN * value.abs(),
        }
    }
}

/// A complex number and bounds on the errors of its parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coefficient {
    re: Bounded,
    im: Bounded,
}

/// By value: the bounds tell how it was computed, not what it is.
impl PartialEq for Coefficient {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Coefficient {
    const fn of(re: Bounded, im: Bounded) -> Coefficient {
        Coefficient { re, im }
    }

    pub(crate) const ONE: Coefficient = Coefficient::of(Bounded::exact(1.0), Bounded::ZERO);

    /// A number from outside.
    pub(crate) const fn given(value: Complex64) -> Coefficient {
        Coefficient::of(Bounded::given(value.re), Bounded::given(value.im))
    }

    /// A real number from outside.
    pub(crate) const fn real(value: f64) -> Coefficient {
        Coefficient::given(Complex64::new(value, 0.0))
    }

    pub(crate) const fn value(self) -> Complex64 {
        Complex64::new(self.re.value, self.im.value)
    }

    pub(crate) const fn is_zero(self) -> bool {
        self.re.is_zero() && self.im.is_zero()
    }

    pub(crate) const fn is_real(self) -> bool {
        self.im.is_zero()
    }

    pub(crate) const fn is_finite(self) -> bool {
        self.re.value.is_finite() && self.im.value.is_finite()
    }

    pub(crate) const fn negated(self) -> Coefficient {
        Coefficient::of(self.re.negated(), self.im.negated())
    }

    /// Times i to this power.
    pub(crate) const fn times_i(self, power: u8) -> Coefficient {
        let Coefficient { re, im } = self;
        let turned = match power % 2 {
            0 => self,
            _ => Coefficient::of(im.negated(), re),
        };
        match power % 4 {
            0 | 1 => turned,
            _ => turned.negated(),
        }
    }

    pub(crate) const fn plus(self, other: Coefficient) -> Coefficient {
        Coefficient::of(self.re.plus(other.re), self.im.plus(other.im))
    }

    /// The product. A part that is zero stays zero beside one that is infinite, but zero times infinity is NaN.
    pub(crate) const fn times(self, other: Coefficient) -> Coefficient {
        let (a, b) = (self, other);
        if a.is_zero() && !b.is_finite() || b.is_zero() && !a.is_finite() {
            return Coefficient::of(Bounded::exact(f64::NAN), Bounded::ZERO);
        }
        Coefficient::of(
            a.re.times(b.re).plus(a.im.times(b.im).negated()),
            a.re.times(b.im).plus(a.im.times(b.re)),
        )
    }

    /// Divided by a number from outside.
    pub(crate) const fn over(self, divisor: f64) -> Coefficient {
        Coefficient::of(self.re.over(divisor), self.im.over(divisor))
    }
}
