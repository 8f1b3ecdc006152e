//! Quantum kernels over ranks: several processes that train one network, or share a batch or a gradient.
//!
//! `run` starts a program as one rank of MPI (feature `mpi`). With its `World`, [`Trainer::share`] trains a network, and
//! [`SharedEvaluator`] gives values and derivatives of a circuit; `States` are for states that no machine has room for. What the first two give has the same bits for any number of ranks; an
//! error of one rank ends all of them with its text. Without the feature this crate builds with nothing but rustc, and
//! [`SharedEvaluator`] works over any [`Ranks`].
//!
//! `docs/beyond-one-machine.md` in the repository says when it pays and how to start it.
//!
//! [`Trainer::share`]: https://docs.rs/hqnn-model/latest/hqnn_model/struct.Trainer.html#method.share
//! [`Ranks`]: hqnn_model::ranks::Ranks

#![forbid(unsafe_code)]

mod evaluator;
#[cfg(feature = "mpi")]
mod meet;
#[cfg(feature = "mpi")]
mod states;
#[cfg(feature = "mpi")]
mod world;

pub use evaluator::SharedEvaluator;
#[cfg(feature = "mpi")]
pub use states::States;
#[cfg(feature = "mpi")]
pub use world::{World, run};

#[cfg(test)]
mod tests;
