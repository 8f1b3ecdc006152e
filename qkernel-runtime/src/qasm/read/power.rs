//! Powers of gates: whole ones are repetitions, others multiply the phases of the eigenvalues.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use super::error::{Read, fault};
use super::modify::{under, undo};
use super::reader::Reader;
use super::spin::Spin;
use crate::gate::GateKind::{self, *};
use crate::program::affine::{add, scale};
use crate::program::{Affine, GateOp, Instruction};

/// Phases that are closer are one: a phase of -π is π.
const CLOSE: f64 = 1e-9;

/// A whole power of several gates is written out up to so many gates where a shorter form is known.
const WRITTEN_OUT: f64 = 1024.0;

impl Reader<'_> {
    /// The power of gates that are applied one after the other.
    pub(super) fn raised(
        &mut self,
        mut gates: Vec<GateOp>,
        exponent: &Affine,
        at: usize,
    ) -> Read<()> {
        gates.retain(|gate| gate.kind != Id);
        let is_phase = |gate: &GateOp| gate.kind == GlobalPhase && gate.controls.is_empty();
        let phases: Vec<GateOp> = gates.extract_if(.., |gate| is_phase(gate)).collect();
        // (A B A⁻¹)ᵗ = A Bᵗ A⁻¹
        let mut around = 0;
        while let Some(last) = gates.len().checked_sub(around + 1)
            && around < last
            && undoes(&gates[around], &gates[last])
        {
            around += 1;
        }
        let after = gates.split_off(gates.len() - around);
        let mut core = gates.split_off(around);
        let angles = phases.iter().map(|phase| &phase.angles[0]);
        let phase = angles.fold(Affine::default(), |sum, angle| add(&sum, angle, 1.0));
        if let Some(first) = phases.first()
            && phase != Affine::default()
        {
            let phase = GateOp {
                angles: vec![phase],
                ..first.clone()
            };
            core.insert(0, phase);
        }
        self.emit_all(gates, at)?;
        self.core_raised(core, exponent, at)?;
        self.emit_all(after, at)
    }

    fn core_raised(&mut self, gates: Vec<GateOp>, exponent: &Affine, at: usize) -> Read<()> {
        let is_known = exponent.terms.is_empty();
        let is_whole = is_known && exponent.constant.fract() == 0.0;
        let power = exponent.constant;
        if let [gate] = &gates[..] {
            if is_whole && gate.kind.turns() {
                return self.turned(gate, gate.kind, scale(&gate.angles[0], power), at);
            }
            if is_whole && let Some(order) = order(gate.kind) {
                let count = power.rem_euclid(order);
                return self.repeated(gates, count, at);
            }
            if !is_whole && gate.kind.targets() != 1 || gate.kind.turns() {
                return self.root(gate, exponent, at);
            }
        }
        if gates.is_empty() {
            return Ok(());
        }
        let is_short = power.abs() * gates.len() as f64 <= WRITTEN_OUT;
        if !(is_whole && is_short)
            && let Some((gate, spin)) = Spin::of(&gates)
        {
            return self.spun(gate, spin, exponent, at);
        }
        if !is_whole {
            return fault(
                at,
                "a power that is not a whole number is supported for one gate, for gates of one qubit with angles that are known, and for these between gates that undo each other",
            );
        }
        let gates = match power < 0.0 {
            true => self.gates(1, at, |r| r.undone(gates, at))?,
            false => gates,
        };
        self.repeated(gates, power.abs(), at)
    }

    fn emit_all(&mut self, gates: Vec<GateOp>, at: usize) -> Read<()> {
        for gate in gates {
            self.emit(Instruction::Gate(gate), at)?;
        }
        Ok(())
    }

    fn repeated(&mut self, gates: Vec<GateOp>, count: f64, at: usize) -> Read<()> {
        self.has_room(count as usize, gates.len(), at)?;
        for _ in 0..count as u64 {
            self.steps(1, at)?;
            self.emit_all(gates.clone(), at)?;
        }
        Ok(())
    }

    /// A gate of the same controls, targets and origin.
    fn turned(&mut self, gate: &GateOp, kind: GateKind, angle: Affine, at: usize) -> Read<()> {
        let turned = GateOp {
            kind,
            angles: vec![angle],
            ..gate.clone()
        };
        self.emit(Instruction::Gate(turned), at)
    }

    /// A phase under the controls of a gate.
    fn phased(&mut self, gate: &GateOp, phase: Affine, at: usize) -> Read<()> {
        if phase == Affine::default() {
            return Ok(());
        }
        let phase = GateOp {
            kind: GlobalPhase,
            controls: Vec::new(),
            targets: Vec::new(),
            angles: vec![phase],
            origin: gate.origin,
        };
        self.emit(Instruction::Gate(under(phase, &gate.controls)), at)
    }

    /// The power of a gate with an angle or of two qubits.
    fn root(&mut self, gate: &GateOp, exponent: &Affine, at: usize) -> Read<()> {
        match gate.kind {
            Iswap => {
                // exp(iπ/4 (X⊗X + Y⊗Y)), whose two terms commute.
                let angle = scale(exponent, -FRAC_PI_2);
                self.turned(gate, Rxx, angle.clone(), at)?;
                self.turned(gate, Ryy, angle, at)
            }
            kind if kind == Swap || kind.row().primitive.is_none() => {
                let steps = kind.row().steps.iter();
                let steps = steps.map(|step| {
                    let (controls, targets) = step.on(&gate.controls, &gate.targets);
                    GateOp {
                        kind: step.kind,
                        controls,
                        targets,
                        angles: step.by(&gate.angles),
                        origin: gate.origin,
                    }
                });
                self.raised(steps.collect(), exponent, at)
            }
            _ => {
                let [angle] = &gate.angles[..] else {
                    return Ok(());
                };
                if !angle.terms.is_empty() {
                    return fault(
                        at,
                        "a power that is not a whole number needs an angle that is known",
                    );
                }
                // The phases of the eigenvalues: ±θ/2 of a rotation, θ of a phase.
                let period = match gate.kind {
                    P | GlobalPhase => TAU,
                    _ => 2.0 * TAU,
                };
                let turns = (angle.constant / period - 0.5 - CLOSE).ceil();
                let angle = angle.constant - turns * period;
                let is_half = (angle - period / 2.0).abs() < CLOSE;
                if is_half && !matches!(gate.kind, P | GlobalPhase) {
                    // -1 times the identity.
                    self.phased(gate, scale(exponent, PI), at)
                } else {
                    self.turned(gate, gate.kind, scale(exponent, angle), at)
                }
            }
        }
    }

    /// The power of gates that are together that spin, on the target of one of them.
    fn spun(&mut self, gate: &GateOp, spin: Spin, exponent: &Affine, at: usize) -> Read<()> {
        let Spin {
            phase,
            turn: [w, x, y, z],
        } = spin;
        let length = x.hypot(y).hypot(z);
        let half = length.atan2(w);
        let principal = |phase: f64| {
            let phase = (phase + PI).rem_euclid(TAU) - PI;
            if phase < CLOSE - PI { PI } else { phase }
        };
        // Of the states along the axis and against it.
        let (along, against) = (principal(phase - half), principal(phase + half));
        let (middle, apart) = ((along + against) / 2.0, against - along);
        if length < CLOSE || apart.abs() < CLOSE {
            return self.phased(gate, scale(exponent, middle), at);
        }
        let axis = [x / length, y / length, z / length];
        let rest = |k: usize| axis[(k + 1) % 3].hypot(axis[(k + 2) % 3]);
        for (k, kind) in [(0, Rx), (1, Ry)] {
            if rest(k) < CLOSE {
                self.phased(gate, scale(exponent, middle), at)?;
                return self.turned(gate, kind, scale(exponent, apart * axis[k].signum()), at);
            }
        }
        // The axis is turned to that of Z and back, whatever the controls are.
        let [x, y, z] = axis;
        let is_z = rest(2) < CLOSE;
        let (along, against) = match is_z && z < 0.0 {
            true => (against, along),
            false => (along, against),
        };
        let mut turns = vec![(Rz, y.atan2(x)), (Ry, x.hypot(y).atan2(z))];
        turns.retain(|&(_, angle)| !is_z && angle != 0.0);
        let free = GateOp {
            controls: Vec::new(),
            ..gate.clone()
        };
        for &(kind, angle) in &turns {
            self.turned(&free, kind, Affine::number(-angle), at)?;
        }
        if along.abs() < CLOSE {
            self.turned(gate, P, scale(exponent, against), at)?;
        } else {
            self.phased(gate, scale(exponent, middle), at)?;
            self.turned(gate, Rz, scale(exponent, against - along), at)?;
        }
        for &(kind, angle) in turns.iter().rev() {
            self.turned(&free, kind, Affine::number(angle), at)?;
        }
        Ok(())
    }
}

/// The power that is the identity, of a gate without angles.
fn order(kind: GateKind) -> Option<f64> {
    match kind {
        Id => Some(1.0),
        H | X | Y | Z | Swap => Some(2.0),
        S | Sdg | Sx | Sxdg | Iswap => Some(4.0),
        T | Tdg => Some(8.0),
        _ => None,
    }
}

/// Whether the second gate undoes the first.
fn undoes(first: &GateOp, second: &GateOp) -> bool {
    let undone = undo(first);
    let [one] = &undone[..] else { return false };
    let origin = second.origin;
    *second
        == GateOp {
            origin,
            ..one.clone()
        }
}
