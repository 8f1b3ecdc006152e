//! Batches on a GPU, as far as a machine without one can tell.

mod choice;
mod circuits;
mod emulated;
#[cfg(feature = "cuda")]
mod nvrtc;
mod refused;
#[path = "../../../../tests/src/skip.rs"]
mod skip;
