//! Numbers of twice the precision.

/// The sum of two numbers, the second a rounding error of the first (Dekker 1971).
#[derive(Clone, Copy)]
pub struct Double(pub f64, pub f64);

impl Double {
    /// A number as it is.
    pub const fn of(x: f64) -> Double {
        Double(x, 0.0)
    }

    /// `a + b`, where `a` is not smaller.
    pub const fn quick(a: f64, b: f64) -> Double {
        let sum = a + b;
        Double(sum, b - (sum - a))
    }

    /// `a + b`
    pub const fn sum(a: f64, b: f64) -> Double {
        let sum = a + b;
        let other = sum - a;
        Double(sum, (a - (sum - other)) + (b - other))
    }

    /// `self + other`
    pub const fn plus(self, other: Double) -> Double {
        let Double(high, low) = Double::sum(self.0, other.0);
        let Double(a, b) = Double::sum(self.1, other.1);
        let Double(high, low) = Double::quick(high, low + a);
        Double::quick(high, low + b)
    }

    /// `-self`
    pub const fn negated(self) -> Double {
        Double(-self.0, -self.1)
    }

    /// `self * other`
    pub const fn times(self, other: Double) -> Double {
        let high = self.0 * other.0;
        let low = self.0.mul_add(other.0, -high);
        Double::quick(high, low + (self.0 * other.1 + self.1 * other.0))
    }

    /// `self / other`
    pub const fn over(self, other: Double) -> Double {
        let first = self.0 / other.0;
        let rest = self.plus(other.times(Double::of(first)).negated());
        let second = rest.0 / other.0;
        let rest = rest.plus(other.times(Double::of(second)).negated());
        Double::quick(first, second).plus(Double::of(rest.0 / other.0))
    }

    /// To the nearest number.
    pub const fn round(self) -> f64 {
        self.0 + self.1
    }
}
