//! Angles that change no expectation value, whatever the other angles are.

use super::propagate::{Limits, propagate};
use super::rotations::{By, MOST_CONTROLS, Pauli, rotations};
use crate::{Part, Turn};

/// How much of the products of Pauli operators is followed one by one.
const LIMITS: Limits = Limits {
    cells: 1 << 10,
    pairs: 1 << 14,
};

/// The most rotations of a circuit whose products are followed one by one.
const MOST_ROTATIONS: usize = 1 << 12;

/// For each angle of a part, whether an expectation value may depend on it.
///
/// The observables are taken backwards through the circuit with all angles free. An angle matters if it turns a product that an
/// observable has become into another, and one of the two may become one whose value on |0..0> is not 0. Where there are too many
/// products, only the operators that may be on each qubit are followed: then more angles may seem to matter than do.
pub fn live_angles(part: &Part) -> Vec<bool> {
    let mut live = vec![false; part.angles.len()];
    let few = |controls: usize| controls.count_ones() <= MOST_CONTROLS;
    let mut all = Vec::new();
    if part.steps.iter().all(|step| few(step.primitive.controls)) {
        for step in &part.steps {
            rotations(&step, |on, by| all.push((on, by)));
        }
    } else {
        all.resize(MOST_ROTATIONS + 1, (Pauli { x: 0, z: 0 }, By::Fixed(0.0)));
    }
    let mut left = LIMITS;
    for (number, observable) in part.observables.iter().enumerate() {
        let found = (all.len() <= MOST_ROTATIONS).then(|| propagate(&[observable], &all, left));
        let Some(Ok(mut found)) = found else {
            return rough(part, number, live);
        };
        left.cells -= found.products.len();
        left.pairs -= found.pairs.len();
        let useful = found.products.iter().map(|(product, _)| product.x == 0);
        found.prune(useful.collect());
        for turned in &found.turns {
            if let By::Angle(angle, _) = turned.by {
                live[angle] = true;
            }
        }
    }
    live
}

/// Marks what may matter for the observables from the one with this number on, by the operators that may be on each qubit.
pub(super) fn rough(part: &Part, first: usize, mut live: Vec<bool>) -> Vec<bool> {
    // X, Y and Z are the bits 1, 3 and 2 of a set.
    let kind = |on: Pauli, qubit: usize| (on.x >> qubit & 1) | (on.z >> qubit & 1) << 1;
    let mut sets = vec![0usize; part.qubits];
    for term in part.observables[first..].iter().flatten() {
        let on = Pauli {
            x: term.x,
            z: term.z,
        };
        for (qubit, set) in sets.iter_mut().enumerate() {
            *set |= 1 << kind(on, qubit) & !1;
        }
    }
    let anti = |a: usize, b: usize| (1..4).contains(&a) && (1..4).contains(&b) && a != b;
    for step in part.steps.iter().rev() {
        let primitive = step.primitive;
        let qubits = primitive.controls | primitive.low | primitive.high;
        let own = || (0..part.qubits).filter(move |q| qubits >> q & 1 == 1);
        if primitive.controls.count_ones() > MOST_CONTROLS {
            if own().any(|q| sets[q] != 0) {
                if let Turn::Angle(angle) = step.turn {
                    live[angle] = true;
                }
                own().for_each(|q| sets[q] = 0b1110);
            }
            continue;
        }
        let mut turns = Vec::new();
        rotations(&step, |on, by| turns.push((on, by)));
        for (on, by) in turns.into_iter().rev() {
            let acts = (0..part.qubits).filter(|&q| on.qubits() >> q & 1 == 1);
            let meets = |q: &usize| {
                let some = (1..4).filter(|k| sets[*q] >> k & 1 == 1);
                some.into_iter().any(|k| anti(k, kind(on, *q)))
            };
            if matches!(by.quarters(), Some(0 | 2)) || !acts.clone().any(|q| meets(&q)) {
                continue;
            }
            if let By::Angle(angle, _) = by {
                live[angle] = true;
            }
            let alone = on.qubits().count_ones() == 1;
            for q in acts.collect::<Vec<_>>() {
                let own = kind(on, q);
                let mut next = 0;
                for k in (0..4).filter(|&k| k == 0 || sets[q] >> k & 1 == 1) {
                    // A quarter turn of one qubit leaves nothing of what it turns.
                    if !(alone && by.quarters().is_some() && anti(k, own)) {
                        next |= 1 << k;
                    }
                    if !alone || anti(k, own) {
                        next |= 1 << (k ^ own);
                    }
                }
                sets[q] = next & !1;
            }
        }
    }
    live
}
