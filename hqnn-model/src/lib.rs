//! Hybrid quantum neural networks on dfdx: a quantum layer, data sets, training and reports.
//!
//! | part | what it is | feature |
//! | --- | --- | --- |
//! | [`layers`] | convolution, pooling, joining and the quantum layer as dfdx modules on stable Rust | |
//! | [`quantum_layer!`] | a kernel as a layer | |
//! | [`untyped_layer!`] | a circuit that is built when the program runs as a layer | |
//! | [`network!`] | a network of such layers, checked where it is declared | |
//! | [`Hqnn`] | the tutorial's network: a small CNN, a quantum circuit on its features, a classifier on both | |
//! | [`Trainer`] | seeded training of any dfdx module on samples of any shape, with any [`Loss`] and optimizer, an [`Observer`], [`Evaluation`] and gradient flow | `train` |
//! | [`Samples`] | data of your own: images, tables, with classes or numbers to be learnt | `train` |
//! | [`checkpoint`] | saving a run, and going on to the same bits | `train` |
//! | [`data`] | IDX files, Fashion-MNIST, built-in drawn garments, subsets | `data` |
//! | [`ranks`] | processes that train one network together, to the same bits for any number of them | |
//! | [`report`] | learning curves, confusion matrix and sample predictions as one picture | `report` |
//!
//! Any dfdx module from samples to numbers trains, with quantum layers in it or without:
//!
//! ```
//! use dfdx::prelude::*;
//! use hqnn_model::data::synthetic;
//! use hqnn_model::layers::{Flatten, MaxPool2, builder::Conv};
//! use hqnn_model::{TrainConfig, Trainer, network};
//!
//! network! {
//!     type Net: Rank3<1, 28, 28> => Rank1<2> =
//!         (Conv<1, 2, 3>, ReLU, MaxPool2<14, 14>, Flatten<392>, Linear<392, 2>);
//! }
//!
//! # fn main() -> Result<(), hqnn_model::Error> {
//! let trousers_and_bags = synthetic::generate(20, 10, 1).subset(&[1, 8], 20, 10, 1)?;
//! let network = Cpu::seed_from_u64(1).build_module::<Net, f32>();
//! let config = TrainConfig { epochs: 3, ..TrainConfig::default() };
//! let mut trainer = Trainer::new(network, trousers_and_bags, config)?;
//! trainer.run(&mut ())?;
//! assert!(trainer.evaluate()?.accuracy() > 0.9);
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! `data`, `train` and `report` (which needs `train`) are on by default. Without them, `default-features = false`, the
//! layers, `quantum_layer!` and `network!` alone are left, and neither plots nor file formats are compiled.
//! `download` fetches Fashion-MNIST, and `png` draws reports as PNG too; they are off by default.

#![forbid(unsafe_code)]

#[cfg(feature = "train")]
pub mod checkpoint;
mod concat;
#[cfg(feature = "train")]
mod config;
mod constant;
mod conv;
mod conv_block;
#[cfg(any(feature = "data", feature = "train"))]
pub mod data;
mod error;
mod failure;
#[cfg(any(feature = "data", feature = "train"))]
mod files;
#[cfg(any(feature = "data", feature = "train"))]
mod fnv;
mod loss;
#[cfg(feature = "train")]
mod metrics;
mod model;
mod network;
#[cfg(feature = "train")]
mod observer;
#[cfg(feature = "train")]
mod optim;
mod params;
mod pool;
pub mod quantum_layer;
pub mod ranks;
mod real;
#[cfg(feature = "report")]
pub mod report;
#[cfg(feature = "train")]
mod run_id;
#[cfg(feature = "train")]
mod train;
mod walk;

pub use error::Error;
#[cfg(any(feature = "data", feature = "train"))]
pub use files::write_file;
pub use model::{Hqnn, Images, SIDE};
#[doc(hidden)]
pub use network::fits as declared;
pub use network::{Batch, Declared, Outputs, SampleShape, Trainable};
pub use params::{Parameter, parameter_gradients, parameters, set_parameters};
pub use qkernel_runtime::gradient::GradientMethod;
#[cfg(feature = "train")]
pub use {
    config::TrainConfig,
    metrics::{EpochMetrics, Evaluation, GradientFlow, metrics_csv, metrics_json},
    observer::{Observer, Progress},
    optim::{Adam, AdamConfig, Moments, Resumable},
    train::{
        CrossEntropy, Errors, Examples, Hits, Loss, MeanSquaredError, Regression, Samples, Target,
        Traced, Trainer,
    },
};

#[doc(hidden)]
pub use qkernel_runtime;
pub use real::Real;
#[cfg(feature = "train")]
#[doc(hidden)]
pub use train::Feeds;

/// What the layers of [`layers::builder`] are once their sizes are right. It is for rustc, which calls them by this path.
#[doc(hidden)]
pub mod written {
    pub use crate::model::written::Hqnn;
    pub use crate::quantum_layer::written::QuantumLayer;
}

/// The layers and functions that networks are built from, beside dfdx's own.
pub mod layers {
    pub use crate::concat::concat;
    pub use crate::conv::Conv;
    pub use crate::conv_block::ConvReluPool;
    pub use crate::loss::{cross_entropy, mean_squared_error};
    pub use crate::pool::{Flatten, MaxPool2};
    pub use crate::quantum_layer::QuantumLayer;

    /// The types that dfdx's `build_module` takes.
    pub mod builder {
        pub use crate::conv::builder::Conv;
        pub use crate::conv_block::builder::ConvReluPool;
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
#[cfg(test)]
#[path = "tests/tutorial.rs"]
mod tutorial;

/// Every program in the README is compiled, and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

/// So is every program on the page for those who come from elsewhere.
#[cfg(doctest)]
#[doc = include_str!("../../docs/from-qiskit-and-pennylane.md")]
mod from_qiskit_and_pennylane {}

/// And every program on the page about what needs more than one machine.
#[cfg(doctest)]
#[doc = include_str!("../../docs/beyond-one-machine.md")]
mod beyond_one_machine {}
