//! Calls as boxes.

use std::collections::{BTreeMap, BTreeSet};

use super::Maker;
use crate::draw::labels::Label;
use crate::draw::picture::{Family, Shape};
use crate::program::{Action, BitId, Call, CallArgument, Condition, QubitId, ScopeId};

/// A call that is drawn as a box, and what was met in it.
pub(super) struct Boxed<'p> {
    pub(super) call: ScopeId,
    of: &'p Call,
    /// How many branches of it are being followed.
    pub(super) branches: usize,
    qubits: BTreeSet<QubitId>,
    controls: BTreeSet<QubitId>,
    /// The bits of it, and whether it writes them.
    bits: BTreeMap<BitId, bool>,
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

impl Maker<'_> {
    /// Draws a box: on the qubits that the call was given, and on others that it touched.
    pub(super) fn boxed(&mut self, boxed: Boxed<'_>) {
        let is_drawn = |maker: &Self, qubit: QubitId| !maker.hidden.qubit(qubit.index());
        let arguments = boxed.of.arguments.iter();
        let registers = arguments.clone().map(|(_, argument)| argument);
        let several = registers
            .filter(|argument| argument.qubits().next().is_some())
            .count()
            > 1;
        let mut ports: BTreeMap<QubitId, String> = BTreeMap::new();
        for (name, argument) in arguments {
            let name = self.program.names.get(*name).unwrap_or("?");
            for (k, qubit) in argument.qubits().enumerate() {
                let port = match (argument, several) {
                    (CallArgument::Register(_), false) => k.to_string(),
                    (CallArgument::Register(_), true) => format!("{name}[{k}]"),
                    (_, true) => name.to_owned(),
                    (_, false) => String::new(),
                };
                ports.insert(qubit, port);
            }
        }
        for &qubit in boxed.qubits.difference(&boxed.controls) {
            let begins = self.rows.lives[qubit.index()]
                .as_ref()
                .is_some_and(|life| life.begins);
            ports.entry(qubit).or_insert_with(|| match begins {
                true => self.labels.qubit(qubit),
                false => String::new(),
            });
        }
        ports.retain(|&qubit, _| is_drawn(self, qubit));
        let targets: Vec<QubitId> = ports.keys().copied().collect();
        if targets.is_empty() {
            return;
        }
        let label = Label::call(self.program, boxed.of);
        let mut element = self.element(Shape::Box, Family::Kernel, label, &targets);
        // Of qubits one after the other on a wire, all are named.
        let mut on_rows: BTreeMap<usize, String> = BTreeMap::new();
        for (qubit, port) in ports.into_iter().filter(|(_, port)| !port.is_empty()) {
            let names = on_rows.entry(self.row(qubit)).or_default();
            *names += if names.is_empty() { "" } else { "→" };
            *names += &port;
        }
        element.ports = on_rows.into_iter().collect();
        let controls = boxed
            .controls
            .iter()
            .filter(|&&qubit| is_drawn(self, qubit));
        element.controls = controls.map(|&qubit| self.row(qubit)).collect();
        let known = boxed
            .bits
            .iter()
            .filter(|(bit, _)| self.rows.bits.contains_key(bit));
        element.bits = known
            .map(|(&bit, &writes)| self.read(bit, writes, None))
            .collect();
        element.name_bits_together(|bit, next| self.labels.follows(bit, next));
        self.scope = boxed.call;
        let qubits = targets.into_iter().chain(boxed.controls);
        self.step(element, qubits);
    }
}
