//! Rotations of different qubits, by tangents.
//!
//! RY by θ is cos θ/2 times a - t b and b + t a, where t = tan θ/2: one fused operation a number. The cosines of a stage are put together
//! and multiplied in later, with a table of phases or at the end. RX does the same to the real part of one amplitude and the imaginary
//! part of the other.

use super::amplitudes::{Amplitudes, GroupKernel};
use super::piece::Written;
use super::stages::Axis;
use super::vector::{Four, Group, LANES};

/// Rotations of bits of a group's number.
pub(super) struct Turn<'a, const BITS: usize, const PARTNERS: usize> {
    pub(super) axis: Axis,
    pub(super) to: Written<'a>,
    /// Which bits, and the tangent of each.
    pub(super) turns: [(usize, f64); BITS],
}

/// Rotations of the bits within a group: of both, or of one, with none for the other.
pub(super) struct Within<'a> {
    pub(super) axis: Axis,
    pub(super) state: &'a mut [Group],
    pub(super) tangents: [Option<f64>; 2],
}

/// Rotations of the bits within a group and of the lowest two bits of its number.
pub(super) struct Lowest<'a> {
    pub(super) axis: Axis,
    pub(super) state: &'a mut [Group],
    pub(super) tangents: [f64; 4],
}

pub(super) const Y: u8 = 0;
pub(super) const X: u8 = 1;
const HADAMARD: u8 = 2;

/// Tangents, to multiply amplitudes or their conjugates by.
#[derive(Clone, Copy)]
pub(super) struct Factors<A: Amplitudes> {
    plain: A::Real,
    of_conj: A::RealOfConj,
}

impl<A: Amplitudes> Factors<A> {
    #[inline(always)]
    fn new(numbers: Four) -> Self {
        Factors {
            plain: A::real(numbers),
            of_conj: A::real_of_conj(numbers),
        }
    }

    /// Of the rotation of a bit within a group: for each lane the factor of its partner, or with the Hadamard gate of the lane itself.
    #[inline(always)]
    pub(super) fn within<const AXIS: u8>(bit: usize, tangent: f64) -> Self {
        Factors::new(std::array::from_fn(|lane| match AXIS {
            X => tangent,
            Y if lane & bit == 0 => -tangent,
            Y => tangent,
            _ if lane & bit == 0 => 1.0,
            _ => -1.0,
        }))
    }
}

/// What the rotation of a bit within a group makes of it.
#[inline(always)]
pub(super) fn turned_within<A: Amplitudes, const AXIS: u8>(
    factors: Factors<A>,
    bit: usize,
    a: A,
) -> A {
    let b = a.flip(bit);
    match AXIS {
        Y => a.add_times(factors.plain, b),
        X => a.add_times_conj(factors.of_conj, b.exchanged()),
        _ => b.add_times(factors.plain, a),
    }
}

/// Whether the real and imaginary parts of a partner are exchanged while it is rotated: with RX those of each with an odd number of ones,
/// so that real parts are added to real ones.
const fn is_exchanged<const AXIS: u8>(partner: usize) -> bool {
    AXIS == X && partner.count_ones() % 2 == 1
}

/// A loop written out, so that arrays are kept in registers.
macro_rules! unrolled {
    ($k:ident in [$($number:literal)*] below $count:expr => $body:expr) => {
        $(if $number < $count {
            let $k: usize = $number;
            $body
        })*
    };
}

/// Rotates partners, which differ in the bits of their numbers. (Here as below, vectors are not passed through closures, which are not
/// compiled for them.)
#[inline(always)]
fn turn<A: Amplitudes, const AXIS: u8, const BITS: usize, const PARTNERS: usize>(
    factors: &[Factors<A>; BITS],
    partners: &mut [A; PARTNERS],
) {
    exchange::<A, AXIS, PARTNERS>(partners);
    unrolled!(q in [0 1 2 3] below BITS => {
        let Factors { plain, of_conj } = factors[q];
        unrolled!(pair in [0 1 2 3 4 5 6 7] below PARTNERS / 2 => {
            let first = (pair >> q << (q + 1)) | (pair & ((1 << q) - 1));
            let second = first | 1 << q;
            let (a, b) = (partners[first], partners[second]);
            [partners[first], partners[second]] = match AXIS {
                Y => [a.sub_times(plain, b), b.add_times(plain, a)],
                X if is_exchanged::<AXIS>(first) => {
                    [a.sub_times_conj(of_conj, b), b.add_times_conj(of_conj, a)]
                }
                X => [a.add_times_conj(of_conj, b), b.sub_times_conj(of_conj, a)],
                _ => [a.add(b), a.sub(b)],
            };
        });
    });
    exchange::<A, AXIS, PARTNERS>(partners);
}

#[inline(always)]
fn exchange<A: Amplitudes, const AXIS: u8, const PARTNERS: usize>(partners: &mut [A; PARTNERS]) {
    unrolled!(k in [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15] below PARTNERS => {
        if is_exchanged::<AXIS>(k) {
            partners[k] = partners[k].exchanged();
        }
    });
}

impl<const BITS: usize, const PARTNERS: usize> GroupKernel for Turn<'_, BITS, PARTNERS> {
    #[inline(always)]
    fn run<A: Amplitudes>(self) {
        match self.axis {
            Axis::Y => self.along::<A, Y>(),
            Axis::X => self.along::<A, X>(),
            Axis::Hadamard => self.along::<A, HADAMARD>(),
        }
    }
}

impl<const BITS: usize, const PARTNERS: usize> Turn<'_, BITS, PARTNERS> {
    #[inline(always)]
    // An iterator over one of the runs would hide that they go together.
    #[allow(clippy::needless_range_loop)]
    fn along<A: Amplitudes, const AXIS: u8>(self) {
        let Turn { to, turns, .. } = self;
        let Written {
            from,
            to,
            rows,
            groups,
        } = to;
        let mut factors = [Factors::<A>::new([0.0; LANES]); BITS];
        for q in 0..BITS {
            factors[q] = Factors::new([turns[q].1; LANES]);
        }
        let partner = |k: usize| {
            let bits = turns.iter().enumerate().filter(|(q, _)| k >> q & 1 == 1);
            bits.fold(0, |sum, (_, (bit, _))| sum | bit)
        };
        let all = partner(PARTNERS - 1);
        let places: [usize; PARTNERS] = std::array::from_fn(|k| rows.offset(partner(k)));
        let run = turns[0].0.min(rows.row());
        if let Some((state, source)) = from {
            let sources: [usize; PARTNERS] = std::array::from_fn(|k| source.offset(partner(k)));
            let run = run.min(source.row());
            let mut first = 0;
            while first < groups {
                let written = apart(&mut to[rows.at(first)..], &places, run);
                let state = &state[source.at(first)..];
                let mut read: [&[Group]; PARTNERS] = [&state[..run]; PARTNERS];
                unrolled!(p in [1 2 3 4 5 6 7 8 9 10 11 12 13 14 15] below PARTNERS => {
                    read[p] = &state[sources[p]..][..run];
                });
                for k in 0..run {
                    let mut partners = [A::load(&read[0][k]); PARTNERS];
                    unrolled!(p in [1 2 3 4 5 6 7 8 9 10 11 12 13 14 15] below PARTNERS => {
                        partners[p] = A::load(&read[p][k]);
                    });
                    turn::<A, AXIS, BITS, PARTNERS>(&factors, &mut partners);
                    unrolled!(p in [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15] below PARTNERS => {
                        partners[p].store(&mut written[p][k]);
                    });
                }
                // The next number without the bits.
                first = ((first | all) + run) & !all;
            }
            return;
        }
        let mut first = 0;
        while first < groups {
            let written = apart(&mut to[rows.at(first)..], &places, run);
            for k in 0..run {
                let mut partners = [A::load(&written[0][k]); PARTNERS];
                unrolled!(p in [1 2 3 4 5 6 7 8 9 10 11 12 13 14 15] below PARTNERS => {
                    partners[p] = A::load(&written[p][k]);
                });
                turn::<A, AXIS, BITS, PARTNERS>(&factors, &mut partners);
                unrolled!(p in [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15] below PARTNERS => {
                    partners[p].store(&mut written[p][k]);
                });
            }
            first = ((first | all) + run) & !all;
        }
    }
}

/// Runs of groups at several places, in ascending order.
#[inline(always)]
fn apart<'a, const PARTNERS: usize>(
    state: &'a mut [Group],
    places: &[usize; PARTNERS],
    run: usize,
) -> [&'a mut [Group]; PARTNERS] {
    let mut runs: [&mut [Group]; PARTNERS] = std::array::from_fn(|_| Default::default());
    let (mut rest, mut passed) = (state, 0);
    unrolled!(p in [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15] below PARTNERS => {
        let (_, after) = rest.split_at_mut(places[p] - passed);
        let (found, after) = after.split_at_mut(run);
        (runs[p], rest, passed) = (found, after, places[p] + run);
    });
    let _ = (rest, passed);
    runs
}

impl GroupKernel for Lowest<'_> {
    #[inline(always)]
    fn run<A: Amplitudes>(self) {
        match self.axis {
            Axis::Y => self.along::<A, Y>(),
            Axis::X => self.along::<A, X>(),
            Axis::Hadamard => self.along::<A, HADAMARD>(),
        }
    }
}

impl Lowest<'_> {
    #[inline(always)]
    fn along<A: Amplitudes, const AXIS: u8>(self) {
        let [a, b, c, d] = self.tangents;
        let (a, b) = (
            Factors::<A>::within::<AXIS>(1, a),
            Factors::<A>::within::<AXIS>(2, b),
        );
        let others = [Factors::<A>::new([c; LANES]), Factors::new([d; LANES])];
        for groups in self.state.as_chunks_mut::<4>().0 {
            let mut partners = [A::load(&groups[0]); 4];
            unrolled!(p in [0 1 2 3] below 4 => {
                let turned = turned_within::<A, AXIS>(a, 1, A::load(&groups[p]));
                partners[p] = turned_within::<A, AXIS>(b, 2, turned);
            });
            turn::<A, AXIS, 2, 4>(&others, &mut partners);
            unrolled!(p in [0 1 2 3] below 4 => partners[p].store(&mut groups[p]));
        }
    }
}

impl GroupKernel for Within<'_> {
    #[inline(always)]
    fn run<A: Amplitudes>(self) {
        match self.axis {
            Axis::Y => self.along::<A, Y>(),
            Axis::X => self.along::<A, X>(),
            Axis::Hadamard => self.along::<A, HADAMARD>(),
        }
    }
}

impl Within<'_> {
    #[inline(always)]
    fn along<A: Amplitudes, const AXIS: u8>(self) {
        for (bit, tangent) in [1, 2].into_iter().zip(self.tangents) {
            if let Some(tangent) = tangent {
                let factors = Factors::<A>::within::<AXIS>(bit, tangent);
                for group in &mut *self.state {
                    turned_within::<A, AXIS>(factors, bit, A::load(group)).store(group);
                }
            }
        }
    }
}
