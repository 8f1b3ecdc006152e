//! Calls that were counted, so that none is counted twice.

use std::collections::HashMap;

use super::value::Value;
use crate::formulas::assumptions::Assumptions;
use crate::formulas::atom::Symbol;
use crate::formulas::cost::Cost;
use crate::graph::Graph;

/// How many operations are looked at in all.
const MAX_NODES: usize = 1 << 19;

/// How many calls may be in one another.
const MAX_DEPTH: usize = 256;

/// How many calls of a kernel are remembered: each is compared with a new one.
const MAX_SITES: usize = 64;

/// All that the cost and the results of a call depend on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Site {
    pub(super) arguments: Vec<Value>,
    pub(super) known: Assumptions,
    /// The variables of the loops around.
    pub(super) loops: Vec<Symbol>,
    /// How many branches on measured bits are around.
    pub(super) branches: usize,
    pub(super) controls: usize,
    pub(super) inverses: usize,
}

/// What a call gives and costs, and what is known after it.
#[derive(Clone, Debug)]
pub(super) struct Past {
    pub(super) results: Vec<Value>,
    pub(super) cost: Cost,
    pub(super) known: Assumptions,
}

/// The calls that were counted.
#[derive(Debug, Default)]
pub(in crate::formulas) struct Calls {
    /// By kernel.
    past: HashMap<*const Graph, Vec<(Site, Past)>>,
    /// How many calls are around.
    pub(super) depth: usize,
    /// How many operations were looked at.
    pub(super) nodes: usize,
    /// A call was left out.
    pub(in crate::formulas) left_out: bool,
}

impl Calls {
    pub(super) fn find(&self, graph: &'static Graph, site: &Site) -> Option<Past> {
        let past = self.past.get(&std::ptr::from_ref(graph))?;
        let found = past.iter().find(|(other, _)| other == site);
        found.map(|(_, past)| past.clone())
    }

    pub(super) fn remember(&mut self, graph: &'static Graph, site: Site, past: Past) {
        let sites = self.past.entry(std::ptr::from_ref(graph)).or_default();
        if sites.len() < MAX_SITES {
            sites.push((site, past));
        }
    }

    /// Whether the next call is one too many.
    pub(super) fn is_full(&mut self) -> bool {
        let full = self.depth >= MAX_DEPTH || self.nodes >= MAX_NODES;
        self.left_out |= full;
        full
    }
}
