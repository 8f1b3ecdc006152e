//! Outcomes that are counted.

use crate::counts::Counts;
use crate::error::Error;
use crate::program::{Condition, Output, Program};

/// How many different outcomes are counted: each takes memory.
pub(super) const MAX_OUTCOMES: usize = 1 << 22;

/// The results that are bits.
pub(super) fn results<'p>(program: &'p Program) -> Result<Vec<&'p [Condition]>, Error> {
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
pub(super) struct Tally<'p> {
    results: Vec<&'p [Condition]>,
    pub(super) counts: Counts,
    /// How many different outcomes are counted.
    pub(super) most: usize,
}

impl<'p> Tally<'p> {
    pub(super) fn new(program: &'p Program) -> Result<Tally<'p>, Error> {
        let results = results(program)?;
        Ok(Tally {
            counts: Counts::new(results.iter().map(|bits| bits.len()).collect()),
            results,
            most: MAX_OUTCOMES,
        })
    }

    pub(super) fn add(
        &mut self,
        program: &Program,
        bits: &[bool],
        shots: usize,
    ) -> Result<(), Error> {
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
