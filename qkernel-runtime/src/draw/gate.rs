//! Gates as elements.

use super::labels::Label;
use super::picture::{Element, Family, Shape};
use crate::gate::GateKind;

/// What a note on a global phase says, before the angle.
pub(super) const PHASE: &str = "global phase ";

impl Element {
    /// A gate on these rows, or a note for a global phase, which has none.
    pub(super) fn gate(
        kind: GateKind,
        mut controls: Vec<usize>,
        mut targets: Vec<usize>,
        label: impl Fn(&str) -> Label,
    ) -> Result<Element, Label> {
        let name = kind.under(controls.len()).0.name();
        let shape = match kind {
            GateKind::X if !controls.is_empty() => Shape::Plus,
            GateKind::Swap => Shape::Swap,
            GateKind::Z if !controls.is_empty() => {
                // A dot on each of its qubits, which it treats alike.
                controls.append(&mut targets);
                Shape::Box
            }
            _ if targets.is_empty() => match controls.pop() {
                // Under a control, a global phase is a phase of that control.
                Some(last) => {
                    targets.push(last);
                    Shape::Box
                }
                None => return Err(label(PHASE)),
            },
            _ => Shape::Box,
        };
        // Which qubit is which, where that is seen nowhere else.
        let names = kind.row().targets.iter().filter(|_| !kind.is_symmetric());
        let names = names.map(ToString::to_string);
        let ports = targets.iter().copied().zip(names).collect();
        let mut element = Element::on(shape, Family::of(kind), label(name), targets);
        element.controls = controls;
        element.ports = ports;
        Ok(element)
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
