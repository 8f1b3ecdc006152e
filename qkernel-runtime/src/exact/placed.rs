//! Gates on places.

use crate::few::Few;
use crate::gate::GateKind;
use crate::program::{Affine, Gate, Origin, QubitId};

/// A gate on places.
#[derive(Clone, Debug)]
pub(crate) struct Placed<'p> {
    pub(crate) kind: GateKind,
    /// How many of the places are controls.
    pub(super) controls: usize,
    /// The controls, and then the targets.
    pub(super) places: Few<usize, 3>,
    pub(crate) angles: &'p [Affine],
    pub(crate) origin: Origin,
}

impl<'p> Placed<'p> {
    /// A gate of a program, where its qubits are at these places.
    pub(crate) fn new(gate: Gate<'p>, mut place: impl FnMut(QubitId) -> usize) -> Placed<'p> {
        Placed {
            kind: gate.kind,
            controls: gate.controls.len(),
            places: gate
                .controls
                .iter()
                .chain(gate.targets)
                .map(|&qubit| place(qubit))
                .collect(),
            angles: gate.angles,
            origin: gate.origin,
        }
    }

    /// The places that it acts on, controls first.
    pub(crate) fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.places.iter().copied()
    }

    /// How many of the places are controls.
    pub(crate) fn controls(&self) -> usize {
        self.controls
    }

    /// The gate under another control.
    pub(super) fn under(mut self, place: usize) -> Placed<'p> {
        let (controls, targets) = self.places.split_at(self.controls);
        let all = controls.iter().chain([&place]).chain(targets);
        self.places = all.copied().collect();
        self.controls += 1;
        self
    }
}

pub(super) fn flip<'p>(place: usize, origin: Origin) -> Placed<'p> {
    Placed {
        kind: GateKind::X,
        controls: 0,
        places: [place].into_iter().collect(),
        angles: &[],
        origin,
    }
}

pub(super) fn copied<'p>(from: usize, to: usize, origin: Origin) -> Placed<'p> {
    flip(to, origin).under(from)
}
