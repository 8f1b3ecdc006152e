//! How often kernels are called.

use std::collections::BTreeMap;

use super::NameId;
use super::resources::{acts_on_qubits, counted_arm};
use crate::gate::GateKind;

/// What is counted of calls while a program is listed: of a branch on measured bits, one arm counts, which its gates decide.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    gates: usize,
    calls: BTreeMap<NameId, usize>,
}

impl Tally {
    /// A gate with that many controls.
    pub(crate) fn gate(&mut self, kind: GateKind, controls: usize) {
        if acts_on_qubits(kind, controls) {
            self.add_gates(1);
        }
    }

    fn add_gates(&mut self, count: usize) {
        self.gates = self.gates.saturating_add(count);
    }

    /// Calls of a kernel.
    pub(crate) fn call(&mut self, kernel: NameId, times: usize) {
        let count = self.calls.entry(kernel).or_default();
        *count = count.saturating_add(times);
    }

    /// The calls that were counted apart are made that often; their gates are counted as what they become.
    pub(crate) fn add_calls(&mut self, other: Tally, times: usize) {
        for (kernel, count) in other.calls.into_iter().filter(|_| times > 0) {
            let all = self.calls.entry(kernel).or_default();
            *all = all.saturating_add(count.saturating_mul(times));
        }
    }

    /// A branch on measured bits.
    pub(crate) fn branch(&mut self, then: Tally, otherwise: Tally) {
        let arm = counted_arm(then, otherwise, |arm| arm.gates);
        self.add_gates(arm.gates);
        self.add_calls(arm, 1);
    }

    /// How often each kernel is called.
    pub(crate) fn calls(self) -> BTreeMap<NameId, usize> {
        self.calls
    }
}
