//! Single instructions.

use super::{Maker, Open};
use crate::draw::gate::PHASE;
use crate::draw::labels::Label;
use crate::draw::picture::{Family, Glyph, Mark, Read};
use crate::program::affine::add;
use crate::program::{Action, Gate, QubitId};

impl Maker<'_> {
    pub(super) fn action(&mut self, action: Action<'_>) {
        match action {
            Action::Allocate { qubit, .. } => self.begin(qubit),
            Action::Gate(gate) => self.gate(gate),
            Action::Measure { qubit, bit, .. } => {
                let mut mark = self.mark(Glyph::Measure, Family::Measurement, "M", &[qubit]);
                mark.bits.push(self.read(bit, true, None));
                if !self.measured_together(&mark, qubit) {
                    self.moment(mark, [qubit]);
                }
            }
            _ => {
                if let Some((operation, qubit)) = action.operation()
                    && let Some(symbol) = operation.about().symbol
                {
                    let mark = self.mark(Glyph::Box, Family::Measurement, symbol, &[qubit]);
                    self.moment(mark, [qubit]);
                }
            }
        }
    }

    /// Draws a measurement as part of the one just before it, if there is one on a wire above whose result is the one before on the
    /// same row: so the results are in the order of the wires. Says whether it did.
    fn measured_together(&mut self, mark: &Mark, qubit: QubitId) -> bool {
        let inside = self.open.last().map_or(0, Open::start);
        let moments = self.picture.moments.get(inside..).unwrap_or_default();
        let ([before], [read]) = (
            moments.last().map_or(&[][..], |moment| &moment.together),
            mark.bits.as_slice(),
        ) else {
            return false;
        };
        let (Some(first), Some(last)) = (before.bits.first(), before.bits.last()) else {
            return false;
        };
        let follows = before.glyph == Glyph::Measure
            && before.targets.last() < mark.targets.first()
            && last.row == read.row
            && self.labels.follows(last.bit, read.bit);
        if !follows {
            return false;
        }
        let name = |bit| self.picture.bit_name(&self.labels, bit).unwrap_or_default();
        let names = format!("{}…{}", name(first.bit), name(read.bit));
        if let Some(moment) = self.picture.moments.last_mut() {
            let before = &mut moment.together[0];
            before.targets.extend(&mark.targets);
            before.bits[0].name = Some(names);
            before.bits.push(Read {
                name: None,
                ..read.clone()
            });
            moment.qubits.push(qubit);
        }
        true
    }

    /// Notes a global phase: one that is always there with all others, one of a branch by itself.
    fn note(&mut self, gate: Gate<'_>, note: Label) {
        match gate.angles {
            [angle] if self.branches == 0 => {
                let before = self.phase.take().unwrap_or_default();
                self.phase = Some(add(&before, angle, 1.0));
            }
            _ => {
                let (_, count) = self.phases.entry(note.whole.clone()).or_insert((note, 0));
                *count += 1;
            }
        }
    }

    /// The notes on global phases.
    pub(super) fn notes(&self) -> Vec<Label> {
        let sum = self.phase.as_ref();
        let sum = sum.map(|sum| Label::gate(self.program, PHASE, std::slice::from_ref(sum)));
        let others = self.phases.values().map(|(note, count)| match count {
            1 => note.clone(),
            _ => format!("{count} times {}", note.whole).into(),
        });
        sum.into_iter().chain(others).collect()
    }

    fn gate(&mut self, gate: Gate<'_>) {
        let row = |qubit: &QubitId| self.row(*qubit);
        let controls: Vec<usize> = gate.controls.iter().map(row).collect();
        let targets: Vec<usize> = gate.targets.iter().map(row).collect();
        let label = |name: &str| Label::gate(self.program, name, gate.angles);
        match Mark::gate(gate.kind, controls, targets, label) {
            Ok(mark) => self.moment(mark, gate.controls.iter().chain(gate.targets).copied()),
            Err(note) => self.note(gate, note),
        }
    }
}
