//! Calls, drawn as boxes.

use std::collections::BTreeMap;

use super::Maker;
use super::boxes::Boxed;
use crate::draw::labels::Label;
use crate::draw::picture::{Family, Glyph};
use crate::program::{CallArgument, QubitId};

impl Maker<'_> {
    /// Draws a box: on the qubits that the call was given, and on others that it touched.
    pub(super) fn boxed(&mut self, boxed: Boxed<'_>) {
        let is_drawn = |maker: &Self, qubit: QubitId| !maker.hidden.qubit(qubit.index());
        let arguments = boxed.of.arguments.iter();
        let has_qubits = |(_, argument): &&(_, CallArgument)| argument.qubits().next().is_some();
        let several = arguments.clone().filter(has_qubits).count() > 1;
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
            let begins = self.picture.lifelines[qubit.index()]
                .as_ref()
                .is_some_and(|lifeline| lifeline.begins);
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
        let mut mark = self.mark(Glyph::Box, Family::Kernel, label, &targets);
        // Of qubits one after the other on a wire, all are named.
        let mut on_rows: BTreeMap<usize, String> = BTreeMap::new();
        for (qubit, port) in ports.into_iter().filter(|(_, port)| !port.is_empty()) {
            let names = on_rows.entry(self.row(qubit)).or_default();
            *names += if names.is_empty() { "" } else { "→" };
            *names += &port;
        }
        mark.ports = on_rows.into_iter().collect();
        let controls = boxed.controls.iter().copied();
        let controls = controls.filter(|&qubit| is_drawn(self, qubit));
        mark.controls = controls.map(|qubit| self.row(qubit)).collect();
        let known = boxed.bits.iter();
        let known = known.filter(|(bit, _)| self.picture.bits.contains_key(bit));
        let reads = known.map(|(&bit, &writes)| self.read(bit, writes, None));
        mark.bits = reads.collect();
        mark.name_bits_together(|bit, next| self.labels.follows(bit, next));
        self.scope = boxed.call;
        let qubits = targets.into_iter().chain(boxed.controls);
        self.moment(mark, qubits);
    }
}
