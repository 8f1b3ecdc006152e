//! Sums, differences, products and quotients of observables and numbers.

use std::iter::{Product, Sum};
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use num_complex::Complex64;

use super::{Coefficient, Observable};

impl Observable {
    fn merge(&mut self, mut other: Observable) {
        // The smaller sum goes into the larger one: a sum that grows takes no longer in the one order than in the other.
        if other.terms.len() > self.terms.len() {
            std::mem::swap(self, &mut other);
        }
        for (string, c) in other.terms {
            self.insert(string, c);
        }
    }

    fn multiply(&mut self, other: &Observable) {
        // Factor after factor of a product that is written out: the list of factors grows in place.
        if self.terms.len() == 1
            && other.terms.len() == 1
            && let Some((right, &b)) = other.terms.first_key_value()
            && let Some((mut string, a)) = self.terms.pop_first()
        {
            let power = string.multiply_by(right);
            self.insert(string, a.times(b).times_i(power));
            return;
        }
        for (left, a) in std::mem::take(&mut self.terms) {
            for (right, &b) in &other.terms {
                let (power, string) = left.multiply(right);
                self.insert(string, a.times(b).times_i(power));
            }
        }
    }

    fn scale(&mut self, factor: Complex64) {
        let factor = Coefficient::given(factor);
        self.each(|c| c.times(factor));
    }

    fn divide(&mut self, divisor: Complex64) {
        if divisor.im == 0.0 {
            self.each(|c| c.over(divisor.re));
        } else {
            self.scale(divisor.inv());
        }
    }

    fn each(&mut self, change: impl Fn(Coefficient) -> Coefficient) {
        self.terms.retain(|_, c| {
            *c = change(*c);
            !c.is_zero()
        });
    }
}

impl Neg for Observable {
    type Output = Observable;
    fn neg(mut self) -> Observable {
        self.each(Coefficient::negated);
        self
    }
}

impl Neg for &Observable {
    type Output = Observable;
    fn neg(self) -> Observable {
        -self.clone()
    }
}

/// `a ∘= b`, for each kind of `b`.
macro_rules! assign {
    ($($operator:ident $function:ident($own:ident, $other:ident: $right:ty) $does:expr;)*) => {$(
        impl $operator<$right> for Observable {
            fn $function(&mut self, $other: $right) {
                let $own = self;
                $does;
            }
        }
    )*};
}

assign! {
    AddAssign add_assign(sum, other: Observable) sum.merge(other);
    AddAssign add_assign(sum, other: &Observable) sum.merge(other.clone());
    SubAssign sub_assign(sum, other: Observable) sum.merge(-other);
    SubAssign sub_assign(sum, other: &Observable) sum.merge(-other);
    MulAssign mul_assign(product, other: Observable) product.multiply(&other);
    MulAssign mul_assign(product, other: &Observable) product.multiply(other);
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        assign! {
            AddAssign add_assign(sum, number: $number) sum.merge(number.into());
            SubAssign sub_assign(sum, number: $number) sum.merge((-number).into());
            MulAssign mul_assign(product, number: $number) product.scale(number.into());
            DivAssign div_assign(quotient, number: $number) quotient.divide(number.into());
        }

        number_on_the_left! { $number, Observable }
        number_on_the_left! { $number, &Observable }
    )*};
}

macro_rules! number_on_the_left {
    ($number:ty, $observable:ty) => {
        impl Add<$observable> for $number {
            type Output = Observable;
            fn add(self, observable: $observable) -> Observable {
                observable + self
            }
        }

        impl Sub<$observable> for $number {
            type Output = Observable;
            fn sub(self, observable: $observable) -> Observable {
                -observable + self
            }
        }

        impl Mul<$observable> for $number {
            type Output = Observable;
            fn mul(self, observable: $observable) -> Observable {
                observable * self
            }
        }
    };
}

numbers! { f64 Complex64 }

/// `a ∘ b` from `a ∘= b`, for a value and for a reference on the left.
macro_rules! binary {
    ($($operator:ident $function:ident $assign:tt $($right:ty),*;)*) => {$($(
        impl $operator<$right> for Observable {
            type Output = Observable;
            fn $function(mut self, other: $right) -> Observable {
                self $assign other;
                self
            }
        }

        impl $operator<$right> for &Observable {
            type Output = Observable;
            fn $function(self, other: $right) -> Observable {
                let mut result = self.clone();
                result $assign other;
                result
            }
        }
    )*)*};
}

binary! {
    Add add += Observable, &Observable, f64, Complex64;
    Sub sub -= Observable, &Observable, f64, Complex64;
    Mul mul *= Observable, &Observable, f64, Complex64;
    Div div /= f64, Complex64;
}

impl<T: Into<Observable>> Sum<T> for Observable {
    fn sum<It: Iterator<Item = T>>(terms: It) -> Observable {
        let mut sum = Observable::zero();
        terms.for_each(|term| sum += term.into());
        sum
    }
}

impl<T: Into<Observable>> Product<T> for Observable {
    fn product<It: Iterator<Item = T>>(factors: It) -> Observable {
        let mut product = Observable::identity();
        factors.for_each(|factor| product *= factor.into());
        product
    }
}

/// The sum of the terms.
impl<T: Into<Observable>> FromIterator<T> for Observable {
    fn from_iter<It: IntoIterator<Item = T>>(terms: It) -> Observable {
        terms.into_iter().sum()
    }
}
