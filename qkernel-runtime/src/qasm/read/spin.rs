//! Gates of one qubit as a phase and a rotation.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2, PI};

use crate::gate::Angle;
use crate::gate::GateKind::{self, *};
use crate::program::GateOp;

/// A matrix of one qubit: exp(i·phase) times the rotation w - i (x X + y Y + z Z), of length 1.
#[derive(Clone, Copy)]
pub(super) struct Spin {
    pub(super) phase: f64,
    pub(super) turn: [f64; 4],
}

impl Spin {
    fn about(axis: [f64; 3], angle: f64, phase: f64) -> Spin {
        let (s, c) = (angle / 2.0).sin_cos();
        Spin {
            phase,
            turn: [c, s * axis[0], s * axis[1], s * axis[2]],
        }
    }

    /// This one, and then another.
    fn then(self, next: Spin) -> Spin {
        let ([a, b, c, d], [w, x, y, z]) = (next.turn, self.turn);
        Spin {
            phase: self.phase + next.phase,
            turn: [
                a * w - b * x - c * y - d * z,
                a * x + b * w + c * z - d * y,
                a * y - b * z + c * w + d * x,
                a * z + b * y - c * x + d * w,
            ],
        }
    }

    fn of_gate(kind: GateKind, angles: &[f64]) -> Option<Spin> {
        const AXES: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
        let [x, y, z] = AXES;
        let (axis, angle, phase) = match (kind, angles) {
            (Id, _) => (z, 0.0, 0.0),
            (X, _) => (x, PI, FRAC_PI_2),
            (Y, _) => (y, PI, FRAC_PI_2),
            (H, _) => ([FRAC_1_SQRT_2, 0.0, FRAC_1_SQRT_2], PI, FRAC_PI_2),
            (Rx, &[angle]) => (x, angle, 0.0),
            (Ry, &[angle]) => (y, angle, 0.0),
            (Rz, &[angle]) => (z, angle, 0.0),
            (P, &[angle]) => (z, angle, angle / 2.0),
            (GlobalPhase, &[phase]) => (z, 0.0, phase),
            (kind, _) if kind.targets() == 1 => {
                let none = Spin::about(z, 0.0, 0.0);
                return kind
                    .row()
                    .for_engines()
                    .iter()
                    .try_fold(none, |before, step| {
                        let angles: Vec<f64> = (step.angles.iter())
                            .map(|angle| match *angle {
                                Angle::Of(number, factor) => angles[number] * factor,
                                Angle::Fixed(angle) => angle,
                            })
                            .collect();
                        Some(before.then(Spin::of_gate(step.kind, &angles)?))
                    });
            }
            _ => return None,
        };
        Some(Spin::about(axis, angle, phase))
    }

    /// All gates together, and one of them that has their target, where they act on one qubit under the same controls and
    /// their angles are known.
    pub(super) fn of(gates: &[GateOp]) -> Option<(&GateOp, Spin)> {
        let first = gates.iter().find(|gate| gate.targets.len() == 1)?;
        let mut total = Spin::about([0.0; 3], 0.0, 0.0);
        for gate in gates {
            let is_phase = gate.kind == GlobalPhase;
            let is_alike = is_phase || gate.targets == first.targets;
            let is_known = gate.angles.iter().all(|angle| angle.terms.is_empty());
            if !is_alike || !is_known || gate.controls != first.controls {
                return None;
            }
            let angles: Vec<f64> = gate.angles.iter().map(|angle| angle.constant).collect();
            total = total.then(Spin::of_gate(gate.kind, &angles)?);
        }
        Some((first, total))
    }
}
