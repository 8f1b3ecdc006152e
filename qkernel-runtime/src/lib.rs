//! Quantum kernels in Rust.

extern crate self as qkernel_runtime;

pub mod circuit;
mod compile;
pub mod eager;
mod engine;
pub mod error;
pub mod gate;
pub mod gates;
pub mod graph;
pub mod kernel;
pub mod library;
pub mod observable;
pub mod ops;
pub mod prelude;
pub mod program;
#[doc(hidden)]
pub mod rt;
pub mod types;

pub use qkernel_macros::qkernel;
