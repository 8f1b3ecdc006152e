//! Applying a primitive to a state.

use std::f64::consts::FRAC_1_SQRT_2;

use num_complex::Complex64;

use super::runs::{pairs, quads, singles};
use crate::engine::{Op, Primitive};

/// `c a - i s b`: what exp(-i θ P / 2) makes of an amplitude and the one that P brings there.
#[inline(always)]
fn turn(c: f64, s: f64, a: Complex64, b: Complex64) -> Complex64 {
    Complex64::new(c * a.re + s * b.im, c * a.im - s * b.re)
}

impl Primitive {
    /// Applies the primitive; with `-sin` in place of `sin`, its inverse.
    pub(crate) fn apply(self, state: &mut [Complex64], [cos, sin]: [f64; 2]) {
        let Primitive {
            op,
            controls,
            low,
            high,
        } = self;
        let factor = Complex64::new(cos, sin);
        match op {
            Op::Phase if sin == 0.0 && cos == -1.0 => singles(state, controls, |a| *a = -*a),
            Op::Phase => singles(state, controls, |a| *a *= factor),
            Op::Flip => pairs(state, low, controls, std::mem::swap),
            Op::FlipY => pairs(state, low, controls, |a, b| {
                (*a, *b) = (Complex64::new(b.im, -b.re), Complex64::new(-a.im, a.re));
            }),
            Op::Hadamard => pairs(state, low, controls, |a, b| {
                (*a, *b) = ((*a + *b) * FRAC_1_SQRT_2, (*a - *b) * FRAC_1_SQRT_2);
            }),
            Op::Rx => pairs(state, low, controls, |a, b| {
                (*a, *b) = (turn(cos, sin, *a, *b), turn(cos, sin, *b, *a));
            }),
            Op::Ry => pairs(state, low, controls, |a, b| {
                (*a, *b) = (*a * cos - *b * sin, *a * sin + *b * cos);
            }),
            Op::Rz => pairs(state, low, controls, |a, b| {
                *a *= factor.conj();
                *b *= factor;
            }),
            Op::Swap if sin == 0.0 => {
                quads(state, (low, high), controls, |_, b, c, _| {
                    std::mem::swap(b, c)
                });
            }
            Op::Swap => quads(state, (low, high), controls, |_, b, c, _| {
                (*b, *c) = (*c * factor, *b * factor);
            }),
            Op::Rxx => quads(state, (low, high), controls, |a, b, c, d| {
                (*a, *d) = (turn(cos, sin, *a, *d), turn(cos, sin, *d, *a));
                (*b, *c) = (turn(cos, sin, *b, *c), turn(cos, sin, *c, *b));
            }),
            // Y⊗Y brings |00> to -|11>, and |01> to |10>.
            Op::Ryy => quads(state, (low, high), controls, |a, b, c, d| {
                (*a, *d) = (turn(cos, -sin, *a, *d), turn(cos, -sin, *d, *a));
                (*b, *c) = (turn(cos, sin, *b, *c), turn(cos, sin, *c, *b));
            }),
            Op::Rzz => quads(state, (low, high), controls, |a, b, c, d| {
                *a *= factor.conj();
                *b *= factor;
                *c *= factor;
                *d *= factor.conj();
            }),
        }
    }
}
