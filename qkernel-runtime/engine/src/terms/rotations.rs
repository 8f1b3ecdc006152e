//! Primitives as rotations about products of Pauli operators.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use crate::{Primitive, PrimitiveKind, Step, Turn};

/// A product of Pauli operators, see [`PauliTerm`](crate::PauliTerm).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Pauli {
    pub(super) x: usize,
    pub(super) z: usize,
}

impl Pauli {
    pub(super) fn commutes(self, other: Pauli) -> bool {
        let anti = (self.x & other.z).count_ones() + (self.z & other.x).count_ones();
        anti.is_multiple_of(2)
    }

    /// i · self · other of two that do not commute, and whether its sign is -1.
    pub(super) fn turned(self, other: Pauli) -> (Pauli, bool) {
        let product = Pauli {
            x: self.x ^ other.x,
            z: self.z ^ other.z,
        };
        // Powers of i: each Y has one, the product gives back its own, and Z X = - X Z.
        let power = 1 + self.ys() + other.ys() + 2 * (self.z & other.x).count_ones();
        (product, (power + 3 * product.ys()) % 4 == 2)
    }

    /// Whether its Zs, those of Ys included, change the sign of a basis state.
    #[inline(always)]
    pub(super) fn is_odd(self, state: usize) -> bool {
        (state & self.z).count_ones() % 2 == 1
    }

    /// How many of its operators are Y.
    pub(super) fn ys(self) -> u32 {
        (self.x & self.z).count_ones()
    }

    /// The qubits that it acts on.
    pub(super) fn qubits(self) -> usize {
        self.x | self.z
    }
}

/// What a rotation turns by, in radians.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum By {
    /// This, always.
    Fixed(f64),
    /// The part's angle with this number, times a factor.
    Angle(usize, f64),
}

impl By {
    /// How many quarter turns it is, where it is a whole number of them: such a rotation takes a product to one product.
    pub(super) fn quarters(self) -> Option<u8> {
        let By::Fixed(angle) = self else {
            return None;
        };
        let quarters = angle / FRAC_PI_2;
        let whole = quarters.round();
        // What a cosine and sine are rounded by is far less than what is asked of a value.
        let is_whole = (quarters - whole).abs() <= 1e-15 * whole.abs().max(1.0);
        is_whole.then(|| whole.rem_euclid(4.0) as u8)
    }
}

/// The most controls of a primitive that is written as rotations.
pub(super) const MOST_CONTROLS: u32 = 6;

/// Writes a step as rotations exp(-i φ P / 2), in the order that they are applied, up to a global phase. Of k controls there
/// are of the order of 2ᵏ.
///
/// A projector on the controls is Π (1 - Z) / 2, a sum of products of Z with equal weights; all terms of the exponent commute.
pub(super) fn rotations(step: &Step, mut emit: impl FnMut(Pauli, By)) {
    let Primitive {
        kind,
        controls,
        low,
        high,
    } = step.primitive;
    let by = |factor: f64| match step.turn {
        Turn::Angle(angle) => By::Angle(angle, factor),
        Turn::Fixed([cos, sin]) => {
            let doubled = if step.primitive.halves() { 2.0 } else { 1.0 };
            By::Fixed(factor * doubled * sin.atan2(cos))
        }
    };
    let z = |qubits: usize| Pauli { x: 0, z: qubits };
    let mut rotation = |x: usize, z: usize| {
        for (s, weight) in subsets(controls) {
            emit(Pauli { x, z: z | s }, by(weight));
        }
    };
    match kind {
        PrimitiveKind::Rx => rotation(low, 0),
        PrimitiveKind::Ry => rotation(low, low),
        PrimitiveKind::Rz => rotation(0, low),
        PrimitiveKind::Rxx => rotation(low | high, 0),
        PrimitiveKind::Ryy => rotation(low | high, low | high),
        PrimitiveKind::Rzz => rotation(0, low | high),
        PrimitiveKind::Phase => {
            for (s, weight) in subsets(controls).filter(|(s, _)| *s != 0) {
                emit(z(s), by(-2.0 * weight));
            }
        }
        // P = exp(i π (1 - P) / 2).
        PrimitiveKind::Flip | PrimitiveKind::FlipY => {
            for (s, weight) in subsets(controls) {
                if s != 0 {
                    emit(z(s), By::Fixed(-PI * weight));
                }
                let own = if kind == PrimitiveKind::FlipY { low } else { 0 };
                let on = Pauli { x: low, z: own | s };
                emit(on, By::Fixed(PI * weight));
            }
        }
        PrimitiveKind::Hadamard if controls == 0 => {
            for on in [z(low), Pauli { x: low, z: 0 }, z(low)] {
                emit(on, By::Fixed(FRAC_PI_2));
            }
        }
        // H = ry(π/4) Z ry(-π/4).
        PrimitiveKind::Hadamard => {
            let y = Pauli { x: low, z: low };
            emit(y, By::Fixed(-FRAC_PI_4));
            for (s, weight) in subsets(controls | low).filter(|(s, _)| *s != 0) {
                emit(z(s), By::Fixed(-2.0 * PI * weight));
            }
            emit(y, By::Fixed(FRAC_PI_4));
        }
        // The exchange is exp(i π (XX + YY + ZZ - 1) / 4), the phase exp(i α (1 - ZZ) / 2).
        PrimitiveKind::Swap => {
            let both = low | high;
            for (s, weight) in subsets(controls) {
                if s != 0 {
                    emit(z(s), By::Fixed(FRAC_PI_2 * weight));
                    emit(z(s), by(-0.5 * weight));
                }
                for (x, own) in [(both, 0), (both, both), (0, both)] {
                    let on = Pauli { x, z: own | s };
                    emit(on, By::Fixed(-FRAC_PI_2 * weight));
                }
                emit(z(both | s), by(0.5 * weight));
            }
        }
    }
}

/// Every subset of some qubits, with (-1)^size / 2^n.
fn subsets(qubits: usize) -> impl Iterator<Item = (usize, f64)> {
    let scale = 0.5f64.powi(qubits.count_ones() as i32);
    let next = move |s: &usize| {
        let next = s.wrapping_sub(qubits) & qubits;
        (next != 0).then_some(next)
    };
    std::iter::successors(Some(0), next).map(move |s| {
        let sign = if s.count_ones().is_multiple_of(2) {
            1.0
        } else {
            -1.0
        };
        (s, sign * scale)
    })
}
