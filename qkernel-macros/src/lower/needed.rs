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
            .filter_map(|node| match node.op {
                Op::UInt(value) => Some((node.outs[0], value)),
                _ => None,
            })
            .collect(),
        places: HashSet::new(),
    };
    marking.region(body);
}

struct Marking {
    /// The values whose sizes matter to what comes later.
    needed: HashSet<Id>,
    /// Vectors of which nothing is stated.
    of_any_length: HashSet<Id>,
    literals: HashMap<Id, u64>,
    /// The elements that are compared with others.
    places: HashSet<Id>,
}

impl Marking {
    /// Goes backwards: what a node needs was defined before it.
    fn region(&mut self, region: &mut Region<'_>) {
        let largest = self.share(region);
        let (mut sized, mut apart) = (Vec::new(), Vec::new());
        let mut at = region.nodes.len();
        for node in region.nodes.iter_mut().rev() {
            at -= 1;
            let checked = !node.sites.is_empty() && node.found_at.is_none();
            let needed = checked || node.outs.iter().any(|id| self.needed.contains(id));
            if node.apart {
                apart.push(at as u32);
                self.places.extend(&node.ins);
            }
            let sized_here = match &mut node.op {
                // What is taken out is a number or a qubit, of which nothing but the place is known.
                Op::Take | Op::Put => {
                    let is_place = node.outs.iter().any(|id| self.places.contains(id));
                    checked || is_place || largest.contains(&at)
                }
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
        apart.reverse();
        (region.sized, region.apart) = (sized, apart);
    }

    /// The bodies of a loop or a branch, where they matter.
    fn inside(&mut self, needed: bool, regions: &mut [&mut Region<'_>]) -> bool {
        let matters = needed || regions.iter().any(|region| has_checks(region));
        if matters {
            for region in regions {
                self.needed.extend(&region.yields);
                self.region(region);
            }
        }
        matters
    }

    /// `q[0]` is wrong everywhere in a region or nowhere, so it is checked once. If the length of a vector is not stated, only
    /// the caller knows it, so only the largest index is checked. Returns where these are.
    fn share(&self, region: &mut Region) -> HashSet<usize> {
        let mut first: HashMap<[Id; 2], Span> = HashMap::new();
        let mut largest: HashMap<Id, (u64, usize)> = HashMap::new();
        for (at, node) in region.nodes.iter_mut().enumerate() {
            if let (Op::Take | Op::Put, &[vector, index, ..]) = (&node.op, node.ins.as_slice()) {
                if self.of_any_length.contains(&vector)
                    && let Some(&literal) = self.literals.get(&index)
                {
                    node.sites.clear();
                    let most = largest.entry(vector).or_insert((literal, at));
                    *most = (*most).max((literal, at));
                }
                if !node.sites.is_empty() {
                    match first.entry([vector, index]) {
                        Entry::Occupied(first) => node.found_at = Some(*first.get()),
                        Entry::Vacant(place) => _ = place.insert(node.span),
                    }
                }
            }
        }
        largest.into_values().map(|(_, at)| at).collect()
    }
}

fn has_checks(region: &Region) -> bool {
    let mut nodes = region.nodes.iter();
    nodes.any(|node| !node.sites.is_empty() || node.op.regions().any(has_checks))
}
