//! The settings of a training run.

use serde::{Deserialize, Serialize};

use crate::Error;

/// The settings of a training run; the defaults are the tutorial's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    /// Passes over the training images.
    pub epochs: usize,
    /// Images an update; the last batch of an epoch may be smaller.
    pub batch_size: usize,
    /// Adam's learning rate.
    pub learning_rate: f64,
    /// Decides the order of the images.
    pub seed: u64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        TrainConfig {
            epochs: 10,
            batch_size: 4,
            learning_rate: 1e-3,
            seed: 42,
        }
    }
}

impl TrainConfig {
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.batch_size == 0 {
            return Err(Error::Config(
                "the batch size is 0, but a batch needs at least one image".into(),
            ));
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            return Err(Error::Config(format!(
                "the learning rate is {}, but it must be above 0",
                self.learning_rate
            )));
        }
        Ok(())
    }
}
