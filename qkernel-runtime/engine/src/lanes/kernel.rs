//! A batch, a group of rows at a time.

use std::ops::Range;

use num_complex::{Complex, Complex64};

use super::gates::{self, rx, rx_slope, ry, ry_slope};
use super::measured::{add_flip, flip};
use super::stages::{Apply, Stage, Stages};
use crate::real::{Lane, Real, times};
use crate::statevector::im;
use crate::turns::cos_sin;
use crate::wide::Work;
use crate::{Angles, Op, Precision, Primitive};

/// How many numbers the states of a batch may hold from the forward to the backward pass: 8 MiB.
const KEPT: usize = 1 << 20;

type State<R, const L: usize> = [Complex<Lane<R, L>>];

/// Buffers for groups of `L` rows.
#[derive(Debug, Default)]
pub(super) struct Kept<R: Precision, const L: usize> {
    /// The final state of each group, or of the last one alone.
    kets: Vec<Complex<Lane<R, L>>>,
    /// Cosines and sines for each group, or the last one alone.
    turns: Vec<[Lane<R, L>; 2]>,
    ket: Vec<Complex<Lane<R, L>>>,
    bra: Vec<Complex<Lane<R, L>>>,
    /// For each amplitude its probability, or what it is weighted with.
    numbers: Vec<Lane<R, L>>,
    /// For each product that is not diagonal its value or weight.
    flips: Vec<Lane<R, L>>,
    /// The derivative by each angle that all rows share.
    by_angle: Vec<Lane<R, L>>,
    /// For each amplitude of each table Im(bra* ket).
    products: Vec<Lane<R, L>>,
    /// The same, summed over the rows.
    summed: Vec<Complex64>,
    sums: Vec<f64>,
}

/// The rows of a batch.
pub(super) struct Rows<'a, R: Precision, const L: usize> {
    pub(super) stages: &'a Stages<R>,
    pub(super) angles: Angles<'a, R>,
    pub(super) kept: &'a mut Kept<R, L>,
    /// Where the expectation values go, if they are asked for.
    pub(super) values: Option<&'a mut [R]>,
    /// The weights, and where the derivatives go. Without values the states are those of the last call.
    pub(super) slopes: Option<(&'a [R], &'a mut [R])>,
}

impl<R: Precision, const L: usize> Kept<R, L> {
    /// Makes room for some groups; what is there does not matter.
    fn make_room(&mut self, stages: &Stages<R>, groups: usize, slopes: bool) {
        let size = stages.size();
        grow(&mut self.kets, groups * size);
        grow(&mut self.turns, groups * stages.each.len());
        grow(&mut self.numbers, size);
        grow(&mut self.flips, stages.measured.strings.len());
        if slopes {
            grow(&mut self.ket, size);
            grow(&mut self.bra, size);
            grow(&mut self.by_angle, stages.part.angles.len());
            grow(&mut self.products, stages.table_size());
            grow(&mut self.summed, size);
            grow(&mut self.sums, stages.part.angles.len());
        }
    }
}

fn grow<T: Clone + Default>(buffer: &mut Vec<T>, length: usize) {
    if buffer.len() < length {
        buffer.resize(length, T::default());
    }
}

/// The numbers of a group's rows, filled up with zeros.
#[inline(always)]
fn load<R: Precision, const L: usize>(numbers: &[R]) -> Lane<R, L> {
    let mut lane = [R::default(); L];
    if let Some(all) = numbers.first_chunk() {
        lane = *all;
    } else {
        lane[..numbers.len()].copy_from_slice(numbers);
    }
    Lane(lane)
}

/// Writes the lanes that have a row.
#[inline(always)]
fn store<R: Precision, const L: usize>(lane: Lane<R, L>, numbers: &mut [R]) {
    if let Some(all) = numbers.first_chunk_mut() {
        *all = lane.0;
    } else {
        numbers.copy_from_slice(&lane.0[..numbers.len()]);
    }
}

impl<R: Precision, const L: usize> Work for Rows<'_, R, L> {
    #[inline(always)]
    fn run(self) {
        let Rows {
            stages,
            angles,
            kept,
            mut values,
            mut slopes,
        } = self;
        let (size, each) = (stages.size(), stages.each.len());
        let groups = angles.rows.div_ceil(L);
        // States are kept from one way to the other, if they are not too large together.
        let keep = !(values.is_some() && slopes.is_some())
            && (groups == 1 || groups * L * 2 * size <= KEPT);
        kept.make_room(stages, if keep { groups } else { 1 }, slopes.is_some());
        let first = stages.stages.iter().position(|&s| stages.turned(s));
        if let Some((_, by_angle)) = &mut slopes {
            for column in angles.columns {
                by_angle[column.clone()].fill(R::default());
            }
            kept.by_angle.fill(Lane::default());
            kept.products.fill(Lane::default());
        }
        for (group, start) in (0..angles.rows).step_by(L).enumerate() {
            let rows = start..(start + L).min(angles.rows);
            let group = if keep { group } else { 0 };
            let ket = group * size..(group + 1) * size;
            let turns = group * each..(group + 1) * each;
            if values.is_some() || !keep {
                let ket = &mut kept.kets[ket.clone()];
                forward(
                    stages,
                    angles,
                    rows.clone(),
                    &mut kept.turns[turns.clone()],
                    ket,
                );
            }
            if let Some(values) = &mut values {
                measure(stages, angles.rows, rows.clone(), kept, ket.clone(), values);
            }
            if let (Some((weights, by_angle)), Some(first)) = (&mut slopes, first) {
                // The kept states may be asked for once more.
                if keep {
                    kept.ket[..size].copy_from_slice(&kept.kets[ket]);
                } else {
                    std::mem::swap(&mut kept.ket, &mut kept.kets);
                }
                weigh(stages, angles.rows, rows.clone(), kept, weights);
                for &stage in stages.stages[first..].iter().rev() {
                    back(
                        stages,
                        stage,
                        angles,
                        rows.clone(),
                        kept,
                        turns.start,
                        by_angle,
                    );
                }
                if !keep {
                    std::mem::swap(&mut kept.ket, &mut kept.kets);
                }
            }
        }
        if let Some((_, by_angle)) = &mut slopes {
            finish(stages, angles, kept, by_angle);
        }
    }
}

/// Brings a group from |0..0> to its final state.
#[inline(always)]
fn forward<R: Precision, const L: usize>(
    stages: &Stages<R>,
    angles: Angles<'_, R>,
    rows: Range<usize>,
    turns: &mut [[Lane<R, L>; 2]],
    ket: &mut State<R, L>,
) {
    for (turn, &(primitive, angle)) in turns.iter_mut().zip(&stages.each) {
        let column = &angles.numbers[angles.columns[angle].clone()][rows.clone()];
        *turn = cos_sin(load(column), if primitive.halves() { 0.5 } else { 1.0 });
    }
    ket[0] = Complex::new(Lane::splat(1.0), Lane::default());
    for &Stage { apply, from, to } in &stages.stages {
        let turn = match apply {
            Apply::Each(_, column) => turns[column],
            Apply::Shared(step) => shared(stages, step),
            Apply::Pair(..) | Apply::Diagonal(_) => [Lane::default(); 2],
        };
        match apply {
            Apply::Shared(step) | Apply::Each(step, _) => {
                let primitive = stages.part.steps[step].primitive;
                let fresh = to == 2 * from && primitive.low == from && primitive.controls == 0;
                match primitive.op {
                    Op::Ry if fresh => gates::begin(&mut ket[..to], turn, ry),
                    Op::Rx if fresh => gates::begin(&mut ket[..to], turn, rx),
                    _ => {
                        ket[from..to].fill(Complex::default());
                        primitive.apply(&mut ket[..to], turn);
                    }
                }
            }
            Apply::Pair(first, second) => {
                let bits = [first, second].map(|step| stages.part.steps[step].primitive.low);
                let turns = [shared(stages, first), shared(stages, second)];
                gates::two(&mut ket[..to], bits, turns);
            }
            Apply::Diagonal(table) => {
                for (a, phase) in ket[..to].iter_mut().zip(stages.phases(table)) {
                    let phase = Complex::new(Lane([phase.re; L]), Lane([phase.im; L]));
                    *a = times(*a, phase);
                }
            }
        }
    }
    ket[stages.live()..].fill(Complex::default());
}

/// Cosine and sine of a step that all rows share.
#[inline(always)]
fn shared<R: Precision, const L: usize>(stages: &Stages<R>, step: usize) -> [Lane<R, L>; 2] {
    stages.turns[step].map(|number| Lane([number; L]))
}

/// The expectation values of a group.
#[inline(always)]
fn measure<R: Precision, const L: usize>(
    stages: &Stages<R>,
    all: usize,
    rows: Range<usize>,
    kept: &mut Kept<R, L>,
    ket: Range<usize>,
    values: &mut [R],
) {
    let (measured, ket) = (&stages.measured, &kept.kets[ket]);
    if measured.diagonal > 0 {
        let numbers = &mut kept.numbers[..ket.len()];
        for (p, a) in numbers.iter_mut().zip(ket) {
            *p = a.re * a.re + a.im * a.im;
        }
        stages.signs.values(numbers);
    }
    let (_, flips) = measured.strings.split_at(measured.diagonal);
    for (found, masks) in kept.flips.iter_mut().zip(flips) {
        *found = flip(masks, ket);
    }
    let mut terms = measured.terms.iter().peekable();
    for (observable, &constant) in measured.constants.iter().enumerate() {
        let mut value = Lane::splat(constant);
        while let Some(&(_, string, c)) = terms.next_if(|term| term.0 == observable) {
            let found = match string.checked_sub(measured.diagonal) {
                None => kept.numbers[stages.signs.places()[string]],
                Some(flip) => kept.flips[flip],
            };
            value = value + Lane::splat(c) * found;
        }
        store(value, &mut values[observable * all..][rows.clone()]);
    }
}

/// The observables' image of a group's final state, weighted.
#[inline(always)]
fn weigh<R: Precision, const L: usize>(
    stages: &Stages<R>,
    all: usize,
    rows: Range<usize>,
    kept: &mut Kept<R, L>,
    weights: &[R],
) {
    let (measured, size) = (&stages.measured, stages.size());
    let (ket, bra) = (&kept.ket[..size], &mut kept.bra[..size]);
    let numbers = &mut kept.numbers[..size];
    numbers.fill(Lane::default());
    kept.flips.fill(Lane::default());
    for &(observable, string, c) in &measured.terms {
        // Lanes without a row have no weight, and add nothing to what is summed.
        let weight = load(&weights[observable * all..][rows.clone()]) * Lane::splat(c);
        let sum = match string.checked_sub(measured.diagonal) {
            None => &mut numbers[stages.signs.places()[string]],
            Some(flip) => &mut kept.flips[flip],
        };
        *sum = *sum + weight;
    }
    stages.signs.factors(numbers);
    for ((to, a), &factor) in bra.iter_mut().zip(ket).zip(&*numbers) {
        *to = Complex::new(factor * a.re, factor * a.im);
    }
    for (masks, &weight) in measured.strings[measured.diagonal..]
        .iter()
        .zip(&kept.flips)
    {
        add_flip(masks, weight, ket, bra);
    }
}

/// The derivatives by the angles of a stage, and both states taken back over it.
#[inline(always)]
fn back<R: Precision, const L: usize>(
    stages: &Stages<R>,
    Stage { apply, from, to }: Stage,
    angles: Angles<'_, R>,
    rows: Range<usize>,
    kept: &mut Kept<R, L>,
    turns: usize,
    by_angle: &mut [R],
) {
    let (ket, bra) = (&mut kept.ket[..to], &mut kept.bra[..to]);
    match apply {
        Apply::Shared(step) | Apply::Each(step, _) => {
            let turn = match apply {
                Apply::Each(_, column) => kept.turns[turns + column],
                _ => shared(stages, step),
            };
            let primitive @ Primitive {
                op, controls, low, ..
            } = stages.part.steps[step].primitive;
            let fresh = to == 2 * from && low == from;
            let slope = match op {
                Op::Ry if controls == 0 => gates::back(ket, bra, low, fresh, turn, ry, ry_slope),
                Op::Rx if controls == 0 => gates::back(ket, bra, low, fresh, turn, rx, rx_slope),
                _ => {
                    let slope = primitive.slope(bra, ket);
                    let inverse = [turn[0], -turn[1]];
                    primitive.apply(ket, inverse);
                    primitive.apply(bra, inverse);
                    slope
                }
            };
            let Some(angle) = stages.angle(step) else {
                return;
            };
            if let Apply::Each(..) = apply {
                store(slope, &mut by_angle[angles.columns[angle].clone()][rows]);
            } else {
                let sum = &mut kept.by_angle[angle];
                *sum = *sum + slope;
            }
        }
        Apply::Pair(first, second) => {
            let bits = [first, second].map(|step| stages.part.steps[step].primitive.low);
            let turns = [shared(stages, first), shared(stages, second)];
            let slopes = gates::back_two(ket, bra, bits, turns);
            for (step, slope) in [first, second].into_iter().zip(slopes) {
                if let Some(angle) = stages.angle(step) {
                    let sum = &mut kept.by_angle[angle];
                    *sum = *sum + slope;
                }
            }
        }
        Apply::Diagonal(table) => {
            let products = &mut kept.products[table * stages.size()..][..to];
            let amplitudes = ket.iter_mut().zip(bra).zip(stages.phases(table));
            for (((k, b), phase), sum) in amplitudes.zip(products) {
                let phase = Complex::new(Lane([phase.re; L]), Lane([-phase.im; L]));
                *sum = *sum + im(*b, *k);
                (*k, *b) = (times(*k, phase), times(*b, phase));
            }
        }
    }
}

/// Sums the derivatives by shared angles over the lanes.
#[inline(always)]
fn finish<R: Precision, const L: usize>(
    stages: &Stages<R>,
    angles: Angles<'_, R>,
    kept: &mut Kept<R, L>,
    by_angle: &mut [R],
) {
    let size = stages.size();
    let sums = &mut kept.sums[..angles.columns.len()];
    for (sum, lanes) in sums.iter_mut().zip(&kept.by_angle) {
        *sum = lanes.sum();
    }
    for &stage in &stages.stages {
        if let (Apply::Diagonal(table), true) = (stage.apply, stages.turned(stage)) {
            let products = &kept.products[table * size..][..size];
            for (sum, lanes) in kept.summed.iter_mut().zip(products) {
                *sum = Complex64::new(0.0, lanes.sum());
            }
            stages.pull(table, &kept.summed, sums);
        }
    }
    for ((sum, &each), column) in sums.iter().zip(angles.each).zip(angles.columns) {
        if !each {
            by_angle[column.start] = R::narrow(*sum);
        }
    }
}
