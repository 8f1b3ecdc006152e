//! What follows from what a gate is made of.

use std::f64::consts::FRAC_PI_2;

use super::Angle::Fixed;
use super::{Angle, GateKind, SubGate};
use crate::engine::PrimitiveKind;
use qkernel_ir::all;

impl GateKind {
    /// Whether the gate is the same with its targets in another order, as all primitives are.
    pub(crate) fn is_symmetric(self) -> bool {
        self.targets() < 2 || self.row().primitive.is_some()
    }

    /// Whether the gate's matrix is diagonal, so that it commutes with Z on each of its qubits.
    pub const fn is_diagonal(self) -> bool {
        let (primitive, steps) = (self.row().primitive, self.row().steps);
        if let Some((primitive, _)) = primitive {
            return primitive.is_diagonal();
        }
        all!(k, 0..steps.len(), steps[k].kind.is_diagonal())
    }

    /// Whether the gate, under that many controls, takes products of Pauli operators to such products.
    pub const fn is_clifford(self, controls: usize) -> bool {
        self.is_clifford_by(&[], controls)
    }

    const fn is_clifford_by(self, angles: &[Angle], controls: usize) -> bool {
        let (primitive, steps) = (self.row().primitive, self.row().steps);
        match (primitive, angles) {
            (Some((PrimitiveKind::Hadamard | PrimitiveKind::Swap, _)), _) => controls == 0,
            (Some((PrimitiveKind::Flip | PrimitiveKind::FlipY, _)), _) => controls <= 1,
            (Some((primitive, _)), [Fixed(angle)]) => {
                let quarters = *angle / FRAC_PI_2;
                match (controls, primitive) {
                    (0, _) => quarters % 1.0 == 0.0,
                    (1, PrimitiveKind::Phase) => quarters % 2.0 == 0.0,
                    _ => false,
                }
            }
            (Some(_), _) => false,
            (None, _) => {
                all!(k, 0..steps.len(), {
                    let SubGate { kind, angles, .. } = steps[k];
                    let around = if steps[k].is_controlled { controls } else { 0 };
                    kind.is_clifford_by(angles, around + steps[k].controls.len())
                })
            }
        }
    }

    /// Whether the gate is exp(iθG), so that its power is the gate with its angle multiplied.
    pub(crate) fn turns(self) -> bool {
        let (primitive, steps) = (self.row().primitive, self.row().steps);
        let constant = |step: &SubGate| step.angles.iter().all(|angle| matches!(angle, Fixed(_)));
        let mut turning = steps.iter().filter(|step| step.is_controlled);
        self.angles() == 1
            && (primitive.is_some()
                || turning.next().is_some_and(|step| step.kind.turns())
                    && turning.next().is_none()
                    && steps
                        .iter()
                        .all(|step| step.is_controlled || constant(step)))
    }
}
