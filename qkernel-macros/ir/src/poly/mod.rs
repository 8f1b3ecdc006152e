//! Sizes as polynomials, computed while rustc evaluates constants.
//!
//! A polynomial has whole coefficients over *symbols*: sizes and loop variables of one kernel, which are never
//! negative. One that has too many terms, or comes from an operation that is not a polynomial (`n / 2`), is
//! [`Poly::UNKNOWN`]; nothing is ever reported about it.

mod same;
mod sign;
mod term;
mod write;

use crate::ValueId;
use term::{FACTORS, Term};

pub use same::Same;
pub use term::Symbol;

const TERMS: usize = 8;

/// A polynomial over the sizes of a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poly {
    known: bool,
    len: usize,
    terms: [Term; TERMS],
}

impl Poly {
    /// Nothing is known of it.
    pub const UNKNOWN: Poly = Poly {
        known: false,
        len: 0,
        terms: [Term::ZERO; TERMS],
    };

    const ZERO: Poly = Poly {
        known: true,
        len: 0,
        terms: [Term::ZERO; TERMS],
    };

    /// A number.
    pub const fn constant(value: i64) -> Poly {
        let mut poly = Poly::ZERO;
        if value != 0 {
            poly.terms[0].coefficient = value;
            poly.len = 1;
        }
        poly
    }

    /// The symbol alone.
    pub const fn symbol(symbol: Symbol) -> Poly {
        let mut poly = Poly::constant(1);
        poly.terms[0].factors[0] = symbol;
        poly
    }

    /// Whether anything is known of it.
    pub const fn is_known(&self) -> bool {
        self.known
    }

    /// Whether both are known, and the same.
    pub const fn equals(&self, other: &Poly) -> bool {
        self.known && other.known && (self.is_written_like(other) || self.minus(other).is_zero())
    }

    /// Whether the other one is the same, term by term.
    pub const fn is_written_like(&self, other: &Poly) -> bool {
        if self.len != other.len || self.known != other.known {
            return false;
        }
        all!(i, 0..self.len, {
            let (one, other) = (&self.terms[i], &other.terms[i]);
            one.coefficient == other.coefficient && one.same_factors(other)
        })
    }

    /// Whether it is 0 whatever the symbols are.
    pub const fn is_zero(&self) -> bool {
        self.known && self.len == 0
    }

    /// The value, where no symbol is in it.
    pub const fn as_constant(&self) -> Option<i64> {
        match (self.known, self.len) {
            (true, 0) => Some(0),
            (true, 1) if self.terms[0].degree() == 0 => Some(self.terms[0].coefficient),
            _ => None,
        }
    }

    /// The symbol, where it is nothing else.
    pub const fn as_symbol(&self) -> Option<Symbol> {
        match self.len {
            1 if self.terms[0].coefficient == 1 && self.terms[0].degree() == 1 => {
                Some(self.terms[0].factors[0])
            }
            _ => None,
        }
    }

    /// What is added, and what is subtracted.
    pub const fn parts(&self) -> (Poly, Poly) {
        let mut added = Poly::ZERO;
        each!(i, 0..self.len, {
            if self.terms[i].coefficient > 0 {
                added = added.with(self.terms[i]);
            }
        });
        (added, added.minus(self))
    }

    /// `self + other`
    pub const fn plus(&self, other: &Poly) -> Poly {
        self.combine(other, 1)
    }

    /// `self - other`
    pub const fn minus(&self, other: &Poly) -> Poly {
        self.combine(other, -1)
    }

    const fn combine(&self, other: &Poly, factor: i64) -> Poly {
        if !self.known || !other.known {
            return Poly::UNKNOWN;
        }
        let mut sum = *self;
        each!(i, 0..other.len, {
            let mut term = other.terms[i];
            match term.coefficient.checked_mul(factor) {
                Some(coefficient) => term.coefficient = coefficient,
                None => return Poly::UNKNOWN,
            }
            sum = sum.with(term);
            if !sum.known {
                return Poly::UNKNOWN;
            }
        });
        sum
    }

    /// One more term.
    const fn with(mut self, term: Term) -> Poly {
        let mut i = 0;
        while i < self.len {
            if self.terms[i].same_factors(&term) {
                match self.terms[i].coefficient.checked_add(term.coefficient) {
                    None => return Poly::UNKNOWN,
                    Some(0) => {
                        // Keep the order of the others: it is the user's.
                        while i + 1 < self.len {
                            self.terms[i] = self.terms[i + 1];
                            i += 1;
                        }
                        self.len -= 1;
                        self.terms[self.len] = Term::ZERO;
                    }
                    Some(sum) => self.terms[i].coefficient = sum,
                }
                return self;
            }
            i += 1;
        }
        if term.coefficient == 0 {
            return self;
        }
        if self.len == TERMS {
            return Poly::UNKNOWN;
        }
        self.terms[self.len] = term;
        self.len += 1;
        self
    }

    /// `self * other`
    pub const fn times(&self, other: &Poly) -> Poly {
        if !self.known || !other.known {
            return Poly::UNKNOWN;
        }
        let mut product = Poly::ZERO;
        each!(i, 0..self.len, {
            each!(k, 0..other.len, {
                match self.terms[i].times(&other.terms[k]) {
                    Some(term) => product = product.with(term),
                    None => return Poly::UNKNOWN,
                }
                if !product.known {
                    return Poly::UNKNOWN;
                }
            });
        });
        product
    }

    /// Whether the symbol is in it.
    pub const fn mentions(&self, symbol: Symbol) -> bool {
        any!(i, 0..self.len, self.terms[i].has(symbol))
    }

    /// The `place`-th factor, counting through all terms; `None` past the last.
    pub const fn symbol_at(&self, place: usize) -> Option<Symbol> {
        let (term, factor) = (place / FACTORS, place % FACTORS);
        if term >= self.len {
            return None;
        }
        Some(self.terms[term].factors[factor])
    }

    /// What the symbol is multiplied by, where it occurs to the first power only.
    pub const fn coefficient_of(&self, symbol: Symbol) -> Poly {
        let mut coefficient = Poly::ZERO;
        each!(i, 0..self.len, {
            if self.terms[i].has(symbol) {
                let term = self.terms[i].without(symbol);
                if term.has(symbol) {
                    return Poly::UNKNOWN;
                }
                coefficient = coefficient.with(term);
            }
        });
        if self.known {
            coefficient
        } else {
            Poly::UNKNOWN
        }
    }

    /// The polynomial with another one in the place of a symbol.
    pub const fn substitute(&self, symbol: Symbol, by: &Poly) -> Poly {
        let mut current = *self;
        // A symbol to the power k is replaced in k rounds.
        while current.known && current.mentions(symbol) {
            if by.mentions(symbol) {
                return Poly::UNKNOWN;
            }
            let mut next = Poly::ZERO;
            each!(i, 0..current.len, {
                let term = current.terms[i];
                let part = if term.has(symbol) {
                    Poly::ZERO.with(term.without(symbol)).times(by)
                } else {
                    Poly::ZERO.with(term)
                };
                next = next.plus(&part);
            });
            current = next;
        }
        current
    }

    /// A polynomial over the values and lengths of parameters, where these are known.
    pub const fn with_arguments(&self, params: &[ValueId], arguments: &[Poly]) -> Poly {
        let mut sum = if self.known {
            Poly::ZERO
        } else {
            Poly::UNKNOWN
        };
        each!(i, 0..self.len, {
            let term = &self.terms[i];
            // Most arguments are symbols or numbers, and each step costs rustc a good part of a microsecond.
            let mut simple = Term::ZERO;
            simple.coefficient = term.coefficient;
            let mut product = Poly::UNKNOWN;
            let mut k = 0;
            while k < term.factors.len() && !term.factors[k].is_none() {
                let id = term.factors[k].value();
                let mut param = 0;
                while param < params.len() && params[param].0 != id.0 {
                    param += 1;
                }
                if param >= params.len() || param >= arguments.len() || !arguments[param].known {
                    return Poly::UNKNOWN;
                }
                let argument = &arguments[param];
                if product.known {
                    product = product.times(argument);
                } else if argument.len == 1 {
                    match simple.times(&argument.terms[0]) {
                        Some(term) => simple = term,
                        None => return Poly::UNKNOWN,
                    }
                } else {
                    product = Poly::ZERO.with(simple).times(argument);
                }
                k += 1;
            }
            sum = match product.known {
                true => sum.plus(&product),
                false => sum.with(simple),
            };
        });
        sum
    }

    /// Whether it is at least as large as another one whatever the symbols are, and whether it is at most as large, where that is
    /// easily seen: the terms are in one order.
    pub const fn compare(&self, other: &Poly) -> (bool, bool) {
        let (mut at_least, mut at_most) = (true, true);
        let (mut i, mut k) = (0, 0);
        while i < self.len || k < other.len {
            let difference =
                if i < self.len && k < other.len && self.terms[i].same_factors(&other.terms[k]) {
                    i += 1;
                    k += 1;
                    self.terms[i - 1]
                        .coefficient
                        .saturating_sub(other.terms[k - 1].coefficient)
                } else if i < self.len && self.terms[i].degree() == 0 {
                    i += 1;
                    self.terms[i - 1].coefficient
                } else if k < other.len && other.terms[k].degree() == 0 {
                    k += 1;
                    other.terms[k - 1].coefficient.saturating_neg()
                } else {
                    return (false, false);
                };
            at_least = at_least && difference >= 0;
            at_most = at_most && difference <= 0;
            if !at_least && !at_most {
                break;
            }
        }
        (at_least, at_most)
    }
}
