//! Sums and largest values over loops.

use std::collections::BTreeMap;

use super::assumptions::{Assumptions, never_negative};
use super::atom::{Atom, Symbol};
use super::condition::Condition;
use super::formula::{Formula, Monomial};
use super::ratio::Ratio;
use crate::graph::Order;

/// The values of a loop's variable: from `start`, which is among them, to `end`, which is not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Range {
    pub(crate) var: Symbol,
    pub(crate) start: Formula,
    pub(super) end: Formula,
    /// How far the next value is.
    pub(super) step: Formula,
    /// Whether the next value is less.
    pub(super) down: bool,
}

impl Range {
    /// The values of a loop with these bounds: the start, the end and the step.
    pub(crate) fn of(var: Symbol, order: Order, [start, end, step]: [Formula; 3]) -> Range {
        let (start, end) = order.ends(start, end, &step);
        let down = order.is_down();
        Range {
            var,
            start,
            end,
            step,
            down,
        }
    }

    /// From 0 to a number, which is not among them.
    pub(crate) fn up_to(var: Symbol, end: Formula) -> Range {
        let (start, step) = (Formula::default(), Formula::from(1));
        Range {
            var,
            start,
            end,
            step,
            down: false,
        }
    }

    /// The values in the opposite order, where they are next to each other.
    pub(crate) fn reversed(self) -> Option<Range> {
        (self.step == Formula::from(1)).then(|| Range {
            start: self.last(),
            end: self.back(&self.start),
            down: !self.down,
            ..self
        })
    }

    /// The first value, for a language that cuts off what it divides. Where there is no value, a negative number is
    /// divided: then it is beyond the end, as it is by `floor`.
    pub(crate) fn first_cut_off(&self) -> Formula {
        self.start.map(|atom| match atom {
            Atom::Floor(a, b) if !never_negative(a) => {
                let one_more = Formula::from(Atom::Floor(a.plus(b), b.clone()));
                one_more.minus(&Formula::from(1))
            }
            other => other.clone().into(),
        })
    }

    /// The number before the end, which is the last value or beyond it.
    pub(crate) fn last(&self) -> Formula {
        self.back(&self.end)
    }

    fn back(&self, number: &Formula) -> Formula {
        match self.down {
            true => number.plus(&Formula::from(1)),
            false => number.minus(&Formula::from(1)),
        }
    }

    /// Whether a symbol is free in its bounds.
    pub(super) fn mentions(&self, symbol: &Symbol) -> bool {
        [&self.start, &self.end, &self.step]
            .iter()
            .any(|bound| bound.mentions(symbol))
    }

    /// The values before the variable's.
    pub(super) fn before(&self) -> Range {
        Range {
            end: Formula::from(&self.var),
            ..self.clone()
        }
    }

    /// How many values there are.
    pub(super) fn count(&self, known: &Assumptions) -> Formula {
        let length = if self.down {
            self.start.minus(&self.end)
        } else {
            self.end.minus(&self.start)
        };
        let one = Formula::from(1);
        let steps = if self.step == one {
            length.clone()
        } else {
            length.plus(&self.step).minus(&one).floor(&self.step)
        };
        if known.is_at_least_zero(&length) {
            steps
        } else {
            known.max_zero(steps)
        }
    }

    /// The difference from one value to the next.
    pub(crate) fn stride(&self) -> Formula {
        match self.down {
            true => self.step.negated(),
            false => self.step.clone(),
        }
    }

    /// The sum of a formula over all values.
    pub(super) fn sum(&self, body: &Formula, known: &Assumptions) -> Formula {
        if body.is_zero() {
            return Formula::default();
        }
        let count = self.count(known);
        let mut closed = Formula::default();
        // What hides the variable, by what it is multiplied with.
        let mut open: BTreeMap<Monomial, Formula> = BTreeMap::new();
        for (monomial, &coefficient) in &body.terms {
            let hides = |atom: &Atom| !matches!(atom, Atom::Symbol(_)) && atom.mentions(&self.var);
            if !monomial.iter().any(|(atom, _)| hides(atom)) {
                closed.add_term(monomial.clone(), coefficient);
                continue;
            }
            let (inside, outside) =
                (monomial.iter().cloned()).partition(|(atom, _)| atom.mentions(&self.var));
            open.entry(outside)
                .or_default()
                .add_term(inside, coefficient);
        }
        let mut sum = self.closed(&closed, &count);
        for (outside, body) in open {
            let mut factor = Formula::default();
            factor.add_term(outside, Ratio::ONE);
            // Each value of the body is whole.
            let (content, body) = body.content();
            let part = match self.split(&body, known) {
                Some(sum) => sum,
                None => Atom::Sum(Box::new(self.clone()), body).into(),
            };
            sum.add(&factor.times(&part).scaled(content));
        }
        sum
    }

    /// The sum of a polynomial in the variable.
    fn closed(&self, body: &Formula, count: &Formula) -> Formula {
        let (mut sum, stride) = (Formula::default(), self.stride());
        for (power, coefficient) in body.powers_of(&self.var) {
            // (start + stride k)^power, summed over k from 0 to count.
            for j in 0..=power {
                let part = (self.start.power(power - j))
                    .times(&stride.power(j))
                    .times(&sum_of_powers(j, count))
                    .scaled(Ratio::whole(binomial(power, j)));
                sum.add(&coefficient.times(&part));
            }
        }
        sum
    }

    /// The sum of `if(var < a, b, c)`, in two parts.
    fn split(&self, body: &Formula, known: &Assumptions) -> Option<Formula> {
        if self.down || self.step != Formula::from(1) {
            return None;
        }
        let mut terms = body.terms.iter();
        let ((monomial, &coefficient), None) = (terms.next()?, terms.next()) else {
            return None;
        };
        let [(Atom::If(condition, then, otherwise), 1)] = monomial.as_slice() else {
            return None;
        };
        let one = Formula::from(1);
        // `then` from `start` to `at`, `otherwise` from there to `end`, or the reverse.
        let (at, then, otherwise) = match &**condition {
            Condition::Negative(number) if !number.hides(&self.var) => {
                let slope = number.minus(&number.substitute(&self.var, &Formula::default()));
                let var = Formula::from(&self.var);
                if slope == var {
                    // var < at
                    (var.minus(number), then, otherwise)
                } else if slope == var.negated() {
                    // at <= var, where `number + var` is less than `var`
                    (number.plus(&var).plus(&one), otherwise, then)
                } else {
                    return None;
                }
            }
            Condition::Zero(number) if !number.hides(&self.var) => {
                return self
                    .pick(number, then, otherwise, known)
                    .map(|sum| sum.scaled(coefficient));
            }
            _ => return None,
        };
        // Between the ends.
        let least = known.max([self.start.clone(), at]);
        let at = min(
            known,
            &least,
            &known.max([self.start.clone(), self.end.clone()]),
        );
        let first = Range {
            end: at.clone(),
            ..self.clone()
        };
        let second = Range {
            start: at,
            ..self.clone()
        };
        let sum = first.sum(then, known).plus(&second.sum(otherwise, known));
        Some(sum.scaled(coefficient))
    }

    /// The sum where one value of the variable is special.
    fn pick(
        &self,
        number: &Formula,
        then: &Formula,
        otherwise: &Formula,
        known: &Assumptions,
    ) -> Option<Formula> {
        let var = Formula::from(&self.var);
        let rest = number.substitute(&self.var, &Formula::default());
        let value = if number.minus(&rest) == var {
            rest.negated()
        } else if rest.minus(number) == var {
            rest
        } else {
            return None;
        };
        if then.hides(&self.var) || otherwise.hides(&self.var) {
            return None;
        }
        let below = Condition::Negative(value.minus(&self.start));
        let above = Condition::Negative(self.end.minus(&value).minus(&Formula::from(1)));
        let inside = known.decide(below.or(above).not());
        let change = then.minus(otherwise).substitute(&self.var, &value);
        let sum = self.sum(otherwise, known);
        Some(sum.plus(&known.choice(&inside, &change, &Formula::default())))
    }

    /// The largest of a formula's values, which are not negative; 0 if there is none.
    pub(super) fn max(&self, body: &Formula, known: &Assumptions) -> Formula {
        if body.is_zero() {
            return Formula::default();
        }
        let mut inside = known.clone();
        inside.enter(self);
        let count = self.count(known);
        let one = Formula::from(1);
        let value = if !body.mentions(&self.var) {
            Some(body.clone())
        } else if body.hides(&self.var) {
            None
        } else {
            let next = Formula::from(&self.var).plus(&self.stride());
            let change = body.substitute(&self.var, &next).minus(body);
            if inside.is_at_least_zero(&change.negated()) {
                Some(body.substitute(&self.var, &self.start))
            } else if inside.is_at_least_zero(&change) {
                let last = count.minus(&one).times(&self.stride()).plus(&self.start);
                Some(body.substitute(&self.var, &last))
            } else {
                None
            }
        };
        match value {
            Some(value) => {
                let runs = Condition::Negative(count.negated());
                known.choice(&runs, &value, &Formula::default())
            }
            None => Atom::MaxOver(Box::new(self.clone()), body.clone()).into(),
        }
    }
}

/// The smaller of two numbers: a + b - max(a, b).
fn min(known: &Assumptions, a: &Formula, b: &Formula) -> Formula {
    a.plus(b).minus(&known.max([a.clone(), b.clone()]))
}

/// The sum of k^power for k from 0 to `count`, `count` not among them (Faulhaber).
fn sum_of_powers(power: u32, count: &Formula) -> Formula {
    let numbers = bernoulli(power);
    let mut sum = Formula::default();
    for (r, &number) in (0..).zip(&numbers) {
        let factor = number
            .times(Ratio::whole(binomial(power + 1, r)))
            .over(Ratio::whole(i128::from(power) + 1));
        sum.add(&count.power(power + 1 - r).scaled(factor));
    }
    sum
}

/// The Bernoulli numbers up to one, the second of them -1/2.
fn bernoulli(last: u32) -> Vec<Ratio> {
    let mut numbers: Vec<Ratio> = Vec::new();
    for m in 0..=last {
        let sum = (0..).zip(&numbers).fold(Ratio::ZERO, |sum, (k, &number)| {
            sum.plus(number.times(Ratio::whole(binomial(m + 1, k))))
        });
        numbers.push(match m {
            0 => Ratio::ONE,
            _ => sum.minus().over(Ratio::whole(i128::from(m) + 1)),
        });
    }
    numbers
}

fn binomial(n: u32, k: u32) -> i128 {
    (0..k).fold(1, |product: i128, i| {
        product.saturating_mul(i128::from(n - i)) / i128::from(i + 1)
    })
}
