//! The numbers that a batch is computed with.

use std::fmt::Debug;
use std::ops::{Add, Mul, Neg, Sub};

use crate::arithmetic::Arithmetic;
use crate::{Batch, Run};

/// `f64` or `f32`: what a batch is computed with.
///
/// An `f32` has 24 bits: values agree with those in `f64` to about 1e-6, and more of them fit in a vector register. Angles have the precision
/// of their type too, so one of 1e6 is known to 0.1 in `f32` and to 1e-10 in `f64`: take off whole turns before.
pub trait Precision:
    Copy
    + Debug
    + Default
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + Send
    + Sync
    + Arithmetic
    + 'static
{
    /// The nearest number of this precision.
    fn narrow(x: f64) -> Self;

    /// The same number in `f64`.
    fn wide(self) -> f64;

    /// What a run offers for batches in this precision: [`Run::batch`] or [`Run::batch_f32`].
    fn batch(run: &mut dyn Run) -> Option<&mut dyn Batch<Self>>;
}

impl Precision for f64 {
    #[inline(always)]
    fn narrow(x: f64) -> f64 {
        x
    }

    #[inline(always)]
    fn wide(self) -> f64 {
        self
    }

    fn batch(run: &mut dyn Run) -> Option<&mut dyn Batch> {
        run.batch()
    }
}

impl Precision for f32 {
    #[inline(always)]
    fn narrow(x: f64) -> f32 {
        x as f32
    }

    #[inline(always)]
    fn wide(self) -> f64 {
        f64::from(self)
    }

    fn batch(run: &mut dyn Run) -> Option<&mut dyn Batch<f32>> {
        run.batch_f32()
    }
}
