//! Expectation values of Pauli sums in lanes.

use num_complex::Complex;

use crate::real::{Lane, Real};
use crate::statevector::{Masks, Measured, im, re, sign};

/// The expectation value of a product of Pauli operators.
///
/// The terms k and k ⊕ x of a product that is not diagonal are conjugates: of each pair one is computed.
#[inline(always)]
pub(super) fn value<const L: usize>(
    masks: &Masks,
    ket: &[Complex<Lane<L>>],
    probabilities: &[Lane<L>],
) -> Lane<L> {
    let mut sum = Lane::splat(0.0);
    if masks.x == 0 {
        for (k, &p) in probabilities.iter().enumerate() {
            sum = if sign(k & masks.z) < 0.0 {
                sum - p
            } else {
                sum + p
            };
        }
        return sum;
    }
    // i to the number of Ys is real or imaginary; then so is what it is multiplied by.
    let real = masks.factor.im == 0.0;
    for (k, &a) in ket.iter().enumerate() {
        let partner = k ^ masks.x;
        if partner < k {
            continue;
        }
        let b = ket[partner];
        let product = if real { re(b, a) } else { im(b, a) };
        sum = if sign(k & masks.z) < 0.0 {
            sum - product
        } else {
            sum + product
        };
    }
    let factor = if real {
        masks.factor.re
    } else {
        -masks.factor.im
    };
    sum * Lane::splat(2.0 * factor)
}

/// `image` = Σ weight · P |ket> over the products P.
#[inline(always)]
pub(super) fn weigh<const L: usize>(
    measured: &Measured,
    weights: &[Lane<L>],
    ket: &[Complex<Lane<L>>],
    image: &mut [Complex<Lane<L>>],
) {
    let (diagonal, others) = measured.strings.split_at(measured.diagonal);
    for (k, (a, to)) in ket.iter().zip(image.iter_mut()).enumerate() {
        let mut factor = Lane::splat(0.0);
        for (masks, &weight) in diagonal.iter().zip(weights) {
            factor = if sign(k & masks.z) < 0.0 {
                factor - weight
            } else {
                factor + weight
            };
        }
        *to = Complex::new(factor * a.re, factor * a.im);
    }
    for (masks, &weight) in others.iter().zip(&weights[measured.diagonal..]) {
        let real = masks.factor.im == 0.0;
        let factor = masks.factor.re + masks.factor.im;
        for (k, a) in ket.iter().enumerate() {
            let weight = weight * Lane::splat(sign(k & masks.z) * factor);
            let to = &mut image[k ^ masks.x];
            let (re, im) = if real { (a.re, a.im) } else { (-a.im, a.re) };
            *to = Complex::new(to.re + weight * re, to.im + weight * im);
        }
    }
}
