//! Pauli sums.

/// A Pauli sum.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observable {}
