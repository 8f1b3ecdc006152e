//! A number as a function of a kernel's sizes: a polynomial over atoms.

use std::collections::BTreeMap;

use qkernel_ir::{BinaryOp, Whole};

use super::atom::{Atom, Symbol};
use super::condition::Condition;
use super::ratio::{Ratio, gcd};
use super::size::{Budget, MAX_POWER, MAX_PRODUCTS};

/// A number as a function of a kernel's sizes.
///
/// It prints as the user might write it, `n_layers*max(0, n_qubits - 1)`. What has no closed form is kept as it is:
/// `max(a, b)`, `floor(n/2)`, `n % 2`, `if(n > 2, a, b)`, `sum(i in 0..n, ..)`, `max(i in 0..n, ..)`, and
/// `iterate(k = 1, i in 0..n, 2*k)`, the value of `k` after it was replaced by `2*k` for each `i`.
/// [`Formulas::at`](super::Formulas::at) puts numbers in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Formula {
    /// Coefficients, none of them 0.
    pub(crate) terms: BTreeMap<Monomial, Ratio>,
}

/// Atoms in ascending order, with their powers.
pub(crate) type Monomial = Vec<(Atom, u32)>;

/// A product without these factors, where it has them all.
pub(super) fn without(product: &Monomial, factors: &[(Atom, u32)]) -> Option<Monomial> {
    let mut rest = product.clone();
    for (atom, power) in factors {
        let own = rest.iter_mut().find(|(other, _)| other == atom)?;
        own.1 = own.1.checked_sub(*power)?;
    }
    rest.retain(|(_, power)| *power > 0);
    Some(rest)
}

impl From<i128> for Formula {
    fn from(value: i128) -> Formula {
        Formula::constant(Ratio::whole(value))
    }
}

/// An atom that is too large becomes a number that is.
impl From<Atom> for Formula {
    fn from(atom: Atom) -> Formula {
        if !Budget::default().atom(&atom, 0) {
            return Formula::constant(Ratio::TOO_LARGE);
        }
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

impl Whole for Formula {
    fn one() -> Formula {
        1.into()
    }

    fn plus(&self, other: &Formula) -> Formula {
        self.plus(other)
    }

    fn minus(&self, other: &Formula) -> Formula {
        self.minus(other)
    }

    fn times(&self, other: &Formula) -> Formula {
        self.times(other)
    }

    fn floor(&self, divisor: &Formula) -> Formula {
        self.floor(divisor)
    }
}

impl Formula {
    pub(crate) fn constant(value: Ratio) -> Formula {
        let mut formula = Formula::default();
        formula.add_term(Vec::new(), value);
        formula
    }

    pub(crate) fn as_constant(&self) -> Option<Ratio> {
        match self.terms.len() {
            0 => Some(Ratio::ZERO),
            1 => self.terms.get([].as_slice()).copied(),
            _ => None,
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.terms.is_empty()
    }

    /// The atom, where it is nothing else.
    pub(crate) fn as_atom(&self) -> Option<&Atom> {
        match self.terms.first_key_value()? {
            (monomial, &Ratio::ONE) if self.terms.len() == 1 => match monomial.as_slice() {
                [(atom, 1)] => Some(atom),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn mentions(&self, symbol: &Symbol) -> bool {
        let mut atoms = self.terms.keys().flatten();
        atoms.any(|(atom, _)| atom.mentions(symbol))
    }

    /// Whether the symbol is in an atom other than itself.
    pub(crate) fn hides(&self, symbol: &Symbol) -> bool {
        let mut atoms = self.terms.keys().flatten();
        atoms.any(|(atom, _)| !matches!(atom, Atom::Symbol(_)) && atom.mentions(symbol))
    }

    pub(crate) fn add_term(&mut self, monomial: Monomial, coefficient: Ratio) {
        use std::collections::btree_map::Entry;
        match self.terms.entry(monomial) {
            Entry::Vacant(entry) if coefficient != Ratio::ZERO => _ = entry.insert(coefficient),
            Entry::Vacant(_) => {}
            Entry::Occupied(mut entry) => match entry.get().plus(coefficient) {
                Ratio::ZERO => _ = entry.remove(),
                sum => _ = entry.insert(sum),
            },
        }
    }

    pub(crate) fn plus(&self, other: &Formula) -> Formula {
        let mut sum = self.clone();
        sum.add(other);
        sum
    }

    pub(crate) fn add(&mut self, other: &Formula) {
        for (monomial, &coefficient) in &other.terms {
            self.add_term(monomial.clone(), coefficient);
        }
    }

    pub(crate) fn minus(&self, other: &Formula) -> Formula {
        self.plus(&other.negated())
    }

    pub(crate) fn negated(&self) -> Formula {
        self.scaled(Ratio::whole(-1))
    }

    pub(crate) fn scaled(&self, factor: Ratio) -> Formula {
        let mut product = Formula::default();
        for (monomial, coefficient) in &self.terms {
            product.add_term(monomial.clone(), coefficient.times(factor));
        }
        product
    }

    pub(crate) fn times(&self, other: &Formula) -> Formula {
        if self.terms.len().saturating_mul(other.terms.len()) > MAX_PRODUCTS {
            return Formula::constant(Ratio::TOO_LARGE);
        }
        let mut product = Formula::default();
        for (left, a) in &self.terms {
            for (right, b) in &other.terms {
                product.add(&multiply(left, right).scaled(a.times(*b)));
            }
        }
        product
    }

    /// The result of an operation that gives a number.
    pub(crate) fn apply(&self, op: BinaryOp, other: &Formula) -> Option<Formula> {
        Some(match op {
            BinaryOp::Add => self.plus(other),
            BinaryOp::Sub => self.minus(other),
            BinaryOp::Mul => self.times(other),
            BinaryOp::Div => self.floor(other),
            BinaryOp::Rem => self.rem(other),
            _ => return None,
        })
    }

    pub(crate) fn power(&self, exponent: u32) -> Formula {
        (0..exponent).fold(Formula::from(1), |power, _| power.times(self))
    }

    /// The number by which all coefficients can be divided, and what is left, with whole coefficients.
    pub(crate) fn content(&self) -> (Ratio, Formula) {
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
    pub(crate) fn choice(condition: Condition, then: Formula, otherwise: Formula) -> Formula {
        match condition {
            Condition::Constant(true) => then,
            Condition::Constant(false) => otherwise,
            _ if then == otherwise => then,
            Condition::Not(inner) => Formula::choice(*inner, otherwise, then),
            condition => {
                let then = then.where_decided(&condition, true);
                let otherwise = otherwise.where_decided(&condition, false);
                match then == otherwise {
                    true => then,
                    false => Atom::If(Box::new(condition), then, otherwise).into(),
                }
            }
        }
    }

    /// The formula where a condition holds, or does not.
    fn where_decided(&self, condition: &Condition, holds: bool) -> Formula {
        self.map(|atom| match atom {
            Atom::If(own, then, _) if **own == *condition && holds => then.clone(),
            Atom::If(own, _, otherwise) if **own == *condition => otherwise.clone(),
            other => other.clone().into(),
        })
    }

    /// The formula with others for its atoms.
    pub(super) fn map(&self, atom: impl Fn(&Atom) -> Formula) -> Formula {
        let mut sum = Formula::default();
        for (monomial, &coefficient) in &self.terms {
            let mut product = Formula::constant(coefficient);
            for (own, exponent) in monomial {
                product = product.times(&atom(own).power(*exponent));
            }
            sum.add(&product);
        }
        sum
    }

    /// The coefficients of the powers of a symbol that no other atom hides.
    pub(crate) fn powers_of(&self, symbol: &Symbol) -> BTreeMap<u32, Formula> {
        let mut powers: BTreeMap<u32, Formula> = BTreeMap::new();
        for (monomial, &coefficient) in &self.terms {
            let mut rest = monomial.clone();
            let place = (rest.iter())
                .position(|(atom, _)| matches!(atom, Atom::Symbol(own) if own == symbol));
            let exponent = place.map_or(0, |place| rest.remove(place).1);
            let power = powers.entry(exponent).or_default();
            power.add_term(rest, coefficient);
        }
        powers
    }

    /// The formula with another one for a symbol that no other atom hides.
    pub(crate) fn substitute(&self, symbol: &Symbol, by: &Formula) -> Formula {
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
        let power = powers.entry(atom).or_default();
        *power = exponent.saturating_add(*power);
        if *power > MAX_POWER {
            return Formula::constant(Ratio::TOO_LARGE);
        }
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
    let monomial = powers.into_iter().map(|(atom, k)| (atom.clone(), k));
    let product = Formula {
        terms: BTreeMap::from([(monomial.collect(), Ratio::ONE)]),
    };
    match factor == Formula::from(1) {
        true => product,
        false => product.times(&factor),
    }
}
