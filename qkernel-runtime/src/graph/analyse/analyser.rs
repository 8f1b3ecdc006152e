//! What is known at a node of a kernel that is run with polynomials for numbers.

use super::found::Analysis;
use super::size::MAX_PARAMS;
use crate::graph::{Stated, ValueId, Values};
use qkernel_ir::{Poly, Reach};

pub(super) struct Analyser<const N: usize> {
    pub(super) values: Values,
    /// The value of a number, the length of a vector; of a qubit that was taken from a register, its index there.
    pub(super) polys: [Poly; N],
    /// The register that a qubit was taken from, as its number and one more.
    pub(super) homes: [u32; N],
    /// One more than the largest number that is an index of a vector, outside of loops and branches.
    pub(super) reach: [i64; N],
    /// The loop of each loop variable.
    pub(super) loops: [Loop; N],
    /// The variables of the loops around the present node, and how many there are.
    pub(super) nest: [ValueId; 12],
    pub(super) depth: usize,
    /// How many branches are around the present node.
    pub(super) branches: usize,
    /// How many parameters there are; they are the first values.
    pub(super) params: usize,
    /// Stated sizes of what is no vector.
    pub(super) stated: &'static [Stated],
    pub(super) analysis: Analysis,
    /// The shape of the present node, and what the last call in the region was.
    pub(super) shape: u32,
    pub(super) last: LastCall,
}

/// A loop around the present node.
#[derive(Clone, Copy)]
pub(super) struct Loop {
    /// How far the loop variable goes.
    pub(super) reach: Reach,
    pub(super) down: bool,
    pub(super) by_one: bool,
    /// How many more iterations than one there are, in steps of one.
    pub(super) more: Poly,
    /// How many branches were around the loop.
    pub(super) branches: usize,
    /// Which of the carried values were found to change, as bits.
    pub(super) changes: u64,
}

impl Loop {
    pub(super) const NONE: Loop = Loop {
        reach: Reach::UNKNOWN,
        down: false,
        by_one: false,
        more: Poly::UNKNOWN,
        branches: 0,
        changes: 0,
    };
}

/// A call that was right: others like it are, too.
#[derive(Clone, Copy)]
pub(super) struct LastCall {
    pub(super) shape: Option<u32>,
    pub(super) params: [Poly; MAX_PARAMS],
}

impl LastCall {
    pub(super) const NONE: LastCall = LastCall {
        shape: None,
        params: [Poly::UNKNOWN; MAX_PARAMS],
    };
}
