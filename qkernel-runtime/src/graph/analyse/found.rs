//! What an analysis finds.

use crate::graph::{Need, Offset, Relation};
use qkernel_ir::{Poly, Text, each};

const FAULTS: usize = 64;
const NEEDS: usize = 12;
pub(super) const RESULTS: usize = 8;

/// What is known of a kernel's sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Analysis {
    /// The length, or for a `UInt` the value, of each result, over the parameters.
    pub results: [Poly; RESULTS],
    pub(super) faults: [Fault; FAULTS],
    pub(super) count: usize,
    pub(super) needs: [Need; NEEDS],
    pub(super) needed: usize,
}

/// What is wrong with a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fault {
    at: Offset,
    /// The index of the argument, for a call.
    argument: usize,
    pub(super) text: Text,
}

impl Analysis {
    /// Nothing is known, as of a kernel that has errors.
    pub const UNKNOWN: Analysis = Analysis {
        results: [Poly::UNKNOWN; RESULTS],
        faults: [Fault {
            at: Offset::NAME,
            argument: 0,
            text: Text::EMPTY,
        }; FAULTS],
        count: 0,
        needs: [Need::NONE; NEEDS],
        needed: 0,
    };

    /// The message for the node at a place, if there is a fault.
    pub const fn fault(&self, at: Offset, argument: usize) -> Option<&Text> {
        each!(i, 0..self.count, {
            let fault = &self.faults[i];
            let is_at = fault.at.line == at.line && fault.at.column == at.column;
            if is_at && fault.argument == argument {
                return Some(&fault.text);
            }
        });
        None
    }

    /// How many needs there are, for [`Need::list`].
    pub const fn needed(&self) -> usize {
        self.needed
    }

    /// Of two needs of which one follows from the other, the stronger one is kept.
    pub(super) const fn add_need(&mut self, need: Need) {
        let mut i = self.needed;
        while i > 0 {
            i -= 1;
            let other = &self.needs[i];
            let (at_least, at_most) = need.formula.compare(&other.formula);
            let is_bound = matches!(need.relation, Relation::AtLeast);
            if !(at_least && at_most || is_bound && (at_least || at_most)) || !need.is_like(other) {
                continue;
            }
            if !at_least {
                self.needs[i] = need;
            }
            return;
        }
        if self.needed < NEEDS {
            self.needs[self.needed] = need;
            self.needed += 1;
        }
    }

    pub(super) const fn report(&mut self, loc: Offset, argument: usize, text: Text) {
        if self.fault(loc, argument).is_none() && self.count < FAULTS {
            self.faults[self.count] = Fault {
                at: loc,
                argument,
                text,
            };
            self.count += 1;
        }
    }
}

impl Need {
    /// The needs that an analysis has found.
    pub const fn list<const N: usize>(analysis: &Analysis) -> [Need; N] {
        let mut needs = [Need::NONE; N];
        each!(i, 0..N, {
            needs[i] = analysis.needs[i];
        });
        needs
    }
}
