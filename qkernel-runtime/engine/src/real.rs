//! What the parts of an amplitude are made of: a number, or one for each lane of a vector.

use std::fmt::Debug;
use std::ops::{Add, Mul, Neg, Sub};

use num_complex::Complex;

use crate::Precision;

/// A real number, or several that are computed with side by side.
///
/// Every operation is the one of `f64` or `f32`, a lane at a time, so a lane has the same bits whatever the number of lanes. There is
/// no fused multiplication and addition, for which the same holds of machines.
pub(crate) trait Real:
    Copy
    + Debug
    + PartialEq
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
{
    /// The same number in every lane.
    fn splat(number: f64) -> Self;
}

impl Real for f64 {
    #[inline(always)]
    fn splat(number: f64) -> f64 {
        number
    }
}

/// A number for each of some lanes, which fill a vector register.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(32))]
pub(crate) struct Lane<R, const L: usize>(pub(crate) [R; L]);

impl<R: Precision, const L: usize> Lane<R, L> {
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(R, R) -> R) -> Self {
        let mut result = self.0;
        for (a, b) in result.iter_mut().zip(other.0) {
            *a = f(*a, b);
        }
        Lane(result)
    }

    /// The sum over the lanes, from the first to the last, in `f64`.
    #[inline(always)]
    pub(crate) fn sum(self) -> f64 {
        self.0.iter().map(|number| number.wide()).sum()
    }
}

impl<R: Precision, const L: usize> Default for Lane<R, L> {
    #[inline(always)]
    fn default() -> Self {
        Lane([R::default(); L])
    }
}

impl<R: Precision, const L: usize> Real for Lane<R, L> {
    #[inline(always)]
    fn splat(number: f64) -> Self {
        Lane([R::narrow(number); L])
    }
}

impl<R: Precision, const L: usize> Add for Lane<R, L> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
}

impl<R: Precision, const L: usize> Sub for Lane<R, L> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
}

impl<R: Precision, const L: usize> Mul for Lane<R, L> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }
}

impl<R: Precision, const L: usize> Neg for Lane<R, L> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        self.zip(self, |a, _| -a)
    }
}

/// A product of complex numbers.
#[inline(always)]
pub(crate) fn times<R: Real>(a: Complex<R>, b: Complex<R>) -> Complex<R> {
    Complex::new(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
}

/// A complex number times a real one.
#[inline(always)]
pub(crate) fn scaled<R: Real>(a: Complex<R>, b: R) -> Complex<R> {
    Complex::new(a.re * b, a.im * b)
}
