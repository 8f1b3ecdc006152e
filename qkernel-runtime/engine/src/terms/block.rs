//! A block of rows: factors, their products, and the terms, forwards and backwards.

use std::ops::Range;

use super::encoding::{cos_sin, plane};
use super::kernel::Back;
use super::plan::Plan;
use super::rotations::By;
use crate::{Angles, Precision};

/// The numbers of one block.
pub(super) struct Block<'a, T, const S: usize> {
    pub(super) rows: &'a mut [[T; S]],
    pub(super) links: &'a mut [[[T; S]; 2]],
    pub(super) states: &'a mut [[[T; S]; 3]],
}

impl<T: Precision, const S: usize> Block<'_, T, S> {
    /// Computes the factors and the products.
    #[inline(always)]
    pub(super) fn fill(&mut self, plan: &Plan, angles: Angles<'_, T>, own: Range<usize>) {
        self.rows[0] = [T::narrow(1.0); S];
        let turns = plan.turns.len();
        let (sines, cosines) = self.rows[1..=2 * turns].split_at_mut(turns);
        for (&angle, numbers) in plan.turns.iter().zip(&mut *sines) {
            *numbers = load(&angles.numbers[angles.columns[angle].clone()][own.clone()]);
        }
        T::all_sines(sines.as_flattened_mut(), cosines.as_flattened_mut());
        let mut first = 0;
        for (chain, kept) in plan.chains.iter().zip(&mut *self.states) {
            let zero = [T::default(); S];
            let mut state = [zero, zero, [T::narrow(1.0); S]];
            for link in &chain.links {
                let turn = &mut self.links[first];
                first += 1;
                *turn = match link.by {
                    By::Fixed(angle) => cos_sin(angle).map(|x| [T::narrow(x); S]),
                    By::Angle(angle, _) => {
                        let numbers = &angles.numbers[angles.columns[angle].clone()];
                        let own_angles = if angles.each[angle] {
                            load(&numbers[own.clone()])
                        } else {
                            [numbers[0]; S]
                        };
                        let [s, c] = T::sines::<S>(&own_angles);
                        [c, s]
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
            let (a, b) = (&known[a as usize], &known[b as usize]);
            for l in 0..S {
                new[0][l] = a[l] * b[l];
            }
        }
    }

    /// Takes the outputs' weights back to the factors and the terms.
    #[inline(always)]
    pub(super) fn pull<const V: usize>(
        &self,
        plan: &Plan,
        terms: &[T],
        weights: &[[T; S]],
        by_row: &mut [[T; S]],
        by_term: &mut [[T; V]],
    ) {
        // From the last row to the first: what a row is a factor of comes after it.
        for row in (0..self.rows.len()).rev() {
            let numbers = &self.rows[row];
            let (known, later) = by_row.split_at_mut(row + 1);
            let mut sum = [T::default(); S];
            let own = plan.by_row[row] as usize..plan.by_row[row + 1] as usize;
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

    /// Takes the derivatives by the factors back to the angles.
    #[inline(always)]
    pub(super) fn angles<const V: usize>(
        &mut self,
        plan: &Plan,
        angles: Angles<'_, T>,
        own: Range<usize>,
        by_row: &[[T; S]],
        back: &mut Back<'_, T, V>,
    ) {
        let turns = plan.turns.len();
        for (turn, &angle) in plan.turns.iter().enumerate() {
            let (sin, cos) = (1 + turn, 1 + turns + turn);
            let mut by = [T::default(); S];
            for l in 0..S {
                let minus = -(by_row[cos][l] * self.rows[sin][l]);
                by[l] = by_row[sin][l].fused(self.rows[cos][l], minus);
            }
            let column = &mut back.by_angle[angles.columns[angle].clone()];
            store(&mut column[own.clone()], &by);
        }
        let mut first = 0;
        for (chain, &state) in plan.chains.iter().zip(&*self.states) {
            let mut state = state;
            let mut by = chain.rows.map(|row| match row {
                0 => [T::default(); S],
                row => by_row[row as usize],
            });
            for (number, link) in chain.links.iter().enumerate().rev() {
                let (a, b) = plane(link.axis);
                if let By::Angle(angle, _) = link.by {
                    let mut slope = [T::default(); S];
                    for l in 0..S {
                        let minus = -(by[a][l] * state[b][l]);
                        slope[l] = by[b][l].fused(state[a][l], minus);
                    }
                    if angles.each[angle] {
                        let column = &mut back.by_angle[angles.columns[angle].clone()];
                        store(&mut column[own.clone()], &slope);
                    } else {
                        // Lanes without a row have no weight.
                        let sum: f64 = slope.iter().map(|d| d.wide()).sum();
                        back.by_link[first + number] += sum;
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

/// Turns a vector about an axis, or back.
#[inline(always)]
fn rotate<T: Precision, const S: usize>(
    state: &mut [[T; S]; 3],
    axis: usize,
    [cos, sin]: &[[T; S]; 2],
    back: bool,
) {
    let (a, b) = plane(axis);
    for l in 0..S {
        let (x, y) = (state[a][l], state[b][l]);
        let sin = if back { -sin[l] } else { sin[l] };
        state[a][l] = x.fused(cos[l], -(y * sin));
        state[b][l] = y.fused(cos[l], x * sin);
    }
}

/// The numbers of some rows, filled up with 0.
#[inline(always)]
pub(super) fn load<T: Precision, const S: usize>(numbers: &[T]) -> [T; S] {
    /// Apart, so that a whole block is moved in vector registers.
    #[cold]
    #[inline(never)]
    fn some<T: Precision, const S: usize>(numbers: &[T]) -> [T; S] {
        let mut lanes = [T::default(); S];
        lanes[..numbers.len()].copy_from_slice(numbers);
        lanes
    }
    match (numbers.first_chunk(), numbers) {
        (Some(all), _) => *all,
        (None, &[one]) => {
            let mut lanes = [T::default(); S];
            lanes[0] = one;
            lanes
        }
        (None, _) => some(numbers),
    }
}

/// Gives each row its number.
#[inline(always)]
pub(super) fn store<T: Precision, const S: usize>(numbers: &mut [T], lanes: &[T; S]) {
    #[cold]
    #[inline(never)]
    fn some<T: Precision>(numbers: &mut [T], lanes: &[T]) {
        numbers.copy_from_slice(&lanes[..numbers.len()]);
    }
    if let Some(all) = numbers.first_chunk_mut() {
        *all = *lanes;
    } else if let [one] = numbers {
        *one = lanes[0];
    } else {
        some(numbers, lanes);
    }
}

/// Adds factor · numbers.
#[inline(always)]
pub(super) fn scaled<T: Precision, const S: usize>(sum: &mut [T; S], numbers: &[T; S], factor: T) {
    for l in 0..S {
        sum[l] = numbers[l].fused(factor, sum[l]);
    }
}

/// Adds a · b, lane by lane.
#[inline(always)]
fn fused<T: Precision, const S: usize>(sum: &mut [T; S], a: &[T; S], b: &[T; S]) {
    for l in 0..S {
        sum[l] = a[l].fused(b[l], sum[l]);
    }
}

/// Adds a · b, where lane l goes to the sum with the number l mod V.
#[inline(always)]
fn product<T: Precision, const S: usize, const V: usize>(sum: &mut [T; V], a: &[T; S], b: &[T; S]) {
    for start in (0..S).step_by(V) {
        for l in 0..V {
            sum[l] = a[start + l].fused(b[start + l], sum[l]);
        }
    }
}
