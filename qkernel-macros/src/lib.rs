//! The `#[qkernel]` attribute.
