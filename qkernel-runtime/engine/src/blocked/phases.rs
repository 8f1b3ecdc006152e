//! Multiplying a piece by the phases of tables.

use num_complex::Complex64;

use super::tables::{Sums, Tables};
use super::vector::{Complex, Four, Group, Kernel, LANES, Vector};

/// How the amplitudes of a piece lie in the tables: runs with one value of the higher bits each.
#[derive(Clone, Copy)]
pub(super) struct InTables<'a> {
    /// For each value of the higher bits which lower table it has.
    pub(super) keys: &'a [u8],
    /// How many vectors a lower table has.
    pub(super) vectors: usize,
    /// How many groups a run has.
    pub(super) run: usize,
    /// Where all runs begin in the lower tables.
    pub(super) offset: usize,
    /// The higher bits of the first run, and by how much they grow from a run to the next.
    pub(super) first: usize,
    pub(super) step: usize,
}

impl InTables<'_> {
    #[inline(always)]
    fn lower<T>(self, tables: &[T], higher: usize) -> &[T] {
        let start = usize::from(self.keys[higher]) * self.vectors + self.offset;
        &tables[start..][..self.run]
    }
}

/// Multiplies a piece by phases and a real factor.
pub(super) struct Phases<'a> {
    pub(super) place: InTables<'a>,
    pub(super) tables: &'a Tables,
    pub(super) factor: f64,
    pub(super) state: &'a mut [Group],
}

#[inline(always)]
fn splat<V: Vector>(z: Complex64, factor: f64) -> Complex<V> {
    Complex {
        re: V::splat(z.re * factor),
        im: V::splat(z.im * factor),
    }
}

impl Kernel for Phases<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Phases {
            place,
            tables,
            factor,
            state,
        } = self;
        let mut higher = place.first;
        for run in state.chunks_exact_mut(place.run) {
            let high = splat::<V>(tables.higher[higher], factor);
            for (group, low) in run.iter_mut().zip(place.lower(&tables.lower, higher)) {
                let phase = high.times(Complex::from(low));
                Complex::load(group).times(phase).store(group);
            }
            higher += place.step;
        }
    }
}

/// Multiplies a piece of two states by the conjugates of phases and a real factor, and adds Im(bra* ket) before that to sums, if there
/// are some.
pub(super) struct PhasesBack<'a> {
    pub(super) place: InTables<'a>,
    pub(super) tables: &'a Tables,
    pub(super) factor: f64,
    pub(super) states: [&'a mut [Group]; 2],
    pub(super) sums: Option<&'a mut Sums>,
}

impl Kernel for PhasesBack<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let PhasesBack {
            place,
            tables,
            factor,
            states: [ket, bra],
            mut sums,
        } = self;
        let mut higher = place.first;
        let runs = ket
            .chunks_exact_mut(place.run)
            .zip(bra.chunks_exact_mut(place.run));
        for (ket, bra) in runs {
            let high = splat::<V>(tables.higher[higher], factor);
            let lower = place.lower(&tables.lower, higher);
            if let Some(Sums {
                lower: sums,
                higher: totals,
            }) = sums.as_deref_mut()
            {
                let start = usize::from(place.keys[higher]) * place.vectors + place.offset;
                let sums = &mut sums[start..][..place.run];
                let mut total = V::splat(0.0);
                for (((k, b), low), sum) in ket.iter_mut().zip(bra).zip(lower).zip(sums) {
                    let (x, y) = (Complex::<V>::load(k), Complex::<V>::load(b));
                    let product = y.im_product(x);
                    total = total.add(product);
                    V::load(sum).add(product).store(sum);
                    let phase = high.times(Complex::from(low));
                    x.times_conj(phase).store(k);
                    y.times_conj(phase).store(b);
                }
                totals[higher] += total.sum();
            } else {
                for ((k, b), low) in ket.iter_mut().zip(bra).zip(lower) {
                    let phase = high.times(Complex::from(low));
                    Complex::load(k).times_conj(phase).store(k);
                    Complex::load(b).times_conj(phase).store(b);
                }
            }
            higher += place.step;
        }
    }
}

/// Multiplies a piece by a number.
pub(super) struct Scale<'a> {
    pub(super) state: &'a mut [Group],
    pub(super) factor: f64,
}

impl Kernel for Scale<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let factor = V::splat(self.factor);
        for half in self.state.as_flattened_mut() {
            V::load_half(half).mul(factor).store_half(half);
        }
    }
}

/// Adds the squares of the amplitudes of a state to sums by the lower and by the higher bits, and for each of some tables of
/// signs over the lower bits to a sum with these, whose sign is that of the higher bits.
pub(super) struct Probabilities<'a> {
    pub(super) state: &'a [Group],
    /// As many vectors as a run has groups.
    pub(super) sums: &'a mut Sums,
    pub(super) scratch: &'a mut [Four],
    pub(super) signs: &'a [Four],
    /// For each table of signs the higher bits that its sign depends on.
    pub(super) masks: &'a [usize],
    pub(super) signed: &'a mut [f64],
}

impl Kernel for Probabilities<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Probabilities {
            state,
            sums,
            scratch,
            signs,
            masks,
            signed,
        } = self;
        let size = scratch.len();
        let runs = state.chunks_exact(size).zip(&mut sums.higher);
        for (higher, (run, total)) in runs.enumerate() {
            let mut sum = V::splat(0.0);
            for ((group, lower), kept) in run.iter().zip(&mut sums.lower).zip(&mut *scratch) {
                let a = Complex::<V>::load(group);
                let square = a.re.mul_add(a.re, a.im.mul(a.im));
                sum = sum.add(square);
                V::load(lower).add(square).store(lower);
                square.store(kept);
            }
            *total += sum.sum();
            let tables = signs.chunks_exact(size).zip(masks);
            for ((signs, mask), total) in tables.zip(&mut *signed) {
                let mut sum = V::splat(0.0);
                for (kept, sign) in scratch.iter().zip(signs) {
                    sum = V::load(kept).mul_add(V::load(sign), sum);
                }
                let sum = sum.sum();
                *total += if (higher & mask).count_ones() % 2 == 1 {
                    -sum
                } else {
                    sum
                };
            }
        }
    }
}

/// Multiplies a state by real numbers: sums of one by the lower and one by the higher bits, and for each of some tables of signs over
/// the lower bits a weight, whose sign is that of the higher bits.
pub(super) struct Weigh<'a> {
    pub(super) state: &'a [Group],
    pub(super) image: &'a mut [Group],
    pub(super) factors: &'a Sums,
    pub(super) scratch: &'a mut [Four],
    pub(super) signs: &'a [Four],
    pub(super) masks: &'a [usize],
    pub(super) weights: &'a [f64],
}

impl Kernel for Weigh<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Weigh {
            state,
            image,
            factors,
            scratch,
            signs,
            masks,
            weights,
        } = self;
        let size = scratch.len();
        let runs = state.chunks_exact(size).zip(image.chunks_exact_mut(size));
        for (higher, ((run, image), &number)) in runs.zip(&factors.higher).enumerate() {
            let number = V::splat(number);
            for (kept, lower) in scratch.iter_mut().zip(&factors.lower) {
                V::load(lower).add(number).store(kept);
            }
            for ((signs, mask), &weight) in signs.chunks_exact(size).zip(masks).zip(weights) {
                let odd = (higher & mask).count_ones() % 2 == 1;
                let weight = V::splat(if odd { -weight } else { weight });
                for (kept, sign) in scratch.iter_mut().zip(signs) {
                    weight.mul_add(V::load(sign), V::load(kept)).store(kept);
                }
            }
            for ((from, to), factor) in run.iter().zip(image).zip(&*scratch) {
                let (a, factor) = (Complex::<V>::load(from), V::load(factor));
                Complex {
                    re: a.re.mul(factor),
                    im: a.im.mul(factor),
                }
                .store(to);
            }
        }
    }
}

/// The vectors that a table of 2^`bits` numbers has.
pub(super) fn vectors(bits: usize) -> usize {
    (1 << bits) / LANES
}
