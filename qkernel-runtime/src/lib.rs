//! Quantum kernels in Rust.

pub mod error;
pub mod gate;
pub mod graph;
pub mod kernel;
pub mod observable;
pub mod program;
