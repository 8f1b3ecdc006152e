//! Sampling from a state in which every measurement was put off.

use rand::Rng;

use super::Outcome;
use super::draw::draw;
use crate::engine::{Part, Register, Step, apply};
use crate::error::Error;
use crate::exact::{Angle, Builder, Plan, Unfolded, turn};
use crate::program::{BitId, Slots};

/// The gates of a group, and where its bits are at the end.
#[derive(Debug)]
pub(super) struct Deferred {
    steps: Vec<Step>,
    angles: Vec<Angle>,
    places: usize,
    /// The place of each bit; none for one that is always 0.
    bits: Vec<Option<usize>>,
}

impl Deferred {
    pub(super) fn new(unfolded: &Unfolded<'_>, bits: &[BitId], slots: &Slots) -> Deferred {
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
        Deferred {
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

    /// The state at the end.
    pub(super) fn state(&self, plan: &Plan, slots: &[f64]) -> Result<Box<dyn Register>, Error> {
        let mut angles = vec![0.0; self.angles.len()];
        turn(&plan.program, &self.angles, slots, &mut angles)?;
        let mut register = plan.engine.register(&plan.kernel, self.places)?;
        apply(&self.steps, &angles, &mut *register);
        Ok(register)
    }

    pub(super) fn draw(
        &self,
        state: &dyn Register,
        shots: usize,
        rng: &mut (impl Rng + ?Sized),
    ) -> Vec<Outcome> {
        let bits = |index: usize| {
            let bit = |place: &Option<usize>| place.is_some_and(|place| index >> place & 1 == 1);
            self.bits.iter().map(bit).collect()
        };
        let found = draw(state, self.places, shots, rng);
        found
            .into_iter()
            .map(|(index, shots)| (bits(index), shots))
            .collect()
    }
}
