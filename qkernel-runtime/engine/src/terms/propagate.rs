//! Observables, taken backwards through rotations.
//!
//! A rotation exp(-i φ P / 2) leaves a product Q of Pauli operators that commutes with P as it is, and turns one that does not
//! into cos φ Q + sin φ (i P Q). The two products turn into each other in a plane, so all coefficients are
//! numbers in *cells*, and a rotation is a list of pairs of cells that it turns. A rotation by quarter turns only gives the
//! cells other products. (Heisenberg picture; Pauli propagation, Rall et al. 2019, arXiv:1901.09070)

use std::collections::HashMap;
use std::ops::Range;

use super::rotations::{By, Pauli};
use crate::PauliTerm;

/// A rotation of coefficients.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Turned {
    pub(super) by: By,
    /// The number of the rotation.
    pub(super) rotation: usize,
    /// Which of the pairs it turns.
    pub(super) pairs: Range<usize>,
}

/// Where the coefficients of some observables go.
#[derive(Clone, Debug)]
pub(super) struct Propagated {
    /// The products at the start of the circuit, with a sign; one for each cell.
    pub(super) products: Vec<(Pauli, f64)>,
    /// For each cell, which of the observables may have a coefficient there.
    pub(super) reached: Vec<u64>,
    /// What the cells begin with: cell, observable, coefficient.
    pub(super) start: Vec<(usize, usize, f64)>,
    /// From the last one to the first.
    pub(super) turns: Vec<Turned>,
    /// The first cell of a pair turns towards the second.
    pub(super) pairs: Vec<[u32; 2]>,
}

/// The most observables that are propagated at once.
pub(super) const MOST_TOGETHER: usize = 64;

/// More cells or pairs than were allowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TooMany;

/// How many cells and pairs there may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Limits {
    pub(super) cells: usize,
    pub(super) pairs: usize,
}

/// Takes up to [`MOST_TOGETHER`] observables backwards through rotations, which are in the order they are applied.
pub(super) fn propagate(
    observables: &[&[PauliTerm]],
    rotations: &[(Pauli, By)],
    limits: Limits,
) -> Result<Propagated, TooMany> {
    let mut all = Propagated {
        products: Vec::new(),
        reached: Vec::new(),
        start: Vec::new(),
        turns: Vec::new(),
        pairs: Vec::new(),
    };
    let mut cells = Cells::default();
    for (number, terms) in observables.iter().enumerate() {
        for term in *terms {
            let on = Pauli {
                x: term.x,
                z: term.z,
            };
            let cell = cells.find(&mut all, on);
            all.reached[cell] |= 1 << number;
            all.start.push((cell, number, term.coefficient));
        }
    }
    for (rotation, &(on, by)) in rotations.iter().enumerate().rev() {
        match by.quarters() {
            Some(0) => {}
            Some(quarters) => {
                for (product, sign) in &mut all.products {
                    if product.commutes(on) {
                        continue;
                    }
                    if quarters == 2 {
                        *sign = -*sign;
                        continue;
                    }
                    let (turned, negative) = on.turned(*product);
                    *product = turned;
                    if negative == (quarters == 1) {
                        *sign = -*sign;
                    }
                    cells.stale = true;
                }
            }
            None => {
                let first = all.pairs.len();
                let there = all.products.len();
                let mut done = vec![false; there];
                for cell in 0..there {
                    let (product, sign) = all.products[cell];
                    if done[cell] || product.commutes(on) {
                        continue;
                    }
                    let (turned, negative) = on.turned(product);
                    let partner = cells.find(&mut all, turned);
                    if let Some(done) = done.get_mut(partner) {
                        *done = true;
                    }
                    let either = all.reached[cell] | all.reached[partner];
                    all.reached[cell] = either;
                    all.reached[partner] = either;
                    // With the signs of both, one of the two turns towards the other.
                    let backwards = (sign * all.products[partner].1 < 0.0) != negative;
                    let (from, to) = if backwards {
                        (partner, cell)
                    } else {
                        (cell, partner)
                    };
                    all.pairs.push([from as u32, to as u32]);
                }
                if all.pairs.len() > first {
                    let pairs = first..all.pairs.len();
                    all.turns.push(Turned {
                        by,
                        rotation,
                        pairs,
                    });
                }
                if all.products.len() > limits.cells || all.pairs.len() > limits.pairs {
                    return Err(TooMany);
                }
            }
        }
    }
    Ok(all)
}

impl Propagated {
    /// Leaves out the pairs that do not matter, where only some cells do at the start of the circuit.
    pub(super) fn prune(&mut self, mut useful: Vec<bool>) {
        let mut kept = Vec::with_capacity(self.turns.len());
        for turned in self.turns.drain(..).rev() {
            let mut pairs = Vec::new();
            for &[a, b] in &self.pairs[turned.pairs] {
                let (i, j) = (a as usize, b as usize);
                if useful[i] || useful[j] {
                    (useful[i], useful[j]) = (true, true);
                    pairs.push([a, b]);
                }
            }
            if !pairs.is_empty() {
                kept.push((turned.by, turned.rotation, pairs));
            }
        }
        self.pairs.clear();
        for (by, rotation, pairs) in kept.into_iter().rev() {
            let first = self.pairs.len();
            self.pairs.extend(pairs);
            self.turns.push(Turned {
                by,
                rotation,
                pairs: first..self.pairs.len(),
            });
        }
    }
}

/// The cell of each product.
#[derive(Default)]
struct Cells {
    by_product: HashMap<Pauli, usize>,
    /// Whether the products have changed since.
    stale: bool,
}

impl Cells {
    fn find(&mut self, all: &mut Propagated, product: Pauli) -> usize {
        if self.stale {
            self.stale = false;
            self.by_product.clear();
            let cells = all.products.iter().enumerate();
            self.by_product
                .extend(cells.map(|(cell, &(product, _))| (product, cell)));
        }
        *self.by_product.entry(product).or_insert_with(|| {
            all.products.push((product, 1.0));
            all.reached.push(0);
            all.products.len() - 1
        })
    }
}
