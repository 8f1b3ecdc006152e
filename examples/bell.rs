//! A first kernel.
fn main() {}
