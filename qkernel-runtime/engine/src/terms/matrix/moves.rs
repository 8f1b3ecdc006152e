//! What a matrix is turned by, forwards and backwards.

use super::row::{COLUMNS, Row};
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
        rows: Paired,
    },
}

impl Move {
    /// The number of half of the angle of a turn.
    pub(super) fn by_turn(self) -> Option<usize> {
        match self {
            Move::Turn { by, .. } => Some(by),
            Move::Phases(_) => None,
        }
    }
}

/// What moves do with numbers, in the order in which they are taken, from the cosines and sines of half of their angles. Gives `each` every
/// number's scale so far.
///
/// A turn takes a and b to a - t b and b + t a by the tangent t, or to k a - b and k b + a by its inverse k, whichever is at most 1: half of the
/// products that cosine and sine need. All numbers are too large by the same factor then, which the next phases take away.
#[inline(always)]
pub(super) fn scales<'a, R: Precision>(
    moves: impl Iterator<Item = &'a Move>,
    size: usize,
    [cosines, sines]: [&[f64]; 2],
    turns: &mut [[R; 2]],
    mut each: impl FnMut(usize, f64),
) {
    let mut scale = 1.0;
    for step in moves {
        match *step {
            Move::Turn { by, .. } => {
                each(by, scale);
                let (cos, sin) = (cosines[by], sines[by]);
                let (turn, factor) = if cos.abs() >= sin.abs() {
                    ([1.0, sin / cos], cos)
                } else {
                    ([cos / sin, 1.0], sin)
                };
                turns[by] = [R::narrow(turn[0]), R::narrow(turn[1])];
                scale *= factor;
            }
            Move::Phases(first) => {
                for place in first..first + size {
                    each(place, scale);
                    let (cos, sin) = (scale * cosines[place], scale * sines[place]);
                    turns[place] = [R::narrow(cos), R::narrow(sin)];
                }
                scale = 1.0;
            }
        }
    }
}

/// Two lots of numbers of which the first turns towards the second.
type Pair<'a, R> = (&'a mut Lane<R, COLUMNS>, &'a mut Lane<R, COLUMNS>);

/// What becomes of two numbers of which the first turns towards the second.
trait Form {
    fn one<R: Precision>(a: R, b: R, turn: [R; 2]) -> (R, R);

    #[inline(always)]
    fn turned<R: Precision, const V: usize>(
        a: [R; V],
        b: [R; V],
        turn: [R; 2],
    ) -> ([R; V], [R; V]) {
        let (mut c, mut d) = (a, b);
        for l in 0..V {
            (c[l], d[l]) = Self::one(a[l], b[l], turn);
        }
        (c, d)
    }
}

/// By a cosine and sine, with any scale.
struct Rotation;

/// By 1 and a tangent.
struct ByTangent;

/// By the inverse of a tangent and 1.
struct ByInverse;

impl Form for Rotation {
    #[inline(always)]
    fn one<R: Precision>(a: R, b: R, [cos, sin]: [R; 2]) -> (R, R) {
        (a.fused(cos, -(b * sin)), b.fused(cos, a * sin))
    }
}

impl Form for ByTangent {
    #[inline(always)]
    fn one<R: Precision>(a: R, b: R, [_, tan]: [R; 2]) -> (R, R) {
        (b.fused(-tan, a), a.fused(tan, b))
    }
}

impl Form for ByInverse {
    #[inline(always)]
    fn one<R: Precision>(a: R, b: R, [inverse, _]: [R; 2]) -> (R, R) {
        (a.fused(inverse, -b), b.fused(inverse, a))
    }
}

/// The rows that a turn pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paired {
    pub(super) on: Pauli,
    /// Whether a row turns into the real part of the other with its own real part.
    pub(super) real: bool,
    /// Whether the second of two rows turns towards the first where an even number of the bits of z is 1, not where it is odd.
    pub(super) negative: bool,
}

impl Paired {
    /// Gives the lower rows of all pairs in runs.
    #[inline(always)]
    fn runs(self, rows: usize) -> impl Iterator<Item = (usize, usize)> {
        runs(rows, 1 << self.on.x.ilog2())
    }

    /// What is turned in a row and its partner.
    #[inline(always)]
    fn pairs<R>(self, rows: &mut [Row<R>], low: usize) -> [Pair<'_, R>; 2] {
        let (lower, upper) = rows.split_at_mut(low ^ self.on.x);
        let ([a_re, a_im], [b_re, b_im]) = (&mut lower[low], &mut upper[0]);
        match (self.real, self.negative != self.on.is_odd(low)) {
            (true, false) => [(a_re, b_re), (a_im, b_im)],
            (true, true) => [(b_re, a_re), (b_im, a_im)],
            (false, false) => [(a_re, b_im), (b_re, a_im)],
            (false, true) => [(b_im, a_re), (a_im, b_re)],
        }
    }

    /// Whether it is about the Y of a qubit, whose pairs have all the same form.
    #[inline(always)]
    fn is_plain(self) -> bool {
        self.on.x == self.on.z && self.on.x.is_power_of_two()
    }

    #[inline(always)]
    fn turn<F: Form, R: Precision, const V: usize>(self, ket: &mut [Row<R>], turn: [R; 2]) {
        for (start, length) in self.runs(ket.len()) {
            if self.is_plain() {
                let (lower, upper) = ket[start..].split_at_mut(length);
                for ([a_re, a_im], [b_re, b_im]) in lower.iter_mut().zip(upper) {
                    rotate::<F, R, V>((a_re, b_re), turn);
                    rotate::<F, R, V>((a_im, b_im), turn);
                }
                continue;
            }
            for low in start..start + length {
                for pair in self.pairs(ket, low) {
                    rotate::<F, R, V>(pair, turn);
                }
            }
        }
    }

    #[inline(always)]
    fn undo<F: Form, R: Precision, const V: usize>(
        self,
        ket: &mut [Row<R>],
        bra: &mut [Row<R>],
        turn: [R; 2],
        slope: &mut [R; V],
    ) {
        let mut sum = *slope;
        for (start, length) in self.runs(ket.len()) {
            if self.is_plain() {
                let (lower, upper) = ket[start..].split_at_mut(length);
                let (by_lower, by_upper) = bra[start..].split_at_mut(length);
                let by = by_lower.iter_mut().zip(by_upper);
                for (([a_re, a_im], [b_re, b_im]), ([c_re, c_im], [d_re, d_im])) in
                    lower.iter_mut().zip(upper).zip(by)
                {
                    undo::<F, R, V>((a_re, b_re), (c_re, d_re), turn, &mut sum);
                    undo::<F, R, V>((a_im, b_im), (c_im, d_im), turn, &mut sum);
                }
                continue;
            }
            for low in start..start + length {
                let pairs = self.pairs(ket, low).into_iter();
                for (pair, by) in pairs.zip(self.pairs(bra, low)) {
                    undo::<F, R, V>(pair, by, turn, &mut sum);
                }
            }
        }
        *slope = sum;
    }
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
                rotate::<Rotation, R, V>((re, im), turn);
            }
        }
        Move::Turn { by, rows } => {
            if turns[by][0] == R::narrow(1.0) {
                rows.turn::<ByTangent, R, V>(ket, turns[by]);
            } else {
                rows.turn::<ByInverse, R, V>(ket, turns[by]);
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
                undo::<Rotation, R, V>((re, im), (by_re, by_im), turn, slope);
            }
        }
        Move::Turn { by, rows } => {
            if turns[by][0] == R::narrow(1.0) {
                rows.undo::<ByTangent, R, V>(ket, bra, turns[by], &mut slopes[by]);
            } else {
                rows.undo::<ByInverse, R, V>(ket, bra, turns[by], &mut slopes[by]);
            }
        }
    }
}

#[inline(always)]
fn rotate<F: Form, R: Precision, const V: usize>((a, b): Pair<'_, R>, turn: [R; 2]) {
    let (a, b) = (a.0.as_chunks_mut::<V>().0, b.0.as_chunks_mut::<V>().0);
    for (a, b) in a.iter_mut().zip(b) {
        (*a, *b) = F::turned(*a, *b, turn);
    }
}

/// A turn undone, of numbers and of the derivatives by them; adds its slope.
#[inline(always)]
fn undo<F: Form, R: Precision, const V: usize>(
    (a, b): Pair<'_, R>,
    (by_a, by_b): Pair<'_, R>,
    turn: [R; 2],
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
        // The second turns towards the first.
        (*b, *a) = F::turned(*b, *a, turn);
        (*by_b, *by_a) = F::turned(*by_b, *by_a, turn);
    }
    *slope = sum;
}
