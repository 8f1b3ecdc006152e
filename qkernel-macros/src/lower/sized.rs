//! What the analysis of sizes has to look at. Most nodes of a long kernel are gates, on which no size depends; each one
//! that is looked at costs rustc microseconds.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use proc_macro2::Span;

use super::{Id, Op, Region};
use crate::model::{Element, Kernel, KernelType};

/// Lists the nodes that are checked, and those that sizes in them or in the results depend on.
pub(super) fn mark(body: &mut Region, kernel: &Kernel) {
    let results = match &kernel.result {
        KernelType::Tuple(parts) => parts.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut marking = Marking {
        needed: (body.yields.iter().zip(results))
            .filter(
                |(_, ty)| !matches!(ty, KernelType::Scalar(element) if *element != Element::UInt),
            )
            .map(|(id, _)| *id)
            .collect(),
        of_any_length: (body.args.iter().zip(&kernel.params))
            .filter(|(_, param)| matches!(param.ty, KernelType::Vector(_, None)))
            .map(|(id, _)| *id)
            .collect(),
        literals: (body.nodes.iter())
            .filter(|node| matches!(node.op, Op::UInt(_)))
            .flat_map(|node| node.outs.clone())
            .collect(),
    };
    marking.region(body);
}

struct Marking {
    /// The values whose sizes matter to what comes later.
    needed: HashSet<Id>,
    /// Vectors of which nothing is stated.
    of_any_length: HashSet<Id>,
    literals: HashSet<Id>,
}

impl Marking {
    /// Goes backwards: what a node needs was defined before it.
    fn region(&mut self, region: &mut Region) {
        self.share(region);
        let (mut sized, mut at) = (Vec::new(), region.nodes.len());
        for node in region.nodes.iter_mut().rev() {
            at -= 1;
            let checked = !node.sites.is_empty() && node.found_at.is_none();
            let needed = checked || node.outs.iter().any(|id| self.needed.contains(id));
            let sized_here = match &mut node.op {
                // What is taken out is a number or a qubit, of which nothing is known.
                Op::Take | Op::Put => checked,
                Op::For { body, .. } => self.inside(needed, &mut [body]),
                Op::If { then, otherwise } => self.inside(needed, &mut [then, otherwise]),
                _ => needed,
            };
            if sized_here {
                sized.push(at as u32);
                self.needed.extend(&node.ins);
            }
        }
        sized.reverse();
        region.sized = sized;
    }

    /// The bodies of a loop or a branch, where they matter.
    fn inside(&mut self, needed: bool, regions: &mut [&mut Region]) -> bool {
        let matters = needed || regions.iter().any(|region| has_checks(region));
        if matters {
            for region in regions {
                self.needed.extend(&region.yields);
                self.region(region);
            }
        }
        matters
    }

    /// `q[0]` is found wrong wherever it stands in a region or nowhere: it is looked at once.
    fn share(&self, region: &mut Region) {
        let mut first: HashMap<[Id; 2], Span> = HashMap::new();
        for node in &mut region.nodes {
            if let (Op::Take | Op::Put, &[vector, index, ..]) = (&node.op, node.ins.as_slice()) {
                if self.of_any_length.contains(&vector) && self.literals.contains(&index) {
                    node.sites.clear();
                }
                if !node.sites.is_empty() {
                    match first.entry([vector, index]) {
                        Entry::Occupied(first) => node.found_at = Some(*first.get()),
                        Entry::Vacant(place) => _ = place.insert(node.span),
                    }
                }
            }
        }
    }
}

fn has_checks(region: &Region) -> bool {
    region.nodes.iter().any(|node| match &node.op {
        Op::For { body, .. } => has_checks(body),
        Op::If { then, otherwise } => has_checks(then) || has_checks(otherwise),
        _ => !node.sites.is_empty(),
    })
}
