//! Inner products with the generator of a primitive, for adjoint differentiation.

use num_complex::Complex;

use super::runs::runs;
use crate::real::Real;
use crate::{Primitive, PrimitiveKind};

/// Re(a* b).
#[inline(always)]
pub(crate) fn re<R: Real>(a: Complex<R>, b: Complex<R>) -> R {
    a.re * b.re + a.im * b.im
}

/// Im(a* b).
#[inline(always)]
pub(crate) fn im<R: Real>(a: Complex<R>, b: Complex<R>) -> R {
    a.re * b.im - a.im * b.re
}

impl Primitive {
    /// 2 Re <bra| dU/dθ U⁻¹ |ket>, θ being the gate's angle and U this primitive: what the expectation value changes by
    /// with θ, where `ket` is the state after U, and `bra` the observable's image of the final state,
    /// taken back to the point after U.
    ///
    /// With U = exp(-i θ G Π / 2), Π projecting on the controls, this is Im <bra| G Π |ket>; for a phase, U = exp(i θ Π), it is
    /// -2 Im <bra| Π |ket>. (Jones and Gacon 2020, arXiv:2009.02823)
    ///
    /// 0 for a primitive without an angle.
    #[inline(always)]
    pub(crate) fn slope<R: Real>(self, bra: &[Complex<R>], ket: &[Complex<R>]) -> R {
        let Primitive {
            kind,
            controls,
            low,
            high,
        } = self;
        let mut sum = R::splat(0.0);
        match kind {
            PrimitiveKind::Phase => {
                for (start, n) in runs(ket.len(), controls) {
                    let (bra, ket) = (&bra[start | controls..][..n], &ket[start | controls..][..n]);
                    for i in 0..n {
                        sum = sum + im(bra[i], ket[i]);
                    }
                }
                sum = sum * R::splat(-2.0);
            }
            PrimitiveKind::Rx => {
                sum = pairs(bra, ket, low, controls, |b, k| {
                    im(b[0], k[1]) + im(b[1], k[0])
                })
            }
            // Y brings |0> to i|1> and |1> to -i|0>, and Im(i z) = Re z.
            PrimitiveKind::Ry => {
                sum = pairs(bra, ket, low, controls, |b, k| {
                    re(b[1], k[0]) - re(b[0], k[1])
                })
            }
            PrimitiveKind::Rz => {
                sum = pairs(bra, ket, low, controls, |b, k| {
                    im(b[0], k[0]) - im(b[1], k[1])
                })
            }
            PrimitiveKind::Rxx => {
                sum = quads(bra, ket, (low, high), controls, |b, k| {
                    im(b[0], k[3]) + im(b[3], k[0]) + im(b[1], k[2]) + im(b[2], k[1])
                });
            }
            PrimitiveKind::Ryy => {
                sum = quads(bra, ket, (low, high), controls, |b, k| {
                    im(b[1], k[2]) + im(b[2], k[1]) - im(b[0], k[3]) - im(b[3], k[0])
                });
            }
            PrimitiveKind::Rzz => {
                sum = quads(bra, ket, (low, high), controls, |b, k| {
                    im(b[0], k[0]) + im(b[3], k[3]) - im(b[1], k[1]) - im(b[2], k[2])
                });
            }
            PrimitiveKind::Flip
            | PrimitiveKind::FlipY
            | PrimitiveKind::Hadamard
            | PrimitiveKind::Swap => {}
        }
        sum
    }
}

#[inline(always)]
fn pairs<R: Real>(
    bra: &[Complex<R>],
    ket: &[Complex<R>],
    stride: usize,
    controls: usize,
    f: impl Fn([Complex<R>; 2], [Complex<R>; 2]) -> R,
) -> R {
    let mut sum = R::splat(0.0);
    for (start, n) in runs(ket.len(), stride | controls) {
        let at = start | controls;
        let (b0, b1) = (slice(bra, at, n), slice(bra, at + stride, n));
        let (k0, k1) = (slice(ket, at, n), slice(ket, at + stride, n));
        for i in 0..n {
            sum = sum + f([b0[i], b1[i]], [k0[i], k1[i]]);
        }
    }
    sum
}

#[inline(always)]
fn quads<R: Real>(
    bra: &[Complex<R>],
    ket: &[Complex<R>],
    (low, high): (usize, usize),
    controls: usize,
    f: impl Fn([Complex<R>; 4], [Complex<R>; 4]) -> R,
) -> R {
    let mut sum = R::splat(0.0);
    for (start, n) in runs(ket.len(), low | high | controls) {
        let at = start | controls;
        let four = |state| [at, at + low, at + high, at + low + high].map(|at| slice(state, at, n));
        let (b, k) = (four(bra), four(ket));
        for i in 0..n {
            sum = sum + f(b.map(|b| b[i]), k.map(|k| k[i]));
        }
    }
    sum
}

#[inline(always)]
fn slice<A>(state: &[A], at: usize, n: usize) -> &[A] {
    &state[at..at + n]
}
