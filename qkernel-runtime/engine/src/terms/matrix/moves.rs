//! What a matrix is turned by, forwards and backwards.

use super::{COLUMNS, Row};
use crate::Precision;
use crate::real::Lane;
use crate::statevector::runs;
use crate::terms::rotations::Pauli;

/// What the numbers of a matrix are turned by, all at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Move {
    /// Each row by a phase: half of the angles from this number on.
    Phases(usize),
    /// Pairs of rows.
    Turn {
        /// The number of half of the angle.
        by: usize,
        on: Pauli,
        /// Whether a row turns into the real part of the other with its own real part.
        real: bool,
        /// Whether the second of two rows turns towards the first where an even number of the bits of z is 1, not where it is odd.
        negative: bool,
    },
}

/// Two lots of numbers of which the first turns towards the second.
type Pair<'a, R> = (&'a mut Lane<R, COLUMNS>, &'a mut Lane<R, COLUMNS>);

/// What a turn pairs in two rows, of which the first has the lower number.
#[inline(always)]
fn pairs<'a, R>(
    a: &'a mut Row<R>,
    b: &'a mut Row<R>,
    real: bool,
    negative: bool,
) -> [Pair<'a, R>; 2] {
    let ([a_re, a_im], [b_re, b_im]) = (a, b);
    match (real, negative) {
        (true, false) => [(a_re, b_re), (a_im, b_im)],
        (true, true) => [(b_re, a_re), (b_im, a_im)],
        (false, false) => [(a_re, b_im), (b_re, a_im)],
        (false, true) => [(b_im, a_re), (a_im, b_re)],
    }
}

/// Two rows, of which the first has the lower number.
#[inline(always)]
fn two<A>(rows: &mut [A], low: usize, high: usize) -> (&mut A, &mut A) {
    let (lower, upper) = rows.split_at_mut(high);
    (&mut lower[low], &mut upper[0])
}

#[inline(always)]
pub(super) fn forwards<R: Precision, const V: usize>(
    step: Move,
    turns: &[[R; 2]],
    ket: &mut [Row<R>],
) {
    match step {
        Move::Phases(first) => {
            for ([re, im], &turn) in ket.iter_mut().zip(&turns[first..]) {
                rotate::<R, V>((re, im), turn);
            }
        }
        Move::Turn {
            by,
            on,
            real,
            negative,
        } => {
            for (start, length) in runs(ket.len(), 1 << on.x.ilog2()) {
                for k in start..start + length {
                    let negative = negative != on.is_odd(k);
                    let (a, b) = two(ket, k, k ^ on.x);
                    let [first, second] = pairs(a, b, real, negative);
                    rotate::<R, V>(first, turns[by]);
                    rotate::<R, V>(second, turns[by]);
                }
            }
        }
    }
}

/// The sum of all lanes, half by half.
#[inline(always)]
pub(super) fn total<R: Precision, const V: usize>(mut lanes: [R; V]) -> f64 {
    let mut half = V / 2;
    while half > 0 {
        for l in 0..half {
            lanes[l] = lanes[l] + lanes[half + l];
        }
        half /= 2;
    }
    lanes[0].wide()
}

/// A move undone, of the matrix and of the derivatives by its numbers; with both, it gives its slopes.
#[inline(always)]
pub(super) fn backwards<R: Precision, const V: usize>(
    step: Move,
    turns: &[[R; 2]],
    ket: &mut [Row<R>],
    bra: &mut [Row<R>],
    slopes: &mut [[R; V]],
) {
    match step {
        Move::Phases(first) => {
            let rows = ket.iter_mut().zip(bra);
            let numbers = turns[first..].iter().zip(&mut slopes[first..]);
            for (([re, im], [by_re, by_im]), (&turn, slope)) in rows.zip(numbers) {
                undo::<R, V>((re, im), (by_re, by_im), turn, slope);
            }
        }
        Move::Turn {
            by,
            on,
            real,
            negative,
        } => {
            let mut sum = slopes[by];
            for (start, length) in runs(ket.len(), 1 << on.x.ilog2()) {
                for k in start..start + length {
                    let negative = negative != on.is_odd(k);
                    let (a, b) = two(ket, k, k ^ on.x);
                    let (by_a, by_b) = two(bra, k, k ^ on.x);
                    let [first, second] = pairs(a, b, real, negative);
                    let [by_first, by_second] = pairs(by_a, by_b, real, negative);
                    undo::<R, V>(first, by_first, turns[by], &mut sum);
                    undo::<R, V>(second, by_second, turns[by], &mut sum);
                }
            }
            slopes[by] = sum;
        }
    }
}

#[inline(always)]
fn rotate<R: Precision, const V: usize>((a, b): Pair<'_, R>, [cos, sin]: [R; 2]) {
    let (a, b) = (a.0.as_chunks_mut::<V>().0, b.0.as_chunks_mut::<V>().0);
    for (a, b) in a.iter_mut().zip(b) {
        (*a, *b) = rotated(*a, *b, cos, sin);
    }
}

#[inline(always)]
fn rotated<R: Precision, const V: usize>(a: [R; V], b: [R; V], cos: R, sin: R) -> ([R; V], [R; V]) {
    let (mut c, mut d) = (a, b);
    for l in 0..V {
        c[l] = a[l].fused(cos, -(b[l] * sin));
        d[l] = b[l].fused(cos, a[l] * sin);
    }
    (c, d)
}

/// A rotation undone, of numbers and of the derivatives by them; adds its slope.
#[inline(always)]
fn undo<R: Precision, const V: usize>(
    (a, b): Pair<'_, R>,
    (by_a, by_b): Pair<'_, R>,
    [cos, sin]: [R; 2],
    slope: &mut [R; V],
) {
    let (a, b) = (a.0.as_chunks_mut::<V>().0, b.0.as_chunks_mut::<V>().0);
    let by_a = by_a.0.as_chunks_mut::<V>().0.iter_mut();
    let by = by_a.zip(by_b.0.as_chunks_mut::<V>().0);
    let mut sum = *slope;
    for ((a, b), (by_a, by_b)) in a.iter_mut().zip(b).zip(by) {
        for l in 0..V {
            // One addition after the other, and no more: the rest does not wait for them.
            sum[l] = sum[l] + by_b[l].fused(a[l], -(by_a[l] * b[l]));
        }
        (*a, *b) = rotated(*a, *b, cos, -sin);
        (*by_a, *by_b) = rotated(*by_a, *by_b, cos, -sin);
    }
    *slope = sum;
}
