//! What a gate is made of, and what follows from it.

use std::f64::consts::FRAC_PI_2;

use super::{GateKind, Undo};
use crate::engine::Op;

/// What is known of a gate, beside its name.
pub(crate) struct Row {
    /// The names of its targets and angles.
    pub(crate) targets: &'static [&'static str],
    pub(crate) angles: &'static [&'static str],
    /// The primitive that it is for the engines, if it is one.
    pub(crate) op: Option<(Op, Angle)>,
    /// The gates that it is made of. Where they need a control, they are made of simpler ones in the end.
    pub(crate) steps: &'static [Step],
    /// Those for the engines, if these should do others.
    pub(super) engine: &'static [Step],
    /// The names of the gate in `stdgates.inc` with no control, with one, and so on.
    pub(crate) qasm3: &'static [&'static str],
    /// As much of `qelib1.inc`. There are several versions of it: these are the gates that are in all of them.
    pub(crate) qasm2: &'static [&'static str],
    /// What undoes it, if that is not the same gate by the opposite angles.
    pub(super) undo: &'static [Undo],
}

impl Row {
    pub(super) const PLAIN: Row = Row {
        targets: &[],
        angles: &[],
        op: None,
        steps: &[],
        engine: &[],
        qasm3: &[],
        qasm2: &[],
        undo: &[],
    };

    /// What engines do instead of the gate, where it is no primitive.
    pub(crate) const fn for_engines(&self) -> &'static [Step] {
        match self.engine {
            [] => self.steps,
            steps => steps,
        }
    }
}

/// A gate among those that make another one.
pub(crate) struct Step {
    pub(crate) kind: GateKind,
    /// Whether it is under the controls of the whole, too.
    pub(crate) is_controlled: bool,
    /// Targets of the whole, by number.
    pub(crate) controls: &'static [usize],
    pub(crate) targets: &'static [usize],
    pub(crate) angles: &'static [Angle],
}

impl Step {
    /// Its controls and targets, where the whole has these.
    pub(crate) fn on<Q: Copy>(&self, controls: &[Q], targets: &[Q]) -> (Vec<Q>, Vec<Q>) {
        let all = if self.is_controlled { controls } else { &[] };
        let own = self.controls.iter().map(|&number| targets[number]);
        let targets = self.targets.iter().map(|&number| targets[number]);
        (all.iter().copied().chain(own).collect(), targets.collect())
    }
}

/// An angle of a gate that is part of another one.
#[derive(Clone, Copy)]
pub(crate) enum Angle {
    /// The angle with this number of the whole, times a factor.
    Of(usize, f64),
    /// Always the same.
    Fixed(f64),
}

use Angle::Fixed;

pub(super) const ZERO: Angle = Fixed(0.0);

impl Angle {
    pub(crate) const fn times(self, by: f64) -> Angle {
        match self {
            Angle::Of(number, factor) => Angle::Of(number, factor * by),
            Fixed(angle) => Fixed(angle * by),
        }
    }
}

impl GateKind {
    /// Whether the gate is the same with its targets in another order, as all primitives are.
    pub(crate) fn is_symmetric(self) -> bool {
        self.targets() < 2 || self.row().op.is_some()
    }

    /// Whether the gate's matrix is diagonal, so that it commutes with Z on each of its qubits.
    pub const fn is_diagonal(self) -> bool {
        let Row { op, steps, .. } = self.row();
        if let Some((op, _)) = op {
            return op.is_diagonal();
        }
        let mut k = 0;
        while k < steps.len() {
            if !steps[k].kind.is_diagonal() {
                return false;
            }
            k += 1;
        }
        true
    }

    /// Whether the gate, under that many controls, takes products of Pauli operators to such products.
    pub const fn is_clifford(self, controls: usize) -> bool {
        self.is_clifford_by(&[], controls)
    }

    const fn is_clifford_by(self, angles: &[Angle], controls: usize) -> bool {
        let Row { op, steps, .. } = self.row();
        match (op, angles) {
            (Some((Op::Hadamard | Op::Swap, _)), _) => controls == 0,
            (Some((Op::Flip | Op::FlipY, _)), _) => controls <= 1,
            (Some((op, _)), [Fixed(angle)]) => {
                let quarters = *angle / FRAC_PI_2;
                match (controls, op) {
                    (0, _) => quarters % 1.0 == 0.0,
                    (1, Op::Phase) => quarters % 2.0 == 0.0,
                    _ => false,
                }
            }
            (Some(_), _) => false,
            (None, _) => {
                let mut k = 0;
                while k < steps.len() {
                    let Step { kind, angles, .. } = steps[k];
                    let all = if steps[k].is_controlled { controls } else { 0 };
                    if !kind.is_clifford_by(angles, all + steps[k].controls.len()) {
                        return false;
                    }
                    k += 1;
                }
                true
            }
        }
    }

    /// Whether the gate is exp(iθG), so that its power is the gate with its angle multiplied.
    pub(crate) fn turns(self) -> bool {
        let Row { op, steps, .. } = self.row();
        let constant = |step: &Step| step.angles.iter().all(|angle| matches!(angle, Fixed(_)));
        let mut turning = steps.iter().filter(|step| step.is_controlled);
        self.angles() == 1
            && (op.is_some()
                || turning.next().is_some_and(|step| step.kind.turns())
                    && turning.next().is_none()
                    && steps
                        .iter()
                        .all(|step| step.is_controlled || constant(step)))
    }
}
