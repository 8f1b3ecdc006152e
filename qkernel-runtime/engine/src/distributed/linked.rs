//! A state whose amplitudes this process can reach: all that a rank does by itself.

use std::fmt::Debug;
use std::ops::ControlFlow;

use num_complex::Complex64;

/// What is done with a piece of another rank's amplitudes: where it begins, the piece, and all amplitudes of this rank.
pub type WithOther<'a> = dyn FnMut(usize, &[Complex64], &[Complex64]) + 'a;

/// The amplitudes of a rank, by index over near places, and the ways to those of other ranks. It is a [`Shared`](super::Shared) state: gates, slopes and
/// Pauli sums are done here, with the gates of [`Statevector`](crate::Statevector).
pub trait Linked: Debug + Send + Sized + 'static {
    /// The number of this rank.
    fn rank(&self) -> usize;

    /// How many places are near.
    fn near(&self) -> usize;

    /// The amplitudes.
    fn mine(&self) -> &[Complex64];

    /// The amplitudes, to be changed.
    fn mine_mut(&mut self) -> &mut [Complex64];

    /// Exchanges a near place with a far one.
    fn exchange(&mut self, near: usize, far: usize);

    /// Calls `each` with the amplitudes of the rank whose number differs in these bits, piece by piece; that rank gets those of this one.
    fn with_other(&mut self, bits: usize, each: &mut WithOther<'_>);

    /// Replaces each number by its sum over all ranks: the same bits on each of them.
    fn sum(&mut self, shares: &mut [f64]);

    /// Calls `each` with every index over places and its amplitude, in ascending order, until it breaks.
    fn all(&mut self, each: &mut dyn FnMut(usize, Complex64) -> ControlFlow<()>);
}
