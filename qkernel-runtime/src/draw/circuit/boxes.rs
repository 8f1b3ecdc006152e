//! Calls as boxes.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{Action, BitId, Call, Condition, QubitId, ScopeId};

/// A call that is drawn as a box, and what was met in it.
pub(super) struct Boxed<'p> {
    pub(super) call: ScopeId,
    pub(super) of: &'p Call,
    /// How many branches of it are being followed.
    pub(super) branches: usize,
    pub(super) qubits: BTreeSet<QubitId>,
    pub(super) controls: BTreeSet<QubitId>,
    /// The bits of it, and whether it writes them.
    pub(super) bits: BTreeMap<BitId, bool>,
}

impl<'p> Boxed<'p> {
    pub(super) fn new(call: ScopeId, of: &'p Call) -> Boxed<'p> {
        Boxed {
            call,
            of,
            branches: 0,
            qubits: BTreeSet::new(),
            controls: BTreeSet::new(),
            bits: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, action: Action<'_>) {
        let mut controls: &[QubitId] = &[];
        if let Action::Gate(gate) = action {
            controls = &gate.controls[..self.of.controls.min(gate.controls.len())];
        }
        self.controls.extend(controls);
        self.qubits.extend(action.qubits().skip(controls.len()));
        if let Action::Measure { bit, .. } = action {
            self.bits.insert(bit, true);
        }
    }

    pub(super) fn enter(&mut self, condition: &Condition) {
        self.branches += 1;
        for bit in condition.bits() {
            self.bits.entry(bit).or_insert(false);
        }
    }
}
