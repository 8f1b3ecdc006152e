//! The trait that `#[qkernel]` implements for the struct of the kernel's name.

use crate::graph::{Graph, Signature};
use crate::observable::Observable;

/// A quantum kernel: a function that `#[qkernel]` compiled.
///
/// Nobody implements this by hand. The struct that implements it has the kernel's name, and one public field
/// for each parameter that is bound once (`UInt`, `Bit`, `Observable` and vectors of them).
pub trait Kernel: Sized {
    /// What the kernel takes and gives.
    const SIGNATURE: Signature;
    /// What the kernel does, loops kept.
    const GRAPH: Graph;
    /// The types of the parameters that stay free, as a tuple: `Float`, `Vector<Float>`, `Matrix<Float>`.
    type Params;
    /// The result type.
    type Output;

    /// The values of the struct's fields, in signature order.
    fn bindings(self) -> Vec<Binding>;
}

/// The value of a parameter that is bound once.
#[derive(Clone, Debug, PartialEq)]
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
