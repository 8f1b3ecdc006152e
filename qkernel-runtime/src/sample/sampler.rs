//! Bits drawn group by group.

use std::ops::Range;

use rand::Rng;

use super::draw::{Outcome, binomial, draw};
use super::followed::{End, Following};
use super::group::Group;
use super::groups::groups;
use crate::engine::Register;
use crate::error::Error;
use crate::exact::Plan;
use crate::program::{Program, Slots};

/// A program, prepared to be sampled.
#[derive(Debug)]
pub(super) struct Sampler {
    /// The groups that decide a bit, those with the most qubits first: the first one is drawn from only once.
    pub(super) groups: Vec<Group>,
}

impl Sampler {
    /// `varying`: the slots that differ between runs that share [`Fixed`] states.
    pub(super) fn new(program: &Program, slots: &Slots, varying: &Range<usize>) -> Sampler {
        let mut groups: Vec<Group> = (groups(program).into_iter())
            .map(|(program, bits)| Group::new(&program, bits, slots, varying))
            .collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.followed.wires()));
        Sampler { groups }
    }

    /// Calls `each` with the bits of the program, and how many shots gave them; several times for the same bits, perhaps.
    pub(super) fn sample(
        &self,
        plan: &Plan,
        slots: &[f64],
        shots: usize,
        rng: &mut (impl Rng + ?Sized),
        fixed: &mut Fixed,
        each: &mut Each<'_>,
    ) -> Result<(), Error> {
        fixed.resize_with(self.groups.len(), || None);
        // A group whose measurements were put off needs its state only once.
        let mut states = Vec::new();
        for (group, fixed) in self.groups.iter().zip(fixed) {
            states.push(match group.puts_off(shots) {
                Some(deferred) => Some((deferred, deferred.state(plan, slots, fixed)?)),
                None => None,
            });
        }
        let mut bits = vec![false; plan.program.bits];
        // For each group so far, its outcomes that are still to be followed: the shots of one go on to the next group.
        let mut open: Vec<std::vec::IntoIter<Outcome>> = Vec::new();
        let mut next = Some(shots).filter(|&shots| shots > 0);
        loop {
            match (next, self.groups.get(open.len())) {
                (Some(shots), Some(group)) => {
                    let outcomes = match &states[open.len()] {
                        Some((deferred, state)) => deferred.draw(&**state, shots, rng),
                        None => {
                            let mut drawn = Drawn {
                                rng: &mut *rng,
                                found: Vec::new(),
                            };
                            let (followed, _) = group.followed(shots);
                            followed.follow(plan, slots, shots, &mut drawn)?;
                            drawn.found
                        }
                    };
                    open.push(outcomes.into_iter());
                }
                (Some(shots), None) => each(&bits, shots)?,
                (None, _) => {}
            }
            let Some(outcomes) = open.last_mut() else {
                return Ok(());
            };
            next = outcomes.next().map(|(outcome, shots)| {
                let group = &self.groups[open.len() - 1];
                for (bit, value) in group.bits.iter().zip(outcome) {
                    bits[bit.index()] = value;
                }
                shots
            });
            if next.is_none() {
                open.pop();
            }
        }
    }
}

/// What is done with the bits of the program, which that many shots gave.
pub(super) type Each<'a> = dyn FnMut(&[bool], usize) -> Result<(), Error> + 'a;

/// The states of groups before the first step that varies.
pub(super) type Fixed = Vec<Option<Box<dyn Register>>>;

/// Outcomes that are drawn.
struct Drawn<'r, R: ?Sized> {
    rng: &'r mut R,
    found: Vec<Outcome>,
}

impl<R: Rng + ?Sized> Following for Drawn<'_, R> {
    /// Shots.
    type Share = usize;

    fn split(&mut self, shots: usize, one: f64) -> [Option<usize>; 2] {
        let ones = binomial(shots, one, self.rng);
        [shots - ones, ones].map(|shots| (shots > 0).then_some(shots))
    }

    fn end(&mut self, end: &End<'_>, shots: usize) -> Result<(), Error> {
        let found = draw(end.register, end.wires, shots, self.rng).into_iter();
        self.found
            .extend(found.map(|(index, shots)| (end.outcome(index), shots)));
        Ok(())
    }
}
