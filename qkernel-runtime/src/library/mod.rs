//! The standard library: layers of gates, themselves kernels.

mod layers;

pub use layers::*;
