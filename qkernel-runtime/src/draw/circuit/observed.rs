//! Which expectation values are in one box.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::exact::Connected;
use crate::program::{ObservableId, Program, QubitId};

/// The observables that see each qubit, together with all that share a qubit with them.
pub(super) fn groups(program: &Program) -> BTreeMap<QubitId, Rc<[ObservableId]>> {
    let count = program.observables.len();
    let mut connected = Connected::new(count);
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    for (k, observable) in program.observables.iter().enumerate() {
        let factors = observable.terms().flat_map(|(_, string)| string.factors());
        for &(qubit, _) in factors {
            connected.join([*seen.entry(qubit).or_insert(k), k]);
        }
    }
    let mut groups: BTreeMap<usize, Vec<ObservableId>> = BTreeMap::new();
    for k in 0..count {
        let group = groups.entry(connected.root(k)).or_default();
        group.push(ObservableId::new(k));
    }
    let groups = groups.into_iter().map(|(root, group)| (root, group.into()));
    let groups: BTreeMap<usize, Rc<[ObservableId]>> = groups.collect();
    let groups = seen.into_iter().map(|(qubit, k)| {
        let group = Rc::clone(&groups[&connected.root(k)]);
        (QubitId::new(qubit), group)
    });
    groups.collect()
}
