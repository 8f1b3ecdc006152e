//! What a kernel does besides gates.

use super::{Op, Region};

/// What a kernel, or one that it calls, does besides gates: each of it has no inverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Effects(u8);

impl Effects {
    /// Nothing but gates.
    pub const NONE: Effects = Effects(0);
    const MEASURES: Effects = Effects(1);
    const RESETS: Effects = Effects(2);
    const ALLOCATES: Effects = Effects(4);
    const DISCARDS: Effects = Effects(8);
    const EXPECTS: Effects = Effects(16);

    /// What an operation does, without the bodies of loops and branches.
    pub const fn of(op: &Op) -> Effects {
        match op {
            Op::Measure => Effects::MEASURES,
            Op::Reset => Effects::RESETS,
            Op::Qubit | Op::QubitArray => Effects::ALLOCATES,
            Op::Discard => Effects::DISCARDS,
            Op::Expval => Effects::EXPECTS,
            Op::Call(graph) => graph.effects,
            Op::Modified(modified) => modified.graph.effects,
            _ => Effects::NONE,
        }
    }

    /// Whether a qubit is measured or reset.
    pub const fn measures(self) -> bool {
        self.0 & (Effects::MEASURES.0 | Effects::RESETS.0) != 0
    }

    const fn has(self, other: Effects) -> bool {
        self.0 & other.0 != 0
    }

    /// Why the kernel cannot be modified, and what to do about it.
    pub(crate) const fn hindrance(self) -> Option<(&'static str, &'static str)> {
        Some(if self.has(Effects::MEASURES) {
            (
                "measures a qubit",
                "return the qubit and measure it after the call",
            )
        } else if self.has(Effects::RESETS) {
            ("resets a qubit", "reset it before or after the call")
        } else if self.has(Effects::EXPECTS) {
            (
                "takes an expectation value",
                "return the qubits and call `expval` after the call",
            )
        } else if self.has(Effects::ALLOCATES) {
            (
                "allocates a qubit",
                "make the qubit a parameter, and return it",
            )
        } else if self.has(Effects::DISCARDS) {
            (
                "discards a qubit",
                "return the qubit and `discard` it after the call",
            )
        } else {
            return None;
        })
    }
}

/// What the nodes of a region do, those in loops, branches and called kernels included.
pub const fn effects(region: &Region) -> Effects {
    let mut found = Effects::NONE.0;
    let mut i = 0;
    while i < region.nodes.shapes.len() {
        found |= match &region.nodes.shapes[i].op {
            // Most are gates, and each step costs rustc a microsecond.
            Op::Call(graph) => graph.effects.0,
            Op::For { body, .. } => effects(body).0,
            Op::If { then, otherwise } => effects(then).0 | effects(otherwise).0,
            op => Effects::of(op).0,
        };
        i += 1;
    }
    Effects(found)
}
