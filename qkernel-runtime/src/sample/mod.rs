//! Sampling measured bits.
//!
//! Qubits that nothing connects, neither gates nor conditions, are sampled one [group](groups) after the other. A group is
//! sampled in one of two ways, whichever is cheaper: [at the end](deferred), from a state in which every measurement was put
//! off; or [on the way](followed), outcome by outcome on wires that are taken again, where the shots that
//! had the same outcomes so far go on together.

mod deferred;
mod draw;
mod early;
mod exact;
mod followed;
mod groups;

use std::ops::Range;

use rand::Rng;

use crate::counts::Counts;
use crate::engine::Register;
use crate::error::Error;
use crate::exact::{Plan, unfold};
use crate::program::{BitId, Condition, Output, Program, Slots};

use deferred::Deferred;
use draw::{binomial, draw};
pub(crate) use exact::outcomes;
use followed::{End, Followed, Following};

/// A program, prepared to be sampled.
#[derive(Debug)]
pub(crate) struct Sampler {
    /// The groups that decide a bit, those with the most qubits first: the first one is drawn from only once.
    groups: Vec<Group>,
}

/// How many different outcomes are counted: each takes memory.
const MAX_OUTCOMES: usize = 1 << 22;

/// Qubits that are connected, sampled in either way.
#[derive(Debug)]
struct Group {
    /// The bits that it decides.
    bits: Vec<BitId>,
    /// Not where a loop is to be followed, or a condition holds for too many combinations of outcomes to be a list of controls.
    deferred: Option<Deferred>,
    followed: Followed,
    /// Where that takes fewer wires, the same with each measurement as early as it can be: more of them are on the way.
    early: Option<Followed>,
}

/// A state of fewer qubits costs no less than one of so many, so no other order is looked for.
const SMALL: usize = 10;

/// The bits of a group, in its order, and how many shots gave them.
type Outcome = (Vec<bool>, usize);

impl Sampler {
    /// `varying`: the slots that differ between runs that share [`Fixed`] states.
    pub(crate) fn new(
        program: &Program,
        slots: &Slots,
        varying: &Range<usize>,
    ) -> Result<Sampler, Error> {
        let mut groups = Vec::new();
        for (program, bits) in groups::groups(program) {
            let followed = Followed::new(&program, &bits, slots);
            let early = (followed.wires() > SMALL)
                .then(|| Followed::new(&early::early(&program), &bits, slots))
                .filter(|early| early.wires() < followed.wires());
            groups.push(Group {
                deferred: (unfold(&program).ok())
                    .map(|unfolded| Deferred::new(&unfolded, &bits, slots, varying)),
                followed,
                early,
                bits,
            });
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.followed.wires()));
        Ok(Sampler { groups })
    }

    /// Calls `each` with the bits of the program, and how many shots gave them; several times for the same bits, perhaps.
    pub(crate) fn sample(
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
pub(crate) type Each<'a> = dyn FnMut(&[bool], usize) -> Result<(), Error> + 'a;

/// The states of groups before the first step that varies.
pub(crate) type Fixed = Vec<Option<Box<dyn Register>>>;

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

impl Group {
    /// How all measurements are put off, if that is cheaper. The cost of a way is the amplitudes it holds times the number of
    /// times that it runs the gates; where measurements are put off, a gate under a condition is one for each combination of
    /// outcomes, so there may be many times more gates.
    fn puts_off(&self, shots: usize) -> Option<&Deferred> {
        let (followed, cost) = self.followed(shots);
        self.deferred_unless(followed, cost)
    }

    /// How all measurements are put off, where that does not cost more than this.
    fn deferred_unless(&self, followed: &Followed, cost: usize) -> Option<&Deferred> {
        let deferred = self.deferred.as_ref()?;
        let more = (deferred.gates() / followed.moves().max(1)).max(1).ilog2() as usize;
        (deferred.places() + more <= cost).then_some(deferred)
    }

    /// The cheaper order of the two, and its cost.
    fn followed(&self, shots: usize) -> (&Followed, usize) {
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

/// How often each outcome comes up in that many shots, for derived slots that are known.
pub(crate) fn sample(
    plan: &Plan,
    slots: &[f64],
    shots: usize,
    rng: &mut (impl Rng + ?Sized),
) -> Result<Counts, Error> {
    // What is not to be sampled is told before anything is prepared.
    let mut tally = Tally::new(&plan.program)?;
    let each = &mut |bits: &[bool], shots| tally.add(&plan.program, bits, shots);
    let sampler = plan.sampler()?;
    sampler.sample(plan, slots, shots, rng, &mut Fixed::new(), each)?;
    Ok(tally.counts)
}

/// The results that are bits.
fn results<'p>(program: &'p Program) -> Result<Vec<&'p [Condition]>, Error> {
    let bits = |output: &'p Output| match output {
        Output::Bit(condition) => Some(std::slice::from_ref(condition)),
        Output::BitVector(conditions) => Some(conditions.as_slice()),
        Output::Float(_) | Output::FloatVector(_) => None,
    };
    let results: Vec<_> = program.outputs.iter().filter_map(bits).collect();
    if results.is_empty() {
        return Err(Error::Invalid {
            kernel: program.kernel.clone(),
            message: "returns no bit, so there is nothing to sample".into(),
        });
    }
    Ok(results)
}

/// The results that are bits, and what was counted so far.
struct Tally<'p> {
    results: Vec<&'p [Condition]>,
    counts: Counts,
    /// How many different outcomes are counted.
    most: usize,
}

impl<'p> Tally<'p> {
    fn new(program: &'p Program) -> Result<Tally<'p>, Error> {
        let results = results(program)?;
        Ok(Tally {
            counts: Counts::new(results.iter().map(|bits| bits.len()).collect()),
            results,
            most: MAX_OUTCOMES,
        })
    }

    fn add(&mut self, program: &Program, bits: &[bool], shots: usize) -> Result<(), Error> {
        if self.counts.iter().len() >= self.most {
            return Err(Error::Invalid {
                kernel: program.kernel.clone(),
                message: format!(
                    "more than {} different outcomes came up: take fewer shots, or return fewer bits",
                    self.most - 1
                ),
            });
        }
        let outcome = self
            .results
            .iter()
            .copied()
            .flatten()
            .map(|condition| condition.holds(bits));
        self.counts.add(outcome.collect(), shots);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
