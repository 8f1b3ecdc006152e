//! The algebra of Pauli operators, as [`Observable`](crate::observable::Observable) has it.
//!
//! The terms of a sum are in canonical order: by qubits, then X < Y < Z, the identity last; no coefficient is zero.
//!
//! A value is a sum in parts, each at least twice as long as the next: values of a graph are not changed but created again, and a
//! loop that adds term after term makes a sum in every round. So sums share their parts, and parts of like length are joined: n
//! terms take of the order of n log n steps.

#[cfg(test)]
mod tests;
mod text;

use std::cmp::Ordering;

use super::binder::Binder;
use super::list::{Done, Span, get};
use super::value::{Factor, PauliTerm};
use crate::observable::{Coefficient, Pauli};
use qkernel_ir::{each, lesser};

impl Binder<'_> {
    /// One operator on one qubit.
    pub(super) const fn pauli(&mut self, pauli: Pauli, qubit: usize) -> Done<Span> {
        let factors = get!(self.factor(pauli, qubit));
        self.one_term(Coefficient::ONE, factors)
    }

    pub(super) const fn identity(&mut self, number: f64) -> Done<Span> {
        self.one_term(Coefficient::real(number), Span::EMPTY)
    }

    const fn factor(&mut self, pauli: Pauli, qubit: usize) -> Done<Span> {
        let first = self.factors.len;
        get!(self.factors.push(Factor { qubit, pauli }));
        Ok(self.factors.since(first))
    }

    const fn one_term(&mut self, coefficient: Coefficient, factors: Span) -> Done<Span> {
        let first = self.sums.len;
        get!(self.add_term(coefficient, factors));
        self.one_part(first)
    }

    /// Adds a term at the end.
    const fn add_term(&mut self, coefficient: Coefficient, factors: Span) -> Done {
        if coefficient.is_zero() {
            return Ok(());
        }
        self.sums.push(PauliTerm {
            coefficient,
            factors,
        })
    }

    /// The terms from number `first` on as a value.
    pub(super) const fn one_part(&mut self, first: usize) -> Done<Span> {
        let part = self.sums.since(first);
        get!(self.parts.push(part));
        Ok(self.parts.since(self.parts.len - 1))
    }

    pub(super) const fn negated(&mut self, parts: Span) -> Done<Span> {
        let first = get!(self.parts.reserve(parts.len()));
        each!(k, 0..parts.len(), {
            let part = self.parts.items[parts.start() + k];
            let start = self.sums.len;
            each!(i, part.start()..part.end(), {
                let term = self.sums.items[i];
                get!(self.add_term(term.coefficient.negated(), term.factors));
            });
            self.parts.items[first + k] = self.sums.since(start);
        });
        Ok(self.parts.since(first))
    }

    pub(super) const fn plus(&mut self, a: Span, b: Span) -> Done<Span> {
        let first = self.parts.len;
        each!(k, 0..a.len() + b.len(), {
            let from = if k < a.len() {
                a.start() + k
            } else {
                b.start() + k - a.len()
            };
            let part = self.parts.items[from];
            get!(self.parts.push(part));
            let mut place = self.parts.len - 1;
            while place > first && self.parts.items[place - 1].count < part.count {
                self.parts.items[place] = self.parts.items[place - 1];
                place -= 1;
            }
            self.parts.items[place] = part;
        });
        while self.parts.len - first >= 2 {
            let [large, small] = [
                self.parts.items[self.parts.len - 2],
                self.parts.items[self.parts.len - 1],
            ];
            let enough = 2 * if small.count > 1 { small.count } else { 1 };
            if large.count >= enough {
                break;
            }
            let joined = get!(self.joined(large, small));
            self.parts.cut(self.parts.len - 2);
            get!(self.parts.push(joined));
        }
        Ok(self.parts.since(first))
    }

    /// All parts together: the terms.
    pub(super) const fn total(&mut self, parts: Span) -> Done<Span> {
        let mut sum = Span::EMPTY;
        each!(k, parts.start()..parts.end(), {
            let part = self.parts.items[k];
            sum = if sum.count == 0 {
                part
            } else {
                get!(self.joined(sum, part))
            };
        });
        Ok(sum)
    }

    /// The sum of two lists of terms.
    const fn joined(&mut self, a: Span, b: Span) -> Done<Span> {
        let first = self.sums.len;
        let (mut i, mut j) = (a.start(), b.start());
        while i < a.end() && j < b.end() {
            let (left, right) = (self.sums.items[i], self.sums.items[j]);
            match self.order(left.factors, right.factors) {
                Ordering::Less => {
                    get!(self.sums.push(left));
                    i += 1;
                }
                Ordering::Greater => {
                    get!(self.sums.push(right));
                    j += 1;
                }
                Ordering::Equal => {
                    get!(self.add_term(left.coefficient.plus(right.coefficient), left.factors));
                    i += 1;
                    j += 1;
                }
            }
        }
        let (rest, end) = if i < a.end() {
            (i, a.end())
        } else {
            (j, b.end())
        };
        each!(k, rest..end, {
            get!(self.sums.push(self.sums.items[k]));
        });
        Ok(self.sums.since(first))
    }

    pub(super) const fn product_of(&mut self, a: Span, b: Span) -> Done<Span> {
        let (a, b) = (get!(self.total(a)), get!(self.total(b)));
        let first = self.sums.len;
        get!(self.product_of_terms(a, b));
        self.one_part(first)
    }

    /// The product of two lists of terms, which are at the end then: that of the halves of the longer one, joined.
    const fn product_of_terms(&mut self, a: Span, b: Span) -> Done<Span> {
        let first = self.sums.len;
        if a.count == 0 || b.count == 0 {
            return Ok(Span::EMPTY);
        }
        if a.count == 1 && b.count == 1 {
            let (left, right) = (self.sums.items[a.start()], self.sums.items[b.start()]);
            let (power, factors) = get!(self.multiply(left.factors, right.factors));
            get!(self.add_term(
                left.coefficient.times(right.coefficient).times_i(power),
                factors
            ));
            return Ok(self.sums.since(first));
        }
        let (left, right) = if a.count >= b.count {
            let (one, other) = halves(a);
            (
                get!(self.product_of_terms(one, b)),
                get!(self.product_of_terms(other, b)),
            )
        } else {
            let (one, other) = halves(b);
            (
                get!(self.product_of_terms(a, one)),
                get!(self.product_of_terms(a, other)),
            )
        };
        let end = self.sums.len;
        get!(self.joined(left, right));
        Ok(self.sums.move_down(first, end))
    }

    pub(super) const fn quotient(&mut self, parts: Span, divisor: f64) -> Done<Span> {
        let sum = get!(self.total(parts));
        let first = self.sums.len;
        each!(k, sum.start()..sum.end(), {
            let term = self.sums.items[k];
            get!(self.add_term(term.coefficient.over(divisor), term.factors));
        });
        self.one_part(first)
    }

    /// A product of Pauli operators: the power of i that multiplies it, and the factors.
    const fn multiply(&mut self, a: Span, b: Span) -> Done<(u8, Span)> {
        let (first, mut power) = (self.factors.len, 0);
        let (mut i, mut j) = (a.start(), b.start());
        while i < a.end() || j < b.end() {
            if j == b.end()
                || i < a.end() && self.factors.items[i].qubit < self.factors.items[j].qubit
            {
                get!(self.factors.push(self.factors.items[i]));
                i += 1;
            } else if i == a.end() || self.factors.items[j].qubit < self.factors.items[i].qubit {
                get!(self.factors.push(self.factors.items[j]));
                j += 1;
            } else {
                let Factor { qubit, pauli } = self.factors.items[i];
                if let Some((pauli, positive)) = pauli.product(self.factors.items[j].pauli) {
                    get!(self.factors.push(Factor { qubit, pauli }));
                    power += if positive { 1 } else { 3 };
                }
                i += 1;
                j += 1;
            }
        }
        Ok((power % 4, self.factors.since(first)))
    }

    const fn order(&self, a: Span, b: Span) -> Ordering {
        each!(k, 0..lesser(a.len(), b.len()), {
            let x = self.factors.items[a.start() + k];
            let y = self.factors.items[b.start() + k];
            if x.qubit < y.qubit || x.qubit == y.qubit && (x.pauli as u8) < y.pauli as u8 {
                return Ordering::Less;
            } else if x.qubit != y.qubit || x.pauli as u8 != y.pauli as u8 {
                return Ordering::Greater;
            }
        });
        match (a.len(), b.len()) {
            (0, 0) => Ordering::Equal,
            (0, _) => Ordering::Greater,
            (_, 0) => Ordering::Less,
            (a, b) if a < b => Ordering::Less,
            (a, b) if a > b => Ordering::Greater,
            _ => Ordering::Equal,
        }
    }

    /// Whether two lists of terms are the same.
    pub(super) const fn same_sum(&self, a: Span, b: Span) -> bool {
        let (mut k, mut same) = (0, a.count == b.count);
        while same && k < a.len() {
            let x = self.sums.items[a.start() + k];
            let y = self.sums.items[b.start() + k];
            let (c, d) = (x.coefficient.value(), y.coefficient.value());
            same = c.re == d.re
                && c.im == d.im
                && matches!(self.order(x.factors, y.factors), Ordering::Equal);
            k += 1;
        }
        same
    }

    /// How many qubits a register needs for a sum.
    pub(super) const fn span_of(&self, sum: Span) -> usize {
        let mut span = 0;
        each!(k, sum.start()..sum.end(), {
            let factors = self.sums.items[k].factors;
            if factors.count > 0 {
                let end = self.factors.items[factors.end() - 1]
                    .qubit
                    .saturating_add(1);
                span = if end > span { end } else { span };
            }
        });
        span
    }

    /// The same terms with qubit i called as operand number i of some, no longer in order.
    pub(super) const fn map_qubits(&mut self, sum: Span, qubits: Span) -> Done<Span> {
        let first = self.sums.len;
        each!(k, sum.start()..sum.end(), {
            let term = self.sums.items[k];
            let start = self.factors.len;
            each!(i, term.factors.start()..term.factors.end(), {
                let Factor { qubit, pauli } = self.factors.items[i];
                let qubit = self.operands.items[qubits.start() + qubit] as usize;
                get!(self.factors.push(Factor { qubit, pauli }));
            });
            let factors = self.factors.since(start);
            get!(self.sums.push(PauliTerm { factors, ..term }));
        });
        Ok(self.sums.since(first))
    }
}

const fn halves(terms: Span) -> (Span, Span) {
    let half = terms.len() / 2;
    (
        Span::new(terms.start(), half),
        Span::new(terms.start() + half, terms.len() - half),
    )
}
