//! Quantum kernels in Rust.

extern crate self as qkernel_runtime;

mod check;
pub mod circuit;
mod compile;
pub mod eager;
mod engine;
pub mod error;
pub mod evaluator;
pub mod gate;
pub mod gates;
pub mod gradient;
pub mod graph;
pub mod kernel;
pub mod library;
pub mod observable;
pub mod ops;
pub mod prelude;
pub mod program;
#[doc(hidden)]
pub mod rt;
mod slots;
pub mod types;

pub use qkernel_macros::qkernel;
// Also here, because rustc's messages print the shortest path.
pub use types::{Matrix, Qubit, Vector};
pub use observable::Observable;
