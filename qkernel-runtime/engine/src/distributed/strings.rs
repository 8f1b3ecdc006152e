//! Products of Pauli operators over near and far places.
//!
//! A product maps |k> to |k ⊕ x> times a phase. Where x has no far bit, a rank needs its own amplitudes only, and the signs of far places
//! are numbers of the rank. Else it needs those of the rank whose number differs in the far bits of x: once for all products with the same.

use num_complex::Complex64;

use super::Linked;
use super::on_rank::split;
use crate::PauliTerm;
use crate::statevector::{PauliSums, sign};

/// Observables, prepared for slices of one size.
#[derive(Debug)]
pub struct Strings {
    near: usize,
    /// The part of each observable that is a multiple of the identity.
    constants: Vec<f64>,
    /// Observable, product, coefficient.
    terms: Vec<(usize, usize, f64)>,
    /// How many different products there are.
    count: usize,
    /// Near products, and those of far places alone.
    here: Vec<Here>,
    /// The different near products, each as an observable of its own.
    observables: PauliSums,
    /// Those that bring amplitudes from another rank, by the bits in which its number differs.
    there: Vec<(usize, Vec<There>)>,
}

#[derive(Debug)]
struct Here {
    product: usize,
    /// Its number among the near products; none for the identity.
    near: Option<usize>,
    /// Far places with Z, as bits of the rank.
    z: usize,
}

#[derive(Debug)]
struct There {
    product: usize,
    /// The near bits of x.
    x: usize,
    /// All bits of z.
    z: usize,
    /// i to the number of Ys.
    factor: Complex64,
}

impl Strings {
    pub(super) fn new(observables: &[Vec<PauliTerm>], near: usize) -> Strings {
        let mut constants = vec![0.0; observables.len()];
        let mut found: Vec<(PauliTerm, usize)> = Vec::new();
        for (number, observable) in observables.iter().enumerate() {
            for term in observable {
                match term.is_identity() {
                    true => constants[number] += term.coefficient,
                    false => found.push((*term, number)),
                }
            }
        }
        // By the far bits of x first, then the near product.
        let key = |term: &PauliTerm| {
            let ((x, x_far), (z, z_far)) = (split(term.x, near), split(term.z, near));
            (x_far, x, z, z_far)
        };
        found.sort_by_key(|(term, _)| key(term));
        let (mut terms, mut products) = (Vec::new(), Vec::<PauliTerm>::new());
        for (term, number) in found {
            if products.last().map(key) != Some(key(&term)) {
                products.push(term);
            }
            terms.push((number, products.len() - 1, term.coefficient));
        }
        terms.sort_by_key(|&(number, ..)| number);
        let (mut here, mut observables) = (Vec::new(), Vec::<Vec<PauliTerm>>::new());
        let mut there: Vec<(usize, Vec<There>)> = Vec::new();
        for (product, term) in products.iter().enumerate() {
            let (x_far, x, z, z_far) = key(term);
            if x_far != 0 {
                if there.last().map(|(far, _)| *far) != Some(x_far) {
                    there.push((x_far, Vec::new()));
                }
                if let Some((_, group)) = there.last_mut() {
                    group.push(There {
                        product,
                        x,
                        z: term.z,
                        factor: term.factor(),
                    });
                }
                continue;
            }
            let near = PauliTerm {
                coefficient: 1.0,
                x,
                z,
            };
            if !near.is_identity() && observables.last().map(|last| last[0]) != Some(near) {
                observables.push(vec![near]);
            }
            here.push(Here {
                product,
                near: (!near.is_identity()).then(|| observables.len() - 1),
                z: z_far,
            });
        }
        Strings {
            near,
            constants,
            terms,
            count: products.len(),
            here,
            observables: PauliSums::new(&observables, near),
            there,
        }
    }

    /// <state| O |state> for each observable O.
    pub(super) fn expectations(&self, state: &mut impl Linked, values: &mut [f64]) {
        let rank = state.rank();
        let mut sums = vec![0.0; self.count];
        let mut near = vec![0.0; self.observables.constants.len()];
        let mut scratch = vec![0.0; self.observables.scratch()];
        self.observables
            .expectations(state.mine(), &mut scratch, &mut near);
        let is_norm = self.here.iter().any(|here| here.near.is_none());
        let norm: f64 = match is_norm {
            true => state.mine().iter().map(Complex64::norm_sqr).sum(),
            false => 0.0,
        };
        for here in &self.here {
            sums[here.product] =
                sign(rank & here.z) * here.near.map_or(norm, |number| near[number]);
        }
        for (far, group) in &self.there {
            state.with_other(*far, &mut |start, theirs, mine| {
                for there in group {
                    let signs = there.z & (rank << self.near);
                    let mut sum = Complex64::ZERO;
                    for (i, bra) in theirs.iter().enumerate() {
                        let at = (start + i) ^ there.x;
                        sum += bra.conj() * mine[at] * sign(at & there.z);
                    }
                    sums[there.product] += (there.factor * sum).re * sign(signs);
                }
            });
        }
        state.sum(&mut sums);
        values.copy_from_slice(&self.constants);
        for &(number, product, c) in &self.terms {
            values[number] += c * sums[product];
        }
    }

    /// `image` = Σ weight · O |state> over the observables O, without multiples of the identity.
    pub(super) fn weigh(&self, state: &mut impl Linked, weights: &[f64], image: &mut [Complex64]) {
        let rank = state.rank();
        let mut by_product = vec![0.0; self.count];
        for &(number, product, c) in &self.terms {
            by_product[product] += weights[number] * c;
        }
        let mut near = vec![0.0; self.observables.constants.len()];
        let mut norm = 0.0;
        for here in &self.here {
            let weight = by_product[here.product] * sign(rank & here.z);
            *here.near.map_or(&mut norm, |number| &mut near[number]) += weight;
        }
        let mut scratch = vec![0.0; self.observables.scratch()];
        self.observables
            .weigh(state.mine(), &near, &mut scratch, image);
        if norm != 0.0 {
            let pairs = image.iter_mut().zip(state.mine());
            pairs.for_each(|(to, from)| *to += from * norm);
        }
        for (far, group) in &self.there {
            let other = rank ^ far;
            state.with_other(*far, &mut |start, theirs, _| {
                for there in group {
                    let weight = there.factor
                        * by_product[there.product]
                        * sign(there.z & (other << self.near));
                    for (i, ket) in theirs.iter().enumerate() {
                        let from = start + i;
                        image[from ^ there.x] += weight * ket * sign(from & there.z);
                    }
                }
            });
        }
    }
}
