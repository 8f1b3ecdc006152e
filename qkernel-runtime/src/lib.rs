//! Quantum kernels in Rust.

extern crate self as qkernel_runtime;

pub mod arguments;
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
#[cfg(test)]
mod testing;
pub mod types;

pub use qkernel_macros::qkernel;
