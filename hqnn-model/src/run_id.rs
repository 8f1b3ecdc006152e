//! Numbers that tell a run from others: by its settings, its data and its weights.

use crate::Real;
use crate::checkpoint::tensors::{Bytes, hash_tensor};
use crate::config::TrainConfig;
use crate::fnv::Fnv;
use crate::params::Parameter;

/// What [`Header::run`](crate::checkpoint::Header::run) has to be.
pub(crate) fn run_id<E: Real>(
    config: &TrainConfig,
    classes: &[String],
    fingerprint: (u64, u64),
    first_weights: &[Parameter<E>],
) -> u64 {
    let mut hash = Fnv::new();
    hash_config(&mut hash, config);
    for number in [fingerprint.0, fingerprint.1] {
        hash.bytes(&number.to_le_bytes());
    }
    for class in classes {
        hash.part(class.as_bytes());
    }
    hash_parameters(&mut hash, first_weights);
    hash.finish()
}

/// Adds the settings but the number of epochs.
pub(crate) fn hash_config(hash: &mut Fnv, config: &TrainConfig) {
    let TrainConfig {
        epochs: _,
        batch_size,
        learning_rate,
        seed,
        part: _,
    } = *config;
    for number in [batch_size as u64, learning_rate.to_bits(), seed] {
        hash.bytes(&number.to_le_bytes());
    }
    // Runs of whole batches are told apart as they were when there were no parts.
    if config.part_size() != batch_size {
        hash.bytes(&(config.part_size() as u64).to_le_bytes());
    }
}

/// Adds all parameters of a network.
pub(crate) fn hash_parameters<E: Real>(hash: &mut Fnv, parameters: &[Parameter<E>]) {
    for parameter in parameters {
        let numbers = Bytes::new(parameter.shape.clone(), &parameter.values);
        hash_tensor(hash, &parameter.name, &numbers);
    }
}
