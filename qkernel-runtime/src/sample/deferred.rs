//! Sampling from a state in which every measurement was put off.

use std::ops::Range;

use rand::Rng;

use super::draw::{Outcome, draw};
use crate::engine::{Part, Register, Steps, apply};
use crate::error::Error;
use crate::exact::{Angle, Builder, Plan, Unfolded, turn};
use crate::program::{BitId, Positioned, Slots};

/// The gates of a group, and where its bits are at the end.
#[derive(Debug)]
pub(super) struct Deferred {
    steps: Steps,
    /// How many steps come before the first that depends on what varies.
    fixed: usize,
    angles: Vec<Angle>,
    places: usize,
    /// The place of each bit; none for one that is always 0.
    bits: Vec<Option<usize>>,
}

impl Deferred {
    /// `varying`: the slots that differ between runs with the same [`state`](Deferred::state) before them.
    pub(super) fn new(
        unfolded: &Unfolded<'_>,
        bits: &[BitId],
        slots: &Slots,
        varying: &Range<usize>,
    ) -> Deferred {
        let mut local = vec![usize::MAX; unfolded.places];
        let mut places = 0;
        for gate in &unfolded.gates {
            for place in gate.places() {
                if local[place] == usize::MAX {
                    local[place] = places;
                    places += 1;
                }
            }
        }
        let mut builder = Builder::default();
        if places <= Part::MAX_QUBITS {
            for gate in &unfolded.gates {
                builder.push(gate, |place| local[place], slots);
            }
        }
        let place = |bit: &BitId| {
            let place = local[unfolded.bits[bit.index()]?];
            (place != usize::MAX).then_some(place)
        };
        let varies = |angle: &Angle| {
            let mut terms = angle.value.terms();
            terms.any(|(slot, _)| varying.contains(&slot))
        };
        let first = builder.angles.iter().position(varies);
        Deferred {
            fixed: first.map_or(builder.steps.len(), |angle| builder.places[angle]),
            steps: builder.steps,
            angles: builder.angles,
            places,
            bits: bits.iter().map(place).collect(),
        }
    }

    /// How many qubits the state has.
    pub(super) fn places(&self) -> usize {
        self.places
    }

    /// How many gates it applies.
    pub(super) fn gates(&self) -> usize {
        self.steps.len()
    }

    /// The state at the end. `fixed` keeps the state before the first step that varies, if there is one.
    pub(super) fn state(
        &self,
        plan: &Plan,
        slots: &[f64],
        fixed: &mut Option<Box<dyn Register>>,
    ) -> Result<Box<dyn Register>, Error> {
        let mut angles = vec![0.0; self.angles.len()];
        turn(&plan.program, &self.angles, slots, &mut angles)?;
        let before = self.steps.within(0..self.fixed);
        let after = self.steps.within(self.fixed..self.steps.len());
        let before_it = match fixed.take() {
            Some(register) => register,
            None => {
                let mut register = plan.engine.register(&plan.kernel, self.places)?;
                apply(before, &angles, &mut *register);
                register
            }
        };
        if after.len() == 0 {
            return Ok(before_it);
        }
        let mut register = match before_it.fork() {
            Ok(register) => {
                *fixed = Some(before_it);
                register
            }
            // Where there is no room for both, it is computed again.
            Err(_) => before_it,
        };
        apply(after, &angles, &mut *register);
        Ok(register)
    }

    /// The places of some bits as a mask.
    pub(super) fn mask(&self, wanted: &[bool]) -> usize {
        let places = self.bits.iter().zip(wanted);
        let places = places.filter_map(|(place, wanted)| place.filter(|_| *wanted));
        places.fold(0, |mask, place| mask | 1 << place)
    }

    /// The bits for a basis state.
    pub(super) fn outcome(&self, index: usize) -> Vec<bool> {
        let bit = |place: &Option<usize>| place.is_some_and(|place| index >> place & 1 == 1);
        self.bits.iter().map(bit).collect()
    }

    pub(super) fn draw(
        &self,
        state: &dyn Register,
        shots: usize,
        rng: &mut (impl Rng + ?Sized),
    ) -> Vec<Outcome> {
        let found = draw(state, self.places, shots, rng);
        found
            .into_iter()
            .map(|(index, shots)| (self.outcome(index), shots))
            .collect()
    }
}
