//! Watching a training run.

use crate::EpochMetrics;

/// Hears how training goes. Both functions do nothing unless they are written.
pub trait Observer {
    /// Called after every batch.
    fn batch(&mut self, _progress: &Progress) {}
    /// Called after every epoch.
    fn epoch(&mut self, _metrics: &EpochMetrics) {}
}

impl Observer for () {}

/// Where training is within an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// From 1.
    pub epoch: usize,
    /// How many epochs there will be.
    pub epochs: usize,
    /// Batches done in this epoch.
    pub batch: usize,
    /// Batches in an epoch.
    pub batches: usize,
    /// The mean loss of this epoch so far.
    pub loss: f64,
    /// The share of this epoch's images so far that were right, within 0..=1.
    pub accuracy: f64,
}
