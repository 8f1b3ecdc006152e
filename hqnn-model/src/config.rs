//! The settings of a training run.

use serde::{Deserialize, Serialize};

use crate::{Error, Real};

/// The settings of a training run; the defaults are the tutorial's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    /// Passes over the training images.
    pub epochs: usize,
    /// Images for each update; the last batch of an epoch may be smaller.
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
    /// Whether a run with these settings can be trained in numbers of type `E`.
    ///
    /// # Errors
    /// The batch size is 0, or the learning rate is not above 0 and finite once it is an `E`.
    pub fn check<E: Real>(&self) -> Result<(), Error> {
        if self.batch_size == 0 {
            return Err(Error::Config(
                "the batch size is 0, but a batch needs at least one image".into(),
            ));
        }
        let (rate, used) = (self.learning_rate, E::narrow(self.learning_rate).wide());
        if !(used > 0.0 && used.is_finite()) {
            let rounded = if rate > 0.0 && rate.is_finite() {
                format!(", which is {used} in {}", std::any::type_name::<E>())
            } else {
                String::new()
            };
            return Err(Error::Config(format!(
                "the learning rate is {rate:?}{rounded}, but it must be above 0 and finite"
            )));
        }
        Ok(())
    }
}
