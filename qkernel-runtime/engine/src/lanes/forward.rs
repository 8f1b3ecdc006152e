//! From |0..0> to expectation values, in lanes.

use std::ops::Range;

use num_complex::Complex;

use super::gates::{self, rx, ry};
use super::kept::{State, load};
use super::observed::flip;
use super::stages::{Apply, Stage, Stages};
use crate::real::{Lane, Real, times};
use crate::{Angles, Precision, PrimitiveKind};

/// Brings a group of rows from |0..0> to its final state.
#[inline(always)]
pub(super) fn forward<R: Precision, const L: usize>(
    stages: &Stages<R>,
    angles: Angles<'_, R>,
    rows: Range<usize>,
    turns: &mut [[Lane<R, L>; 2]],
    ket: &mut State<R, L>,
) {
    for (turn, &(primitive, angle)) in turns.iter_mut().zip(&stages.each) {
        let column = &angles.numbers[angles.columns[angle].clone()][rows.clone()];
        let factor = if primitive.halves() { 0.5 } else { 1.0 };
        let Lane(angles) = load(column) * Lane::splat(factor);
        let [sin, cos] = R::sines(&angles);
        *turn = [Lane(cos), Lane(sin)];
    }
    ket[0] = Complex::new(Lane::splat(1.0), Lane::default());
    advance(stages, &stages.stages, turns, ket);
    ket[stages.live()..].fill(Complex::default());
}

/// Applies some stages. Amplitudes of qubits that are |0> still are not written.
#[inline(always)]
pub(super) fn advance<R: Precision, const L: usize>(
    stages: &Stages<R>,
    some: &[Stage],
    turns: &[[Lane<R, L>; 2]],
    ket: &mut State<R, L>,
) {
    for &Stage { apply, from, to } in some {
        let turn = match apply {
            Apply::Each(_, column) => turns[column],
            Apply::Shared(step) => shared(stages, step),
            Apply::Pair(..) | Apply::Diagonal(_) => [Lane::default(); 2],
        };
        match apply {
            Apply::Shared(step) | Apply::Each(step, _) => {
                let primitive = stages.part.steps.primitive(step);
                let fresh = to == 2 * from && primitive.low == from && primitive.controls == 0;
                match primitive.kind {
                    PrimitiveKind::Ry if fresh => gates::begin(&mut ket[..to], turn, ry),
                    PrimitiveKind::Rx if fresh => gates::begin(&mut ket[..to], turn, rx),
                    _ => {
                        ket[from..to].fill(Complex::default());
                        primitive.apply(&mut ket[..to], turn);
                    }
                }
            }
            Apply::Pair(first, second) => {
                let bits = [first, second].map(|step| stages.part.steps.primitive(step).low);
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
}

/// Cosine and sine of a step that all rows share.
#[inline(always)]
pub(super) fn shared<R: Precision, const L: usize>(
    stages: &Stages<R>,
    step: usize,
) -> [Lane<R, L>; 2] {
    stages.turns[step].map(|number| Lane([number; L]))
}

/// The expectation values of a final state. `numbers` and `flips` are room for a number for each amplitude and product.
#[inline(always)]
pub(super) fn measure<R: Precision, const L: usize>(
    stages: &Stages<R>,
    ket: &State<R, L>,
    numbers: &mut [Lane<R, L>],
    flips: &mut [Lane<R, L>],
    mut write: impl FnMut(usize, Lane<R, L>),
) {
    let observables = &stages.observables;
    if observables.diagonal > 0 {
        let numbers = &mut numbers[..ket.len()];
        for (p, a) in numbers.iter_mut().zip(ket) {
            *p = a.re * a.re + a.im * a.im;
        }
        stages.signs.values(numbers);
    }
    let (_, products) = observables.strings.split_at(observables.diagonal);
    for (found, masks) in flips.iter_mut().zip(products) {
        *found = flip(masks, ket);
    }
    let mut terms = observables.terms.iter().peekable();
    for (observable, &constant) in observables.constants.iter().enumerate() {
        let mut value = Lane::splat(constant);
        while let Some(&(_, string, c)) = terms.next_if(|term| term.0 == observable) {
            let found = match string.checked_sub(observables.diagonal) {
                None => numbers[stages.signs.places()[string]],
                Some(flip) => flips[flip],
            };
            value = value + Lane::splat(c) * found;
        }
        write(observable, value);
    }
}
