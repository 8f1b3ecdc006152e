//! What the parts of an amplitude are made of: a number, or one for each lane of a vector.

use std::fmt::Debug;
use std::ops::{Add, Mul, Neg, Sub};

use num_complex::Complex;

/// A real number, or several that are computed with side by side.
///
/// Every operation is the one of `f64`, a lane at a time, so a lane has the same bits whatever the number of lanes. There is
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

/// One number for each of 4 or 8 lanes.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(32))]
pub(crate) struct Lane<const L: usize>(pub(crate) [f64; L]);

impl<const L: usize> Lane<L> {
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut result = self.0;
        for (a, b) in result.iter_mut().zip(other.0) {
            *a = f(*a, b);
        }
        Lane(result)
    }

    /// The sum over the lanes, from the first to the last.
    #[inline(always)]
    pub(crate) fn sum(self) -> f64 {
        self.0.iter().sum()
    }
}

impl<const L: usize> Real for Lane<L> {
    #[inline(always)]
    fn splat(number: f64) -> Self {
        Lane([number; L])
    }
}

impl<const L: usize> Add for Lane<L> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
}

impl<const L: usize> Sub for Lane<L> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
}

impl<const L: usize> Mul for Lane<L> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }
}

impl<const L: usize> Neg for Lane<L> {
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
