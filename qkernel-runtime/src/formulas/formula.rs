//! A number as a function of a kernel's sizes: a polynomial over atoms.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::range::Range;
use super::ratio::{Ratio, gcd};
use crate::graph::BinaryOp;

/// A number as a function of a kernel's sizes.
///
/// It prints as the user might write it, `n_layers*max(0, n_qubits - 1)`. What has no closed form is kept as it is:
/// `max(a, b)`, `floor(n/2)`, `n % 2`, `if(n > 2, a, b)`, `sum(i in 0..n, ..)`, `max(i in 0..n, ..)`, and
/// `iterate(k = 1, i in 0..n, 2*k)`, the value of `k` after it was replaced by `2*k` for each `i`.
/// [`Formulas::at`](super::Formulas::at) puts numbers in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Formula {
    /// Coefficients, none of them 0.
    pub(super) terms: BTreeMap<Monomial, Ratio>,
}

/// Atoms in ascending order, with their powers.
pub(super) type Monomial = Vec<(Atom, u32)>;

/// What polynomials are made of. Each atom is a whole number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Atom {
    Symbol(Symbol),
    /// The element of a vector.
    Element(Symbol, Formula),
    /// The largest of several.
    Max(Vec<Formula>),
    /// The quotient, rounded down.
    Floor(Formula, Formula),
    Rem(Formula, Formula),
    If(Box<Condition>, Formula, Formula),
    /// The sum over a range.
    Sum(Box<Range>, Formula),
    /// The largest value over a range; 0 if that is empty.
    MaxOver(Box<Range>, Formula),
    /// What one of some values is after a range.
    Iterate(Arc<Iterate>, usize),
    /// It has no formula.
    Unknown,
}

/// Values that each step of a range replaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Iterate {
    pub(super) range: Range,
    pub(super) values: Vec<Symbol>,
    pub(super) first: Vec<Formula>,
    pub(super) next: Vec<Formula>,
}

/// A number that a formula depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Symbol {
    /// A parameter of the kernel, with its number, or the length of one.
    Size(u32, Arc<str>),
    /// The variable of a loop that is that deep.
    Loop(u32, Arc<str>),
    /// A value that is carried through a loop that is that deep.
    Carried(u32, u32, Arc<str>),
}

impl Symbol {
    pub(super) fn name(&self) -> &str {
        match self {
            Symbol::Size(_, name) | Symbol::Loop(_, name) | Symbol::Carried(_, _, name) => name,
        }
    }
}

/// A condition on sizes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Condition {
    Constant(bool),
    /// The number is less than 0.
    Negative(Formula),
    /// The number is 0.
    Zero(Formula),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

impl Condition {
    /// A comparison of two numbers; `None` for what is no comparison.
    pub(super) fn compare(op: BinaryOp, left: &Formula, right: &Formula) -> Option<Condition> {
        let difference = left.minus(right);
        let less = |number: Formula| Condition::Negative(number).folded();
        Some(match op {
            BinaryOp::Eq => Condition::Zero(difference).folded(),
            BinaryOp::Ne => Condition::Zero(difference).folded().not(),
            BinaryOp::Lt => less(difference),
            BinaryOp::Ge => less(difference).not(),
            BinaryOp::Gt => less(right.minus(left)),
            BinaryOp::Le => less(right.minus(left)).not(),
            _ => return None,
        })
    }

    fn folded(self) -> Condition {
        match &self {
            Condition::Negative(number) => match number.as_constant() {
                Some(value) => Condition::Constant(value.num < 0),
                None => self,
            },
            Condition::Zero(number) => match number.as_constant() {
                Some(value) => Condition::Constant(value.num == 0),
                None => self,
            },
            _ => self,
        }
    }

    /// The condition that a bit, 0 or 1, is 1.
    pub(super) fn of_bit(bit: &Formula) -> Condition {
        if let Some(Atom::If(condition, then, otherwise)) = bit.as_atom() {
            let (then, otherwise) = (then.as_constant(), otherwise.as_constant());
            if (then, otherwise) == (Some(Ratio::ONE), Some(Ratio::ZERO)) {
                return (**condition).clone();
            }
            if (then, otherwise) == (Some(Ratio::ZERO), Some(Ratio::ONE)) {
                return (**condition).clone().not();
            }
        }
        Condition::Zero(bit.clone()).folded().not()
    }

    /// 1 where it holds, else 0.
    pub(super) fn as_bit(&self) -> Formula {
        Formula::choice(self.clone(), Formula::from(1), Formula::default())
    }

    pub(super) fn not(self) -> Condition {
        match self {
            Condition::Constant(value) => Condition::Constant(!value),
            Condition::Not(inner) => *inner,
            other => Condition::Not(Box::new(other)),
        }
    }

    pub(super) fn and(self, other: Condition) -> Condition {
        match (self, other) {
            (Condition::Constant(true), other) | (other, Condition::Constant(true)) => other,
            (Condition::Constant(false), _) | (_, Condition::Constant(false)) => {
                Condition::Constant(false)
            }
            (left, right) if left == right => left,
            (left, right) => Condition::And(Box::new(left), Box::new(right)),
        }
    }

    pub(super) fn or(self, other: Condition) -> Condition {
        match (self, other) {
            (Condition::Constant(false), other) | (other, Condition::Constant(false)) => other,
            (Condition::Constant(true), _) | (_, Condition::Constant(true)) => {
                Condition::Constant(true)
            }
            (left, right) if left == right => left,
            (left, right) => Condition::Or(Box::new(left), Box::new(right)),
        }
    }

    /// Both hold or neither does.
    pub(super) fn equal(self, other: Condition) -> Condition {
        match (self, other) {
            (Condition::Constant(true), other) | (other, Condition::Constant(true)) => other,
            (Condition::Constant(false), other) | (other, Condition::Constant(false)) => {
                other.not()
            }
            (left, right) => {
                let both = left.clone().and(right.clone());
                both.or(left.not().and(right.not()))
            }
        }
    }

    fn any(&self, test: &mut dyn FnMut(&Formula) -> bool) -> bool {
        match self {
            Condition::Constant(_) => false,
            Condition::Negative(number) | Condition::Zero(number) => test(number),
            Condition::Not(inner) => inner.any(test),
            Condition::And(left, right) | Condition::Or(left, right) => {
                left.any(test) || right.any(test)
            }
        }
    }
}

impl Atom {
    /// Whether a symbol is free in it.
    pub(super) fn mentions(&self, symbol: &Symbol) -> bool {
        match self {
            Atom::Symbol(own) => own == symbol,
            Atom::Element(_, index) => index.mentions(symbol),
            Atom::Max(parts) => parts.iter().any(|part| part.mentions(symbol)),
            Atom::Floor(left, right) | Atom::Rem(left, right) => {
                left.mentions(symbol) || right.mentions(symbol)
            }
            Atom::If(condition, then, otherwise) => {
                condition.any(&mut |number| number.mentions(symbol))
                    || then.mentions(symbol)
                    || otherwise.mentions(symbol)
            }
            Atom::Sum(range, body) | Atom::MaxOver(range, body) => {
                range.mentions(symbol) || (range.var != *symbol && body.mentions(symbol))
            }
            Atom::Iterate(iterate, _) => {
                iterate.range.mentions(symbol)
                    || iterate.first.iter().any(|first| first.mentions(symbol))
                    || (iterate.range.var != *symbol
                        && !iterate.values.contains(symbol)
                        && iterate.next.iter().any(|next| next.mentions(symbol)))
            }
            Atom::Unknown => false,
        }
    }
}

impl From<i128> for Formula {
    fn from(value: i128) -> Formula {
        Formula::constant(Ratio::whole(value))
    }
}

impl From<Atom> for Formula {
    fn from(atom: Atom) -> Formula {
        Formula {
            terms: BTreeMap::from([(vec![(atom, 1)], Ratio::ONE)]),
        }
    }
}

impl From<&Symbol> for Formula {
    fn from(symbol: &Symbol) -> Formula {
        Atom::Symbol(symbol.clone()).into()
    }
}

impl Formula {
    pub(super) fn constant(value: Ratio) -> Formula {
        let mut formula = Formula::default();
        formula.add_term(Vec::new(), value);
        formula
    }

    pub(super) fn as_constant(&self) -> Option<Ratio> {
        match self.terms.len() {
            0 => Some(Ratio::ZERO),
            1 => self.terms.get([].as_slice()).copied(),
            _ => None,
        }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// The atom, where it is nothing else.
    pub(super) fn as_atom(&self) -> Option<&Atom> {
        let mut terms = self.terms.iter();
        match (terms.next(), terms.next()) {
            (Some((monomial, &Ratio::ONE)), None) => match monomial.as_slice() {
                [(atom, 1)] => Some(atom),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn mentions(&self, symbol: &Symbol) -> bool {
        let mut atoms = self.terms.keys().flatten();
        atoms.any(|(atom, _)| atom.mentions(symbol))
    }

    /// Whether the symbol is in an atom other than itself.
    pub(super) fn hides(&self, symbol: &Symbol) -> bool {
        let mut atoms = self.terms.keys().flatten();
        atoms.any(|(atom, _)| !matches!(atom, Atom::Symbol(_)) && atom.mentions(symbol))
    }

    pub(super) fn add_term(&mut self, monomial: Monomial, coefficient: Ratio) {
        use std::collections::btree_map::Entry;
        match self.terms.entry(monomial) {
            Entry::Vacant(entry) if coefficient != Ratio::ZERO => {
                entry.insert(coefficient);
            }
            Entry::Vacant(_) => {}
            Entry::Occupied(mut entry) => {
                let sum = entry.get().plus(coefficient);
                if sum == Ratio::ZERO {
                    entry.remove();
                } else {
                    entry.insert(sum);
                }
            }
        }
    }

    pub(super) fn plus(&self, other: &Formula) -> Formula {
        let mut sum = self.clone();
        sum.add(other);
        sum
    }

    pub(super) fn add(&mut self, other: &Formula) {
        for (monomial, &coefficient) in &other.terms {
            self.add_term(monomial.clone(), coefficient);
        }
    }

    pub(super) fn minus(&self, other: &Formula) -> Formula {
        self.plus(&other.scaled(Ratio::whole(-1)))
    }

    pub(super) fn scaled(&self, factor: Ratio) -> Formula {
        let mut product = Formula::default();
        for (monomial, coefficient) in &self.terms {
            product.add_term(monomial.clone(), coefficient.times(factor));
        }
        product
    }

    pub(super) fn times(&self, other: &Formula) -> Formula {
        let mut product = Formula::default();
        for (left, a) in &self.terms {
            for (right, b) in &other.terms {
                product.add(&multiply(left, right).scaled(a.times(*b)));
            }
        }
        product
    }

    pub(super) fn power(&self, exponent: u32) -> Formula {
        (0..exponent).fold(Formula::from(1), |power, _| power.times(self))
    }

    /// The number by which all coefficients can be divided, and what is left, with whole coefficients.
    pub(super) fn content(&self) -> (Ratio, Formula) {
        let (mut num, mut den): (u128, u128) = (0, 1);
        for coefficient in self.terms.values() {
            num = gcd(coefficient.num.unsigned_abs(), num);
            let other = coefficient.den.unsigned_abs();
            den = (den / gcd(den, other)).saturating_mul(other);
        }
        let whole = |number: u128| Ratio::whole(i128::try_from(number.max(1)).unwrap_or(1));
        let content = whole(num).over(whole(den));
        (content, self.scaled(Ratio::ONE.over(content)))
    }

    /// One where the condition holds, else another.
    pub(super) fn choice(condition: Condition, then: Formula, otherwise: Formula) -> Formula {
        match condition {
            Condition::Constant(true) => then,
            Condition::Constant(false) => otherwise,
            _ if then == otherwise => then,
            Condition::Not(inner) => Formula::choice(*inner, otherwise, then),
            condition => {
                let (then, otherwise) = (
                    then.where_decided(&condition, true),
                    otherwise.where_decided(&condition, false),
                );
                match then == otherwise {
                    true => then,
                    false => Atom::If(Box::new(condition), then, otherwise).into(),
                }
            }
        }
    }

    /// The formula where a condition holds, or does not.
    fn where_decided(&self, condition: &Condition, holds: bool) -> Formula {
        let mut sum = Formula::default();
        for (monomial, &coefficient) in &self.terms {
            let mut product = Formula::constant(coefficient);
            for (atom, exponent) in monomial {
                let atom = match atom {
                    Atom::If(own, then, _) if **own == *condition && holds => then.clone(),
                    Atom::If(own, _, otherwise) if **own == *condition => otherwise.clone(),
                    other => other.clone().into(),
                };
                product = product.times(&atom.power(*exponent));
            }
            sum.add(&product);
        }
        sum
    }

    /// The quotient, rounded down.
    pub(super) fn floor(&self, divisor: &Formula) -> Formula {
        let Some(by) = divisor.as_constant().and_then(Ratio::as_whole) else {
            if self == divisor {
                return Formula::from(1);
            }
            return Atom::Floor(self.clone(), divisor.clone()).into();
        };
        if by == 0 {
            return Atom::Floor(self.clone(), divisor.clone()).into();
        }
        let (quotient, rest) = self.divided(by);
        match rest.as_constant() {
            Some(rest) if rest.num.checked_div_euclid(rest.den) == Some(0) => quotient,
            _ => quotient.plus(&Atom::Floor(rest, divisor.clone()).into()),
        }
    }

    /// The remainder of numbers that are not negative.
    pub(super) fn rem(&self, divisor: &Formula) -> Formula {
        let rest = match divisor.as_constant().and_then(Ratio::as_whole) {
            Some(by) if by != 0 => self.divided(by).1,
            _ => return Atom::Rem(self.clone(), divisor.clone()).into(),
        };
        match rest.as_constant() {
            Some(_) => rest,
            None => Atom::Rem(rest, divisor.clone()).into(),
        }
    }

    /// The part that can be divided for sure, divided, and the rest; a constant in it is from 0 to the divisor.
    fn divided(&self, by: i128) -> (Formula, Formula) {
        let (mut quotient, mut rest) = (Formula::default(), Formula::default());
        for (monomial, coefficient) in &self.terms {
            match coefficient.as_whole() {
                Some(whole) if monomial.is_empty() => {
                    quotient.add_term(Vec::new(), Ratio::whole(whole.div_euclid(by)));
                    rest.add_term(Vec::new(), Ratio::whole(whole.rem_euclid(by)));
                }
                Some(whole) if whole % by == 0 => {
                    quotient.add_term(monomial.clone(), Ratio::whole(whole / by));
                }
                _ => rest.add_term(monomial.clone(), *coefficient),
            }
        }
        (quotient, rest)
    }

    /// The coefficients of the powers of a symbol that no other atom hides.
    pub(super) fn powers_of(&self, symbol: &Symbol) -> BTreeMap<u32, Formula> {
        let mut powers: BTreeMap<u32, Formula> = BTreeMap::new();
        for (monomial, &coefficient) in &self.terms {
            let mut rest = monomial.clone();
            let place = (rest.iter())
                .position(|(atom, _)| matches!(atom, Atom::Symbol(own) if own == symbol));
            let exponent = place.map_or(0, |place| rest.remove(place).1);
            powers
                .entry(exponent)
                .or_default()
                .add_term(rest, coefficient);
        }
        powers
    }

    /// The formula with another one for a symbol that no other atom hides.
    pub(super) fn substitute(&self, symbol: &Symbol, by: &Formula) -> Formula {
        let mut sum = Formula::default();
        for (exponent, coefficient) in self.powers_of(symbol) {
            sum.add(&coefficient.times(&by.power(exponent)));
        }
        sum
    }
}

fn multiply(left: &Monomial, right: &Monomial) -> Formula {
    let mut powers: BTreeMap<&Atom, u32> = BTreeMap::new();
    for (atom, exponent) in left.iter().chain(right) {
        *powers.entry(atom).or_default() += exponent;
    }
    // max(0, a)^2 is a*max(0, a).
    let mut factor = Formula::from(1);
    for (atom, exponent) in &mut powers {
        if let Atom::Max(parts) = atom
            && let [zero, part] = parts.as_slice()
            && zero.is_zero()
            && *exponent > 1
        {
            factor = factor.times(&part.power(*exponent - 1));
            *exponent = 1;
        }
    }
    let monomial = powers
        .into_iter()
        .map(|(atom, k)| (atom.clone(), k))
        .collect();
    let product = Formula {
        terms: BTreeMap::from([(monomial, Ratio::ONE)]),
    };
    if factor == Formula::from(1) {
        product
    } else {
        product.times(&factor)
    }
}
