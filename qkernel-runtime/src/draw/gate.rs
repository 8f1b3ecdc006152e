//! Gates as marks.

use super::labels::Label;
use super::picture::{Family, Glyph, Mark};
use crate::gate::GateKind;

/// What a note on a global phase says, before the angle.
pub(super) const PHASE: &str = "global phase ";

impl Mark {
    /// A gate on these rows, or a note for a global phase, which has none.
    pub(super) fn gate(
        kind: GateKind,
        mut controls: Vec<usize>,
        mut targets: Vec<usize>,
        label: impl Fn(&str) -> Label,
    ) -> Result<Mark, Label> {
        let name = kind.under(controls.len()).0.name();
        let glyph = match kind {
            GateKind::X if !controls.is_empty() => Glyph::Plus,
            GateKind::Swap => Glyph::Swap,
            GateKind::Z if !controls.is_empty() => {
                // A dot on each of its qubits, which it treats alike.
                controls.append(&mut targets);
                Glyph::Box
            }
            _ if targets.is_empty() => match controls.pop() {
                // Under a control, a global phase is a phase of that control.
                Some(last) => {
                    targets.push(last);
                    Glyph::Box
                }
                None => return Err(label(PHASE)),
            },
            _ => Glyph::Box,
        };
        // Which qubit is which, where that is seen nowhere else.
        let names = match kind.is_symmetric() {
            true => &[],
            false => kind.row().targets,
        };
        let names = names.iter().map(ToString::to_string);
        let ports = targets.iter().copied().zip(names).collect();
        let mut mark = Mark::on(glyph, Family::of(kind), label(name), targets);
        mark.controls = controls;
        mark.ports = ports;
        Ok(mark)
    }
}

impl Family {
    /// The family of a gate.
    pub(in crate::draw) fn of(kind: GateKind) -> Family {
        use GateKind::*;
        match kind {
            X | Y => Family::Pauli,
            Swap | Iswap => Family::Exchange,
            _ if kind.is_diagonal() && kind != Id => Family::Phase,
            _ if kind.angles() > 0 => Family::Rotation,
            _ => Family::Clifford,
        }
    }
}
