//! The coefficients of the terms, once a batch, and the way back from their derivatives to the angles that all samples share.

use std::ops::Range;

use super::plan::{Group, Plan};
use super::rotations::By;
use crate::Precision;
use crate::arithmetic::Arithmetic;
use crate::real::Lane;
use crate::wide::Work;

/// Numbers in groups that are loaded at once: they begin where none of these lies across two lines of the cache.
#[derive(Debug)]
struct Aligned {
    numbers: Vec<f64>,
    own: Range<usize>,
}

impl Aligned {
    fn new(length: usize) -> Aligned {
        let alignment = align_of::<Lane<f64, 4>>();
        let room = alignment / size_of::<f64>() - 1;
        let numbers = vec![0.0; length + room];
        let offset = numbers.as_ptr().align_offset(alignment);
        // It may be unknown, and then some loads take longer.
        let first = if offset <= room { offset } else { 0 };
        Aligned {
            numbers,
            own: first..first + length,
        }
    }

    fn all(&mut self) -> &mut [f64] {
        &mut self.numbers[self.own.clone()]
    }
}

/// Numbers of a plan, for the angles of a batch.
#[derive(Debug)]
pub(super) struct Coefficients {
    /// What rotations turn by, without the shared angles, which are added for each batch.
    phases: Vec<f64>,
    sines: Vec<f64>,
    cosines: Vec<f64>,
    /// The turns by a shared angle: number of the turn, of the angle, and factor.
    shared: Vec<(usize, usize, f64)>,
    /// The cells at the start of the circuit.
    cells: Aligned,
    /// On the way back: the cells, the derivatives by them, and by the turns.
    back: Aligned,
    by_cell: Aligned,
    slopes: Vec<f64>,
}

impl Coefficients {
    pub(super) fn new(plan: &Plan) -> Coefficients {
        let (mut phases, mut shared) = (Vec::new(), Vec::new());
        for sum in &plan.turned_by {
            let mut fixed = 0.0;
            for by in sum {
                match *by {
                    By::Fixed(angle) => fixed += angle,
                    By::Angle(angle, factor) => shared.push((phases.len(), angle, factor)),
                }
            }
            phases.push(fixed);
        }
        // No part of a vector is left over.
        phases.resize(phases.len().next_multiple_of(f64::TOGETHER), 0.0);
        Coefficients {
            slopes: vec![0.0; phases.len()],
            sines: vec![0.0; phases.len()],
            cosines: vec![0.0; phases.len()],
            phases,
            shared,
            cells: Aligned::new(plan.numbers),
            back: Aligned::new(plan.numbers),
            by_cell: Aligned::new(plan.numbers),
        }
    }
}

/// Computes the coefficient of each term.
pub(super) struct Evaluate<'a, T, F> {
    pub(super) plan: &'a Plan,
    /// The number of an angle that all samples share.
    pub(super) angles: F,
    pub(super) kept: &'a mut Coefficients,
    pub(super) terms: &'a mut [T],
}

impl<T: Precision, F: Fn(usize) -> f64> Work for Evaluate<'_, T, F> {
    #[inline(always)]
    fn run(self) {
        let Evaluate {
            plan,
            angles,
            kept,
            terms,
        } = self;
        kept.sines.copy_from_slice(&kept.phases);
        for &(turn, angle, factor) in &kept.shared {
            kept.sines[turn] += factor * angles(angle);
        }
        f64::all_sines(&mut kept.sines, &mut kept.cosines);
        let turns = [&kept.cosines[..], &kept.sines];
        let all = kept.cells.all();
        all.fill(0.0);
        for &(place, coefficient) in &plan.start {
            all[place] += coefficient;
        }
        for group in &plan.groups {
            let cells = &mut all[group.first..][..group.width * group.cells];
            if group.width == 1 {
                forwards::<1>(group, turns, cells);
            } else {
                for block in cells.chunks_exact_mut(4 * group.cells) {
                    forwards::<4>(group, turns, block);
                }
            }
        }
        if plan.sums.len() == terms.len() {
            // Each is that of one cell.
            for (term, &(cell, sign)) in terms.iter_mut().zip(&plan.sums) {
                *term = T::narrow(sign * all[cell as usize]);
            }
            return;
        }
        let mut next = 0;
        for (term, &end) in terms.iter_mut().zip(&plan.sum_ends) {
            let own = &plan.sums[next..end as usize];
            let sum: f64 = own
                .iter()
                .map(|&(cell, sign)| sign * all[cell as usize])
                .sum();
            *term = T::narrow(sum);
            next = end as usize;
        }
    }
}

/// Takes the derivatives by the terms back to the shared angles: adds to `by_angle`.
pub(super) struct Pull<'a, I, G> {
    pub(super) plan: &'a Plan,
    pub(super) kept: &'a mut Coefficients,
    pub(super) by_term: I,
    pub(super) by_angle: G,
}

impl<I: Iterator<Item = f64>, G: FnMut(usize, f64)> Work for Pull<'_, I, G> {
    #[inline(always)]
    fn run(self) {
        let Pull {
            plan,
            kept,
            by_term,
            mut by_angle,
        } = self;
        let by_cell = kept.by_cell.all();
        by_cell.fill(0.0);
        if plan.sums.len() == plan.terms.len() {
            for (&(cell, sign), d) in plan.sums.iter().zip(by_term) {
                by_cell[cell as usize] = sign * d;
            }
        } else {
            let mut next = 0;
            for (&end, d) in plan.sum_ends.iter().zip(by_term) {
                for &(cell, sign) in &plan.sums[next..end as usize] {
                    by_cell[cell as usize] += sign * d;
                }
                next = end as usize;
            }
        }
        let turns = [&kept.cosines[..], &kept.sines];
        let back = kept.back.all();
        back.copy_from_slice(kept.cells.all());
        kept.slopes.fill(0.0);
        for group in &plan.groups {
            let range = group.first..group.first + group.width * group.cells;
            let (cells, by) = (&mut back[range.clone()], &mut by_cell[range]);
            if group.width == 1 {
                backwards::<1>(group, turns, cells, by, &mut kept.slopes);
            } else {
                let blocks = cells.chunks_exact_mut(4 * group.cells);
                for (cells, by) in blocks.zip(by.chunks_exact_mut(4 * group.cells)) {
                    backwards::<4>(group, turns, cells, by, &mut kept.slopes);
                }
            }
        }
        for &(turn, angle, factor) in &kept.shared {
            by_angle(angle, factor * kept.slopes[turn]);
        }
    }
}

#[inline(always)]
fn forwards<const B: usize>(group: &Group, [cosines, sines]: [&[f64]; 2], cells: &mut [f64]) {
    let (cells, _) = cells.as_chunks_mut::<B>();
    for turn in &group.turns {
        let (cos, sin) = (cosines[turn.by], sines[turn.by]);
        let (known, filled) = cells.split_at_mut(turn.filled);
        for (&source, filled) in group.sources[turn.sources.clone()].iter().zip(filled) {
            let source = &mut known[source as usize];
            *filled = source.map(|a| a * sin);
            *source = source.map(|a| a * cos);
        }
        for &[i, j] in &group.pairs[turn.pairs.clone()] {
            let (i, j) = (i as usize, j as usize);
            (cells[i], cells[j]) = rotated(cells[i], cells[j], [cos, sin]);
        }
    }
}

/// Turns a pair of numbers; the first turns towards the second.
#[inline(always)]
fn rotated<const B: usize>(a: [f64; B], b: [f64; B], [cos, sin]: [f64; 2]) -> ([f64; B], [f64; B]) {
    let (mut c, mut d) = (a, b);
    for l in 0..B {
        c[l] = a[l].mul_add(cos, -(b[l] * sin));
        d[l] = b[l].mul_add(cos, a[l] * sin);
    }
    (c, d)
}

/// The same turns undone, of the coefficients and of the derivatives by them; with both, each turn gives its slope.
#[inline(always)]
fn backwards<const B: usize>(
    group: &Group,
    [cosines, sines]: [&[f64]; 2],
    cells: &mut [f64],
    by_cell: &mut [f64],
    slopes: &mut [f64],
) {
    let ((cells, _), (by_cell, _)) = (cells.as_chunks_mut::<B>(), by_cell.as_chunks_mut::<B>());
    for turn in group.turns.iter().rev() {
        let (cos, sin) = (cosines[turn.by], sines[turn.by]);
        let mut slope = [0.0; B];
        // Cells that were filled here are not asked for any more.
        let (known, filled) = cells.split_at_mut(turn.filled);
        let (by_known, by_filled) = by_cell.split_at_mut(turn.filled);
        let filled = filled.iter().zip(by_filled);
        for (&source, (b, by_b)) in group.sources[turn.sources.clone()].iter().zip(filled) {
            let source = source as usize;
            let (a, by_a) = (&mut known[source], &mut by_known[source]);
            for l in 0..B {
                slope[l] += by_b[l].mul_add(a[l], -(by_a[l] * b[l]));
                a[l] = a[l].mul_add(cos, b[l] * sin);
                by_a[l] = by_a[l].mul_add(cos, by_b[l] * sin);
            }
        }
        for &[i, j] in &group.pairs[turn.pairs.clone()] {
            let (i, j) = (i as usize, j as usize);
            let (a, b, by_a, by_b) = (cells[i], cells[j], by_cell[i], by_cell[j]);
            for l in 0..B {
                // One addition after the other, and no more: the rest does not wait for them.
                slope[l] += by_b[l].mul_add(a[l], -(by_a[l] * b[l]));
            }
            (cells[i], cells[j]) = rotated(a, b, [cos, -sin]);
            (by_cell[i], by_cell[j]) = rotated(by_a, by_b, [cos, -sin]);
        }
        slopes[turn.by] += slope.iter().sum::<f64>();
    }
}
