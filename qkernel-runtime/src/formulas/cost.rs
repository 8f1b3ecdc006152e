//! What a part of a kernel costs, as formulas.

use std::collections::{BTreeMap, BTreeSet};

use super::assumptions::Assumptions;
use super::condition::Condition;
use super::formula::Formula;
use super::range::Range;
use crate::gate::GateKind;
use crate::program::Count;
use crate::program::resources::of_gate;

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Allocations,
    Operations(Count),
    Gates,
    SingleQubit,
    TwoQubit,
    MultiQubit,
    T,
    Clifford,
    Rotation,
    /// Gates of this name.
    Gate(String),
    /// Calls of a kernel.
    Calls(&'static str),
}

/// What a part of a kernel costs.
#[derive(Clone, Debug, Default)]
pub(super) struct Cost {
    pub(super) counts: BTreeMap<What, Formula>,
    /// How many more qubits are alive after it.
    pub(super) net: Formula,
    /// How many more qubits are alive in it, at most.
    pub(super) peak: Formula,
    /// Qubits that end with a branch on measured bits around: by how many of these are around their allocation.
    pub(super) ends: BTreeMap<usize, Formula>,
}

impl Cost {
    pub(super) fn of(what: What, count: Formula) -> Cost {
        Cost {
            counts: BTreeMap::from([(what, count)]),
            ..Cost::default()
        }
    }

    /// One gate. A phase without controls acts on no qubit and is not counted.
    pub(super) fn gate(kind: GateKind, controls: usize) -> Cost {
        let gate = of_gate(kind, controls);
        let classes = [
            (What::Gates, gate.gates),
            (What::SingleQubit, gate.single_qubit),
            (What::TwoQubit, gate.two_qubit),
            (What::MultiQubit, gate.multi_qubit),
            (What::T, gate.t),
            (What::Clifford, gate.clifford),
            (What::Rotation, gate.rotation),
        ];
        let names = gate.gates_by_name.into_iter();
        let names = names.map(|(name, count)| (What::Gate(name), count));
        let counts = names.chain(classes).filter(|(_, count)| *count > 0);
        let counts = counts.map(|(what, count)| (what, Formula::from(count as i128)));
        Cost {
            counts: counts.collect(),
            ..Cost::default()
        }
    }

    /// Something else after it.
    pub(super) fn then(&mut self, next: Cost, known: &Assumptions) {
        if !next.peak.is_zero() {
            let peak = self.net.plus(&next.peak);
            self.peak = known.max([std::mem::take(&mut self.peak), peak]);
        }
        self.net.add(&next.net);
        for (what, count) in next.counts {
            self.counts.entry(what).or_default().add(&count);
        }
        for (depth, count) in next.ends {
            self.ends.entry(depth).or_default().add(&count);
        }
    }

    /// For each value of a loop's variable.
    pub(super) fn repeated(self, range: &Range, known: &Assumptions) -> Cost {
        let mut inside = known.clone();
        inside.enter(range);
        let before = range.before().sum(&self.net, &inside);
        Cost {
            peak: range.max(&before.plus(&self.peak), known),
            net: range.sum(&self.net, known),
            counts: map(self.counts, |count| range.sum(&count, known)),
            ends: map(self.ends, |count| range.sum(&count, known)),
        }
    }

    /// Where a condition on sizes holds this, else another.
    pub(super) fn or(self, other: Cost, condition: &Condition, known: &Assumptions) -> Cost {
        let choice = |then: &Formula, otherwise: &Formula| known.choice(condition, then, otherwise);
        Cost {
            net: choice(&self.net, &other.net),
            peak: choice(&self.peak, &other.peak),
            counts: both(self.counts, other.counts, choice),
            ends: both(self.ends, other.ends, choice),
        }
    }

    /// Both arms of a branch on measured bits, in that many others: the one with more gates is counted, but the qubits of both.
    pub(super) fn branch(mut self, mut other: Cost, depth: usize, known: &Assumptions) -> Cost {
        let net = self.ends.remove(&depth).unwrap_or_default().negated();
        other.ends.remove(&depth);
        let ends = std::mem::take(&mut self.ends);
        let take = |cost: &mut Cost, what: What| cost.counts.remove(&what).unwrap_or_default();
        let allocations =
            take(&mut self, What::Allocations).plus(&take(&mut other, What::Allocations));
        let gates = |cost: &Cost| cost.counts.get(&What::Gates).cloned().unwrap_or_default();
        let (first, second) = (gates(&self), gates(&other));
        let more = known.decide(Condition::Negative(first.minus(&second)));
        let mut counts = both(self.counts, other.counts, |then, otherwise| {
            known.choice(&more, otherwise, then)
        });
        counts.insert(What::Gates, known.max([first, second]));
        counts.insert(What::Allocations, allocations);
        counts.retain(|_, count| !count.is_zero());
        let peak = known.max([self.peak, self.net.plus(&other.peak)]);
        Cost {
            counts,
            net,
            peak,
            ends,
        }
    }
}

fn map<K: Ord>(
    counts: BTreeMap<K, Formula>,
    change: impl Fn(Formula) -> Formula,
) -> BTreeMap<K, Formula> {
    let counts = counts.into_iter();
    counts.map(|(k, count)| (k, change(count))).collect()
}

fn both<K: Ord + Clone>(
    mut one: BTreeMap<K, Formula>,
    mut other: BTreeMap<K, Formula>,
    combine: impl Fn(&Formula, &Formula) -> Formula,
) -> BTreeMap<K, Formula> {
    let keys: BTreeSet<K> = one.keys().chain(other.keys()).cloned().collect();
    let count = |key: K| {
        let (a, b) = (one.remove(&key), other.remove(&key));
        let count = combine(&a.unwrap_or_default(), &b.unwrap_or_default());
        (key, count)
    };
    keys.into_iter().map(count).collect()
}
