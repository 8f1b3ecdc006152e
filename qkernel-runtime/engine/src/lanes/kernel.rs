//! A batch, a group of rows at a time.

use std::ops::Range;

use num_complex::{Complex, Complex64};

use super::measured::{value, weigh};
use super::stages::{Stage, Stages};
use crate::real::{Lane, Real, times};
use crate::statevector::im;
use crate::wide::Work;
use crate::{Angles, Turn};

/// How many numbers the states of a batch may hold from the forward to the backward pass: 8 MiB.
const KEPT: usize = 1 << 20;

type State<const L: usize> = [Complex<Lane<L>>];

/// Buffers for groups of `L` rows.
#[derive(Debug, Default)]
pub(super) struct Lanes<const L: usize> {
    /// The final state of each group, or of the last one alone.
    kets: Vec<Complex<Lane<L>>>,
    /// Cosines and sines for each group, or the last one alone.
    turns: Vec<[Lane<L>; 2]>,
    ket: Vec<Complex<Lane<L>>>,
    bra: Vec<Complex<Lane<L>>>,
    /// For each string its weight or value.
    strings: Vec<Lane<L>>,
    /// For each amplitude its probability.
    probabilities: Vec<Lane<L>>,
    /// The derivative by each angle that all rows share.
    by_angle: Vec<Lane<L>>,
    /// For each amplitude of each table Im(bra* ket).
    products: Vec<Lane<L>>,
    summed: Vec<Complex64>,
}

/// Some rows of a batch of expectation values.
pub(super) struct Forward<'a, const L: usize> {
    pub(super) stages: &'a Stages,
    pub(super) angles: Angles<'a>,
    pub(super) range: Range<usize>,
    pub(super) kept: &'a mut Lanes<L>,
    pub(super) values: &'a mut [f64],
}

/// Some rows of a batch of derivatives.
pub(super) struct Backward<'a, const L: usize> {
    pub(super) stages: &'a Stages,
    pub(super) angles: Angles<'a>,
    pub(super) range: Range<usize>,
    pub(super) kept: &'a mut Lanes<L>,
    pub(super) weights: &'a [f64],
    pub(super) by_angle: &'a mut [f64],
}

/// How many groups keep their states: at least one, which there is room for before it has rows.
fn kept_groups<const L: usize>(stages: &Stages, rows: usize) -> usize {
    let groups = rows.div_ceil(L).max(1);
    if groups * L * 2 * stages.size() <= KEPT {
        groups
    } else {
        1
    }
}

/// Makes the buffer at least that long; what it holds does not matter.
fn grow<T: Clone>(buffer: &mut Vec<T>, length: usize, filler: T) {
    if buffer.len() < length {
        buffer.resize(length, filler);
    }
}

/// The numbers of a group's rows, filled up with `rest`.
#[inline(always)]
fn load<const L: usize>(numbers: &[f64], rest: f64) -> Lane<L> {
    let mut lane = [rest; L];
    if let Some(all) = numbers.first_chunk() {
        lane = *all;
    } else {
        lane[..numbers.len()].copy_from_slice(numbers);
    }
    Lane(lane)
}

/// Brings a group from |0..0> to its final state.
#[inline(always)]
fn run<const L: usize>(
    stages: &Stages,
    angles: Angles<'_>,
    rows: Range<usize>,
    turns: &mut [[Lane<L>; 2]],
    ket: &mut State<L>,
) {
    for (turn, &(primitive, angle)) in turns.iter_mut().zip(&stages.each) {
        let column = &angles.numbers[angles.columns[angle].clone()][rows.clone()];
        let angle: Lane<L> = load(column, 0.0);
        let (mut cos, mut sin) = ([0.0; L], [0.0; L]);
        for lane in 0..L {
            [cos[lane], sin[lane]] = primitive.turn(angle.0[lane]);
        }
        *turn = [Lane(cos), Lane(sin)];
    }
    ket.fill(Complex::new(Lane::splat(0.0), Lane::splat(0.0)));
    ket[0].re = Lane::splat(1.0);
    for &stage in &stages.stages {
        apply(stages, stage, turns, ket, 1.0);
    }
}

/// Applies a stage, or with -1 for `sign` its inverse.
#[inline(always)]
fn apply<const L: usize>(
    stages: &Stages,
    stage: Stage,
    turns: &[[Lane<L>; 2]],
    state: &mut State<L>,
    sign: f64,
) {
    match stage {
        Stage::Shared(step) => {
            let [cos, sin] = stages.turns[step];
            let turn = [Lane::splat(cos), Lane::splat(sign * sin)];
            stages.part.steps[step].primitive.apply(state, turn);
        }
        Stage::Each(step, column) => {
            let [cos, sin] = turns[column];
            let turn = [cos, Lane::splat(sign) * sin];
            stages.part.steps[step].primitive.apply(state, turn);
        }
        Stage::Diagonal(table) => {
            for (a, phase) in state.iter_mut().zip(stages.phases(table)) {
                let phase = Complex::new(Lane::splat(phase.re), Lane::splat(sign * phase.im));
                *a = times(*a, phase);
            }
        }
    }
}

impl<const L: usize> Work for Forward<'_, L> {
    #[inline(always)]
    fn run(self) {
        let Forward {
            stages,
            angles,
            range,
            kept,
            values,
        } = self;
        let (size, each) = (stages.size(), stages.each.len());
        let groups = kept_groups::<L>(stages, range.len());
        let zero = Lane::splat(0.0);
        // Also without rows, so that a later batch with some allocates nothing.
        grow(&mut kept.kets, groups * size, Complex::new(zero, zero));
        grow(&mut kept.turns, groups * each, [zero; 2]);
        kept.strings.resize(stages.measured.strings.len(), zero);
        kept.probabilities.resize(size, zero);
        for (group, start) in range.clone().step_by(L).enumerate() {
            let rows = start..(start + L).min(range.end);
            let group = if groups > 1 { group } else { 0 };
            let ket = &mut kept.kets[group * size..][..size];
            let turns = &mut kept.turns[group * each..][..each];
            run(stages, angles, rows.clone(), turns, ket);
            for (p, a) in kept.probabilities.iter_mut().zip(&*ket) {
                *p = a.re * a.re + a.im * a.im;
            }
            for (found, masks) in kept.strings.iter_mut().zip(&stages.measured.strings) {
                *found = value(masks, ket, &kept.probabilities);
            }
            let columns = values.chunks_exact_mut(angles.rows);
            for (column, &constant) in columns.zip(&stages.measured.constants) {
                column[rows.clone()].fill(constant);
            }
            for &(observable, string, c) in &stages.measured.terms {
                let column = &mut values[observable * angles.rows..][rows.clone()];
                for (value, found) in column.iter_mut().zip(kept.strings[string].0) {
                    *value += c * found;
                }
            }
        }
    }
}

impl<const L: usize> Work for Backward<'_, L> {
    #[inline(always)]
    fn run(self) {
        let Backward {
            stages,
            angles,
            range,
            kept,
            weights,
            by_angle,
        } = self;
        let Some(first) = stages.stages.iter().position(|&s| stages.turned(s)) else {
            return;
        };
        let (size, each) = (stages.size(), stages.each.len());
        let groups = kept_groups::<L>(stages, range.len());
        let zero = Lane::splat(0.0);
        // Room also without rows, as on the way forward.
        kept.bra.resize(size, Complex::new(zero, zero));
        kept.ket.resize(size, Complex::new(zero, zero));
        kept.by_angle.clear();
        kept.by_angle.reserve(angles.columns.len());
        kept.products.clear();
        kept.products.reserve(stages.table_size());
        kept.summed.clear();
        kept.summed.reserve(size);
        if range.is_empty() {
            return;
        }
        kept.by_angle.resize(angles.columns.len(), zero);
        kept.products.resize(stages.table_size(), zero);
        for (group, start) in range.clone().step_by(L).enumerate() {
            let rows = start..(start + L).min(range.end);
            let group = if groups > 1 { group } else { 0 };
            let turns = &mut kept.turns[group * each..][..each];
            let (ket, bra) = (&mut *kept.ket, &mut *kept.bra);
            if groups == 1 && range.len() > L {
                run(stages, angles, rows.clone(), turns, ket);
            } else {
                ket.copy_from_slice(&kept.kets[group * size..][..size]);
            }
            kept.strings.fill(zero);
            for &(observable, string, c) in &stages.measured.terms {
                let column = &weights[observable * angles.rows..][rows.clone()];
                // Lanes without a row have no weight, and add nothing to what is summed.
                let weight = load(column, 0.0) * Lane::splat(c);
                kept.strings[string] = kept.strings[string] + weight;
            }
            weigh(&stages.measured, &kept.strings, ket, bra);
            for (number, &stage) in stages.stages.iter().enumerate().skip(first).rev() {
                match stage {
                    Stage::Diagonal(table) if stages.turned(stage) => {
                        let products = &mut kept.products[table * size..][..size];
                        for ((sum, &b), &k) in products.iter_mut().zip(&*bra).zip(&*ket) {
                            *sum = *sum + im(b, k);
                        }
                    }
                    Stage::Shared(step) => {
                        let step = stages.part.steps[step];
                        if let Turn::Angle(angle) = step.turn {
                            let sum = &mut kept.by_angle[angle];
                            *sum = *sum + step.primitive.slope(bra, ket);
                        }
                    }
                    Stage::Each(_, column) => {
                        let (primitive, angle) = stages.each[column];
                        let slope = primitive.slope(bra, ket);
                        let column = &mut by_angle[angles.columns[angle].clone()];
                        let column = &mut column[rows.clone()];
                        column.copy_from_slice(&slope.0[..column.len()]);
                    }
                    Stage::Diagonal(_) => {}
                }
                if number > first {
                    apply(stages, stage, turns, ket, -1.0);
                    apply(stages, stage, turns, bra, -1.0);
                }
            }
        }
        for &stage in &stages.stages[first..] {
            match stage {
                Stage::Diagonal(table) => {
                    kept.summed.clear();
                    let products = &kept.products[table * size..][..size];
                    let sums = products.iter().map(|lane| Complex64::new(0.0, lane.sum()));
                    kept.summed.extend(sums);
                    stages.pull(table, &kept.summed, angles, by_angle);
                }
                Stage::Shared(step) => {
                    if let Turn::Angle(angle) = stages.part.steps[step].turn {
                        by_angle[angles.columns[angle].start] += kept.by_angle[angle].sum();
                    }
                }
                Stage::Each(..) => {}
            }
        }
    }
}
