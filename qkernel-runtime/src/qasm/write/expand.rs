//! All gates in terms of those that a text can name without modifiers.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use super::Version;
use super::gates::library;
use crate::gate::GateKind;
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
pub(super) fn expand(gate: Placed, version: Version, said: &mut Vec<Said>) {
    use GateKind::*;
    let Placed {
        kind,
        controls,
        targets,
        angles,
    } = gate;
    let count = controls.len();
    let no_phase = version == Version::Two;
    if count == 0 && kind == GlobalPhase && no_phase || count > 0 && kind == Id {
        return;
    }
    if count < library(kind, version).len() || count == 0 && version == Version::Three {
        said.push(Said::Gate(Placed {
            kind,
            controls,
            targets,
            angles,
        }));
        return;
    }
    if kind == P {
        phase(&controls, targets[0], &angles[0], said);
        return;
    }
    let mut go = |kind: GateKind, controls: &[usize], targets: &[usize], angles: &[Affine]| {
        expand(
            Placed {
                kind,
                controls: controls.to_vec(),
                targets: targets.to_vec(),
                angles: angles.to_vec(),
            },
            version,
            said,
        );
    };
    let c = controls.as_slice();
    let (t, other) = (
        targets.get(..1).unwrap_or(&[]),
        targets.get(1..).unwrap_or(&[]),
    );
    let fixed = |angle: f64| [Affine::number(angle)];
    let with = |qubits: &[usize]| [c, qubits].concat();
    match kind {
        Id | P => {}
        GlobalPhase => go(P, &c[..count - 1], &c[count - 1..], &angles),
        X => {
            go(H, &[], t, &[]);
            go(P, c, t, &fixed(PI));
            go(H, &[], t, &[]);
        }
        Y => {
            go(Sdg, &[], t, &[]);
            go(X, c, t, &[]);
            go(S, &[], t, &[]);
        }
        // Z turned from its axis halfway to X.
        H => {
            go(Ry, &[], t, &fixed(-FRAC_PI_4));
            go(Z, c, t, &[]);
            go(Ry, &[], t, &fixed(FRAC_PI_4));
        }
        Z => go(P, c, t, &fixed(PI)),
        S => go(P, c, t, &fixed(FRAC_PI_2)),
        Sdg => go(P, c, t, &fixed(-FRAC_PI_2)),
        T => go(P, c, t, &fixed(FRAC_PI_4)),
        Tdg => go(P, c, t, &fixed(-FRAC_PI_4)),
        Sx | Sxdg => {
            go(H, &[], t, &[]);
            go(if kind == Sx { S } else { Sdg }, c, t, &[]);
            go(H, &[], t, &[]);
        }
        Rz | Ry => {
            go(kind, &[], t, &[scale(&angles[0], 0.5)]);
            go(X, c, t, &[]);
            go(kind, &[], t, &[scale(&angles[0], -0.5)]);
            go(X, c, t, &[]);
        }
        Rx => {
            go(H, &[], t, &[]);
            go(Rz, c, t, &angles);
            go(H, &[], t, &[]);
        }
        U => {
            go(P, c, t, &angles[2..]);
            go(Ry, c, t, &angles[..1]);
            go(P, c, t, &angles[1..2]);
        }
        Swap => {
            go(X, other, t, &[]);
            go(X, &with(t), other, &[]);
            go(X, other, t, &[]);
        }
        Iswap => {
            go(Swap, c, &targets, &[]);
            go(Z, &with(t), other, &[]);
            go(S, c, t, &[]);
            go(S, c, other, &[]);
        }
        Rzz => {
            go(X, t, other, &[]);
            go(Rz, c, other, &angles);
            go(X, t, other, &[]);
        }
        Rxx | Ryy => {
            let turned = [FRAC_PI_2, -FRAC_PI_2].map(|angle| match kind {
                Rxx => (H, vec![]),
                _ => (Rx, vec![Affine::number(angle)]),
            });
            let [(turn, there), (_, back)] = turned;
            go(turn, &[], t, &there);
            go(turn, &[], other, &there);
            go(Rzz, c, &targets, &angles);
            go(turn, &[], t, &back);
            go(turn, &[], other, &back);
        }
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
