//! Which engine runs a batch: the one that needs the fewest operations.
//!
//! Operations are counted for values and gradient, in units of about a quarter of a nanosecond; what matters is how they compare. The
//! counts are rough where the ways differ by far, and are measured by `cargo bench -p qkernel-runtime --bench batches`.

use std::borrow::Cow;
use std::sync::Arc;

use crate::batched::{Batched, Batches};
use crate::lanes::{Lanes, one_by_one};
use crate::terms::Together;
use crate::{Batch, Blocked, Cost, Engine, Error, Part, Register, Run, Rung, Statevector};

/// The engine that circuits run on: for each batch the fastest of [`Terms`](crate::Terms), [`Lanes`] and [`Statevector`] that
/// takes it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Automatic;

impl Engine for Automatic {
    fn name(&self) -> &'static str {
        "automatic"
    }

    fn prepare(&self, part: &Arc<Part>) -> Result<Box<dyn Run>, Error> {
        Ok(Box::new(prepared(part)?))
    }

    fn register(&self, kernel: &Arc<str>, qubits: usize) -> Result<Box<dyn Register>, Error> {
        Statevector.register(kernel, qubits)
    }

    fn explain(&self, part: &Arc<Part>, rows: usize, each: &[bool]) -> Result<Vec<Rung>, Error> {
        let mut run = prepared(part)?;
        let others = run.prepare_batch(rows, each).err();
        let choice = &mut run.batches;
        let terms = choice.terms.prepare(each).map_err(str::to_owned);
        let lanes = run.alone.prepare_batch(rows, each).err();
        let by_terms = choice.taken == Taken::Terms;
        let single = Rung::single(one_by_one(part).name(), &*run.alone);
        let counted = |cost: Cost| Some(cost.of(rows).round());
        Ok(vec![
            Rung {
                engine: "terms",
                operations: terms.as_ref().ok().copied().and_then(counted),
                refused: terms.err().map(Cow::Owned),
                taken: by_terms,
            },
            Rung {
                engine: "lanes",
                operations: match lanes {
                    None => counted(Cost::lanes(part)),
                    Some(_) => None,
                },
                taken: !by_terms && others.is_none(),
                refused: lanes,
            },
            Rung {
                operations: counted(Cost::one_by_one(part)),
                taken: single.taken && !by_terms && others.is_some(),
                ..single
            },
        ])
    }

    fn explain_single(&self, part: &Arc<Part>) -> Result<Rung, Error> {
        Lanes.explain_single(part)
    }
}

impl Cost {
    /// Row by row, on the engine that single samples run on.
    pub(crate) fn one_by_one(part: &Part) -> Cost {
        if one_by_one(part).name() != Blocked.name() {
            return Cost::statevector(part);
        }
        // An amplitude takes half an operation a step, as many gates share a pass in wide vectors; a step has its own angle and slope.
        let steps = part.steps.len() as f64;
        Cost {
            once: 0.0,
            group: steps * (100.0 + 0.5 * (part.qubits as f64).exp2()),
            rows: 1,
        }
    }
}

/// Which engine takes the batch.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Taken {
    Terms,
    Others,
}

/// A run with lanes for everything but batches as terms.
fn prepared(part: &Arc<Part>) -> Result<Batched<Choice>, Error> {
    Ok(Batched {
        alone: Lanes.prepare(part)?,
        batches: Choice {
            terms: Together::new(part),
            part: Arc::clone(part),
            taken: Taken::Others,
        },
    })
}

#[derive(Debug)]
struct Choice {
    terms: Together,
    part: Arc<Part>,
    taken: Taken,
}

impl Batches for Choice {
    fn fork(&self) -> Choice {
        Choice {
            terms: self.terms.fork(),
            part: Arc::clone(&self.part),
            taken: self.taken,
        }
    }

    fn prepare(
        &mut self,
        alone: &mut dyn Run,
        rows: usize,
        each: &[bool],
    ) -> Result<Cost, Cow<'static, str>> {
        let others = alone.prepare_batch(rows, each);
        let by_others = match &others {
            Ok(cost) => *cost,
            Err(_) => Cost::one_by_one(&self.part),
        };
        if let Ok(cost) = self.terms.prepare(each)
            && cost.of(rows) < by_others.of(rows)
        {
            self.taken = Taken::Terms;
            return Ok(cost);
        }
        self.taken = Taken::Others;
        others
    }

    fn double<'a>(&'a mut self, alone: &'a mut dyn Run) -> Option<&'a mut dyn Batch> {
        match self.taken {
            Taken::Terms => Some(&mut self.terms),
            Taken::Others => alone.batch(),
        }
    }

    fn single<'a>(&'a mut self, alone: &'a mut dyn Run) -> Option<&'a mut dyn Batch<f32>> {
        match self.taken {
            Taken::Terms => Some(&mut self.terms),
            Taken::Others => alone.batch_f32(),
        }
    }
}
