//! Index expressions as polynomials, to tell which are the same element and which never are.

use std::collections::{BTreeMap, HashSet};

use crate::model::BinaryOp;

/// Something whose value is not known, but is the same everywhere.
pub(super) type Atom = usize;

/// A sum of products of atoms with whole coefficients.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Poly {
    terms: BTreeMap<Vec<Atom>, i64>,
}

/// Whether two index expressions name the same element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Same {
    Yes,
    No,
    /// It depends on the sizes.
    Unknown,
}

impl Poly {
    pub(super) fn constant(value: i64) -> Poly {
        Poly {
            terms: if value == 0 {
                BTreeMap::new()
            } else {
                BTreeMap::from([(Vec::new(), value)])
            },
        }
    }

    pub(super) fn atom(atom: Atom) -> Poly {
        Poly {
            terms: BTreeMap::from([(vec![atom], 1)]),
        }
    }

    /// `self + factor·other`, `None` where a coefficient is too large.
    pub(super) fn add(&self, other: &Poly, factor: i64) -> Option<Poly> {
        let mut terms = self.terms.clone();
        for (atoms, coefficient) in &other.terms {
            let sum = terms.entry(atoms.clone()).or_insert(0);
            *sum = sum.checked_add(coefficient.checked_mul(factor)?)?;
        }
        terms.retain(|_, coefficient| *coefficient != 0);
        Some(Poly { terms })
    }

    pub(super) fn multiply(&self, other: &Poly) -> Option<Poly> {
        let mut product = Poly::default();
        for (left, a) in &self.terms {
            for (right, b) in &other.terms {
                let mut atoms = [left.as_slice(), right].concat();
                atoms.sort_unstable();
                let term = Poly {
                    terms: BTreeMap::from([(atoms, a.checked_mul(*b)?)]),
                };
                product = product.add(&term, 1)?;
            }
        }
        Some(product)
    }

    /// The result of an operation, if that is a polynomial.
    pub(super) fn apply(&self, op: BinaryOp, other: &Poly) -> Option<Poly> {
        match op {
            BinaryOp::Add => self.add(other, 1),
            BinaryOp::Sub => self.add(other, -1),
            BinaryOp::Mul => self.multiply(other),
            _ => None,
        }
    }

    /// Whether the value depends on one of the atoms.
    pub(super) fn mentions(&self, atoms: &HashSet<Atom>) -> bool {
        self.terms.keys().flatten().any(|atom| atoms.contains(atom))
    }

    /// The value, if it is one number.
    pub(super) fn as_constant(&self) -> Option<i64> {
        match self.terms.iter().next() {
            None => Some(0),
            Some((atoms, &value)) if atoms.is_empty() && self.terms.len() == 1 => Some(value),
            Some(_) => None,
        }
    }

    /// Equal polynomials are the same element, those that differ by a constant never are.
    pub(super) fn same(&self, other: &Poly) -> Same {
        let Some(difference) = self.add(other, -1) else {
            return Same::Unknown;
        };
        match difference.terms.iter().next() {
            None => Same::Yes,
            Some((atoms, _)) if atoms.is_empty() && difference.terms.len() == 1 => Same::No,
            Some(_) => Same::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_elements_apart() {
        let (i, n) = (Poly::atom(0), Poly::atom(1));
        let one = Poly::constant(1);
        let next = i.add(&one, 1).unwrap();
        let cases = [
            (next.clone(), one.add(&i, 1).unwrap(), Same::Yes),
            (i.clone(), next.clone(), Same::No),
            (
                i.multiply(&Poly::constant(2)).unwrap(),
                i.add(&i, 1).unwrap(),
                Same::Yes,
            ),
            (i.clone(), n.add(&next, -1).unwrap(), Same::Unknown),
            (i.multiply(&n).unwrap(), n.multiply(&i).unwrap(), Same::Yes),
            (Poly::constant(0), Poly::constant(3), Same::No),
            (i, n, Same::Unknown),
        ];
        for (left, right, same) in cases {
            assert_eq!(left.same(&right), same, "{left:?} and {right:?}");
            assert_eq!(right.same(&left), same, "{right:?} and {left:?}");
        }
    }
}
