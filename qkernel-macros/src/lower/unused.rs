//! Calls of which no result is used.

use std::collections::{BTreeMap, BTreeSet};

use super::{Graph, Id, Op, Region};
use crate::error::{Position, position};

/// Where kernels are called on whose results nothing depends that the kernel does or returns: the place of the callee's
/// name. A place that several calls share, as in a `macro_rules`, is one only if it is one for all of them.
pub(crate) fn unused(graph: &Graph) -> BTreeSet<Position> {
    let mut uses = Uses(vec![false; graph.names.len()]);
    uses.all(&graph.body.yields);
    // Loops carry uses back to their start.
    while uses.grow(&graph.body) {}
    let mut places = BTreeMap::new();
    calls(&graph.body, &uses, &mut places);
    places.retain(|_, unused| *unused);
    places.into_keys().collect()
}

/// By value: whether it is used.
struct Uses(Vec<bool>);

impl Uses {
    fn of(&self, id: Id) -> bool {
        self.0[id as usize]
    }

    fn add(&mut self, id: Id) -> bool {
        !std::mem::replace(&mut self.0[id as usize], true)
    }

    fn all(&mut self, ids: &[Id]) -> bool {
        ids.iter().fold(false, |new, &id| self.add(id) | new)
    }

    /// Adds what the uses that are known make used, from the last node to the first; whether there was any.
    fn grow(&mut self, region: &Region) -> bool {
        let mut new = false;
        for node in region.nodes.iter().rev() {
            new |= match &node.op {
                Op::For { body, .. } => {
                    let mut new = self.all(&node.ins[..3]);
                    let carried = body.yields.iter().zip(&node.outs);
                    for (k, (&yields, &out)) in carried.enumerate() {
                        if self.of(out) || self.of(body.args[k + 1]) {
                            new |= self.add(yields) | self.add(node.ins[k + 3]);
                        }
                    }
                    self.grow(body) | new
                }
                Op::If { then, otherwise } => {
                    let mut new = self.all(&node.ins);
                    // Where the sides give different things, rustc says so.
                    for side in [then, otherwise] {
                        for (&out, &yields) in node.outs.iter().zip(&side.yields) {
                            if self.of(out) {
                                new |= self.add(yields);
                            }
                        }
                    }
                    self.grow(then) | self.grow(otherwise) | new
                }
                Op::Call(_) | Op::Modified(_) => self.all(&node.ins),
                // What gives nothing is there for what it does; others do nothing but give their results.
                _ if node.outs.is_empty() || node.outs.iter().any(|&out| self.of(out)) => {
                    self.all(&node.ins)
                }
                _ => false,
            };
        }
        new
    }
}

fn calls(region: &Region, uses: &Uses, places: &mut BTreeMap<Position, bool>) {
    for node in &region.nodes {
        if let Op::Call(_) = &node.op {
            let unused = !node.outs.iter().any(|&out| uses.of(out));
            *places.entry(position(node.span)).or_insert(true) &= unused;
        }
        for inner in node.op.regions() {
            calls(inner, uses, places);
        }
    }
}
