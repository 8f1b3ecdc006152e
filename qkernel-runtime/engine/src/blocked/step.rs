//! Any step by itself: the amplitude k becomes D(k) times itself plus O(k) times the amplitude k ⊕ m, where m has the targets, and the
//! numbers D and O depend on the targets and the controls of k.

use num_complex::Complex64;

use super::vector::{Complex, Four, Group, Kernel, LANES, Vector};
use crate::statevector::runs;
use crate::{Primitive, PrimitiveKind};

/// A primitive that is not diagonal, on bits of a piece.
#[derive(Clone, Copy)]
pub(super) struct Exchange {
    primitive: Primitive,
    /// The targets' bits within a group, and those of its index.
    lanes: usize,
    groups: usize,
}

impl Exchange {
    pub(super) fn new(primitive: Primitive) -> Exchange {
        let targets = primitive.low | primitive.high;
        Exchange {
            primitive,
            lanes: targets % LANES,
            groups: targets / LANES,
        }
    }

    /// How the generator of a rotation, or else the primitive, maps the partner of an amplitude to it.
    fn map(&self, index: usize) -> Complex64 {
        let bits = [self.primitive.low, self.primitive.high].map(|bit| index & bit != 0);
        match self.primitive.kind {
            // Y brings |0> to i|1> and |1> to -i|0>.
            PrimitiveKind::Ry | PrimitiveKind::FlipY if bits[0] => Complex64::I,
            PrimitiveKind::Ry | PrimitiveKind::FlipY => -Complex64::I,
            // Y⊗Y brings |00> to -|11>, and |01> to |10>.
            PrimitiveKind::Ryy if bits[0] == bits[1] => -Complex64::ONE,
            _ => Complex64::ONE,
        }
    }

    /// D and O.
    fn numbers(&self, index: usize, [cos, sin]: [f64; 2]) -> [Complex64; 2] {
        use std::f64::consts::FRAC_1_SQRT_2;
        let Primitive {
            kind, low, high, ..
        } = self.primitive;
        let map = self.map(index);
        match kind {
            PrimitiveKind::Flip | PrimitiveKind::FlipY => [Complex64::ZERO, map],
            PrimitiveKind::Hadamard => {
                let sign = if index & low == 0 { 1.0 } else { -1.0 };
                [(sign * FRAC_1_SQRT_2).into(), FRAC_1_SQRT_2.into()]
            }
            PrimitiveKind::Swap if (index & low == 0) == (index & high == 0) => {
                [Complex64::ONE, Complex64::ZERO]
            }
            PrimitiveKind::Swap => [Complex64::ZERO, Complex64::new(cos, sin)],
            _ => [cos.into(), map * Complex64::new(0.0, -sin)],
        }
    }

    /// Numbers for the lanes of the groups whose index has `bits` of the targets; where the controls do not hold, `rest`.
    fn lanes<const N: usize>(
        &self,
        bits: usize,
        rest: [Complex64; N],
        numbers: impl Fn(usize) -> [Complex64; N],
    ) -> [[Four; 2]; N] {
        let controls = self.primitive.controls % LANES;
        let mut found = [[[0.0; LANES]; 2]; N];
        for lane in 0..LANES {
            let holds = lane & controls == controls;
            let all = if holds {
                numbers(bits * LANES + lane)
            } else {
                rest
            };
            for (to, z) in found.iter_mut().zip(all) {
                to[0][lane] = z.re;
                to[1][lane] = z.im;
            }
        }
        found
    }

    /// Calls `each` with the two groups of each pair, or twice with one where the targets are within it, and with the targets of
    /// the first among the bits of its index. Only where the controls hold.
    #[inline(always)]
    fn pairs(&self, size: usize, bits: usize, mut each: impl FnMut(usize, usize)) {
        let controls = self.primitive.controls / LANES;
        let targets = (self.primitive.low | self.primitive.high) / LANES;
        for (start, length) in runs(size, controls | targets) {
            let first = start | controls | bits;
            for group in first..first + length {
                each(group, group ^ self.groups);
            }
        }
    }

    /// The values of the targets among the bits of a group's index, one of each pair.
    fn halves(&self) -> impl Iterator<Item = usize> {
        let targets = (self.primitive.low | self.primitive.high) / LANES;
        // Without the highest one.
        let lower = targets
            .checked_ilog2()
            .map_or(0, |top| targets ^ (1 << top));
        [0, lower].into_iter().take(if lower == 0 { 1 } else { 2 })
    }
}

/// Applies a primitive.
pub(super) struct Apply<'a> {
    pub(super) exchange: Exchange,
    pub(super) turn: [f64; 2],
    pub(super) state: &'a mut [Group],
}

impl Kernel for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Apply {
            exchange,
            turn,
            state,
        } = self;
        let rest = [Complex64::ONE, Complex64::ZERO];
        for bits in exchange.halves() {
            let [first, second] = [bits, bits ^ exchange.groups].map(|bits| {
                let numbers = exchange.lanes(bits, rest, |index| exchange.numbers(index, turn));
                numbers.map(|parts| Complex::<V>::from(&parts))
            });
            exchange.pairs(state.len(), bits, |g, h| {
                let x = Complex::<V>::load(&state[g]);
                if g == h {
                    let [d, o] = first;
                    x.flip(exchange.lanes)
                        .times_add(o, d.times(x))
                        .store(&mut state[g]);
                    return;
                }
                let y = Complex::<V>::load(&state[h]);
                let [d, o] = first;
                y.flip(exchange.lanes)
                    .times_add(o, d.times(x))
                    .store(&mut state[g]);
                let [d, o] = second;
                x.flip(exchange.lanes)
                    .times_add(o, d.times(y))
                    .store(&mut state[h]);
            });
        }
    }
}

/// Im <bra| G |ket>, where G is the generator of a rotation and projects on the controls.
pub(super) struct Slope<'a> {
    pub(super) exchange: Exchange,
    pub(super) ket: &'a [Group],
    pub(super) bra: &'a [Group],
}

impl Kernel for Slope<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Vector>(self) -> f64 {
        let Slope { exchange, ket, bra } = self;
        let mut sum = V::splat(0.0);
        for bits in exchange.halves() {
            let [first, second] = [bits, bits ^ exchange.groups].map(|bits| {
                let rest = [Complex64::ZERO];
                let [parts] = exchange.lanes(bits, rest, |index| [exchange.map(index)]);
                Complex::<V>::from(&parts)
            });
            exchange.pairs(ket.len(), bits, |g, h| {
                sum = sum.add(product::<V>(ket, bra, [g, h], exchange.lanes, first));
                if g != h {
                    sum = sum.add(product::<V>(ket, bra, [h, g], exchange.lanes, second));
                }
            });
        }
        sum.sum()
    }
}

/// Im(bra* ket) of a group, where that of the ket is moved to it from another one.
#[inline(always)]
fn product<V: Vector>(
    ket: &[Group],
    bra: &[Group],
    [to, from]: [usize; 2],
    lanes: usize,
    map: Complex<V>,
) -> V {
    let moved = Complex::<V>::load(&ket[from]).flip(lanes).times(map);
    Complex::<V>::load(&bra[to]).im_product(moved)
}
