//! All gates in terms of those that a text can name without modifiers.

use super::Version;
use super::gates::library;
use crate::gate::GateKind::{self, GlobalPhase, Id, P};
use crate::gate::{Angle, Step};
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

impl Step {
    /// Its angles, where the whole has these.
    pub(in crate::qasm) fn by(&self, angles: &[Affine]) -> Vec<Affine> {
        let of = |angle: &Angle| match *angle {
            Angle::Of(number, factor) => scale(&angles[number], factor),
            Angle::Fixed(angle) => Affine::number(angle),
        };
        self.angles.iter().map(of).collect()
    }
}

/// What a text can say in one statement.
#[derive(Debug, PartialEq)]
pub(super) enum Said {
    /// A gate of the library, with its controls.
    Gate(Placed),
    /// X under three controls or more, with a qubit that it may use and leaves as it was.
    Borrowing {
        controls: Vec<usize>,
        target: usize,
        borrowed: usize,
    },
}

/// The same gate as statements, in order; in OpenQASM 2 up to a global phase of the whole circuit. What is neither in the library
/// nor has a definition in OpenQASM 3 is taken apart.
pub(super) fn expand(mut gate: Placed, version: Version, said: &mut Vec<Said>) {
    let (kind, count) = (gate.kind, gate.controls.len());
    match kind {
        GlobalPhase if count == 0 && version == Version::Two => {}
        Id if count > 0 => {}
        _ if count < library(kind, version).len() || count == 0 && version == Version::Three => {
            said.push(Said::Gate(gate));
        }
        P => phase(&gate.controls, gate.targets[0], &gate.angles[0], said),
        GlobalPhase => {
            let last = gate.controls.split_off(count - 1);
            expand(
                Placed {
                    kind: P,
                    targets: last,
                    ..gate
                },
                version,
                said,
            );
        }
        _ => gate.steps().for_each(|step| expand(step, version, said)),
    }
}

/// A phase where all of these qubits are |1>: half of it under the last control, undone where the others do not hold, and
/// half without it.
fn phase(controls: &[usize], target: usize, angle: &Affine, said: &mut Vec<Said>) {
    let placed = |kind, controls: &[usize], target, angles: &[Affine]| Placed {
        kind,
        controls: controls.to_vec(),
        targets: vec![target],
        angles: angles.to_vec(),
    };
    let Some((&last, others)) = controls.split_last() else {
        return said.push(Said::Gate(placed(
            GateKind::P,
            &[],
            target,
            std::slice::from_ref(angle),
        )));
    };
    if others.is_empty() {
        return said.push(Said::Gate(placed(
            GateKind::P,
            controls,
            target,
            std::slice::from_ref(angle),
        )));
    }
    for half in [0.5, -0.5] {
        let half = [scale(angle, half)];
        said.push(Said::Gate(placed(GateKind::P, &[last], target, &half)));
        said.push(if others.len() < library(GateKind::X, Version::Two).len() {
            Said::Gate(placed(GateKind::X, others, last, &[]))
        } else {
            Said::Borrowing {
                controls: others.to_vec(),
                target: last,
                borrowed: target,
            }
        });
    }
    phase(others, target, &scale(angle, 0.5), said);
}

/// The definition of X under `count` controls, three or more, with one qubit that may be in any state: `a0, a1, .., t, b`.
///
/// Barenco et al., Elementary gates for quantum computation (1995), lemmas 7.2 and 7.3: 8 (`count` - 2) Toffoli gates or fewer.
pub(super) fn borrowing(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|i| format!("a{i}")).collect();
    let (first, second) = names.split_at(count.div_ceil(2));
    let target = "t".to_string();
    let borrowed = "b".to_string();
    let second_with: Vec<String> = second.iter().chain([&borrowed]).cloned().collect();
    // Each half borrows qubits of the other.
    let spare: Vec<String> = second.iter().chain([&target]).cloned().collect();
    let once = chain(first, &spare, &borrowed) + &chain(&second_with, first, &target);
    format!(
        "gate mcx{count} {}, t, b {{ {once}{once}}}\n",
        names.join(", ")
    )
}

/// X under controls, with as many borrowed qubits as there are controls but two.
fn chain(controls: &[String], borrowed: &[String], target: &str) -> String {
    match controls {
        [] => format!("x {target}; "),
        [a] => format!("cx {a}, {target}; "),
        [a, b] => format!("ccx {a}, {b}, {target}; "),
        [a, b, rest @ ..] => {
            let step = |i: usize| {
                let to = if i + 1 == rest.len() {
                    target
                } else {
                    &borrowed[i + 1]
                };
                format!("ccx {}, {}, {to}; ", rest[i], borrowed[i])
            };
            let down: String = (0..rest.len()).rev().map(step).collect();
            let up: String = (0..rest.len()).map(step).collect();
            let inner_down: String = (0..rest.len() - 1).rev().map(step).collect();
            let inner_up: String = (0..rest.len() - 1).map(step).collect();
            let bottom = format!("ccx {a}, {b}, {}; ", borrowed[0]);
            format!("{down}{bottom}{up}{inner_down}{bottom}{inner_up}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a definition on all bit patterns: its controls, the target, the borrowed qubit.
    #[test]
    fn borrowed_qubits_are_left_as_they_were() {
        for count in 3..=9 {
            let text = borrowing(count);
            let (head, body) = text.split_once(" { ").unwrap();
            let names: Vec<&str> = head.split([' ', ',']).skip(2).collect();
            let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
            assert_eq!(names.len(), count + 2, "{head}");
            let place = |name: &str| names.iter().position(|own| *own == name).unwrap();
            let gates: Vec<Vec<usize>> = body
                .trim_end_matches([' ', '}', '\n'])
                .split_terminator(';')
                .map(|gate| {
                    let (name, qubits) = gate.trim().split_once(' ').unwrap();
                    let qubits: Vec<usize> = qubits.split(", ").map(place).collect();
                    assert_eq!(qubits.len(), name.len());
                    qubits
                })
                .collect();
            assert!(gates.len() <= 8 * (count - 2), "{} gates", gates.len());
            for pattern in 0..1usize << (count + 2) {
                let after = gates.iter().fold(pattern, |bits, qubits| {
                    let (target, controls) = qubits.split_last().unwrap();
                    let all = controls.iter().all(|control| bits >> control & 1 == 1);
                    bits ^ usize::from(all) << target
                });
                let all = pattern & ((1 << count) - 1) == (1 << count) - 1;
                assert_eq!(after, pattern ^ usize::from(all) << count, "{text}");
            }
        }
    }
}
