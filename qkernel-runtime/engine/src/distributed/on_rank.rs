//! What a primitive does to the amplitudes of one rank.

use num_complex::Complex64;

use crate::{Primitive, PrimitiveKind};

/// The primitive that does to a rank's amplitudes what one on near and far places does to all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnRank {
    primitive: Primitive,
    /// What the sine is multiplied by.
    sign: f64,
    /// How much further it turns than the whole one does.
    slope: f64,
}

impl OnRank {
    /// For a primitive whose targets are on the lowest `near` places, unless it is diagonal; none where its controls do not hold on
    /// this rank.
    pub fn new(primitive: Primitive, near: usize, rank: usize) -> Option<OnRank> {
        let is_near = |bit: usize| bit < 1 << near;
        let (controls, far) = split(primitive.controls, near);
        if far & !rank != 0 {
            return None;
        }
        let Primitive {
            kind, low, high, ..
        } = primitive;
        // The eigenvalue of Z at a far place is a number of the rank.
        let z = |bit: usize| if rank & (bit >> near) == 0 { 1.0 } else { -1.0 };
        let (kind, low, high, sign, slope) = match kind {
            // c - i s z, which is the phase of minus z times the half angle.
            PrimitiveKind::Rz if !is_near(low) => {
                (PrimitiveKind::Phase, 0, 0, -z(low), -z(low) / 2.0)
            }
            PrimitiveKind::Rzz if !is_near(low) => {
                let z = z(low) * z(high);
                (PrimitiveKind::Phase, 0, 0, -z, -z / 2.0)
            }
            PrimitiveKind::Rzz if !is_near(high) => (PrimitiveKind::Rz, low, 0, z(high), z(high)),
            _ => (kind, low, high, 1.0, 1.0),
        };
        Some(OnRank {
            primitive: Primitive {
                kind,
                controls,
                low,
                high,
            },
            sign,
            slope,
        })
    }

    /// Applies it to the rank's amplitudes, with the cosine and sine of the whole one.
    pub fn apply(self, amplitudes: &mut [Complex64], [cos, sin]: [f64; 2]) {
        self.primitive.apply(amplitudes, [cos, self.sign * sin]);
    }

    /// The rank's share of the slope, see [`Shared::slope`](super::Shared::slope).
    pub fn slope(self, bra: &[Complex64], ket: &[Complex64]) -> f64 {
        self.slope * self.primitive.slope(bra, ket)
    }
}

/// The near part of a mask over places, and the far one as bits of a rank's number.
pub(super) fn split(mask: usize, near: usize) -> (usize, usize) {
    (mask & ((1 << near) - 1), mask >> near)
}
