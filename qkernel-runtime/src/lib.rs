//! Quantum kernels in Rust.

mod check;
mod engine;
pub mod error;
pub mod evaluator;
pub mod gate;
pub mod gradient;
pub mod graph;
pub mod kernel;
pub mod observable;
pub mod program;
mod slots;
