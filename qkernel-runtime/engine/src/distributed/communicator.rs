//! How ranks reach each other.

use std::fmt::Debug;

use num_complex::Complex64;

/// The ranks of a job, as one of them sees them. All ranks make the same calls in the same order, from one thread at a time.
///
/// What goes wrong on the way ends the job, as MPI does by default: a rank that is left alone would wait for ever.
pub trait Communicator: Debug + Send + Sync + 'static {
    /// The number of this rank, from 0.
    fn rank(&self) -> usize;

    /// How many ranks there are.
    fn size(&self) -> usize;

    /// How many of the ranks share the memory of this rank's machine.
    fn on_this_machine(&self) -> usize;

    /// Sends to another rank, and receives as many amplitudes from it, which does the same.
    fn exchange(&self, other: usize, sent: &[Complex64], received: &mut [Complex64]);

    /// Replaces each number by its sum over all ranks: the same bits on each of them.
    fn sum(&self, numbers: &mut [f64]);

    /// Replaces the amplitudes by those of the rank `from`.
    fn broadcast(&self, from: usize, amplitudes: &mut [Complex64]);
}

/// A single rank, which has nobody to talk to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Communicator for Alone {
    fn rank(&self) -> usize {
        0
    }

    fn size(&self) -> usize {
        1
    }

    fn on_this_machine(&self) -> usize {
        1
    }

    fn exchange(&self, _: usize, sent: &[Complex64], received: &mut [Complex64]) {
        received.copy_from_slice(sent);
    }

    fn sum(&self, _: &mut [f64]) {}

    fn broadcast(&self, _: usize, _: &mut [Complex64]) {}
}
