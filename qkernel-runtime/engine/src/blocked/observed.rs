//! Expectation values of Pauli sums.
//!
//! A product that is diagonal is a sum of probabilities with signs. All products that depend on the lower bits of the index alone, or on the
//! higher ones alone, are read from two tables of sums.

use super::phases::{Probabilities, Weigh, vectors};
use super::tables::{Sums, total};
use super::vector::{Complex, Four, Group, Kernel, LANES, Vector};
use super::width::Width;
use crate::PauliTerm;
use crate::statevector::{Masks, PauliSums, sign};

/// Observables, prepared for states of one size.
#[derive(Clone, Debug)]
pub(super) struct Observed {
    observables: PauliSums,
    low: usize,
    qubits: usize,
    /// The diagonal products that depend on lower and on higher bits.
    mixed: Vec<usize>,
    /// Their signs over the lower bits, and their masks of the higher ones.
    signs: Vec<Four>,
    masks: Vec<usize>,
}

/// Buffers.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    strings: Vec<f64>,
    sums: Sums,
    run: Vec<Four>,
    mixed: Vec<f64>,
}

impl Observed {
    pub(super) fn new(observables: &[Vec<PauliTerm>], qubits: usize, low: usize) -> Observed {
        let observables = PauliSums::new(observables, qubits);
        let mask = (1 << low) - 1;
        let diagonal = &observables.strings[..observables.diagonal];
        let mixed = |&string: &usize| {
            let z = diagonal[string].z;
            z & mask != 0 && z & !mask != 0
        };
        let mixed: Vec<usize> = (0..diagonal.len()).filter(mixed).collect();
        let table = |&string: &usize| {
            let z = diagonal[string].z;
            (0..vectors(low)).map(move |v| std::array::from_fn(|lane| sign((v * LANES + lane) & z)))
        };
        Observed {
            low,
            qubits,
            signs: mixed.iter().flat_map(table).collect(),
            masks: mixed
                .iter()
                .map(|&string| diagonal[string].z >> low)
                .collect(),
            mixed,
            observables,
        }
    }

    /// Whether all products are diagonal.
    pub(super) fn is_diagonal(&self) -> bool {
        self.observables.diagonal == self.observables.strings.len()
    }

    fn clear(&self, scratch: &mut Scratch) {
        scratch.strings.clear();
        scratch.strings.resize(self.observables.strings.len(), 0.0);
        scratch.mixed.clear();
        scratch.mixed.resize(self.mixed.len(), 0.0);
        scratch.run.resize(vectors(self.low), [0.0; LANES]);
        let Sums { lower, higher } = &mut scratch.sums;
        lower.clear();
        lower.resize(vectors(self.low), [0.0; LANES]);
        higher.clear();
        higher.resize(1 << (self.qubits - self.low), 0.0);
    }

    /// The expectation values for `factor` times a state.
    pub(super) fn expectations(
        &self,
        width: Width,
        state: &[Group],
        factor: f64,
        scratch: &mut Scratch,
        values: &mut [f64],
    ) {
        self.clear(scratch);
        let (diagonal, others) = self.observables.strings.split_at(self.observables.diagonal);
        if !diagonal.is_empty() {
            width.run(Probabilities {
                state,
                sums: &mut scratch.sums,
                scratch: &mut scratch.run,
                signs: &self.signs,
                masks: &self.masks,
                signed: &mut scratch.mixed,
            });
        }
        let mask = (1 << self.low) - 1;
        for (found, masks) in scratch.strings.iter_mut().zip(diagonal) {
            *found = if masks.z & !mask == 0 {
                total(scratch.sums.lower.as_flattened(), 0, masks.z)
            } else {
                total(&scratch.sums.higher, 0, masks.z >> self.low)
            };
        }
        for (&string, &found) in self.mixed.iter().zip(&scratch.mixed) {
            scratch.strings[string] = found;
        }
        for (found, &masks) in scratch.strings[diagonal.len()..].iter_mut().zip(others) {
            *found = width.run(Expectation { masks, state });
        }
        values.copy_from_slice(&self.observables.constants);
        for &(observable, string, c) in &self.observables.terms {
            values[observable] += c * factor * factor * scratch.strings[string];
        }
    }

    /// `image` = Σ weight · O |state> over the observables O, without multiples of the identity.
    pub(super) fn weigh(
        &self,
        width: Width,
        state: &[Group],
        weights: &[f64],
        scratch: &mut Scratch,
        image: &mut [Group],
    ) {
        self.clear(scratch);
        for &(observable, string, c) in &self.observables.terms {
            scratch.strings[string] += weights[observable] * c;
        }
        let (diagonal, others) = self.observables.strings.split_at(self.observables.diagonal);
        let mask = (1 << self.low) - 1;
        for (masks, &weight) in diagonal.iter().zip(&scratch.strings) {
            let (numbers, z) = if masks.z & !mask == 0 {
                (scratch.sums.lower.as_flattened_mut(), masks.z)
            } else if masks.z & mask == 0 {
                (&mut *scratch.sums.higher, masks.z >> self.low)
            } else {
                continue;
            };
            for (k, number) in numbers.iter_mut().enumerate() {
                *number += weight * sign(k & z);
            }
        }
        for (weight, &string) in scratch.mixed.iter_mut().zip(&self.mixed) {
            *weight = scratch.strings[string];
        }
        width.run(Weigh {
            state,
            image,
            factors: &scratch.sums,
            scratch: &mut scratch.run,
            signs: &self.signs,
            masks: &self.masks,
            weights: &scratch.mixed,
        });
        for (&masks, &weight) in others.iter().zip(&scratch.strings[diagonal.len()..]) {
            if weight != 0.0 {
                width.run(Add {
                    masks,
                    weight,
                    state,
                    image,
                });
            }
        }
    }
}

/// The signs of the lanes of a product.
fn lanes<V: Vector>(z: usize) -> V {
    V::load(&std::array::from_fn(|lane| sign(lane & z)))
}

/// <state| P |state> for a product P that is not diagonal.
struct Expectation<'a> {
    masks: Masks,
    state: &'a [Group],
}

impl Kernel for Expectation<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Vector>(self) -> f64 {
        let Expectation {
            masks: Masks { x, z, factor },
            state,
        } = self;
        // i to the number of Ys is real or imaginary; then so is what it is multiplied by.
        let real = factor.im == 0.0;
        let signs = lanes::<V>(z);
        let mut sum = V::splat(0.0);
        for (group, from) in state.iter().enumerate() {
            let partner = group ^ (x / LANES);
            // The terms k and k ⊕ x are conjugates: of two groups that P exchanges, one is enough.
            if partner < group {
                continue;
            }
            let a = Complex::<V>::load(from);
            let b = Complex::<V>::load(&state[partner]).flip(x % LANES);
            let product = if real {
                b.re.mul_add(a.re, b.im.mul(a.im))
            } else {
                b.im_product(a)
            };
            let sign = sign(group & (z / LANES));
            sum = product.mul_add(signs.mul(V::splat(sign)), sum);
        }
        let twice = if x / LANES == 0 { 1.0 } else { 2.0 };
        sum.sum() * twice * if real { factor.re } else { -factor.im }
    }
}

/// Adds weight · P |state> to an image, for a product P that is not diagonal.
struct Add<'a> {
    masks: Masks,
    weight: f64,
    state: &'a [Group],
    image: &'a mut [Group],
}

impl Kernel for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Add {
            masks: Masks { x, z, factor },
            weight,
            state,
            image,
        } = self;
        let real = factor.im == 0.0;
        let signs = lanes::<V>(z).mul(V::splat(weight * (factor.re + factor.im)));
        for (group, from) in state.iter().enumerate() {
            let a = Complex::<V>::load(from);
            let weight = signs.mul(V::splat(sign(group & (z / LANES))));
            let (re, im) = if real {
                (weight.mul(a.re), weight.mul(a.im))
            } else {
                (V::splat(0.0).sub(weight.mul(a.im)), weight.mul(a.re))
            };
            let to = &mut image[group ^ (x / LANES)];
            let b = Complex::<V>::load(to);
            Complex {
                re: b.re.add(re.flip(x % LANES)),
                im: b.im.add(im.flip(x % LANES)),
            }
            .store(to);
        }
    }
}
