//! The parts of a program that never meet.

use std::collections::HashMap;
use std::sync::Arc;

use super::angle::Angle;
use super::piece::{Piece, fits};
use super::placed::Placed;
use super::products::Products;
use super::unfold::Unfolded;
use super::values::Values;
use super::write::write;

use crate::engine::Part;
use crate::observable::Observable;
use crate::program::Slots;

/// The parts that observables act on.
pub(super) struct Split {
    pub(super) parts: Vec<Piece>,
    /// Their angles, one part after the other.
    pub(super) angles: Vec<Angle>,
    /// What the program's expectation values are made of.
    pub(super) products: Products,
}

/// Splits a program.
pub(super) fn split(unfolded: &Unfolded<'_>, slots: &Slots) -> Split {
    let mut groups = unfolded.connected();
    // The part that each group became, by its root.
    let mut parts: HashMap<usize, usize> = HashMap::new();
    let program = unfolded.program;
    let mut observed = vec![false; unfolded.places];
    for (qubit, _) in program.observed() {
        let place = unfolded.qubits[qubit];
        observed[place] = true;
        let next = parts.len();
        parts.entry(groups.root(place)).or_insert(next);
    }
    let mut gates: Vec<Vec<&Placed<'_>>> = vec![Vec::new(); parts.len()];
    for gate in &unfolded.gates {
        // A global phase acts on no place, and no observable can tell.
        if let Some(place) = gate.places().next()
            && let Some(&part) = parts.get(&groups.root(place))
        {
            gates[part].push(gate);
        }
    }
    let mut members = vec![Vec::new(); parts.len()];
    for place in 0..unfolded.places {
        if let Some(&part) = parts.get(&groups.root(place)) {
            members[part].push(place);
        }
    }
    let mut local = vec![usize::MAX; unfolded.places];
    let mut written = Vec::with_capacity(gates.len());
    for (gates, members) in gates.iter().zip(&members) {
        written.push(write(gates, members, &observed, &mut local, slots));
    }
    let mut values = Values::default();
    for observable in &program.observables {
        values.add(observable, |qubit| {
            let place = unfolded.qubits[qubit];
            (parts[&groups.root(place)], local[place])
        });
    }
    let observables = values.observables(written.len());
    let (mut pieces, mut angles) = (Vec::with_capacity(written.len()), Vec::new());
    let mut first = 0;
    let mut starts = Vec::new();
    for ((mut builder, qubits, resets), observables) in written.into_iter().zip(&observables) {
        builder.steps.shrink_to_fit();
        builder.places.shrink_to_fit();
        let (angle, value) = (angles.len(), first);
        // The only part's list is taken as it is.
        match angles.is_empty() {
            true => angles = builder.angles,
            false => angles.extend(builder.angles),
        }
        first += observables.len();
        starts.push(value);
        pieces.push(Piece {
            part: Arc::new(Part {
                kernel: program.kernel.as_str().into(),
                qubits,
                steps: builder.steps,
                angles: builder.places,
                observables: match fits(qubits, resets.is_empty()) {
                    true => observables.iter().map(Observable::masks).collect(),
                    false => vec![Vec::new(); observables.len()],
                },
            }),
            resets: resets.into(),
            angles: angle..angles.len(),
            values: value..first,
        });
    }
    angles.shrink_to_fit();
    Split {
        parts: pieces,
        angles,
        products: values.products(&starts),
    }
}
