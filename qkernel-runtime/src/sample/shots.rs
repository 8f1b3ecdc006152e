//! What is drawn shot by shot, or found by following outcomes: it needs none of the parts of an exact run.

use std::sync::{Arc, OnceLock};

use rand::Rng;

use super::estimate::Estimator;
use super::exact::outcomes;
use super::sampler::{Fixed, Sampler};
use super::tally::Tally;
use crate::counts::{Counts, Distribution};
use crate::error::Error;
use crate::estimate::Estimate;
use crate::exact::Plan;

/// The shots of a program. What they need besides its plan is made when it is first asked for.
#[derive(Debug)]
pub(crate) struct Shots {
    plan: Arc<Plan>,
    /// How bits are sampled.
    sampler: OnceLock<Arc<Sampler>>,
    /// How expectation values are estimated.
    estimator: OnceLock<Box<Estimator>>,
}

impl Shots {
    pub(crate) fn new(plan: Plan) -> Shots {
        Shots {
            plan: Arc::new(plan),
            sampler: OnceLock::new(),
            estimator: OnceLock::new(),
        }
    }

    pub(crate) fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The same with another limit of rounds.
    pub(crate) fn with_rounds(&self, limit: usize) -> Shots {
        Shots {
            plan: Arc::new(self.plan.with_rounds(limit)),
            sampler: self.sampler.clone(),
            // It has a plan of its own.
            estimator: OnceLock::new(),
        }
    }

    /// How often each outcome comes up in that many shots.
    pub(crate) fn sample(
        &self,
        arguments: &[f64],
        shots: usize,
        rng: &mut (impl Rng + ?Sized),
    ) -> Result<Counts, Error> {
        let (plan, slots) = (&*self.plan, self.plan.early(arguments)?);
        // What is not to be sampled is reported before anything is prepared.
        let mut tally = Tally::new(&plan.program)?;
        let each = &mut |bits: &[bool], shots| tally.add(&plan.program, bits, shots);
        let sampler = self.sampler();
        sampler.sample(plan, &slots, shots, rng, &mut Fixed::new(), each)?;
        Ok(tally.counts)
    }

    /// The results from that many shots in all, with their standard errors.
    pub(crate) fn estimate(
        &self,
        arguments: &[f64],
        shots: usize,
        rng: &mut (impl Rng + ?Sized),
    ) -> Result<Vec<Estimate>, Error> {
        let mut slots = self.plan.early(arguments)?;
        let estimator = self
            .estimator
            .get_or_init(|| Estimator::new(&self.plan).into());
        estimator.estimate(&self.plan, &mut slots, shots, rng)
    }

    /// The exact distribution of the results.
    pub(crate) fn outcomes(&self, arguments: &[f64]) -> Result<Distribution, Error> {
        let slots = self.plan.early(arguments)?;
        outcomes(&self.plan, &slots, || self.sampler())
    }

    fn sampler(&self) -> &Sampler {
        let sampler = || Sampler::new(&self.plan.program, &self.plan.slots, &(0..0));
        self.sampler.get_or_init(|| Arc::new(sampler()))
    }
}
