//! Fractions, for the coefficients of sums such as `n*(n - 1)/2`.

/// A fraction in lowest terms, with a positive denominator; a denominator of 0 is a number that is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ratio {
    pub(crate) num: i128,
    pub(crate) den: i128,
}

impl Ratio {
    pub(crate) const ZERO: Ratio = Ratio::whole(0);
    pub(crate) const ONE: Ratio = Ratio::whole(1);
    pub(crate) const TOO_LARGE: Ratio = Ratio { num: 1, den: 0 };

    pub(crate) const fn whole(num: i128) -> Ratio {
        Ratio { num, den: 1 }
    }

    fn new(num: Option<i128>, den: Option<i128>) -> Ratio {
        let (Some(num), Some(den @ 1..)) = (num, den) else {
            return Ratio::TOO_LARGE;
        };
        // The divisor is at most `den`.
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs()) as i128;
        Ratio {
            num: num / divisor,
            den: den / divisor,
        }
    }

    pub(crate) fn plus(self, other: Ratio) -> Ratio {
        let left = self.num.checked_mul(other.den);
        let right = other.num.checked_mul(self.den);
        let num = left.and_then(|left| left.checked_add(right?));
        Ratio::new(num, self.den.checked_mul(other.den))
    }

    pub(crate) fn times(self, other: Ratio) -> Ratio {
        let num = self.num.checked_mul(other.num);
        Ratio::new(num, self.den.checked_mul(other.den))
    }

    /// The quotient; too large where the other one is 0.
    pub(crate) fn over(self, other: Ratio) -> Ratio {
        let sign = other.num.signum();
        let num = self.num.checked_mul(other.den).map(|num| num * sign);
        Ratio::new(num, self.den.checked_mul(other.num * sign))
    }

    pub(crate) fn minus(self) -> Ratio {
        self.times(Ratio::whole(-1))
    }

    pub(crate) fn is_too_large(self) -> bool {
        self.den == 0
    }

    /// The number, if it is whole.
    pub(crate) fn as_whole(self) -> Option<i128> {
        (self.den == 1).then_some(self.num)
    }
}

pub(crate) fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}
