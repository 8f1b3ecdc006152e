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
    let mut sum = 0.0;
    // Rounding may leave the sum a hair below the largest draws.
    state_by_state(register, shots, |probability, left| {
        sum += probability;
        let draws = draws[shots - left..].iter();
        draws.take_while(|draw| **draw < sum).count()
    })
}

/// One binomial draw for each basis state, among the shots that the states before it did not take.
fn many_shots(
    register: &dyn Register,
    total: f64,
    shots: usize,
    rng: &mut (impl Rng + ?Sized),
) -> Vec<(usize, usize)> {
    let mut rest_of_total = total;
    state_by_state(register, shots, |probability, left| {
        let hits = binomial(left, probability / rest_of_total, rng);
        rest_of_total -= probability;
        hits
    })
}

/// Gives shots to the states that can come up, one after the other: `hits` is asked how many, for a probability and the shots that are left.
fn state_by_state(
    register: &dyn Register,
    shots: usize,
    mut hits: impl FnMut(f64, usize) -> usize,
) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let (mut left, mut last) = (shots, 0);
    register.probabilities(&mut |index, probability| {
        if left == 0 {
            return ControlFlow::Break(());
        }
        if probability > 0.0 {
            last = index;
            let hits = hits(probability, left);
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
