//! Many runs of a part at once.
//!
//! All numbers of a batch lie column by column: the numbers of all rows for the first angle or observable, then those for the
//! second.

use std::fmt::Debug;
use std::ops::Range;

use crate::Error;

/// The angles of a batch of runs, in radians, all finite.
#[derive(Debug)]
pub struct Angles<'a, R = f64> {
    /// How many runs there are, at least one.
    pub rows: usize,
    /// For each angle of the part, whether it has a number for each row, or a single one that all rows share.
    pub each: &'a [bool],
    /// For each angle of the part, where its numbers are among `numbers`.
    pub columns: &'a [Range<usize>],
    /// The angles of this part and others.
    pub numbers: &'a [R],
}

// Derived, they would ask that `R` is `Clone` and `Copy`.
impl<R> Clone for Angles<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Angles<'_, R> {}

/// A prepared part that takes a batch of angles in one call, in one precision. What it gives for a row does not depend on
/// the other rows, to the last bit, and calls after the first allocate nothing as long as there are no more rows than before.
pub trait Batch<R = f64>: Debug {
    /// The expectation values: `values` has a column of one number a row for each observable.
    ///
    /// # Errors
    /// If the states do not fit in memory.
    fn expectations(&mut self, angles: Angles<'_, R>, values: &mut [R]) -> Result<(), Error>;

    /// The derivative of Σ weight · expectation value over all rows and observables by each angle, at the angles of the last
    /// call of [`expectations`](Batch::expectations), which are given once more; may be called several times after it.
    ///
    /// `weights` has the form of the values, and `by_angle` that of the angles' numbers: one number a row, or for an angle
    /// that all rows share a single one, the sum over the rows. Only the columns of this part are written.
    ///
    /// # Errors
    /// If the states do not fit in memory.
    fn adjoint(
        &mut self,
        angles: Angles<'_, R>,
        weights: &[R],
        by_angle: &mut [R],
    ) -> Result<(), Error>;

    /// The expectation values and the derivatives, where the weights do not depend on the values: the same numbers as
    /// [`expectations`](Batch::expectations) and [`adjoint`](Batch::adjoint) give, without states kept in between.
    /// `adjoint` may not be called after it.
    ///
    /// # Errors
    /// If the states do not fit in memory.
    fn vjp(
        &mut self,
        angles: Angles<'_, R>,
        weights: &[R],
        values: &mut [R],
        by_angle: &mut [R],
    ) -> Result<(), Error> {
        self.expectations(angles, values)?;
        self.adjoint(angles, weights, by_angle)
    }
}
