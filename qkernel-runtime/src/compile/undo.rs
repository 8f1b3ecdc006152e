//! Changes to gates that are already listed: their inverse, and one more control.

use super::affine::scale;
use crate::gate::UndoAngle;
use crate::program::{Affine, GateOp, Instruction, Origin, QubitId};

/// The list that undoes another one, or `None` if that measures.
pub(super) fn inverse(list: Vec<Instruction>) -> Option<Vec<Instruction>> {
    let mut undone = Vec::with_capacity(list.len());
    for instruction in list.into_iter().rev() {
        match instruction {
            Instruction::Gate(gate) => undone.extend(undo(gate).map(Instruction::Gate)),
            Instruction::Branch {
                condition,
                then,
                otherwise,
            } => undone.push(Instruction::Branch {
                condition,
                then: inverse(then)?,
                otherwise: inverse(otherwise)?,
            }),
            Instruction::Measure { .. }
            | Instruction::Reset { .. }
            | Instruction::Allocate { .. }
            | Instruction::Discard { .. } => return None,
        }
    }
    Some(undone)
}

fn undo(gate: GateOp) -> impl Iterator<Item = GateOp> {
    gate.kind.inverse().iter().map(move |undo| GateOp {
        kind: undo.kind,
        angles: undo
            .angles
            .iter()
            .map(|angle| match *angle {
                UndoAngle::Minus(k) => scale(&gate.angles[k], -1.0),
                UndoAngle::Fixed(angle) => Affine::number(angle),
            })
            .collect(),
        ..gate.clone()
    })
}

/// Changes each gate, those in branches included.
pub(super) fn for_each_gate(list: &mut [Instruction], change: &impl Fn(&mut GateOp)) {
    for instruction in list {
        match instruction {
            Instruction::Gate(gate) => change(gate),
            Instruction::Branch {
                then, otherwise, ..
            } => {
                for_each_gate(then, change);
                for_each_gate(otherwise, change);
            }
            Instruction::Measure { .. }
            | Instruction::Reset { .. }
            | Instruction::Allocate { .. }
            | Instruction::Discard { .. } => {}
        }
    }
}

/// Puts one more control on each gate.
pub(super) fn control(list: &mut [Instruction], qubit: QubitId) {
    for_each_gate(list, &|gate| gate.controls.insert(0, qubit));
}

/// A gate comes from the place of its call, not from its own declaration.
pub(super) fn relocate(list: &mut [Instruction], origin: Origin) {
    for_each_gate(list, &|gate| gate.origin = origin);
}
