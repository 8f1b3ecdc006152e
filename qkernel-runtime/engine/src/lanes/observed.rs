//! Products of Pauli operators that are not diagonal, in lanes.

use num_complex::Complex;

use crate::real::Real;
use crate::statevector::{Masks, im, re, sign};

/// The expectation value of a product.
///
/// The terms k and k ⊕ x are conjugates: of each pair one is computed.
#[inline(always)]
pub(super) fn flip<T: Real>(masks: &Masks, ket: &[Complex<T>]) -> T {
    let mut sum = T::splat(0.0);
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
    sum * T::splat(2.0 * factor)
}

/// `image` += weight · P |ket> for a product P.
#[inline(always)]
pub(super) fn add_flip<T: Real>(
    masks: &Masks,
    weight: T,
    ket: &[Complex<T>],
    image: &mut [Complex<T>],
) {
    let real = masks.factor.im == 0.0;
    let factor = masks.factor.re + masks.factor.im;
    for (k, a) in ket.iter().enumerate() {
        let weight = weight * T::splat(sign(k & masks.z) * factor);
        let to = &mut image[k ^ masks.x];
        let (re, im) = if real { (a.re, a.im) } else { (-a.im, a.re) };
        *to = Complex::new(to.re + weight * re, to.im + weight * im);
    }
}
