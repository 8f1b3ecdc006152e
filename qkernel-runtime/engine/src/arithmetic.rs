//! What batches are computed with, beyond sums and products: fused products and sums, and sines, several at a time.
//!
//! Plain code without a branch, so that it is computed in vector registers and gives the same bits on every machine, which the
//! mathematical library of a system does not. A [fused](Arithmetic::fused) product and sum is rounded once; where a processor has no
//! instruction for it, the standard library computes it.

/// What [`Precision`](crate::Precision) asks of a number inside this crate.
pub trait Arithmetic: Copy + Default {
    /// self · factor + term, rounded once.
    fn fused(self, factor: Self, term: Self) -> Self;

    /// Sines and cosines of angles in radians, to a few units in the last place.
    fn sines<const S: usize>(angles: &[Self; S]) -> [[Self; S]; 2];

    /// How many angles [`all_sines`](Arithmetic::all_sines) takes at a time.
    const TOGETHER: usize;

    /// The same for any number of angles, which are replaced by their sines.
    fn all_sines(angles: &mut [Self], cosines: &mut [Self]);
}

macro_rules! arithmetic {
    ($t:ident, $bits:ident, together: $together:expr, most: $most:expr, magic: $magic:expr, parts: [$($part:expr),*], sin: [$s:expr $(, $sin:expr)*], cos: [$c:expr $(, $cos:expr)*]) => {
        impl Arithmetic for $t {
            #[inline(always)]
            fn fused(self, factor: $t, term: $t) -> $t {
                self.mul_add(factor, term)
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
                // Of larger angles the quarters are too many for the parts of π/2.
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

            const TOGETHER: usize = $together;

            #[inline(always)]
            fn all_sines(angles: &mut [$t], cosines: &mut [$t]) {
                let (angles, last) = angles.as_chunks_mut::<$together>();
                let (cosines, last_cosines) = cosines.as_chunks_mut::<$together>();
                for (angles, cosines) in angles.iter_mut().zip(cosines) {
                    [*angles, *cosines] = <$t>::sines(angles);
                }
                if !last.is_empty() {
                    let mut some = [0.0; $together];
                    some[..last.len()].copy_from_slice(last);
                    let [sin, cos] = <$t>::sines(&some);
                    last.copy_from_slice(&sin[..last.len()]);
                    last_cosines.copy_from_slice(&cos[..last_cosines.len()]);
                }
            }
        }
    };
}

// The parts are the nearest numbers to π/2 and to what is left of it; the first product that is taken away is exact.
arithmetic!(
    f64, u64,
    // As many at a time as the compiler takes for a loop, which it makes vectors of.
    together: 8,
    most: 1e6,
    // 1.5 · 2^52
    magic: 6_755_399_441_055_744.0,
    parts: [std::f64::consts::FRAC_PI_2, 6.123_233_995_736_766e-17, -1.497_384_904_859_183_3e-33],
    sin: [
        1.589_690_995_211_55e-10, -2.505_076_025_340_686_3e-8, 2.755_731_370_707_007e-6,
        -1.984_126_982_985_795e-4, 8.333_333_333_322_49e-3, -1.666_666_666_666_663_2e-1
    ],
    cos: [
        -1.135_964_755_778_819_5e-11, 2.087_572_321_298_175e-9, -2.755_731_435_139_066_3e-7,
        2.480_158_728_947_673e-5, -1.388_888_888_887_411e-3, 4.166_666_666_666_66e-2
    ]
);
arithmetic!(
    f32, u32,
    together: 16,
    most: 8192.0,
    // 1.5 · 2^23
    magic: 12_582_912.0,
    parts: [std::f32::consts::FRAC_PI_2, -4.371_139e-8, -1.715_124_9e-15],
    sin: [-1.951_529_6e-4, 8.332_161e-3, -1.666_665_5e-1],
    cos: [2.443_315_7e-5, -1.388_731_6e-3, 4.166_664_6e-2]
);

#[cfg(test)]
mod tests {
    use crate::Precision;
    use crate::wide::{Work, widest};

    /// The angles that are hard: near multiples of π/2, at the limits, tiny and huge.
    fn angles() -> impl Iterator<Item = f64> {
        let near = (-20_000..20_000).flat_map(|k| [f64::from(k) * 2e-3, f64::from(k) * 26.1803]);
        let quarters = (-1000..1000).chain([5_215, -5_214, 600_000, 636_619, -636_000]);
        let quarters = quarters.flat_map(|k| {
            let angle = f64::from(k) * std::f64::consts::FRAC_PI_2;
            [angle, angle.next_up(), angle.next_down()]
        });
        let single = |x: f32| [x, x.next_up(), x.next_down()].map(f64::from);
        let singles = (-200..200).flat_map(move |k| single(k as f32 * std::f32::consts::FRAC_PI_2));
        let others = [
            0.0, 5e-324, 1e-200, 1e-9, 8192.0, 8192.5, 1e6, 1e17, 1e30, 1e300,
        ];
        let all = near.chain(quarters).chain(singles).chain(others);
        all.chain([1e6f64.next_up(), f64::MAX])
            .flat_map(|x| [x, -x])
    }

    /// Close to a zero the relative error counts, as the library has it.
    fn check<R: Precision>(bound: f64) {
        for x in angles().map(R::narrow).filter(|x| x.wide().is_finite()) {
            let [sin, cos] = R::sines(&[x; 4]);
            let (s, c) = x.wide().sin_cos();
            for (found, expected) in [(sin[3], s), (cos[0], c)] {
                let error = (found.wide() - expected).abs();
                assert!(
                    error <= (bound * expected.abs()).max(1e-45),
                    "{x:?}: {found:?} and {expected:e}"
                );
            }
        }
    }

    #[test]
    fn sines_are_those_of_the_standard_library() {
        check::<f64>(4e-16);
        check::<f32>(1.5e-7);
    }

    struct Sines<'a, R> {
        angles: &'a mut [R],
        cosines: &'a mut [R],
    }

    impl<R: Precision> Work for Sines<'_, R> {
        #[inline(always)]
        fn run(self) {
            R::all_sines(self.angles, self.cosines);
        }
    }

    /// In the widest vectors, without any, and one by one.
    fn ways<R: Precision>() {
        let all: Vec<R> = angles()
            .map(R::narrow)
            .filter(|x| x.wide().is_finite())
            .collect();
        for angles in [&all[..], &all[..13], &all[..3]] {
            let mut found = [angles.to_vec(), angles.to_vec()];
            let mut cosines = [angles.to_vec(), angles.to_vec()];
            for (wide, (angles, cosines)) in [true, false]
                .into_iter()
                .zip(found.iter_mut().zip(&mut cosines))
            {
                let work = Sines { angles, cosines };
                if wide { widest(work) } else { work.run() }
            }
            for (l, &angle) in angles.iter().enumerate() {
                let [[sin], [cos]] = R::sines(&[angle]);
                let bits = |x: R| x.wide().to_bits();
                for found in &found {
                    assert_eq!(bits(found[l]), bits(sin), "{angle:?}");
                }
                for found in &cosines {
                    assert_eq!(bits(found[l]), bits(cos), "{angle:?}");
                }
            }
        }
    }

    #[test]
    fn an_angle_has_the_same_sine_beside_any_others_and_in_any_vector() {
        ways::<f64>();
        ways::<f32>();
    }
}
