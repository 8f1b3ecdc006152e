//! Random draws in memory that does not grow with the shots.

use std::ops::ControlFlow;

use rand::{Rng, RngExt};
use rand_distr::{Binomial, Distribution};

use crate::engine::Register;

/// The bits of a group, in its order, and how many shots gave them.
pub(super) type Outcome = (Vec<bool>, usize);

/// How many of `n` tries succeed.
pub(super) fn binomial(n: usize, probability: f64, rng: &mut (impl Rng + ?Sized)) -> usize {
    let p = probability.clamp(0.0, 1.0);
    match Binomial::new(n as u64, p) {
        Ok(binomial) => (binomial.sample(rng) as usize).min(n),
        // Not a number: nothing is drawn.
        Err(_) => 0,
    }
}

/// Draws basis states, and gives those that came up and how often.
pub(super) fn draw(
    register: &dyn Register,
    qubits: usize,
    shots: usize,
    rng: &mut (impl Rng + ?Sized),
) -> Vec<(usize, usize)> {
    let mut total = 0.0;
    register.probabilities(&mut |_, probability| {
        total += probability;
        ControlFlow::Continue(())
    });
    let few = 1usize
        .checked_shl(qubits as u32)
        .is_none_or(|states| shots < states);
    if few {
        few_shots(register, total, shots, rng)
    } else {
        many_shots(register, total, shots, rng)
    }
}

/// Sorted, the draws meet the cumulative distribution in one pass, and no table of it is needed.
fn few_shots(
    register: &dyn Register,
    total: f64,
    shots: usize,
    rng: &mut (impl Rng + ?Sized),
) -> Vec<(usize, usize)> {
    let mut draws: Vec<f64> = (0..shots).map(|_| rng.random::<f64>() * total).collect();
    draws.sort_unstable_by(f64::total_cmp);
    let mut found: Vec<(usize, usize)> = Vec::new();
    let (mut sum, mut done, mut last) = (0.0, 0, 0);
    register.probabilities(&mut |index, probability| {
        if done == shots {
            return ControlFlow::Break(());
        }
        if probability > 0.0 {
            last = index;
            sum += probability;
            let hits = draws[done..].iter().take_while(|draw| **draw < sum).count();
            if hits > 0 {
                found.push((index, hits));
                done += hits;
            }
        }
        ControlFlow::Continue(())
    });
    // Rounding may leave the sum a hair below the largest draws.
    rest(found, last, shots - done)
}

/// One binomial draw for each basis state, among the shots that the states before it did not take.
fn many_shots(
    register: &dyn Register,
    total: f64,
    shots: usize,
    rng: &mut (impl Rng + ?Sized),
) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let (mut left, mut rest_of_total, mut last) = (shots, total, 0);
    register.probabilities(&mut |index, probability| {
        if left == 0 {
            return ControlFlow::Break(());
        }
        if probability > 0.0 {
            last = index;
            let hits = binomial(left, probability / rest_of_total, rng);
            rest_of_total -= probability;
            left -= hits;
            if hits > 0 {
                found.push((index, hits));
            }
        }
        ControlFlow::Continue(())
    });
    rest(found, last, left)
}

/// Gives the shots that are left to the last state that can come up.
fn rest(mut found: Vec<(usize, usize)>, last: usize, left: usize) -> Vec<(usize, usize)> {
    if left > 0 {
        match found.last_mut().filter(|(index, _)| *index == last) {
            Some((_, hits)) => *hits += left,
            None => found.push((last, left)),
        }
    }
    found
}
