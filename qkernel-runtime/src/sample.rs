//! Sampling measured bits.
//!
//! Where all measurements can wait until the end, shots are drawn from the final state. Otherwise the circuit is
//! followed outcome by outcome: at a measurement each shot draws its own outcome, and the shots go on in
//! two groups, so that what many shots have in common is simulated once.

mod dynamic;

use num_complex::Complex64;
use rand::{Rng, RngExt};

use crate::counts::Counts;
use crate::error::Error;
use crate::program::{Condition, Instruction, Output, Program};

pub(crate) use dynamic::sample_dynamic;

/// The results that are bits, and what was counted so far.
struct Tally<'p> {
    results: Vec<&'p [Condition]>,
    counts: Counts,
}

impl<'p> Tally<'p> {
    fn new(program: &'p Program) -> Result<Tally<'p>, Error> {
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
        Ok(Tally {
            counts: Counts::new(results.iter().map(|bits| bits.len()).collect()),
            results,
        })
    }

    fn add(&mut self, bits: &[bool], shots: usize) {
        let outcome = self
            .results
            .iter()
            .copied()
            .flatten()
            .map(|condition| condition.holds(bits));
        self.counts.add(outcome.collect(), shots);
    }
}

/// Draws shots from the final state of a circuit whose measurements can wait until the end.
pub(crate) fn sample_final(
    program: &Program,
    state: &[Complex64],
    shots: usize,
    rng: &mut (impl Rng + ?Sized),
) -> Result<Counts, Error> {
    let mut tally = Tally::new(program)?;
    let measured: Vec<(usize, usize)> = program
        .instructions
        .iter()
        .filter_map(|instruction| match instruction {
            Instruction::Measure { qubit, bit, .. } => Some((qubit.index(), bit.index())),
            _ => None,
        })
        .collect();
    let mut bits = vec![false; program.bits];
    draw(state, shots, rng, |index, shots| {
        measured
            .iter()
            .for_each(|&(qubit, bit)| bits[bit] = index >> qubit & 1 == 1);
        tally.add(&bits, shots);
    });
    Ok(tally.counts)
}

/// Draws basis states, and calls `f` with each that came up and how often.
fn draw(
    state: &[Complex64],
    shots: usize,
    rng: &mut (impl Rng + ?Sized),
    mut f: impl FnMut(usize, usize),
) {
    // Sorted, the draws meet the cumulative distribution in one pass and no table of it is needed.
    let total: f64 = state.iter().map(Complex64::norm_sqr).sum();
    let mut draws: Vec<f64> = (0..shots).map(|_| rng.random::<f64>() * total).collect();
    draws.sort_unstable_by(f64::total_cmp);
    let (mut sum, mut done, mut last) = (0.0, 0, 0);
    for (index, amplitude) in state.iter().enumerate() {
        if done == shots {
            return;
        }
        let probability = amplitude.norm_sqr();
        if probability == 0.0 {
            continue;
        }
        last = index;
        sum += probability;
        let hits = draws[done..].iter().take_while(|draw| **draw < sum).count();
        if hits > 0 {
            f(index, hits);
            done += hits;
        }
    }
    // Rounding may leave the sum a hair below the largest draws.
    if done < shots {
        f(last, shots - done);
    }
}

#[cfg(test)]
mod tests;
