//! Applying a primitive to a state.

use std::f64::consts::FRAC_1_SQRT_2;

use num_complex::Complex;

use super::runs::{pairs, quads, singles};
use crate::real::{Real, scaled, times};
use crate::{Primitive, PrimitiveKind};

/// `c a - i s b`: what exp(-i θ P / 2) makes of an amplitude and the one that P brings there.
#[inline(always)]
fn turn<R: Real>(c: R, s: R, a: Complex<R>, b: Complex<R>) -> Complex<R> {
    Complex::new(c * a.re + s * b.im, c * a.im - s * b.re)
}

impl Primitive {
    /// Applies the primitive; with `-sin` in place of `sin`, its inverse.
    #[inline(always)]
    pub(crate) fn apply<R: Real>(self, state: &mut [Complex<R>], [cos, sin]: [R; 2]) {
        let Primitive {
            kind,
            controls,
            low,
            high,
        } = self;
        let (zero, one) = (R::splat(0.0), R::splat(1.0));
        let (factor, conj) = (Complex::new(cos, sin), Complex::new(cos, -sin));
        match kind {
            PrimitiveKind::Phase if sin == zero && cos == -one => {
                singles(state, controls, |a| *a = Complex::new(-a.re, -a.im));
            }
            PrimitiveKind::Phase => singles(state, controls, |a| *a = times(*a, factor)),
            PrimitiveKind::Flip => pairs(state, low, controls, std::mem::swap),
            PrimitiveKind::FlipY => pairs(state, low, controls, |a, b| {
                (*a, *b) = (Complex::new(b.im, -b.re), Complex::new(-a.im, a.re));
            }),
            PrimitiveKind::Hadamard => pairs(state, low, controls, |a, b| {
                let half = R::splat(FRAC_1_SQRT_2);
                let (sum, difference) = (
                    Complex::new(a.re + b.re, a.im + b.im),
                    Complex::new(a.re - b.re, a.im - b.im),
                );
                (*a, *b) = (scaled(sum, half), scaled(difference, half));
            }),
            PrimitiveKind::Rx => pairs(state, low, controls, |a, b| {
                (*a, *b) = (turn(cos, sin, *a, *b), turn(cos, sin, *b, *a));
            }),
            PrimitiveKind::Ry => pairs(state, low, controls, |a, b| {
                (*a, *b) = (
                    Complex::new(a.re * cos - b.re * sin, a.im * cos - b.im * sin),
                    Complex::new(a.re * sin + b.re * cos, a.im * sin + b.im * cos),
                );
            }),
            PrimitiveKind::Rz => pairs(state, low, controls, |a, b| {
                *a = times(*a, conj);
                *b = times(*b, factor);
            }),
            PrimitiveKind::Swap if sin == zero => {
                quads(state, (low, high), controls, |_, b, c, _| {
                    std::mem::swap(b, c)
                });
            }
            PrimitiveKind::Swap => quads(state, (low, high), controls, |_, b, c, _| {
                (*b, *c) = (times(*c, factor), times(*b, factor));
            }),
            PrimitiveKind::Rxx => quads(state, (low, high), controls, |a, b, c, d| {
                (*a, *d) = (turn(cos, sin, *a, *d), turn(cos, sin, *d, *a));
                (*b, *c) = (turn(cos, sin, *b, *c), turn(cos, sin, *c, *b));
            }),
            // Y⊗Y brings |00> to -|11>, and |01> to |10>.
            PrimitiveKind::Ryy => quads(state, (low, high), controls, |a, b, c, d| {
                (*a, *d) = (turn(cos, -sin, *a, *d), turn(cos, -sin, *d, *a));
                (*b, *c) = (turn(cos, sin, *b, *c), turn(cos, sin, *c, *b));
            }),
            PrimitiveKind::Rzz => quads(state, (low, high), controls, |a, b, c, d| {
                *a = times(*a, conj);
                *b = times(*b, factor);
                *c = times(*c, factor);
                *d = times(*d, conj);
            }),
        }
    }
}
