//! What a batch is computed with: `f64` or `f32`, several side by side.

use crate::Precision;

/// A number, and how sines and cosines of several are computed.
///
/// Multiplication and addition are [fused](Number::fused) wherever they meet: the result is rounded once, the same on every machine, and where a
/// processor has no instruction for it the standard library computes it.
pub(super) trait Number: Precision {
    const ONE: Self;

    fn times(self, other: Self) -> Self;

    /// self · factor + term, rounded once.
    fn fused(self, factor: Self, term: Self) -> Self;

    fn minus(self) -> Self;

    /// Sines and cosines, to a few units in the last place of 1.
    fn sines<const S: usize>(angles: &[Self; S]) -> [[Self; S]; 2];
}

macro_rules! number {
    ($t:ident, $bits:ident, most: $most:expr, magic: $magic:expr, parts: [$($part:expr),*], sin: [$s:expr $(, $sin:expr)*], cos: [$c:expr $(, $cos:expr)*]) => {
        impl Number for $t {
            const ONE: $t = 1.0;

            #[inline(always)]
            fn times(self, other: $t) -> $t {
                self * other
            }

            #[inline(always)]
            fn fused(self, factor: $t, term: $t) -> $t {
                self.mul_add(factor, term)
            }

            #[inline(always)]
            fn minus(self) -> $t {
                -self
            }

            /// Less a whole number of quarter turns, an angle is at most π/4 from 0, where polynomials are exact enough (Cody and Waite 1980; coefficients
            /// of fdlibm and Cephes).
            #[inline(always)]
            fn sines<const S: usize>(angles: &[$t; S]) -> [[$t; S]; 2] {
                let (mut sin, mut cos) = ([0.0; S], [0.0; S]);
                for l in 0..S {
                    let x = angles[l];
                    // Adding a large number leaves no bits for a fraction: what is left is rounded.
                    let shifted = x.mul_add(std::$t::consts::FRAC_2_PI, $magic);
                    let quarters = shifted - $magic;
                    let mut r = x;
                    $(r = quarters.mul_add(-$part, r);)*
                    let square = r * r;
                    let mut by_sin: $t = $s;
                    $(by_sin = by_sin.mul_add(square, $sin);)*
                    let mut by_cos: $t = $c;
                    $(by_cos = by_cos.mul_add(square, $cos);)*
                    let s = (r * square).mul_add(by_sin, r);
                    let c = (square * square).mul_add(by_cos, square.mul_add(-0.5, 1.0));
                    let count = shifted.to_bits();
                    let odd = count & 1 != 0;
                    let (a, b) = if odd { (c, s) } else { (s, c) };
                    // The sine changes its sign after two quarters, the cosine after one.
                    let top = $bits::BITS - 1;
                    sin[l] = $t::from_bits(a.to_bits() ^ ((count >> 1 & 1) << top));
                    cos[l] = $t::from_bits(b.to_bits() ^ (((count + 1) >> 1 & 1) << top));
                }
                if angles.iter().any(|x| x.abs() > $most) {
                    for l in 0..S {
                        if angles[l].abs() > $most {
                            let (s, c) = (angles[l] as f64).sin_cos();
                            (sin[l], cos[l]) = (s as $t, c as $t);
                        }
                    }
                }
                [sin, cos]
            }
        }
    };
}

number!(
    f64, u64,
    most: 1e6,
    // 1.5 · 2^52
    magic: 6_755_399_441_055_744.0,
    parts: [std::f64::consts::FRAC_PI_2, 6.123_233_995_736_766e-17],
    sin: [
        1.589_690_995_211_55e-10, -2.505_076_025_340_686_3e-8, 2.755_731_370_707_007e-6,
        -1.984_126_982_985_795e-4, 8.333_333_333_322_49e-3, -1.666_666_666_666_663_2e-1
    ],
    cos: [
        -1.135_964_755_778_819_5e-11, 2.087_572_321_298_175e-9, -2.755_731_435_139_066_3e-7,
        2.480_158_728_947_673e-5, -1.388_888_888_887_411e-3, 4.166_666_666_666_66e-2
    ]
);
number!(
    f32, u32,
    most: 8192.0,
    // 1.5 · 2^23
    magic: 12_582_912.0,
    parts: [1.570_312_5, 4.837_513e-4, 7.549_79e-8],
    sin: [-1.951_529_6e-4, 8.332_161e-3, -1.666_665_5e-1],
    cos: [2.443_315_7e-5, -1.388_731_6e-3, 4.166_664_6e-2]
);

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: Number>(bound: f64) {
        let near = (-4000..=4000).map(|k| f64::from(k) * 0.003_9);
        let far = [
            1e3, -8191.7, 8192.5, 1e5, -9.9e5, 1.1e6, 1e16, -1e30, 0.0, -0.0,
        ];
        let quarters = (-50..50).map(|k| f64::from(k) * std::f64::consts::FRAC_PI_4);
        for x in near.chain(far).chain(quarters).map(T::narrow) {
            let [sin, cos] = T::sines(&[x; 4]);
            let (s, c) = x.wide().sin_cos();
            let error = (sin[3].wide() - s).abs().max((cos[0].wide() - c).abs());
            assert!(error <= bound, "{x:?}: {error}");
        }
    }

    #[test]
    fn sines_are_those_of_the_standard_library() {
        check::<f64>(4e-16);
        check::<f32>(1.5e-7);
    }
}
