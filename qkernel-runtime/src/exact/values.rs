//! A program's observables, taken apart into those of its parts.

use std::collections::HashMap;

use super::products::Products;
use crate::observable::{Observable, Pauli};

/// Pauli operators on the qubits of a part, in ascending order.
type Factors = Vec<(Pauli, usize)>;

/// The observables of the parts, and how the program's are made of them.
#[derive(Default)]
pub(super) struct Values {
    /// Each with its part.
    observables: Vec<(usize, Observable)>,
    /// The observables that are one product, by part and product.
    strings: HashMap<(usize, Factors), usize>,
    sums: Vec<(f64, usize)>,
    terms: Vec<(f64, usize)>,
    factors: Vec<usize>,
}

impl Values {
    /// Takes over an observable of the program; `place` gives the part of a qubit and its number there.
    pub(super) fn add(
        &mut self,
        observable: &Observable,
        mut place: impl FnMut(usize) -> (usize, usize),
    ) {
        let mut constant = 0.0;
        // What acts on one part alone is one observable of it.
        let mut alone: Vec<(usize, Vec<(f64, Factors)>)> = Vec::new();
        for (c, string) in observable.terms() {
            let mut by_part: Vec<(usize, Factors)> = Vec::new();
            for &(qubit, pauli) in string.factors() {
                let (part, local) = place(qubit);
                match by_part.iter_mut().find(|(other, _)| *other == part) {
                    Some((_, factors)) => factors.push((pauli, local)),
                    None => by_part.push((part, vec![(pauli, local)])),
                }
            }
            let mut by_part = by_part.into_iter().map(|(part, mut factors)| {
                factors.sort_unstable_by_key(|&(_, qubit)| qubit);
                (part, factors)
            });
            match (by_part.next(), by_part.next()) {
                (None, _) => constant += c,
                (Some((part, string)), None) => {
                    match alone.iter_mut().find(|(other, _)| *other == part) {
                        Some((_, terms)) => terms.push((c, string)),
                        None => alone.push((part, vec![(c, string)])),
                    }
                }
                (Some(first), Some(second)) => {
                    for (part, string) in [first, second].into_iter().chain(by_part) {
                        let number = self.string(part, string);
                        self.factors.push(number);
                    }
                    self.terms.push((c, self.factors.len()));
                }
            }
        }
        for (part, terms) in alone {
            self.factors.push(self.observables.len());
            self.terms.push((1.0, self.factors.len()));
            self.observables.push((part, Observable::from_terms(terms)));
        }
        self.sums.push((constant, self.terms.len()));
    }

    fn string(&mut self, part: usize, string: Factors) -> usize {
        let next = self.observables.len();
        let number = *self.strings.entry((part, string.clone())).or_insert(next);
        if number == next {
            self.observables
                .push((part, Observable::from_terms([(1.0, string)])));
        }
        number
    }

    /// The observables of each part, in order.
    pub(super) fn observables(&self, parts: usize) -> Vec<Vec<Observable>> {
        let mut all = vec![Vec::new(); parts];
        for (part, observable) in &self.observables {
            all[*part].push(observable.clone());
        }
        all
    }

    /// The sums, once the values of each part have their first number.
    pub(super) fn products(self, starts: &[usize]) -> Products {
        let mut next = starts.to_vec();
        let numbers: Vec<usize> = self
            .observables
            .iter()
            .map(|(part, _)| {
                next[*part] += 1;
                next[*part] - 1
            })
            .collect();
        Products {
            sums: self.sums,
            terms: self.terms,
            factors: self.factors.into_iter().map(|i| numbers[i]).collect(),
        }
    }
}
