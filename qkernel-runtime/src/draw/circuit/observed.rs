//! Which expectation values are in one box.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::program::{ObservableId, Program, QubitId};

/// The observables that see each qubit, together with all that share a qubit with them.
pub(super) fn groups(program: &Program) -> BTreeMap<QubitId, Rc<[ObservableId]>> {
    /// The first of those that an entry is connected with.
    fn root(parents: &mut [usize], mut k: usize) -> usize {
        while parents[k] != k {
            parents[k] = parents[parents[k]];
            k = parents[k];
        }
        k
    }
    let mut parents: Vec<usize> = (0..program.observables.len()).collect();
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    for (k, observable) in program.observables.iter().enumerate() {
        let factors = observable.terms().flat_map(|(_, string)| string.factors());
        for &(qubit, _) in factors {
            let other = *seen.entry(qubit).or_insert(k);
            let (a, b) = (root(&mut parents, other), root(&mut parents, k));
            parents[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<ObservableId>> = BTreeMap::new();
    for k in 0..parents.len() {
        let group = groups.entry(root(&mut parents, k)).or_default();
        group.push(ObservableId::new(k));
    }
    let groups: BTreeMap<usize, Rc<[ObservableId]>> = groups
        .into_iter()
        .map(|(root, group)| (root, group.into()))
        .collect();
    seen.iter()
        .map(|(&qubit, &k)| {
            let group = Rc::clone(&groups[&root(&mut parents, k)]);
            (QubitId::new(qubit), group)
        })
        .collect()
}
