//! Single instructions.

use super::Maker;
use crate::draw::labels::Label;
use crate::draw::picture::{Element, Family, Shape};
use crate::program::{GateOp, Instruction, QubitId};

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
        let row = |qubit: &QubitId| self.row(*qubit);
        let controls: Vec<usize> = gate.controls.iter().map(row).collect();
        let targets: Vec<usize> = gate.targets.iter().map(row).collect();
        let label = |name: &str| Label::gate(self.program, name, &gate.angles);
        match Element::gate(gate.kind, controls, targets, label) {
            Ok(element) => self.step(element, gate.controls.iter().chain(&gate.targets).copied()),
            Err(note) => self.notes.push(note),
        }
    }
}
