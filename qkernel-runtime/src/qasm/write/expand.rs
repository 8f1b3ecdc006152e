//! All gates in terms of those that a text can name without modifiers.

use super::options::{Version, library};
use crate::gate::GateKind::{self, GlobalPhase, Id, P, X};
use crate::gate::{Angle, SubGate};
use crate::program::affine::scale;
use crate::program::{Affine, Gate, QubitId, Wires};

/// A gate on wires.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) kind: GateKind,
    pub(super) controls: Vec<usize>,
    pub(super) targets: Vec<usize>,
    pub(super) angles: Vec<Affine>,
}

impl Placed {
    pub(super) fn new(gate: Gate<'_>, wires: &Wires) -> Placed {
        let wires = |qubits: &[QubitId]| qubits.iter().map(|&qubit| wires.wire(qubit)).collect();
        Placed {
            kind: gate.kind,
            controls: wires(gate.controls),
            targets: wires(gate.targets),
            angles: gate.angles.to_vec(),
        }
    }

    /// The gates that it is made of.
    fn steps(&self) -> impl Iterator<Item = Placed> {
        let steps = self.kind.row().steps.iter();
        steps.map(|step| {
            let (controls, targets) = step.on(&self.controls, &self.targets);
            Placed {
                kind: step.kind,
                controls,
                targets,
                angles: step.by(&self.angles),
            }
        })
    }

    /// The same in gates of `stdgates.inc` alone.
    pub(super) fn in_library(self) -> Vec<Placed> {
        match self.controls.len() < self.kind.row().qasm3.len() {
            true => vec![self],
            false => self.steps().flat_map(Placed::in_library).collect(),
        }
    }
}

impl SubGate {
    /// Its angles, where the whole has these.
    pub(in crate::qasm) fn by(&self, angles: &[Affine]) -> Vec<Affine> {
        let of = |angle: &Angle| match *angle {
            Angle::Of(number, factor) => scale(&angles[number], factor),
            Angle::Fixed(angle) => Affine::number(angle),
        };
        self.angles.iter().map(of).collect()
    }
}

/// What is applied.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Name {
    /// A kind under that many controls.
    Kind(GateKind, usize),
    /// X under that many controls, three or more, with a qubit that it may use and leaves as it was: the last one.
    Borrowing(usize),
    /// A kernel that is written as a `gate`.
    Defined(String),
}

/// What a text can say in one statement.
#[derive(Debug, PartialEq)]
pub(super) struct Said {
    pub(super) name: Name,
    pub(super) qubits: Vec<usize>,
    pub(super) angles: Vec<Affine>,
}

impl From<Placed> for Said {
    fn from(gate: Placed) -> Said {
        Said {
            name: Name::Kind(gate.kind, gate.controls.len()),
            qubits: [gate.controls, gate.targets].concat(),
            angles: gate.angles,
        }
    }
}

/// The same gate as statements, in order; in OpenQASM 2 up to a global phase of the whole circuit. What is neither in the library
/// nor has a definition in OpenQASM 3 is taken apart.
pub(super) fn expand(mut gate: Placed, version: Version, said: &mut Vec<Said>) {
    let (kind, count) = (gate.kind, gate.controls.len());
    match kind {
        GlobalPhase if count == 0 && version == Version::Two => {}
        Id if count > 0 => {}
        _ if count < library(kind, version).len() || count == 0 && version == Version::Three => {
            said.push(gate.into());
        }
        P => phase(&gate.controls, gate.targets[0], &gate.angles[0], said),
        GlobalPhase => {
            (gate.kind, gate.targets) = (P, gate.controls.split_off(count - 1));
            expand(gate, version, said);
        }
        _ => gate.steps().for_each(|step| expand(step, version, said)),
    }
}

/// A phase where all of these qubits are |1>: half of it under the last control, undone where the others do not hold, and
/// half without it.
fn phase(controls: &[usize], target: usize, angle: &Affine, said: &mut Vec<Said>) {
    let apply = |name, qubits: &[&[usize]], angle: Option<Affine>| Said {
        name,
        qubits: qubits.concat(),
        angles: Vec::from_iter(angle),
    };
    let (others, last) = match controls {
        [others @ .., last] if !others.is_empty() => (others, *last),
        _ => {
            let name = Name::Kind(P, controls.len());
            return said.push(apply(name, &[controls, &[target]], Some(angle.clone())));
        }
    };
    let count = others.len();
    for half in [0.5, -0.5] {
        let half = Some(scale(angle, half));
        said.push(apply(Name::Kind(P, 1), &[&[last, target]], half));
        said.push(match count < library(X, Version::Two).len() {
            true => apply(Name::Kind(X, count), &[others, &[last]], None),
            false => apply(Name::Borrowing(count), &[others, &[last, target]], None),
        });
    }
    phase(others, target, &scale(angle, 0.5), said);
}
