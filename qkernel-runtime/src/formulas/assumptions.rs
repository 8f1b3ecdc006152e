//! What is known of sizes at some place of a kernel, and what follows for formulas.

use super::atom::{Atom, Symbol};
use super::condition::Condition;
use super::formula::Formula;
use super::range::Range;

/// How many facts are kept; more would only make some formulas shorter.
const FACTS: usize = 64;

/// What is known at some place of a kernel.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Assumptions {
    /// Loop variables, with the least and the largest value that they may have; the outermost first.
    ranges: Vec<(Symbol, Formula, Formula)>,
    /// Numbers that are not negative.
    facts: Vec<Formula>,
}

/// How much was known.
#[derive(Clone, Debug)]
pub(super) struct Before {
    ranges: usize,
    facts: Vec<Formula>,
}

impl Assumptions {
    pub(super) fn facts(&self) -> &[Formula] {
        &self.facts
    }

    /// What is known now, for [`Assumptions::forget`].
    pub(super) fn mark(&self) -> Before {
        Before {
            ranges: self.ranges.len(),
            facts: self.facts.clone(),
        }
    }

    /// Only what was known then is known again.
    pub(super) fn forget(&mut self, before: Before) {
        self.ranges.truncate(before.ranges);
        self.facts = before.facts;
    }

    /// A number is not negative.
    pub(super) fn learn(&mut self, fact: Formula) {
        let mut facts = self.facts.iter();
        if fact.as_constant().is_some()
            || never_negative(&fact)
            || facts.any(|old| never_negative(&fact.minus(old)))
        {
            return;
        }
        self.facts.retain(|old| !never_negative(&old.minus(&fact)));
        if self.facts.len() < FACTS {
            self.facts.push(fact);
        }
    }

    /// A condition holds.
    pub(super) fn assume(&mut self, condition: &Condition) {
        let one = Formula::from(1);
        match condition {
            Condition::Negative(number) => self.learn(number.negated().minus(&one)),
            Condition::Zero(number) => {
                self.learn(number.clone());
                self.learn(number.negated());
            }
            Condition::And(left, right) => {
                self.assume(left);
                self.assume(right);
            }
            Condition::Not(inner) => match &**inner {
                Condition::Negative(number) => self.learn(number.clone()),
                Condition::Or(left, right) => {
                    self.assume(&left.clone().not());
                    self.assume(&right.clone().not());
                }
                _ => {}
            },
            Condition::Constant(_) | Condition::Or(..) => {}
        }
    }

    /// The variable of a loop that runs has one of these values.
    pub(super) fn enter(&mut self, range: &Range) {
        let (least, largest) = match range.down {
            true => (range.last(), range.start.clone()),
            false => (range.start.clone(), range.last()),
        };
        self.learn(largest.minus(&least));
        self.ranges.push((range.var.clone(), least, largest));
    }

    /// Whether it is at least 0 for sure.
    pub(super) fn is_at_least_zero(&self, formula: &Formula) -> bool {
        if self.at_least_zero(formula) {
            return true;
        }
        let mut facts = self.facts.iter();
        facts.any(|fact| self.at_least_zero(&formula.minus(fact)))
    }

    fn at_least_zero(&self, formula: &Formula) -> bool {
        if never_negative(formula) {
            return true;
        }
        // `a - max(b, c)` is not if neither `a - b` nor `a - c` is, `a + max(b, c)` if one of `a + b` and `a + c` is not.
        let mut terms = formula.terms.iter();
        let max = terms.find_map(|(monomial, &coefficient)| match monomial.as_slice() {
            [(Atom::Max(parts), 1)] => Some((monomial, coefficient, parts)),
            _ => None,
        });
        if let Some((monomial, coefficient, parts)) = max {
            let mut rest = formula.clone();
            rest.terms.remove(monomial);
            let at_least =
                |part: &Formula| self.at_least_zero(&rest.plus(&part.scaled(coefficient)));
            return match coefficient.num < 0 {
                true => parts.iter().all(at_least),
                false => parts.iter().any(at_least),
            };
        }
        let mut formula = formula.clone();
        for (var, least, largest) in self.ranges.iter().rev() {
            if formula.hides(var) {
                continue;
            }
            let powers = formula.powers_of(var);
            if let Some((&1, slope)) = powers.last_key_value() {
                if never_negative(slope) {
                    formula = formula.substitute(var, least);
                } else if never_negative(&slope.negated()) {
                    formula = formula.substitute(var, largest);
                }
            }
        }
        never_negative(&formula)
    }

    pub(super) fn decide(&self, condition: Condition) -> Condition {
        let one = Formula::from(1);
        match condition {
            Condition::Negative(number) => {
                if self.is_at_least_zero(&number) {
                    Condition::Constant(false)
                } else if self.is_at_least_zero(&number.negated().minus(&one)) {
                    Condition::Constant(true)
                } else {
                    Condition::Negative(number)
                }
            }
            Condition::Zero(number) => {
                let is_other = self.is_at_least_zero(&number.minus(&one))
                    || self.is_at_least_zero(&number.negated().minus(&one));
                match is_other {
                    true => Condition::Constant(false),
                    false => Condition::Zero(number),
                }
            }
            Condition::Not(inner) => self.decide(*inner).not(),
            Condition::And(left, right) => self.decide(*left).and(self.decide(*right)),
            Condition::Or(left, right) => self.decide(*left).or(self.decide(*right)),
            Condition::Constant(value) => Condition::Constant(value),
        }
    }

    /// The largest of several numbers.
    pub(super) fn max(&self, formulas: impl IntoIterator<Item = Formula>) -> Formula {
        let mut parts: Vec<Formula> = Vec::new();
        let flat = |formula: Formula| match formula.as_atom() {
            Some(Atom::Max(parts)) => parts.clone(),
            _ => vec![formula],
        };
        for part in formulas.into_iter().flat_map(flat) {
            let is_less = |other: &Formula| self.is_at_least_zero(&other.minus(&part));
            if parts.iter().any(is_less) {
                continue;
            }
            parts.retain(|other| !self.is_at_least_zero(&part.minus(other)));
            parts.push(part);
        }
        if parts.len() == 1 {
            return parts.remove(0);
        }
        parts.sort();
        Atom::Max(parts).into()
    }

    pub(super) fn max_zero(&self, formula: Formula) -> Formula {
        self.max([Formula::default(), formula])
    }

    pub(super) fn choice(
        &self,
        condition: &Condition,
        then: &Formula,
        otherwise: &Formula,
    ) -> Formula {
        let condition = self.decide(condition.clone());
        // Where `n > 0` decides between what is the same for `n = 0`.
        if let Condition::Negative(number) = &condition
            && let Some(atom @ Atom::Symbol(symbol)) = number.negated().as_atom()
            && atom_never_negative(atom)
            && !then.hides(symbol)
            && then.substitute(symbol, &Formula::default()) == *otherwise
        {
            return then.clone();
        }
        Formula::choice(condition, then.clone(), otherwise.clone())
    }

    /// The formula, with what is known used once more.
    pub(super) fn simplified(&self, formula: &Formula) -> Formula {
        formula.map(|atom| match atom {
            Atom::Max(parts) => self.max(parts.iter().map(|part| self.simplified(part))),
            Atom::If(condition, then, otherwise) => {
                let (then, otherwise) = (self.simplified(then), self.simplified(otherwise));
                self.choice(condition, &then, &otherwise)
            }
            other => other.clone().into(),
        })
    }
}

/// Whether it is at least 0 whatever the symbols are: these are never negative.
pub(super) fn never_negative(formula: &Formula) -> bool {
    let mut terms = formula.terms.iter();
    terms.all(|(monomial, coefficient)| {
        coefficient.num > 0
            && !coefficient.is_too_large()
            && monomial.iter().all(|(atom, _)| atom_never_negative(atom))
    })
}

fn atom_never_negative(atom: &Atom) -> bool {
    match atom {
        Atom::Symbol(_) | Atom::Element(..) | Atom::Rem(..) | Atom::Iterate(..) => true,
        Atom::Max(parts) => parts.iter().any(never_negative),
        Atom::Floor(left, right) => never_negative(left) && never_negative(right),
        Atom::If(_, then, otherwise) => never_negative(then) && never_negative(otherwise),
        Atom::Sum(_, body) | Atom::MaxOver(_, body) => never_negative(body),
        Atom::Unknown => false,
    }
}
