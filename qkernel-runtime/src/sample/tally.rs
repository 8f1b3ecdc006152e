//! Outcomes that are counted.

use crate::counts::Counts;
use crate::error::Error;
use crate::program::parts::{Parts, values};
use crate::program::{BitId, Condition, Output, Program};

/// How many different outcomes are counted: each takes memory.
pub(super) const MAX_OUTCOMES: usize = 1 << 22;

/// The results that are bits. What several of them are made of is computed once.
pub(super) struct Results<'p> {
    /// How many bits each result has.
    pub(super) widths: Vec<usize>,
    parts: Parts<'p>,
    /// Which part each of their bits is.
    numbers: Vec<u32>,
}

impl<'p> Results<'p> {
    pub(super) fn new(program: &'p Program) -> Result<Results<'p>, Error> {
        let bits = |output: &'p Output| match output {
            Output::Bit(condition) => Some(std::slice::from_ref(condition)),
            Output::BitVector(conditions) => Some(conditions.as_slice()),
            Output::Float(_) | Output::FloatVector(_) => None,
        };
        let results: Vec<&[Condition]> = program.outputs.iter().filter_map(bits).collect();
        if results.is_empty() {
            let message = "returns no bit, so there is nothing to sample";
            return Err(Error::invalid(&program.kernel, message));
        }
        let mut parts = Parts::default();
        let conditions = results.iter().copied().flatten();
        Ok(Results {
            widths: results.iter().map(|bits| bits.len()).collect(),
            numbers: conditions.map(|condition| parts.add(condition)).collect(),
            parts,
        })
    }

    /// The bits that they depend on.
    pub(super) fn bits(&self) -> impl Iterator<Item = BitId> {
        self.parts.bits()
    }

    /// What they are for the bits of a program.
    pub(super) fn outcome(&self, bits: &[bool]) -> Vec<bool> {
        let values = values(&self.parts.list, &|bit| bits[bit.index()]);
        let of = |&number: &u32| values[number as usize];
        self.numbers.iter().map(of).collect()
    }
}

/// The results that are bits, and what was counted so far.
pub(super) struct Tally<'p> {
    results: Results<'p>,
    pub(super) counts: Counts,
    /// How many different outcomes are counted.
    pub(super) most: usize,
}

impl<'p> Tally<'p> {
    pub(super) fn new(program: &'p Program) -> Result<Tally<'p>, Error> {
        let results = Results::new(program)?;
        Ok(Tally {
            counts: Counts::new(results.widths.clone()),
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
            let message = format!(
                "more than {} different outcomes came up: take fewer shots, or return fewer bits",
                self.most - 1
            );
            return Err(Error::invalid(&program.kernel, message));
        }
        self.counts.add(self.results.outcome(bits), shots);
        Ok(())
    }
}
