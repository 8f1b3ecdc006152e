//! Qubits that are connected, and which way they are sampled.

use std::ops::Range;

use super::deferred::Deferred;
use super::early::early;
use super::followed::Followed;
use crate::exact::unfold;
use crate::program::{BitId, Program, Slots};

/// Qubits that are connected, sampled in either way.
#[derive(Debug)]
pub(super) struct Group {
    /// The bits that it decides.
    pub(super) bits: Vec<BitId>,
    /// Not where a loop is to be followed, or a condition holds for too many combinations of outcomes to be a list of controls.
    pub(super) deferred: Option<Deferred>,
    pub(super) followed: Followed,
    /// Where that takes fewer wires, the same with each measurement as early as it can be: more of them are on the way.
    pub(super) early: Option<Followed>,
}

/// A state of fewer qubits costs no less than one of so many, so no other order is looked for.
const SMALL: usize = 10;

impl Group {
    /// `varying`: the slots that differ between runs that share the state before the first step that varies.
    pub(super) fn new(
        program: &Program,
        bits: Vec<BitId>,
        slots: &Slots,
        varying: &Range<usize>,
    ) -> Group {
        let followed = Followed::new(program, &bits, slots);
        let early = (followed.wires() > SMALL)
            .then(|| Followed::new(&early(program), &bits, slots))
            .filter(|early| early.wires() < followed.wires());
        Group {
            deferred: (unfold(program).ok())
                .map(|unfolded| Deferred::new(&unfolded, &bits, slots, varying)),
            followed,
            early,
            bits,
        }
    }

    /// How all measurements are put off, if that is cheaper. The cost of a way is the amplitudes it holds times the number of
    /// times that it runs the gates; where measurements are put off, a gate under a condition is one for each combination of
    /// outcomes, so there may be many times more gates.
    pub(super) fn puts_off(&self, shots: usize) -> Option<&Deferred> {
        let (followed, cost) = self.followed(shots);
        self.deferred_unless(followed, cost)
    }

    /// How all measurements are put off, where that does not cost more than this.
    pub(super) fn deferred_unless(&self, followed: &Followed, cost: usize) -> Option<&Deferred> {
        let deferred = self.deferred.as_ref()?;
        let more = (deferred.gates() / followed.moves().max(1)).max(1).ilog2() as usize;
        (deferred.places() + more <= cost).then_some(deferred)
    }

    /// The cheaper order of the two, and its cost.
    pub(super) fn followed(&self, shots: usize) -> (&Followed, usize) {
        let cost = self.followed.cost(shots);
        // A run costs something, however few wires it has.
        let early = self.early.as_ref().map(|early| {
            let spare = SMALL.saturating_sub(early.wires());
            (early, early.cost(shots) + spare)
        });
        early
            .filter(|&(_, other)| other < cost)
            .unwrap_or((&self.followed, cost))
    }
}
