//! Whether a polynomial can be negative. Symbols never are.

use super::{Poly, Symbol, Term};

impl Poly {
    /// Whether it is at least 0 whatever the symbols are.
    pub const fn is_never_negative(&self) -> bool {
        self.known && all!(i, 0..self.len, self.terms[i].coefficient >= 0)
    }

    /// Whether it is less than 0 whatever the symbols are.
    pub const fn is_always_negative(&self) -> bool {
        self.known
            && all!(i, 0..self.len, self.terms[i].coefficient <= 0)
            && any!(i, 0..self.len, self.terms[i].degree() == 0)
    }

    /// Whether a larger symbol makes it larger.
    pub const fn grows(&self) -> bool {
        any!(i, 0..self.len, {
            self.terms[i].coefficient > 0 && self.terms[i].degree() > 0
        })
    }

    /// Whether it grows with a symbol in it, or else falls, whatever the other symbols are.
    pub const fn grows_with(&self, symbol: Symbol) -> Option<bool> {
        let (mut grows, mut falls, mut i) = (false, false, 0);
        while i < self.len {
            if self.terms[i].has(symbol) {
                grows = grows || self.terms[i].coefficient > 0;
                falls = falls || self.terms[i].coefficient < 0;
            }
            i += 1;
        }
        match (grows, falls) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    /// The value of a symbol for which it is 0, where that is a polynomial for sure: the symbol is alone in a term.
    pub const fn root(&self, symbol: Symbol) -> Poly {
        match self.coefficient_of(symbol).as_constant() {
            Some(1) => self.minus(&Poly::symbol(symbol)).times(&Poly::constant(-1)),
            Some(-1) => self.plus(&Poly::symbol(symbol)),
            _ => Poly::UNKNOWN,
        }
    }

    /// Of a polynomial that is at least 0: a symbol, and what it is at least; the `nth` of those that follow.
    pub const fn least(&self, nth: usize) -> Option<(Symbol, Poly)> {
        let mut positive = usize::MAX;
        each!(i, 0..self.len, {
            if self.terms[i].coefficient > 0 {
                if positive != usize::MAX {
                    return None;
                }
                positive = i;
            }
        });
        if positive == usize::MAX || nth >= self.terms[positive].degree() {
            return None;
        }
        let term: Term = self.terms[positive];
        let symbol = term.factors[nth];
        if nth > 0 && term.factors[nth - 1].is(symbol) {
            return Some((symbol, Poly::ZERO));
        }
        let rest = Poly::ZERO.with(term).minus(self);
        if term.degree() == 1 && term.coefficient == 1 && !rest.mentions(symbol) {
            return Some((symbol, rest));
        }
        // `3 n >= 4` and `n l >= 1`: the others are at most 0, but for the constant.
        match rest.constant_term() {
            least @ 1.. if term.degree() == 1 => {
                Some((symbol, Poly::constant((least - 1) / term.coefficient + 1)))
            }
            1.. => Some((symbol, Poly::constant(1))),
            _ => None,
        }
    }

    /// Whether it is below zero where all symbols are large and the same.
    pub const fn is_negative_far_out(&self) -> bool {
        const FAR: i64 = 1 << 10;
        let mut sum = 0_i64;
        each!(i, 0..self.len, {
            let (mut value, mut k) = (self.terms[i].coefficient, self.terms[i].degree());
            while k > 0 {
                value = value.saturating_mul(FAR);
                k -= 1;
            }
            sum = sum.saturating_add(value);
        });
        sum < 0
    }

    /// The value for numbers in place of the parameters' values and lengths, where these are known.
    pub const fn at(&self, params: &[Option<i64>]) -> Option<i64> {
        if !self.known {
            return None;
        }
        let mut sum = 0_i64;
        each!(i, 0..self.len, {
            let term = &self.terms[i];
            let mut product = term.coefficient;
            each!(k, 0..term.degree(), {
                let param = term.factors[k].value().0 as usize;
                if param >= params.len() {
                    return None;
                }
                product = match params[param] {
                    Some(value) => match product.checked_mul(value) {
                        Some(product) => product,
                        None => return None,
                    },
                    None => return None,
                };
            });
            sum = match sum.checked_add(product) {
                Some(sum) => sum,
                None => return None,
            };
        });
        Some(sum)
    }

    /// Whether all symbols are values or lengths of the first values of a graph, of which there are `count`.
    pub const fn is_over_first(&self, count: usize) -> bool {
        self.known
            && all!(i, 0..self.len, {
                let term = &self.terms[i];
                all!(
                    k,
                    0..term.degree(),
                    (term.factors[k].value().0 as usize) < count
                )
            })
    }

    /// Whether it is a multiple of a positive number, whatever the symbols are.
    pub const fn is_multiple_of(&self, number: &Poly) -> bool {
        let Some(divisor @ 1..) = number.as_constant() else {
            return false;
        };
        self.known && all!(i, 0..self.len, self.terms[i].coefficient % divisor == 0)
    }

    const fn constant_term(&self) -> i64 {
        each!(i, 0..self.len, {
            if self.terms[i].degree() == 0 {
                return self.terms[i].coefficient;
            }
        });
        0
    }

    /// The polynomial for a symbol that is larger by another one, in which the symbol is not.
    pub const fn shifted(&self, symbol: Symbol, by: &Poly) -> Poly {
        if !self.mentions(symbol) {
            return *self;
        }
        let sum = Poly::symbol(symbol).plus(by);
        self.substitute(symbol, &Poly::symbol(Symbol::OTHER))
            .substitute(Symbol::OTHER, &sum)
    }
}
