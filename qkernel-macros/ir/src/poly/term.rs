//! Terms of polynomials, and the symbols in them.

use crate::ValueId;

pub(super) const FACTORS: usize = 4;

/// A size or a loop variable of a kernel, by number; 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Symbol(u32);

impl Symbol {
    /// No symbol.
    pub const NONE: Symbol = Symbol(0);
    /// Symbols from here on are lengths of vectors.
    const LENGTHS: u32 = 1 << 30;

    /// A placeholder that is replaced before a formula is kept.
    pub const OTHER: Symbol = Symbol(u32::MAX);

    /// The value itself.
    pub const fn of(id: ValueId) -> Symbol {
        Symbol(id.0 + 1)
    }

    /// The length of the value.
    pub const fn length_of(id: ValueId) -> Symbol {
        Symbol(id.0 + 1 + Self::LENGTHS)
    }

    /// Whether both are the same.
    pub const fn is(self, other: Symbol) -> bool {
        self.0 == other.0
    }

    /// Whether it is a length.
    pub const fn is_length(self) -> bool {
        self.0 > Self::LENGTHS
    }

    /// Whether it is none.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The value whose value or length this is.
    pub const fn value(self) -> ValueId {
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

    // Without loops: rustc evaluates each step of these, and nothing is asked as often.

    pub(super) const fn degree(&self) -> usize {
        match self.factors {
            [Symbol::NONE, ..] => 0,
            [_, Symbol::NONE, ..] => 1,
            [_, _, Symbol::NONE, _] => 2,
            [_, _, _, Symbol::NONE] => 3,
            _ => FACTORS,
        }
    }

    pub(super) const fn same_factors(&self, other: &Term) -> bool {
        let ([a, b, c, d], [e, f, g, h]) = (&self.factors, &other.factors);
        a.0 == e.0 && b.0 == f.0 && c.0 == g.0 && d.0 == h.0
    }

    pub(super) const fn has(&self, symbol: Symbol) -> bool {
        let [a, b, c, d] = &self.factors;
        let symbol = symbol.0;
        a.0 == symbol || b.0 == symbol || c.0 == symbol || d.0 == symbol
    }

    /// The product of two terms; `None` where it is too large.
    pub(super) const fn times(&self, other: &Term) -> Option<Term> {
        let Some(coefficient) = self.coefficient.checked_mul(other.coefficient) else {
            return None;
        };
        let (p, q) = (self.degree(), other.degree());
        if p == 0 || q == 0 {
            let factors = if p == 0 { other.factors } else { self.factors };
            return Some(Term {
                coefficient,
                factors,
            });
        }
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
