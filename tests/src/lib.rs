//! Tests across the crates; everything is in the integration tests beside this file. Here is what they share.

pub mod circuits;
pub mod close;
pub mod dense;
pub mod density;
pub mod listed;
pub mod panics;
pub mod python;
pub mod random;
pub mod refused;
pub mod skip;

pub use close::{Flat, agree, assert_close, assert_derivatives};
pub use panics::{caught, panics};
