//! Rotations on one qubit or two, forwards, and backwards with their derivatives in the same walk.

use num_complex::Complex;

use crate::real::Real;
use crate::statevector::{im, re, runs};

/// exp(-i θ Y / 2) on a pair of amplitudes, by cosine and sine of θ / 2.
#[inline(always)]
pub(super) fn ry<T: Real>([c, s]: [T; 2], [a, b]: [Complex<T>; 2]) -> [Complex<T>; 2] {
    [
        Complex::new(c * a.re - s * b.re, c * a.im - s * b.im),
        Complex::new(s * a.re + c * b.re, s * a.im + c * b.im),
    ]
}

/// exp(-i θ X / 2) on a pair of amplitudes, by cosine and sine of θ / 2.
#[inline(always)]
pub(super) fn rx<T: Real>([c, s]: [T; 2], [a, b]: [Complex<T>; 2]) -> [Complex<T>; 2] {
    [
        Complex::new(c * a.re + s * b.im, c * a.im - s * b.re),
        Complex::new(c * b.re + s * a.im, c * b.im - s * a.re),
    ]
}

/// What a pair adds to the derivative by θ of [`ry`], see [`Primitive::slope`](crate::Primitive::slope).
#[inline(always)]
pub(super) fn ry_slope<T: Real>(bra: [Complex<T>; 2], ket: [Complex<T>; 2]) -> T {
    re(bra[1], ket[0]) - re(bra[0], ket[1])
}

/// The same for [`rx`].
#[inline(always)]
pub(super) fn rx_slope<T: Real>(bra: [Complex<T>; 2], ket: [Complex<T>; 2]) -> T {
    im(bra[0], ket[1]) + im(bra[1], ket[0])
}

/// Rotates the highest qubit, which is |0>: the upper half of the amplitudes, 0 until now, is only written.
#[inline(always)]
pub(super) fn begin<T: Real>(
    state: &mut [Complex<T>],
    turn: [T; 2],
    rotate: impl Fn([T; 2], [Complex<T>; 2]) -> [Complex<T>; 2],
) {
    let (low, high) = state.split_at_mut(state.len() / 2);
    let zero = Complex::new(T::splat(0.0), T::splat(0.0));
    for (a, b) in low.iter_mut().zip(high) {
        [*a, *b] = rotate(turn, [*a, zero]);
    }
}

/// Rotates two qubits about Y, the lower one first.
#[inline(always)]
pub(super) fn two<T: Real>(
    state: &mut [Complex<T>],
    [low, high]: [usize; 2],
    [first, second]: [[T; 2]; 2],
) {
    for (start, n) in runs(state.len(), low | high) {
        let [k0, k1, k2, k3] = four(state, start, n, low, high);
        turn([k0, k1, k2, k3], n, [first, second]);
    }
}

/// Two rotations about Y, one after the other: of both at once the compiler makes vectors of numbers that do not belong together.
#[inline(always)]
fn turn<T: Real>([a, b, c, d]: [&mut [Complex<T>]; 4], n: usize, [first, second]: [[T; 2]; 2]) {
    for i in 0..n {
        [a[i], b[i]] = ry(first, [a[i], b[i]]);
        [c[i], d[i]] = ry(first, [c[i], d[i]]);
    }
    for i in 0..n {
        [a[i], c[i]] = ry(second, [a[i], c[i]]);
        [b[i], d[i]] = ry(second, [b[i], d[i]]);
    }
}

/// The amplitudes of a run whose index has neither bit, the lower, the higher, and both.
#[inline(always)]
fn four<T>(state: &mut [T], start: usize, n: usize, low: usize, high: usize) -> [&mut [T]; 4] {
    let (a, rest) = state[start..].split_at_mut(low);
    let (b, rest) = rest.split_at_mut(high - low);
    let (c, d) = rest.split_at_mut(low);
    [&mut a[..n], &mut b[..n], &mut c[..n], &mut d[..n]]
}

/// The derivative by the angle of a rotation, and both states taken back over it; of a qubit that was |0> before it, only
/// the lower half.
#[inline(always)]
pub(super) fn back<T: Real>(
    ket: &mut [Complex<T>],
    bra: &mut [Complex<T>],
    bit: usize,
    fresh: bool,
    [c, s]: [T; 2],
    rotate: impl Fn([T; 2], [Complex<T>; 2]) -> [Complex<T>; 2],
    slope: impl Fn([Complex<T>; 2], [Complex<T>; 2]) -> T,
) -> T {
    let (inverse, mut sum) = ([c, -s], T::splat(0.0));
    let blocks = ket
        .chunks_exact_mut(2 * bit)
        .zip(bra.chunks_exact_mut(2 * bit));
    for (ket, bra) in blocks {
        let ((k0, k1), (b0, b1)) = (ket.split_at_mut(bit), bra.split_at_mut(bit));
        for ((k0, k1), (b0, b1)) in k0.iter_mut().zip(k1).zip(b0.iter_mut().zip(b1)) {
            let (k, b) = ([*k0, *k1], [*b0, *b1]);
            sum = sum + slope(b, k);
            let (k, b) = (rotate(inverse, k), rotate(inverse, b));
            (*k0, *b0) = (k[0], b[0]);
            if !fresh {
                (*k1, *b1) = (k[1], b[1]);
            }
        }
    }
    sum
}

/// [`back`] over two rotations about Y.
#[inline(always)]
pub(super) fn back_two<T: Real>(
    ket: &mut [Complex<T>],
    bra: &mut [Complex<T>],
    [low, high]: [usize; 2],
    [first, second]: [[T; 2]; 2],
) -> [T; 2] {
    let (first, second) = ([first[0], -first[1]], [second[0], -second[1]]);
    let mut sums = [T::splat(0.0); 2];
    for (start, n) in runs(ket.len(), low | high) {
        let [k0, k1, k2, k3] = four(ket, start, n, low, high);
        let [b0, b1, b2, b3] = four(bra, start, n, low, high);
        for i in 0..n {
            let (k, b) = ([k0[i], k1[i], k2[i], k3[i]], [b0[i], b1[i], b2[i], b3[i]]);
            // They commute, so both derivatives can be had after both.
            sums[0] = sums[0] + ry_slope([b[0], b[1]], [k[0], k[1]]);
            sums[0] = sums[0] + ry_slope([b[2], b[3]], [k[2], k[3]]);
            sums[1] = sums[1] + ry_slope([b[0], b[2]], [k[0], k[2]]);
            sums[1] = sums[1] + ry_slope([b[1], b[3]], [k[1], k[3]]);
        }
        turn([k0, k1, k2, k3], n, [first, second]);
        turn([b0, b1, b2, b3], n, [first, second]);
    }
    sums
}
