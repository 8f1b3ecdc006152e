//! A block of rows: factors, their products, and the terms, forwards and backwards.

use std::ops::Range;

use super::encoding::{cos_sin, plane};
use super::fours;
use super::plan::Plan;
use super::rotations::By;
use crate::real::Lane;
use crate::{Angles, Precision};

/// The most lanes of a block that count as few.
const FEW: usize = 8;

/// The numbers of one block.
pub(super) struct Block<'a, T, const S: usize> {
    pub(super) rows: &'a mut [Lane<T, S>],
    pub(super) links: &'a mut [[Lane<T, S>; 2]],
    pub(super) states: &'a mut [[Lane<T, S>; 3]],
}

/// The way back.
pub(super) struct Back<'a, T, const V: usize> {
    pub(super) weights: &'a [T],
    pub(super) by_angle: &'a mut [T],
    /// The derivatives by the coefficients of the terms, over all rows.
    pub(super) by_term: &'a mut [Lane<T, V>],
    /// The derivatives by the links of chains that are turned by a shared angle.
    pub(super) by_link: &'a mut [f64],
}

impl<T: Precision, const S: usize> Block<'_, T, S> {
    /// Computes the factors and the products.
    #[inline(always)]
    pub(super) fn fill(&mut self, plan: &Plan, angles: Angles<'_, T>, own: Range<usize>) {
        self.rows[0] = Lane([T::narrow(1.0); S]);
        let turns = plan.turns.len();
        let (sines, cosines) = self.rows[1..=2 * turns].split_at_mut(turns);
        self::sines(plan, angles, own.clone(), sines, cosines);
        let mut first = 0;
        for (chain, kept) in plan.chains.iter().zip(&mut *self.states) {
            let zero = Lane::default();
            let mut state = [zero, zero, Lane([T::narrow(1.0); S])];
            for link in &chain.links {
                let turn = &mut self.links[first];
                first += 1;
                *turn = match link.by {
                    By::Fixed(angle) => cos_sin(angle).map(|x| Lane([T::narrow(x); S])),
                    By::Angle(angle, _) => {
                        let numbers = &angles.numbers[angles.columns[angle].clone()];
                        let own_angles = if angles.each[angle] {
                            load(&numbers[own.clone()])
                        } else {
                            Lane([numbers[0]; S])
                        };
                        let [s, c] = T::sines::<S>(&own_angles.0);
                        [Lane(c), Lane(s)]
                    }
                };
                rotate(&mut state, link.axis, turn, false);
            }
            *kept = state;
            for (row, numbers) in chain.rows.into_iter().zip(state) {
                if row != 0 {
                    self.rows[row as usize] = numbers;
                }
            }
        }
        for (i, &[a, b]) in plan.products.iter().enumerate() {
            let (known, new) = self.rows.split_at_mut(plan.factors + i);
            new[0] = known[a as usize] * known[b as usize];
        }
    }

    /// Gives `each` the number of every output and its values.
    #[inline(always)]
    pub(super) fn values<const V: usize>(
        &self,
        plan: &Plan,
        terms: &[T],
        mut each: impl FnMut(usize, &Lane<T, S>),
    ) {
        let (mut fours, mut next) = (0, 0);
        for (four, ends) in plan.output_ends.chunks(4).enumerate() {
            let own = &plan.fours[fours..plan.four_ends[four] as usize];
            fours += own.len();
            let sums = match own {
                [] => None,
                _ => Some(fours::sums::<T, S, V>(self.rows, own, terms)),
            };
            for (k, &end) in ends.iter().enumerate() {
                let mut sum = match &sums {
                    Some(sums) => sums[k],
                    None => Lane::default(),
                };
                for &[row, term] in &plan.by_output[next..end as usize] {
                    scaled(&mut sum, &self.rows[row as usize], terms[term as usize]);
                }
                each(4 * four + k, &sum);
                next = end as usize;
            }
        }
    }

    /// Takes the outputs' weights back to the factors and the terms.
    #[inline(always)]
    pub(super) fn pull<const V: usize>(
        &self,
        plan: &Plan,
        terms: &[T],
        weights: &[Lane<T, S>],
        by_row: &mut [Lane<T, S>],
        by_term: &mut [Lane<T, V>],
    ) {
        if S <= FEW && plan.fours.is_empty() {
            self.pull_few(plan, terms, weights, by_row, by_term);
            return;
        }
        // From the last row to the first: what a row is a factor of comes after it.
        for row in (0..self.rows.len()).rev() {
            let numbers = &self.rows[row];
            let (known, later) = by_row.split_at_mut(row + 1);
            let mut sum = Lane::<T, S>::default();
            let fours = plan.by_row[row] as usize..plan.alone[row] as usize;
            if !fours.is_empty() {
                let own_terms = plan.terms[fours.clone()].as_chunks().0.iter();
                let own_terms = own_terms.zip(terms[fours.clone()].as_chunks().0);
                let by_terms = by_term[fours].as_chunks_mut().0;
                for ((own, coefficients), by_terms) in own_terms.zip(by_terms) {
                    fours::pull(own, coefficients, weights, numbers, &mut sum, by_terms);
                }
            }
            let own = plan.alone[row] as usize..plan.by_row[row + 1] as usize;
            let own_terms = plan.terms[own.clone()].iter().zip(&terms[own.clone()]);
            for ((term, &coefficient), by_term) in own_terms.zip(&mut by_term[own]) {
                let weight = &weights[term.output as usize];
                scaled(&mut sum, weight, coefficient);
                product(by_term, weight, numbers);
            }
            let uses = plan.by_factor[row] as usize..plan.by_factor[row + 1] as usize;
            for &[product, other] in &plan.uses[uses] {
                fused(
                    &mut sum,
                    &later[product as usize - row - 1],
                    &self.rows[other as usize],
                );
            }
            known[row] = sum;
        }
    }

    /// The same sums in the same order, one list after the other: for few lanes, a loop for each row takes longer than what it adds up.
    #[inline(always)]
    fn pull_few<const V: usize>(
        &self,
        plan: &Plan,
        terms: &[T],
        weights: &[Lane<T, S>],
        by_row: &mut [Lane<T, S>],
        by_term: &mut [Lane<T, V>],
    ) {
        let rows = &self.rows[..by_row.len()];
        by_row.fill(Lane::default());
        let own_terms = plan.terms.iter().zip(terms);
        for ((term, &coefficient), by_term) in own_terms.zip(by_term) {
            let (weight, row) = (&weights[term.output as usize], term.row as usize);
            scaled(&mut by_row[row], weight, coefficient);
            product(by_term, weight, &rows[row]);
        }
        for (number, &[a, b]) in plan.products.iter().enumerate().rev() {
            let (known, later) = by_row.split_at_mut(plan.factors + number);
            let (a, b) = (a as usize, b as usize);
            fused(&mut known[a], &later[0], &rows[b]);
            fused(&mut known[b], &later[0], &rows[a]);
        }
    }

    /// Takes the derivatives by the factors back to the angles.
    #[inline(always)]
    pub(super) fn angles<const V: usize>(
        &mut self,
        plan: &Plan,
        angles: Angles<'_, T>,
        own: Range<usize>,
        by_row: &[Lane<T, S>],
        back: &mut Back<'_, T, V>,
    ) {
        let turns = plan.turns.len();
        for (turn, &angle) in plan.turns.iter().enumerate() {
            let (sin, cos) = (1 + turn, 1 + turns + turn);
            let mut by = Lane::<T, S>::default();
            for l in 0..S {
                let minus = -(by_row[cos].0[l] * self.rows[sin].0[l]);
                by.0[l] = by_row[sin].0[l].fused(self.rows[cos].0[l], minus);
            }
            let column = &mut back.by_angle[angles.columns[angle].clone()];
            store(&mut column[own.clone()], &by);
        }
        let mut first = 0;
        for (chain, &state) in plan.chains.iter().zip(&*self.states) {
            let mut state = state;
            let mut by = chain.rows.map(|row| match row {
                0 => Lane::default(),
                row => by_row[row as usize],
            });
            for (number, link) in chain.links.iter().enumerate().rev() {
                let (a, b) = plane(link.axis);
                if let By::Angle(angle, _) = link.by {
                    let mut slope = Lane::<T, S>::default();
                    for l in 0..S {
                        let minus = -(by[a].0[l] * state[b].0[l]);
                        slope.0[l] = by[b].0[l].fused(state[a].0[l], minus);
                    }
                    if angles.each[angle] {
                        let column = &mut back.by_angle[angles.columns[angle].clone()];
                        store(&mut column[own.clone()], &slope);
                    } else {
                        // Lanes without a row have no weight.
                        back.by_link[first + number] += slope.sum();
                    }
                }
                let turn = &self.links[first + number];
                rotate(&mut state, link.axis, turn, true);
                rotate(&mut by, link.axis, turn, true);
            }
            first += chain.links.len();
        }
    }
}

/// The sines and cosines of the angles of some rows. Those of few rows are computed side by side, where lanes without a row would be.
#[inline(always)]
fn sines<T: Precision, const S: usize>(
    plan: &Plan,
    angles: Angles<'_, T>,
    own: Range<usize>,
    sines: &mut [Lane<T, S>],
    cosines: &mut [Lane<T, S>],
) {
    let numbers = |angle: usize| &angles.numbers[angles.columns[angle].clone()][own.clone()];
    if S >= SOME {
        for (&angle, (sin, cos)) in plan.turns.iter().zip(sines.iter_mut().zip(cosines)) {
            *sin = load(numbers(angle));
            T::all_sines(&mut sin.0, &mut cos.0);
        }
        return;
    }
    match own.len() {
        1 => few::<T, S, 1>(&plan.turns, numbers, sines, cosines),
        2..=4 => few::<T, S, 4>(&plan.turns, numbers, sines, cosines),
        _ => few::<T, S, S>(&plan.turns, numbers, sines, cosines),
    }
}

/// How many sines of few rows are computed at a time.
const SOME: usize = 16;

/// The same for up to `M` rows, so many numbers of each angle.
#[inline(always)]
fn few<'a, T: Precision, const S: usize, const M: usize>(
    turns: &[usize],
    numbers: impl Fn(usize) -> &'a [T],
    sines: &mut [Lane<T, S>],
    cosines: &mut [Lane<T, S>],
) {
    let together = SOME / M;
    let places = sines.chunks_mut(together).zip(cosines.chunks_mut(together));
    for (turns, (sines, cosines)) in turns.chunks(together).zip(places) {
        let (mut sin, mut cos) = ([T::default(); SOME], [T::default(); SOME]);
        for (&angle, some) in turns.iter().zip(sin.as_chunks_mut::<M>().0) {
            *some = load(numbers(angle)).0;
        }
        // No part of a vector is left over.
        let length = (M * turns.len()).next_multiple_of(T::TOGETHER).min(SOME);
        T::all_sines(&mut sin[..length], &mut cos[..length]);
        for (places, found) in [(sines, sin), (cosines, cos)] {
            for (place, some) in places.iter_mut().zip(found.as_chunks::<M>().0) {
                *place = Lane::default();
                place.0[..M].copy_from_slice(some);
            }
        }
    }
}

/// Turns a vector about an axis, or back.
#[inline(always)]
fn rotate<T: Precision, const S: usize>(
    state: &mut [Lane<T, S>; 3],
    axis: usize,
    [cos, sin]: &[Lane<T, S>; 2],
    back: bool,
) {
    let (a, b) = plane(axis);
    for l in 0..S {
        let (x, y) = (state[a].0[l], state[b].0[l]);
        let sin = if back { -sin.0[l] } else { sin.0[l] };
        state[a].0[l] = x.fused(cos.0[l], -(y * sin));
        state[b].0[l] = y.fused(cos.0[l], x * sin);
    }
}

/// The numbers of some rows, filled up with 0.
#[inline(always)]
pub(super) fn load<T: Precision, const S: usize>(numbers: &[T]) -> Lane<T, S> {
    /// Apart, so that a whole block is moved in vector registers.
    #[cold]
    #[inline(never)]
    fn some<T: Precision, const S: usize>(numbers: &[T]) -> [T; S] {
        let mut lanes = [T::default(); S];
        lanes[..numbers.len()].copy_from_slice(numbers);
        lanes
    }
    Lane(match (numbers.first_chunk(), numbers) {
        (Some(all), _) => *all,
        (None, &[one]) => {
            let mut lanes = [T::default(); S];
            lanes[0] = one;
            lanes
        }
        (None, &[a, b, c, d]) => {
            let mut lanes = [T::default(); S];
            lanes[..4].copy_from_slice(&[a, b, c, d]);
            lanes
        }
        (None, _) => some(numbers),
    })
}

/// Gives each row its number.
#[inline(always)]
pub(super) fn store<T: Precision, const S: usize>(numbers: &mut [T], Lane(lanes): &Lane<T, S>) {
    #[cold]
    #[inline(never)]
    fn some<T: Precision>(numbers: &mut [T], lanes: &[T]) {
        numbers.copy_from_slice(&lanes[..numbers.len()]);
    }
    if let Some(all) = numbers.first_chunk_mut() {
        *all = *lanes;
    } else if let [one] = numbers {
        *one = lanes[0];
    } else if let ([a, b, c, d], Some(four)) = (&mut *numbers, lanes.first_chunk::<4>()) {
        [*a, *b, *c, *d] = *four;
    } else {
        some(numbers, lanes);
    }
}

/// Adds factor · numbers.
#[inline(always)]
pub(super) fn scaled<T: Precision, const S: usize>(
    sum: &mut Lane<T, S>,
    numbers: &Lane<T, S>,
    factor: T,
) {
    for l in 0..S {
        sum.0[l] = numbers.0[l].fused(factor, sum.0[l]);
    }
}

/// Adds a · b, lane by lane.
#[inline(always)]
fn fused<T: Precision, const S: usize>(sum: &mut Lane<T, S>, a: &Lane<T, S>, b: &Lane<T, S>) {
    for l in 0..S {
        sum.0[l] = a.0[l].fused(b.0[l], sum.0[l]);
    }
}

/// Adds a · b, where lane l goes to the sum with the number l mod V.
#[inline(always)]
fn product<T: Precision, const S: usize, const V: usize>(
    sum: &mut Lane<T, V>,
    a: &Lane<T, S>,
    b: &Lane<T, S>,
) {
    for start in (0..S).step_by(V) {
        for l in 0..V {
            sum.0[l] = a.0[start + l].fused(b.0[start + l], sum.0[l]);
        }
    }
}
