//! Cosines and sines, several at a time.
//!
//! Plain arithmetic without a branch, so that it is computed in vector registers and gives the same bits on every machine,
//! which the mathematical library of a system does not.

use crate::Precision;
use crate::real::Lane;

/// Above this, multiples of π/2 are too many for three parts of it. Larger angles are left to the system's library.
const LARGE: f64 = 1e6;

/// π/2 as a sum: two parts of 33 bits, so that their products with a number of 20 bits are exact, and the rest.
const HALF_PI: [f64; 3] = [
    f64::from_bits(0x3ff9_21fb_5440_0000),
    f64::from_bits(0x3dd0_b461_1a60_0000),
    f64::from_bits(0x3ba3_198a_2e03_7073),
];

/// Cosine and sine of each angle in radians times `factor`.
#[inline(always)]
pub(crate) fn cos_sin<R: Precision, const L: usize>(
    angles: Lane<R, L>,
    factor: f64,
) -> [Lane<R, L>; 2] {
    let mut wide = [0.0; L];
    for (wide, angle) in wide.iter_mut().zip(angles.0) {
        *wide = angle.wide() * factor;
    }
    let mut turns = [[0.0; 2]; L];
    for (turn, &angle) in turns.iter_mut().zip(&wide) {
        *turn = reduced(angle);
    }
    if wide.iter().any(|angle| angle.abs() > LARGE) {
        for (turn, angle) in turns.iter_mut().zip(wide) {
            if angle.abs() > LARGE {
                let (sin, cos) = angle.sin_cos();
                *turn = [cos, sin];
            }
        }
    }
    let (mut cos, mut sin) = (Lane::default(), Lane::default());
    for (lane, turn) in turns.into_iter().enumerate() {
        cos.0[lane] = R::narrow(turn[0]);
        sin.0[lane] = R::narrow(turn[1]);
    }
    [cos, sin]
}

/// Cosine and sine of an angle that is not large: a multiple of π/2 is taken away, and polynomials are for what is left, which
/// is at most π/4. The coefficients are those of FreeBSD's msun (fdlibm).
#[inline(always)]
fn reduced(angle: f64) -> [f64; 2] {
    // Adding it rounds to a whole number, whose lowest bits become those of the sum.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let sum = angle * std::f64::consts::FRAC_2_PI + ROUND;
    let (quadrant, multiple) = (sum.to_bits(), sum - ROUND);
    let [first, second, third] = HALF_PI;
    let x = angle - multiple * first - multiple * second - multiple * third;
    let z = x * x;
    let sin = 8.333_333_333_322_49e-3
        + z * (-1.984_126_982_985_795e-4
            + z * (2.755_731_370_707_006_8e-6
                + z * (-2.505_076_025_340_686_3e-8 + z * 1.589_690_995_211_55e-10)));
    let sin = x + x * z * (-1.666_666_666_666_663_2e-1 + z * sin);
    let cos = 4.166_666_666_666_66e-2
        + z * (-1.388_888_888_887_411e-3
            + z * (2.480_158_728_947_673e-5
                + z * (-2.755_731_435_139_066_3e-7
                    + z * (2.087_572_321_298_175e-9 + z * -1.135_964_755_778_819_5e-11))));
    let half = 0.5 * z;
    let whole = 1.0 - half;
    let cos = whole + (((1.0 - whole) - half) + z * z * cos);
    // Each quadrant exchanges the two and turns one sign.
    let (cos, sin) = if quadrant & 1 == 0 {
        (cos, sin)
    } else {
        (sin, cos)
    };
    let sign = |bits: u64| (bits & 2) << 62;
    [
        f64::from_bits(cos.to_bits() ^ sign(quadrant.wrapping_add(1))),
        f64::from_bits(sin.to_bits() ^ sign(quadrant)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(angle: f64) {
        let [cos, sin] = cos_sin(Lane([angle; 4]), 1.0).map(|lane| lane.0[3]);
        for (found, expected) in [(cos, angle.cos()), (sin, angle.sin())] {
            // Close to a zero the relative error counts, as the library has it.
            let bound = (4e-16 * expected.abs()).max(1e-300);
            assert!(
                (found - expected).abs() <= bound,
                "{angle:e}: {found:e} and {expected:e}"
            );
        }
    }

    #[test]
    fn turns_are_those_of_the_library() {
        for k in -40_000..40_000 {
            near(f64::from(k) * 1e-3);
            near(f64::from(k) * 26.1803);
        }
        let quarters = (-1000..1000).chain([600_000, 636_619, -636_000]);
        for quarter in quarters {
            let angle = f64::from(quarter) * std::f64::consts::FRAC_PI_2;
            for angle in [angle, angle.next_up(), angle.next_down()] {
                near(angle);
            }
        }
        for angle in [
            0.0,
            5e-324,
            1e-200,
            1e-9,
            1e6,
            1e6f64.next_up(),
            1e17,
            1e300,
            f64::MAX,
        ] {
            near(angle);
            near(-angle);
        }
    }

    #[test]
    fn a_lane_has_the_same_bits_beside_any_other() {
        let alone = cos_sin(Lane([0.3f64; 4]), 0.5);
        let beside = cos_sin(Lane([1e300f64, 0.3, -2.0, 7e5]), 0.5);
        for (alone, beside) in alone.iter().zip(beside) {
            assert_eq!(alone.0[1].to_bits(), beside.0[1].to_bits());
        }
        let [cos, sin] = cos_sin(Lane([0.3f32; 8]), 1.0);
        assert_eq!((cos.0[0], sin.0[0]), (0.3f32.cos(), 0.3f32.sin()));
    }
}
