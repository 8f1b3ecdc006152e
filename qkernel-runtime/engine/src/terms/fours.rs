//! Terms of four outputs that go with the same row: a row is loaded once for all of them, and four sums do not wait for each other.
//! In a deep circuit nearly all terms are of this kind.

use super::plan::Term;
use crate::Precision;
use crate::real::Lane;

/// The sums over fours, each a row and the number of the first of its terms: one sum for each output. `V` numbers fill a vector register.
#[inline(always)]
pub(super) fn sums<T: Precision, const S: usize, const V: usize>(
    rows: &[Lane<T, S>],
    fours: &[[u32; 2]],
    terms: &[T],
) -> [Lane<T, S>; 4] {
    let mut sums = [Lane::<T, S>::default(); 4];
    // Eight vectors of sums stay in registers, and are enough to keep both units for products busy.
    let vectors = if S > V { 2 } else { 1 };
    for start in (0..S).step_by(vectors * V) {
        let mut own = [[[T::default(); V]; 2]; 4];
        for &[row, term] in fours {
            let Some(coefficients) = terms[term as usize..].first_chunk::<4>() else {
                continue;
            };
            let numbers = &rows[row as usize].0[start..start + vectors * V];
            for (own, &coefficient) in own.iter_mut().zip(coefficients) {
                for (vector, own) in own.iter_mut().take(vectors).enumerate() {
                    for l in 0..V {
                        own[l] = numbers[vector * V + l].fused(coefficient, own[l]);
                    }
                }
            }
        }
        for (sum, own) in sums.iter_mut().zip(own) {
            let numbers = own.as_flattened();
            sum.0[start..start + vectors * V].copy_from_slice(&numbers[..vectors * V]);
        }
    }
    sums
}

/// The way back over four terms of a row: adds what their outputs' weights come to for the row, and the derivatives by their coefficients.
#[inline(always)]
pub(super) fn pull<T: Precision, const S: usize, const V: usize>(
    own: &[Term; 4],
    coefficients: &[T; 4],
    weights: &[Lane<T, S>],
    numbers: &Lane<T, S>,
    sum: &mut Lane<T, S>,
    by_terms: &mut [Lane<T, V>; 4],
) {
    let Some(weights) = weights[own[0].output as usize..].first_chunk::<4>() else {
        return;
    };
    let mut by = *by_terms;
    for start in (0..S).step_by(V) {
        for (k, by) in by.iter_mut().enumerate() {
            for l in 0..V {
                let weight = weights[k].0[start + l];
                sum.0[start + l] = weight.fused(coefficients[k], sum.0[start + l]);
                by.0[l] = weight.fused(numbers.0[start + l], by.0[l]);
            }
        }
    }
    *by_terms = by;
}
