//! Sizes as polynomials, computed while rustc evaluates constants.
//!
//! A polynomial has whole coefficients over *symbols*: sizes and loop variables of one kernel, which are never
//! negative. One that has too many terms, or comes from an operation that is not a polynomial (`n / 2`), is
//! [`Poly::UNKNOWN`]; nothing is ever reported about it.

use super::text::Text;
use super::{Value, ValueId};

const TERMS: usize = 8;
const FACTORS: usize = 4;

/// A size or a loop variable of a kernel, by number; 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Symbol(u32);

impl Symbol {
    const NONE: Symbol = Symbol(0);
    /// Symbols from here on are lengths of vectors.
    const LENGTHS: u32 = 1 << 30;
    /// Symbols from here on stand for another kernel's parameters.
    const FOREIGN: u32 = 1 << 31;

    /// The value itself.
    pub(super) const fn of(id: ValueId) -> Symbol {
        Symbol(id.0 + 1)
    }

    /// The length of the value.
    pub(super) const fn length_of(id: ValueId) -> Symbol {
        Symbol(id.0 + 1 + Self::LENGTHS)
    }

    pub(super) const fn is_length(self) -> bool {
        self.0 > Self::LENGTHS
    }

    /// The value, or the length, of a parameter of another kernel.
    pub(super) const fn foreign(param: usize, length: bool) -> Symbol {
        Symbol(Self::FOREIGN + 2 * param as u32 + length as u32)
    }

    pub(super) const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The value whose value or length this is.
    pub(super) const fn value(self) -> ValueId {
        ValueId(if self.is_length() {
            self.0 - Self::LENGTHS - 1
        } else {
            self.0 - 1
        })
    }
}

/// A coefficient and the symbols it multiplies, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Term {
    coefficient: i64,
    factors: [Symbol; FACTORS],
}

impl Term {
    const ZERO: Term = Term {
        coefficient: 0,
        factors: [Symbol::NONE; FACTORS],
    };

    const fn degree(&self) -> usize {
        let mut degree = 0;
        while degree < FACTORS && self.factors[degree].0 != 0 {
            degree += 1;
        }
        degree
    }

    const fn same_factors(&self, other: &Term) -> bool {
        let mut i = 0;
        while i < FACTORS {
            if self.factors[i].0 != other.factors[i].0 {
                return false;
            }
            i += 1;
        }
        true
    }

    const fn has(&self, symbol: Symbol) -> bool {
        let mut i = 0;
        while i < FACTORS {
            if self.factors[i].0 == symbol.0 {
                return true;
            }
            i += 1;
        }
        false
    }
}

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

    pub(super) const fn constant(value: i64) -> Poly {
        let mut poly = Poly::ZERO;
        if value != 0 {
            poly.terms[0].coefficient = value;
            poly.len = 1;
        }
        poly
    }

    pub(super) const fn symbol(symbol: Symbol) -> Poly {
        let mut poly = Poly::constant(1);
        poly.terms[0].factors[0] = symbol;
        poly
    }

    pub(super) const fn is_known(&self) -> bool {
        self.known
    }

    pub(super) const fn equals(&self, other: &Poly) -> bool {
        self.known && other.known && self.minus(other).is_zero()
    }

    pub(super) const fn is_zero(&self) -> bool {
        self.known && self.len == 0
    }

    /// The value, where no symbol is in it.
    pub(super) const fn as_constant(&self) -> Option<i64> {
        match (self.known, self.len) {
            (true, 0) => Some(0),
            (true, 1) if self.terms[0].degree() == 0 => Some(self.terms[0].coefficient),
            _ => None,
        }
    }

    /// Whether it is at least 0 whatever the symbols are: they are not negative.
    pub(super) const fn is_never_negative(&self) -> bool {
        let mut i = 0;
        while i < self.len {
            if self.terms[i].coefficient < 0 {
                return false;
            }
            i += 1;
        }
        self.known
    }

    /// Whether a larger symbol makes it larger.
    pub(super) const fn grows(&self) -> bool {
        let mut i = 0;
        while i < self.len {
            if self.terms[i].coefficient > 0 && self.terms[i].degree() > 0 {
                return true;
            }
            i += 1;
        }
        false
    }

    pub(super) const fn plus(&self, other: &Poly) -> Poly {
        self.combine(other, 1)
    }

    pub(super) const fn minus(&self, other: &Poly) -> Poly {
        self.combine(other, -1)
    }

    const fn combine(&self, other: &Poly, factor: i64) -> Poly {
        if !self.known || !other.known {
            return Poly::UNKNOWN;
        }
        let mut sum = *self;
        let mut i = 0;
        while i < other.len {
            let mut term = other.terms[i];
            match term.coefficient.checked_mul(factor) {
                Some(coefficient) => term.coefficient = coefficient,
                None => return Poly::UNKNOWN,
            }
            sum = sum.with(term);
            if !sum.known {
                return Poly::UNKNOWN;
            }
            i += 1;
        }
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

    pub(super) const fn times(&self, other: &Poly) -> Poly {
        if !self.known || !other.known {
            return Poly::UNKNOWN;
        }
        let mut product = Poly::ZERO;
        let mut i = 0;
        while i < self.len {
            let mut k = 0;
            while k < other.len {
                match multiply(&self.terms[i], &other.terms[k]) {
                    Some(term) => product = product.with(term),
                    None => return Poly::UNKNOWN,
                }
                if !product.known {
                    return Poly::UNKNOWN;
                }
                k += 1;
            }
            i += 1;
        }
        product
    }

    pub(super) const fn mentions(&self, symbol: Symbol) -> bool {
        let mut i = 0;
        while i < self.len {
            if self.terms[i].has(symbol) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// The symbol at this place of the terms written one behind the other; `None` behind the last.
    pub(super) const fn symbol_at(&self, place: usize) -> Option<Symbol> {
        let (term, factor) = (place / FACTORS, place % FACTORS);
        if term >= self.len {
            return None;
        }
        Some(self.terms[term].factors[factor])
    }

    /// What the symbol is multiplied by, where it occurs to the first power only.
    pub(super) const fn coefficient_of(&self, symbol: Symbol) -> Poly {
        let mut coefficient = Poly::ZERO;
        let mut i = 0;
        while i < self.len {
            if self.terms[i].has(symbol) {
                let term = without(&self.terms[i], symbol);
                if term.has(symbol) {
                    return Poly::UNKNOWN;
                }
                coefficient = coefficient.with(term);
            }
            i += 1;
        }
        if self.known {
            coefficient
        } else {
            Poly::UNKNOWN
        }
    }

    /// The polynomial with another one in the place of a symbol.
    pub(super) const fn substitute(&self, symbol: Symbol, by: &Poly) -> Poly {
        let mut current = *self;
        // A symbol to the power k is replaced in k rounds.
        while current.known && current.mentions(symbol) {
            if by.mentions(symbol) {
                return Poly::UNKNOWN;
            }
            let mut next = Poly::ZERO;
            let mut i = 0;
            while i < current.len {
                let term = current.terms[i];
                let part = if term.has(symbol) {
                    Poly::ZERO.with(without(&term, symbol)).times(by)
                } else {
                    Poly::ZERO.with(term)
                };
                next = next.plus(&part);
                i += 1;
            }
            current = next;
        }
        current
    }

    /// Whether anything but another kernel's parameters is in it.
    pub(super) const fn has_own_symbols(&self) -> bool {
        let mut place = 0;
        while let Some(symbol) = self.symbol_at(place) {
            if !symbol.is_none() && symbol.0 < Symbol::FOREIGN {
                return true;
            }
            place += 1;
        }
        false
    }

    /// Appends the polynomial as a formula: `2*n*d + 1`.
    pub(super) const fn write(&self, values: &[Value], text: &mut Text) {
        if self.len == 0 {
            text.push("0");
        }
        let mut i = 0;
        while i < self.len {
            let term = &self.terms[i];
            let (negative, size) = (term.coefficient < 0, term.coefficient.unsigned_abs());
            match (i, negative) {
                (0, true) => text.push("-"),
                (0, false) => {}
                (_, true) => text.push(" - "),
                (_, false) => text.push(" + "),
            }
            let degree = term.degree();
            if size != 1 || degree == 0 {
                text.push_number(size);
                if degree > 0 {
                    text.push("*");
                }
            }
            let mut k = 0;
            while k < degree {
                if k > 0 {
                    text.push("*");
                }
                let symbol = term.factors[k];
                text.push(values[symbol.value().0 as usize].name);
                if symbol.is_length() {
                    text.push(".len()");
                }
                k += 1;
            }
            i += 1;
        }
    }
}

/// The product of two terms; `None` where it is too large.
const fn multiply(a: &Term, b: &Term) -> Option<Term> {
    let Some(coefficient) = a.coefficient.checked_mul(b.coefficient) else {
        return None;
    };
    let (p, q) = (a.degree(), b.degree());
    if p + q > FACTORS {
        return None;
    }
    let mut factors = [Symbol::NONE; FACTORS];
    let (mut i, mut k) = (0, 0);
    while i + k < p + q {
        let left = k == q || (i < p && a.factors[i].0 <= b.factors[k].0);
        if left {
            factors[i + k] = a.factors[i];
            i += 1;
        } else {
            factors[i + k] = b.factors[k];
            k += 1;
        }
    }
    Some(Term {
        coefficient,
        factors,
    })
}

/// The term with one factor less.
const fn without(term: &Term, symbol: Symbol) -> Term {
    let mut factors = [Symbol::NONE; FACTORS];
    let (mut i, mut k, mut found) = (0, 0, false);
    while i < FACTORS {
        if !found && term.factors[i].0 == symbol.0 {
            found = true;
        } else {
            factors[k] = term.factors[i];
            k += 1;
        }
        i += 1;
    }
    Term {
        coefficient: term.coefficient,
        factors,
    }
}
