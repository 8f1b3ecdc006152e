//! From a matrix to the coefficients of products, and back.

use super::row::{COLUMNS, Row};
use crate::real::Lane;
use crate::statevector::runs;
use crate::terms::rotations::Pauli;
use crate::{PauliTerm, Precision};

/// What is added and subtracted at once.
pub(super) trait Summed {
    fn sum_and_difference(&mut self, other: &mut Self);
}

impl Summed for f64 {
    #[inline(always)]
    fn sum_and_difference(&mut self, other: &mut f64) {
        (*self, *other) = (*self + *other, *self - *other);
    }
}

impl<R: Precision> Summed for Lane<R, COLUMNS> {
    #[inline(always)]
    fn sum_and_difference(&mut self, other: &mut Self) {
        for (a, b) in self.0.iter_mut().zip(&mut other.0) {
            (*a, *b) = (*a + *b, *a - *b);
        }
    }
}

/// Σ ± number over all places, for each set of bits of the place whose parity is the sign: in place, half by half.
#[inline(always)]
pub(super) fn signed_sums<A: Summed>(numbers: &mut [A]) {
    let mut half = 1;
    while half < numbers.len() {
        for (start, length) in runs(numbers.len(), half) {
            let (low, high) = numbers[start..start + 2 * length].split_at_mut(length);
            for (a, b) in low.iter_mut().zip(high) {
                a.sum_and_difference(b);
            }
        }
        half *= 2;
    }
}

/// Puts the number in row i and column j to column i ⊕ j, or back: the product that takes j to i has its number in this column.
#[inline(always)]
pub(super) fn across<R: Precision>(size: usize, numbers: &mut [Lane<R, COLUMNS>]) {
    for i in 1..size {
        // Which block goes where, and which column of it.
        let (blocks, columns) = (i / COLUMNS, i % COLUMNS);
        for block in 0..size.div_ceil(COLUMNS) {
            let place = block * size + i;
            let other = (block ^ blocks) * size + i;
            if other < place {
                continue;
            }
            let (Lane(from), Lane(to)) = (numbers[place], numbers[other]);
            for column in 0..COLUMNS {
                numbers[other].0[column] = from[(column ^ columns) % COLUMNS];
                numbers[place].0[column] = to[(column ^ columns) % COLUMNS];
            }
        }
    }
}

/// An observable times a matrix.
#[inline(always)]
pub(super) fn image<R: Precision, const V: usize>(
    observable: &[PauliTerm],
    size: usize,
    ket: &[Row<R>],
    image: &mut [Row<R>],
) {
    image.fill(Default::default());
    for term in observable {
        let on = Pauli {
            x: term.x,
            z: term.z,
        };
        // i to the number of Ys.
        let power = on.ys();
        for (ket, image) in ket.chunks_exact(size).zip(image.chunks_exact_mut(size)) {
            for (k, from) in ket.iter().enumerate() {
                let to = &mut image[k ^ on.x];
                let negative = (power & 2 != 0) != on.is_odd(k);
                let factor = R::narrow(if negative {
                    -term.coefficient
                } else {
                    term.coefficient
                });
                if power.is_multiple_of(2) {
                    scaled::<R, V>(&mut to[0], &from[0], factor);
                    scaled::<R, V>(&mut to[1], &from[1], factor);
                } else {
                    scaled::<R, V>(&mut to[0], &from[1], -factor);
                    scaled::<R, V>(&mut to[1], &from[0], factor);
                }
            }
        }
    }
}

/// The real or imaginary part of ket† image.
#[inline(always)]
pub(super) fn inner<R: Precision, const V: usize>(
    size: usize,
    part: usize,
    ket: &[Row<R>],
    image: &[Row<R>],
    to: &mut [Lane<R, COLUMNS>],
) {
    for (image, to) in image.chunks_exact(size).zip(to.chunks_exact_mut(size)) {
        for (i, to) in to.iter_mut().enumerate() {
            let column = &ket[i / COLUMNS * size..][..size];
            // Two sums, which do not wait for each other.
            let (mut by_re, mut by_im) = (Lane::default(), Lane::default());
            for (numbers, row) in column.iter().zip(image) {
                scaled::<R, V>(&mut by_re, &row[part], numbers[0].0[i % COLUMNS]);
                scaled::<R, V>(&mut by_im, &row[1 - part], numbers[1].0[i % COLUMNS]);
            }
            *to = if part == 0 {
                by_re + by_im
            } else {
                by_re - by_im
            };
        }
    }
}

/// Adds image · products, of which these are the real or imaginary parts.
#[inline(always)]
pub(super) fn outer<R: Precision, const V: usize>(
    size: usize,
    part: usize,
    image: &[Row<R>],
    products: &[Lane<R, COLUMNS>],
    to: &mut [Row<R>],
) {
    for (products, to) in products.chunks_exact(size).zip(to.chunks_exact_mut(size)) {
        for (k, to) in to.iter_mut().enumerate() {
            let (mut by_re, mut by_im) = (Lane::default(), Lane::default());
            for (j, row) in products.iter().enumerate() {
                let numbers = &image[j / COLUMNS * size + k];
                scaled::<R, V>(&mut by_re, row, numbers[0].0[j % COLUMNS]);
                scaled::<R, V>(&mut by_im, row, numbers[1].0[j % COLUMNS]);
            }
            let [re, im] = to;
            (*re, *im) = if part == 0 {
                (*re + by_re, *im + by_im)
            } else {
                (*re - by_im, *im + by_re)
            };
        }
    }
}

/// Adds factor · numbers.
#[inline(always)]
fn scaled<R: Precision, const V: usize>(
    sum: &mut Lane<R, COLUMNS>,
    numbers: &Lane<R, COLUMNS>,
    factor: R,
) {
    let (sum, _) = sum.0.as_chunks_mut::<V>();
    for (sum, numbers) in sum.iter_mut().zip(numbers.0.as_chunks::<V>().0) {
        let mut own = *sum;
        for l in 0..V {
            own[l] = numbers[l].fused(factor, own[l]);
        }
        *sum = own;
    }
}
