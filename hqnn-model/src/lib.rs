//! Hybrid quantum neural networks on dfdx.

pub mod checkpoint;
mod concat;
mod conv;
pub mod data;
mod error;
mod files;
mod loss;
mod metrics;
mod model;
mod network;
mod optim;
mod params;
mod pool;
pub mod quantum_layer;
mod real;
pub mod report;
mod train;

pub use error::Error;
pub use metrics::{EpochMetrics, Evaluation, GradientFlow, metrics_csv, metrics_json};
pub use model::{Hqnn, Images, SIDE};
pub use network::{Logits, Network};
pub use optim::{Adam, AdamConfig, Moments};
pub use params::{Parameter, parameter_gradients, parameters, set_parameters};
pub use real::Real;
pub use train::{Observer, Progress, TrainConfig, Trainer};

/// The layers and functions that networks are built from, beside dfdx's own.
pub mod layers {
    pub use crate::concat::concat;
    pub use crate::conv::Conv;
    pub use crate::loss::cross_entropy;
    pub use crate::pool::{Flatten, MaxPool2};
    pub use crate::quantum_layer::QuantumLayer;

    /// The types that dfdx's `build_module` takes.
    pub mod builder {
        pub use crate::conv::builder::Conv;
        pub use crate::model::builder::Hqnn;
        pub use crate::quantum_layer::builder::QuantumLayer;
    }
}

#[cfg(test)]
#[path = "tests/fake.rs"]
mod fake;
#[cfg(test)]
#[path = "tests/fashion.rs"]
mod fashion;
#[cfg(test)]
#[path = "tests/naive.rs"]
mod naive;
