//! Terms of polynomials, and the symbols in them.

use crate::graph::ValueId;

pub(super) const FACTORS: usize = 4;

/// A size or a loop variable of a kernel, by number; 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graph) struct Symbol(u32);

impl Symbol {
    pub(in crate::graph) const NONE: Symbol = Symbol(0);
    /// Symbols from here on are lengths of vectors.
    const LENGTHS: u32 = 1 << 30;

    /// A placeholder that is replaced before a formula is kept.
    pub(in crate::graph) const OTHER: Symbol = Symbol(u32::MAX);

    /// The value itself.
    pub(in crate::graph) const fn of(id: ValueId) -> Symbol {
        Symbol(id.0 + 1)
    }

    /// The length of the value.
    pub(in crate::graph) const fn length_of(id: ValueId) -> Symbol {
        Symbol(id.0 + 1 + Self::LENGTHS)
    }

    pub(in crate::graph) const fn is(self, other: Symbol) -> bool {
        self.0 == other.0
    }

    pub(in crate::graph) const fn is_length(self) -> bool {
        self.0 > Self::LENGTHS
    }

    pub(in crate::graph) const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The value whose value or length this is.
    pub(in crate::graph) const fn value(self) -> ValueId {
        ValueId(if self.is_length() {
            self.0 - Self::LENGTHS - 1
        } else {
            self.0 - 1
        })
    }
}

/// A coefficient and the symbols it multiplies, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) coefficient: i64,
    pub(super) factors: [Symbol; FACTORS],
}

impl Term {
    pub(super) const ZERO: Term = Term {
        coefficient: 0,
        factors: [Symbol::NONE; FACTORS],
    };

    pub(super) const fn degree(&self) -> usize {
        let mut degree = 0;
        while degree < FACTORS && self.factors[degree].0 != 0 {
            degree += 1;
        }
        degree
    }

    pub(super) const fn same_factors(&self, other: &Term) -> bool {
        let mut i = 0;
        while i < FACTORS {
            if self.factors[i].0 != other.factors[i].0 {
                return false;
            }
            i += 1;
        }
        true
    }

    pub(super) const fn has(&self, symbol: Symbol) -> bool {
        let mut i = 0;
        while i < FACTORS {
            if self.factors[i].0 == symbol.0 {
                return true;
            }
            i += 1;
        }
        false
    }

    /// The product of two terms; `None` where it is too large.
    pub(super) const fn times(&self, other: &Term) -> Option<Term> {
        let Some(coefficient) = self.coefficient.checked_mul(other.coefficient) else {
            return None;
        };
        let (p, q) = (self.degree(), other.degree());
        if p + q > FACTORS {
            return None;
        }
        let mut factors = [Symbol::NONE; FACTORS];
        let (mut i, mut k) = (0, 0);
        while i + k < p + q {
            let left = k == q || (i < p && self.factors[i].0 <= other.factors[k].0);
            if left {
                factors[i + k] = self.factors[i];
                i += 1;
            } else {
                factors[i + k] = other.factors[k];
                k += 1;
            }
        }
        Some(Term {
            coefficient,
            factors,
        })
    }

    /// The term with one factor less.
    pub(super) const fn without(&self, symbol: Symbol) -> Term {
        let mut factors = [Symbol::NONE; FACTORS];
        let (mut i, mut k, mut found) = (0, 0, false);
        while i < FACTORS {
            if !found && self.factors[i].0 == symbol.0 {
                found = true;
            } else {
                factors[k] = self.factors[i];
                k += 1;
            }
            i += 1;
        }
        Term {
            coefficient: self.coefficient,
            factors,
        }
    }
}
