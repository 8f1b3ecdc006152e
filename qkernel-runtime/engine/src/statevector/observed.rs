//! Expectation values of Pauli sums, without a matrix.
//!
//! A product of Pauli operators maps |k> to f (-1)^|k ∧ z| |k ⊕ x>, where x has the qubits under X or Y, z those under
//! Y or Z, and f is i to the number of Ys. So it is two masks. The sign over the lowest bits of k is a table;
//! the higher bits add one sign per block.

use num_complex::Complex64;

use crate::PauliTerm;

/// The lowest bits whose signs are tabulated.
const LOW: usize = 6;

/// Several observables, prepared for states of one size.
#[derive(Clone, Debug)]
pub(crate) struct PauliSums {
    /// Amplitudes in a block.
    block: usize,
    /// The part of each observable that is a multiple of the identity.
    pub(crate) constants: Vec<f64>,
    /// The different products, those that are diagonal first.
    pub(crate) strings: Vec<Masks>,
    /// How many are diagonal.
    pub(crate) diagonal: usize,
    /// The signs over the lowest bits, `block` numbers a product.
    signs: Vec<f64>,
    /// Observable, product, coefficient, by observable.
    pub(crate) terms: Vec<(usize, usize, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Masks {
    pub(crate) x: usize,
    pub(crate) z: usize,
    /// i to the number of Ys.
    pub(crate) factor: Complex64,
}

impl PauliSums {
    /// The observables must fit on the register.
    pub(crate) fn new(observables: &[Vec<PauliTerm>], qubits: usize) -> PauliSums {
        let mut constants = vec![0.0; observables.len()];
        let mut found: Vec<(Masks, usize, f64)> = Vec::new();
        for (number, observable) in observables.iter().enumerate() {
            for term in observable {
                if term.is_identity() {
                    constants[number] += term.coefficient;
                    continue;
                }
                let masks = Masks {
                    x: term.x,
                    z: term.z,
                    factor: term.factor(),
                };
                found.push((masks, number, term.coefficient));
            }
        }
        // x = 0 sorts first, and equal products next to each other.
        found.sort_by_key(|(masks, ..)| (masks.x, masks.z));
        let mut strings: Vec<Masks> = Vec::new();
        let mut terms = Vec::with_capacity(found.len());
        for (masks, number, c) in found {
            if strings.last() != Some(&masks) {
                strings.push(masks);
            }
            terms.push((number, strings.len() - 1, c));
        }
        terms.sort_by_key(|&(number, ..)| number);
        let block = 1 << qubits.min(LOW);
        PauliSums {
            block,
            constants,
            diagonal: strings.iter().filter(|masks| masks.x == 0).count(),
            signs: strings
                .iter()
                .flat_map(|masks| (0..block).map(|k| sign(k & masks.z)))
                .collect(),
            strings,
            terms,
        }
    }

    /// How many numbers of scratch space [`expectations`](PauliSums::expectations) and [`weigh`](PauliSums::weigh) need.
    pub(crate) fn scratch(&self) -> usize {
        self.strings.len()
    }

    /// <state| O |state> for each observable O.
    pub(crate) fn expectations(
        &self,
        state: &[Complex64],
        scratch: &mut [f64],
        values: &mut [f64],
    ) {
        scratch.fill(0.0);
        let (diagonal, flips) = scratch.split_at_mut(self.diagonal);
        if self.diagonal > 0 {
            let mut weights = [0.0; 1 << LOW];
            let weights = &mut weights[..self.block];
            for (b, block) in state.chunks_exact(self.block).enumerate() {
                for (w, a) in weights.iter_mut().zip(block) {
                    *w = a.norm_sqr();
                }
                let signs = self.signs.chunks_exact(self.block);
                for ((value, masks), signs) in diagonal.iter_mut().zip(&self.strings).zip(signs) {
                    let sum: f64 = weights.iter().zip(signs).map(|(w, s)| w * s).sum();
                    *value += sum * sign((b * self.block) & masks.z);
                }
            }
        }
        for (i, value) in flips.iter_mut().enumerate() {
            *value = self.flip(self.diagonal + i, state);
        }
        values.copy_from_slice(&self.constants);
        for &(number, string, c) in &self.terms {
            values[number] += c * scratch[string];
        }
    }

    /// <state| P |state> for a product P that is not diagonal.
    fn flip(&self, string: usize, state: &[Complex64]) -> f64 {
        let Masks { x, z, factor } = self.strings[string];
        let signs = &self.signs[string * self.block..][..self.block];
        let (x_low, x_high) = (x & (self.block - 1), x & !(self.block - 1));
        let mut sum = Complex64::ZERO;
        for start in (0..state.len()).step_by(self.block) {
            let partner = start ^ x_high;
            // Terms k and k ⊕ x are conjugates: of two blocks that P exchanges, one is enough.
            if partner < start {
                continue;
            }
            let (from, to) = (
                &state[start..][..self.block],
                &state[partner..][..self.block],
            );
            let mut part = Complex64::ZERO;
            for (k, (a, s)) in from.iter().zip(signs).enumerate() {
                part += to[k ^ x_low].conj() * a * *s;
            }
            sum += part * sign(start & z) * if partner == start { 1.0 } else { 2.0 };
        }
        (factor * sum).re
    }

    /// `image` = Σ weight · O |state> over the observables O, without multiples of the identity, which no angle can change.
    pub(crate) fn weigh(
        &self,
        state: &[Complex64],
        weights: &[f64],
        scratch: &mut [f64],
        image: &mut [Complex64],
    ) {
        scratch.fill(0.0);
        for &(number, string, c) in &self.terms {
            scratch[string] += weights[number] * c;
        }
        let mut factors = [0.0; 1 << LOW];
        let factors = &mut factors[..self.block];
        let blocks = state
            .chunks_exact(self.block)
            .zip(image.chunks_exact_mut(self.block));
        for (b, (from, to)) in blocks.enumerate() {
            factors.fill(0.0);
            let signs = self.signs.chunks_exact(self.block);
            for ((masks, signs), weight) in self.strings[..self.diagonal]
                .iter()
                .zip(signs)
                .zip(&*scratch)
            {
                let weight = weight * sign((b * self.block) & masks.z);
                for (f, s) in factors.iter_mut().zip(signs) {
                    *f += weight * s;
                }
            }
            for ((a, f), to) in from.iter().zip(&*factors).zip(to) {
                *to = a * *f;
            }
        }
        for (i, masks) in self.strings.iter().enumerate().skip(self.diagonal) {
            if scratch[i] != 0.0 {
                self.add_flip(i, masks.factor * scratch[i], state, image);
            }
        }
    }

    /// `image` += weight · P' |state>, P' being the product of masks without its factor.
    fn add_flip(
        &self,
        string: usize,
        weight: Complex64,
        state: &[Complex64],
        image: &mut [Complex64],
    ) {
        let Masks { x, z, .. } = self.strings[string];
        let signs = &self.signs[string * self.block..][..self.block];
        let (x_low, x_high) = (x & (self.block - 1), x & !(self.block - 1));
        for (b, from) in state.chunks_exact(self.block).enumerate() {
            let start = b * self.block;
            let to = &mut image[start ^ x_high..][..self.block];
            let weight = weight * sign(start & z);
            for (k, (a, s)) in from.iter().zip(signs).enumerate() {
                to[k ^ x_low] += weight * *s * a;
            }
        }
    }
}

/// (-1) to the number of ones.
#[inline(always)]
pub(crate) fn sign(bits: usize) -> f64 {
    if bits.count_ones().is_multiple_of(2) {
        1.0
    } else {
        -1.0
    }
}
