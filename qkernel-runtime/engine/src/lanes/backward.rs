//! From a final state back to derivatives, in lanes.

use std::ops::Range;

use num_complex::{Complex, Complex64};

use super::forward::shared;
use super::gates::{self, rx, rx_slope, ry, ry_slope};
use super::kept::{Kept, load, store};
use super::observed::add_flip;
use super::stages::{Apply, Stage, Stages};
use crate::real::{Lane, Real, times};
use crate::statevector::im;
use crate::{Angles, Precision, Primitive, PrimitiveKind};

/// The observables' image of a group's final state, weighted.
#[inline(always)]
pub(super) fn weigh<R: Precision, const L: usize>(
    stages: &Stages<R>,
    all: usize,
    rows: Range<usize>,
    kept: &mut Kept<R, L>,
    weights: &[R],
) {
    let (observables, size) = (&stages.observables, stages.size());
    let (ket, bra) = (&kept.ket[..size], &mut kept.bra[..size]);
    let numbers = &mut kept.numbers[..size];
    numbers.fill(Lane::default());
    kept.flips.fill(Lane::default());
    for &(observable, string, c) in &observables.terms {
        // Lanes without a row have no weight, and add nothing to what is summed.
        let weight = load(&weights[observable * all..][rows.clone()]) * Lane::splat(c);
        let sum = match string.checked_sub(observables.diagonal) {
            None => &mut numbers[stages.signs.places()[string]],
            Some(flip) => &mut kept.flips[flip],
        };
        *sum = *sum + weight;
    }
    stages.signs.factors(numbers);
    for ((to, a), &factor) in bra.iter_mut().zip(ket).zip(&*numbers) {
        *to = Complex::new(factor * a.re, factor * a.im);
    }
    for (masks, &weight) in observables.strings[observables.diagonal..]
        .iter()
        .zip(&kept.flips)
    {
        add_flip(masks, weight, ket, bra);
    }
}

/// The derivatives by the angles of a stage, and both states taken back over it.
#[inline(always)]
pub(super) fn back<R: Precision, const L: usize>(
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
                kind,
                controls,
                low,
                ..
            } = stages.part.steps.primitive(step);
            let fresh = to == 2 * from && low == from;
            let slope = match kind {
                PrimitiveKind::Ry if controls == 0 => {
                    gates::back(ket, bra, low, fresh, turn, ry, ry_slope)
                }
                PrimitiveKind::Rx if controls == 0 => {
                    gates::back(ket, bra, low, fresh, turn, rx, rx_slope)
                }
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
            let bits = [first, second].map(|step| stages.part.steps.primitive(step).low);
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
pub(super) fn finish<R: Precision, const L: usize>(
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
