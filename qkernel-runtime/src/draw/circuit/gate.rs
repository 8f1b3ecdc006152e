//! Single instructions.

use super::Maker;
use crate::draw::labels::Label;
use crate::draw::picture::{Family, Shape};
use crate::gate::GateKind;
use crate::program::{GateOp, Instruction};

impl Maker<'_> {
    pub(super) fn instruction(&mut self, instruction: &Instruction) {
        match instruction {
            Instruction::Allocate { qubit, .. } => self.begin(*qubit),
            Instruction::Gate(gate) => self.gate(gate),
            Instruction::Measure { qubit, bit, .. } => {
                let mut element = self.element(Shape::Measure, Family::Measurement, "M", &[*qubit]);
                element.bits.push(self.read(*bit, true, None));
                self.step(element, [*qubit]);
            }
            Instruction::Reset { qubit, .. } => {
                let element = self.element(Shape::Box, Family::Measurement, "|0⟩", &[*qubit]);
                self.step(element, [*qubit]);
            }
            Instruction::Discard { .. } | Instruction::Branch { .. } => {}
        }
    }

    fn gate(&mut self, gate: &GateOp) {
        let controls = gate.controls.as_slice();
        let is_controlled = !controls.is_empty();
        let (shape, targets, controls) = match (gate.kind, gate.targets.as_slice()) {
            (GateKind::X, targets) if is_controlled => (Shape::Plus, targets, controls),
            (GateKind::Swap, targets) => (Shape::Swap, targets, controls),
            // A dot on each of its qubits, which it treats alike.
            (GateKind::Z, targets) if is_controlled => {
                let mut element = self.element(Shape::Box, Family::Phase, gate.kind.name(), &[]);
                let all = controls.iter().chain(targets);
                element.controls = all.map(|&qubit| self.row(qubit)).collect();
                let qubits = controls.iter().chain(targets).copied();
                return self.step(element, qubits);
            }
            (_, []) => match controls {
                // Under a control, a global phase is a phase of that control.
                [controls @ .., last] => (Shape::Box, std::slice::from_ref(last), controls),
                [] => {
                    let label = Label::gate(self.program, "global phase ", &gate.angles);
                    return self.notes.push(label);
                }
            },
            (_, targets) => (Shape::Box, targets, controls),
        };
        let name = match gate.kind {
            GateKind::GlobalPhase => GateKind::P.name(),
            kind => kind.name(),
        };
        let label = Label::gate(self.program, name, &gate.angles);
        let mut element = self.element(shape, Family::of(gate.kind), label, targets);
        element.controls = controls.iter().map(|&qubit| self.row(qubit)).collect();
        let qubits = gate.controls.iter().chain(&gate.targets).copied();
        self.step(element, qubits);
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
