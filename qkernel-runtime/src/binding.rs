//! What a kernel is bound to.

use crate::observable::Observable;

/// The value of a parameter that is bound once.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Binding {
    /// A size, a count or an index.
    UInt(usize),
    /// A bit.
    Bit(bool),
    /// A Pauli sum.
    Observable(Observable),
    /// Several numbers.
    UInts(Vec<usize>),
    /// Several bits.
    Bits(Vec<bool>),
    /// Several Pauli sums.
    Observables(Vec<Observable>),
}
