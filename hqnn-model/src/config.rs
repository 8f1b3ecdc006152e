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
    /// Images in a part of a batch, a micro-batch: parts are what [ranks](crate::ranks) share. `None` is the whole batch. The last
    /// bits of the result depend on it, and not on the number of ranks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<usize>,
}

impl Default for TrainConfig {
    fn default() -> Self {
        TrainConfig {
            epochs: 10,
            batch_size: 4,
            learning_rate: 1e-3,
            seed: 42,
            part: None,
        }
    }
}

impl TrainConfig {
    /// Whether a run with these settings can be trained in numbers of type `E`.
    ///
    /// # Errors
    /// The batch size is 0, a part is empty or larger than a batch, or the learning rate is not above 0 and finite once it is an `E`.
    pub fn check<E: Real>(&self) -> Result<(), Error> {
        if self.batch_size == 0 {
            return Err(Error::Config(
                "the batch size is 0, but a batch needs at least one image".into(),
            ));
        }
        if !(1..=self.batch_size).contains(&self.part_size()) {
            return Err(Error::Config(format!(
                "the part of a batch is {} images, but it must be at least 1 and at most the batch size, {}",
                self.part_size(),
                self.batch_size
            )));
        }
        as_used::<E>("learning rate", self.learning_rate, positive, POSITIVE)
    }

    /// How many images a part of a batch has.
    pub fn part_size(&self) -> usize {
        self.part.unwrap_or(self.batch_size)
    }
}

pub(crate) fn positive(x: f64) -> bool {
    x > 0.0 && x.is_finite()
}

/// The rule of [`positive`] in words.
pub(crate) const POSITIVE: &str = "above 0 and finite";

/// Says so if a number does not keep a rule once it is an `E`, as which it is used.
pub(crate) fn as_used<E: Real>(
    name: &str,
    number: f64,
    keeps: impl Fn(f64) -> bool,
    rule: &str,
) -> Result<(), Error> {
    let used = E::narrow(number).wide();
    if keeps(used) {
        return Ok(());
    }
    let rounded = if keeps(number) {
        format!(", which is {used} in {}", std::any::type_name::<E>())
    } else {
        String::new()
    };
    Err(Error::Config(format!(
        "the {name} is {number:?}{rounded}, but it must be {rule}"
    )))
}
