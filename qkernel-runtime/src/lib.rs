//! Quantum kernels in Rust.

pub mod arguments;
mod check;
pub mod circuit;
pub mod counts;
mod engine;
pub mod error;
pub mod evaluator;
pub mod gate;
pub mod gradient;
pub mod graph;
pub mod kernel;
pub mod observable;
pub mod program;
pub mod resources;
mod sample;
mod slots;
#[cfg(test)]
mod testing;
pub mod types;
