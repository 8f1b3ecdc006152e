//! How many gates, measurements and resets there are.

use std::collections::BTreeMap;

use super::Resources;
use crate::gate::GateKind;
use crate::program::{Action, Count, Event, Instructions, walk};

/// The counts of a list of instructions.
pub(super) fn count(instructions: &Instructions) -> Resources {
    let mut counts = Resources::default();
    // For each branch around, what is outside of it, and its first arm once that is counted.
    let mut branches: Vec<(Resources, Resources)> = Vec::new();
    for event in walk(instructions) {
        match event {
            Event::Do(Action::Gate(gate)) => {
                add(&mut counts, of_gate(gate.kind, gate.controls.len()));
            }
            Event::Do(action) => match action.count() {
                Some(Count::Measurements) => counts.measurements += 1,
                Some(Count::Resets) => counts.resets += 1,
                None => {}
            },
            Event::If(_) => branches.push((std::mem::take(&mut counts), Resources::default())),
            Event::Else => {
                if let Some((_, then)) = branches.last_mut() {
                    *then = std::mem::take(&mut counts);
                }
            }
            Event::End => {
                if let Some((outside, then)) = branches.pop() {
                    let otherwise = std::mem::replace(&mut counts, outside);
                    add(&mut counts, counted_arm(then, otherwise, |arm| arm.gates));
                }
            }
        }
    }
    counts
}

/// The arm of a branch on measured bits that is counted: the one with more gates, of equal ones the first.
pub(in crate::program) fn counted_arm<T>(then: T, otherwise: T, gates: impl Fn(&T) -> usize) -> T {
    match gates(&otherwise) > gates(&then) {
        true => otherwise,
        false => then,
    }
}

/// Whether a gate is counted: a global phase without controls acts on no qubit.
pub(in crate::program) fn acts_on_qubits(kind: GateKind, controls: usize) -> bool {
    controls + kind.targets() > 0
}

/// Whether it is `t` or `tdg`.
pub(super) fn is_t(kind: GateKind, controls: usize) -> bool {
    controls == 0 && matches!(kind, GateKind::T | GateKind::Tdg)
}

/// What a gate counts as, if it acts on a qubit.
pub(crate) fn of_gate(kind: GateKind, controls: usize) -> Resources {
    if !acts_on_qubits(kind, controls) {
        return Resources::default();
    }
    let qubits = controls + kind.targets();
    Resources {
        gates: 1,
        single_qubit: usize::from(qubits == 1),
        two_qubit: usize::from(qubits == 2),
        multi_qubit: usize::from(qubits >= 3),
        t: usize::from(is_t(kind, controls)),
        clifford: usize::from(kind.is_clifford(controls)),
        rotation: usize::from(kind.angles() > 0),
        gates_by_name: BTreeMap::from([(name(kind, controls), 1)]),
        ..Resources::default()
    }
}

/// The name of a gate with controls.
fn name(kind: GateKind, controls: usize) -> String {
    let (kind, controls) = kind.under(controls);
    let name = kind.name();
    match controls {
        0..=2 => format!("{}{name}", &"cc"[..controls]),
        _ => format!("c{controls}{name}"),
    }
}

/// Adds the counts of gates, measurements and resets.
fn add(a: &mut Resources, b: Resources) {
    a.gates += b.gates;
    a.single_qubit += b.single_qubit;
    a.two_qubit += b.two_qubit;
    a.multi_qubit += b.multi_qubit;
    a.t += b.t;
    a.clifford += b.clifford;
    a.rotation += b.rotation;
    a.measurements += b.measurements;
    a.resets += b.resets;
    for (name, count) in b.gates_by_name {
        *a.gates_by_name.entry(name).or_default() += count;
    }
}
