//! The exact distribution of measured bits, in the same two ways as they are sampled.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::deferred::Deferred;
use super::followed::{End, Following};
use super::group::Group;
use super::sampler::Sampler;
use super::tally::{MAX_OUTCOMES, Results};
use crate::counts::Distribution;
use crate::error::Error;
use crate::exact::Plan;
use crate::program::{BitId, Event, walk};

/// Outcomes that are less likely are left out: that small a probability is rounding.
const NEGLIGIBLE: f64 = 1e-14;

/// How many different outcomes of the measurements and resets on the way are followed.
const MAX_BRANCHES: usize = 1 << 16;

/// The exact distribution of the results, for derived slots that are known.
pub(super) fn outcomes<'s>(
    plan: &Plan,
    slots: &[f64],
    sampler: impl FnOnce() -> &'s Sampler,
) -> Result<Distribution, Error> {
    let results = Results::new(&plan.program)?;
    if let Some(origin) = walk(&plan.program.instructions).find_map(|event| match event {
        Event::Do(action) => action.repeats().map(|_| action.origin()),
        _ => None,
    }) {
        return Err(Error::Repeats {
            kernel: plan.program.kernel.clone(),
            loc: plan.program.place(origin),
        });
    }
    let mut wanted = vec![false; plan.program.bits];
    for bit in results.bits() {
        wanted[bit.index()] = true;
    }
    let mut distribution = Distribution::new(results.widths.clone());
    sampler().combine(plan, slots, &wanted, &mut |bits, probability| {
        distribution.add(results.outcome(bits), probability);
    })?;
    Ok(distribution)
}

/// The bits of a group, in its order, and how likely they are.
type Likely = (Vec<bool>, f64);

impl Sampler {
    /// Calls `each` with the bits of the program, as far as they are wanted, and their probability.
    fn combine(
        &self,
        plan: &Plan,
        slots: &[f64],
        wanted: &[bool],
        each: &mut dyn FnMut(&[bool], f64),
    ) -> Result<(), Error> {
        let mut all: Vec<(&[BitId], Vec<Likely>)> = Vec::new();
        for group in &self.groups {
            let own: Vec<bool> = group.bits.iter().map(|bit| wanted[bit.index()]).collect();
            if own.contains(&true) {
                let deferred = group.puts_off_exactly();
                let found = group.distribution_by(deferred, plan, slots, &own)?;
                all.push((&group.bits, found.into_iter().collect()));
            }
        }
        let count: f64 = all.iter().map(|(_, found)| found.len() as f64).product();
        if count > MAX_OUTCOMES as f64 {
            return Err(plan.invalid(format!(
                "its results depend on {count} outcomes of measurements, more than {MAX_OUTCOMES}: `sample` draws some of them"
            )));
        }
        // All combinations: the place of each group's outcome, counted like the digits of a number.
        let mut places = vec![0; all.len()];
        let mut bits = vec![false; wanted.len()];
        loop {
            let mut probability = 1.0;
            for ((own, found), &place) in all.iter().zip(&places) {
                let (outcome, share) = &found[place];
                probability *= share;
                for (bit, &value) in own.iter().zip(outcome) {
                    bits[bit.index()] = value;
                }
            }
            if probability > NEGLIGIBLE {
                each(&bits, probability);
            }
            let last = |(place, (_, found)): (&usize, &(_, Vec<_>))| place + 1 < found.len();
            let Some(next) = places.iter().zip(&all).position(last) else {
                return Ok(());
            };
            places[next] += 1;
            places[..next].fill(0);
        }
    }
}

impl Group {
    /// How all measurements are put off, if that is cheaper where each outcome is followed.
    fn puts_off_exactly(&self) -> Option<&Deferred> {
        let cost = self.followed.cost(usize::MAX);
        let deferred = self.deferred.as_ref();
        // More outcomes than may be followed are put off, however many gates that takes.
        let is_many = self.followed.outcomes() > MAX_BRANCHES.ilog2() as usize;
        match is_many {
            true => deferred.filter(|deferred| deferred.places() <= cost),
            false => self.deferred_unless(&self.followed, cost),
        }
    }

    /// The probabilities of the bits that are wanted; the others are 0. Either way gives the same.
    pub(super) fn distribution_by(
        &self,
        deferred: Option<&Deferred>,
        plan: &Plan,
        slots: &[f64],
        wanted: &[bool],
    ) -> Result<BTreeMap<Vec<bool>, f64>, Error> {
        let mut found = Found {
            plan,
            wanted,
            all: BTreeMap::new(),
            branches: 0,
        };
        if let Some(deferred) = deferred {
            let state = deferred.state(plan, slots, &mut None)?;
            let mask = deferred.mask(wanted);
            let bits = |index| deferred.outcome(index);
            found.add(mask, &*state, 1.0, &bits)?;
        } else {
            self.followed.follow(plan, slots, 1.0, &mut found)?;
        }
        found.all.retain(|_, probability| *probability > NEGLIGIBLE);
        Ok(found.all)
    }
}

/// What was found so far.
struct Found<'a> {
    plan: &'a Plan,
    wanted: &'a [bool],
    all: BTreeMap<Vec<bool>, f64>,
    branches: usize,
}

impl Found<'_> {
    /// Adds the probabilities of a state, times a factor, by the bits in a mask.
    fn add(
        &mut self,
        mask: usize,
        state: &dyn crate::engine::Register,
        factor: f64,
        bits: &dyn Fn(usize) -> Vec<bool>,
    ) -> Result<(), Error> {
        let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
        state.probabilities(&mut |index, probability| {
            if probability > 0.0 {
                *sums.entry(index & mask).or_default() += factor * probability;
            }
            match sums.len() > MAX_OUTCOMES {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        for (index, probability) in sums {
            let mut outcome = bits(index);
            for (bit, wanted) in outcome.iter_mut().zip(self.wanted) {
                *bit &= wanted;
            }
            *self.all.entry(outcome).or_default() += probability;
        }
        if self.all.len() > MAX_OUTCOMES {
            return Err(self.plan.invalid(format!(
                "has more than {MAX_OUTCOMES} different outcomes: `sample` draws some of them"
            )));
        }
        Ok(())
    }
}

impl Following for Found<'_> {
    /// A probability.
    type Share = f64;

    fn split(&mut self, probability: f64, one: f64) -> [Option<f64>; 2] {
        [1.0 - one, one].map(|part| (part > NEGLIGIBLE).then_some(part * probability))
    }

    fn end(&mut self, end: &End<'_>, probability: f64) -> Result<(), Error> {
        self.branches += 1;
        if self.branches > MAX_BRANCHES {
            return Err(self.plan.invalid(format!(
                "has more than {MAX_BRANCHES} different outcomes of measurements and resets on the way: `sample` draws some of them"
            )));
        }
        let wanted = end.measured.iter().filter(|(_, bit)| self.wanted[*bit]);
        let mask = wanted.fold(0, |mask, (wire, _)| mask | 1 << wire);
        self.add(mask, end.register, probability, &|index| end.outcome(index))
    }
}
