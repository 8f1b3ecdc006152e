//! Formulas with numbers put in.

use super::atom::{Atom, Iterate, Symbol};
use super::condition::Condition;
use super::error::FormulaError;
use super::formula::Formula;
use super::range::Range;
use super::ratio::Ratio;

/// How many steps of sums are done at most.
const MAX_STEPS: usize = 1 << 24;

/// A number, where these are given for sizes by their names; `None` where it takes others or is too large.
pub(crate) fn number(formula: &Formula, given: &dyn Fn(&str) -> Option<usize>) -> Option<i128> {
    Numbers::new("", given).value(formula).ok()
}

/// The numbers that symbols are.
pub(super) struct Numbers<'a> {
    kernel: &'a str,
    given: &'a dyn Fn(&str) -> Option<usize>,
    /// Loop variables and carried values, the innermost last.
    inner: Vec<(Symbol, i128)>,
    steps: usize,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(kernel: &'a str, given: &'a dyn Fn(&str) -> Option<usize>) -> Numbers<'a> {
        Numbers {
            kernel,
            given,
            inner: Vec::new(),
            steps: 0,
        }
    }

    pub(super) fn value(&mut self, formula: &Formula) -> Result<i128, FormulaError> {
        let mut sum = Ratio::ZERO;
        for (monomial, &coefficient) in &formula.terms {
            let mut product = coefficient;
            for (atom, exponent) in monomial {
                let value = Ratio::whole(self.atom(atom)?);
                for _ in 0..*exponent {
                    product = product.times(value);
                }
            }
            sum = sum.plus(product);
        }
        sum.as_whole().ok_or(FormulaError::TooLarge)
    }

    /// What a size is divided by, or the step of a range.
    fn divisor(&mut self, formula: &Formula) -> Result<i128, FormulaError> {
        match self.value(formula)? {
            value @ 1.. => Ok(value),
            value => Err(FormulaError::NotPositive {
                kernel: self.kernel.to_owned(),
                formula: formula.to_string(),
                value,
            }),
        }
    }

    fn given(&self, name: &str) -> Result<i128, FormulaError> {
        match (self.given)(name) {
            Some(value) => i128::try_from(value).map_err(|_| FormulaError::TooLarge),
            None => Err(FormulaError::Missing { size: name.into() }),
        }
    }

    fn atom(&mut self, atom: &Atom) -> Result<i128, FormulaError> {
        match atom {
            Atom::Symbol(symbol @ Symbol::Size(_, name)) => {
                debug_assert!(self.inner.iter().all(|(inner, _)| inner != symbol));
                self.given(name)
            }
            Atom::Symbol(symbol) => {
                let mut inner = self.inner.iter().rev();
                let found = inner.find(|(inner, _)| inner == symbol);
                found.map(|&(_, value)| value).ok_or(FormulaError::Unknown)
            }
            Atom::Element(vector, index) => {
                let index = self.value(index)?;
                self.given(&format!("{}[{index}]", vector.name()))
            }
            Atom::Max(parts) => {
                let mut largest = i128::MIN;
                for part in parts {
                    largest = largest.max(self.value(part)?);
                }
                Ok(largest)
            }
            Atom::Floor(left, right) => {
                let (left, right) = (self.value(left)?, self.divisor(right)?);
                left.checked_div_euclid(right).ok_or(FormulaError::TooLarge)
            }
            Atom::Rem(left, right) => {
                let (left, right) = (self.value(left)?, self.divisor(right)?);
                left.checked_rem_euclid(right).ok_or(FormulaError::TooLarge)
            }
            Atom::If(condition, then, otherwise) => match self.holds(condition)? {
                true => self.value(then),
                false => self.value(otherwise),
            },
            Atom::Sum(range, body) => {
                let mut sum: i128 = 0;
                self.each(range, |numbers| {
                    let value = numbers.value(body)?;
                    sum = sum.checked_add(value).ok_or(FormulaError::TooLarge)?;
                    Ok(())
                })?;
                Ok(sum)
            }
            Atom::MaxOver(range, body) => {
                let mut largest = 0;
                self.each(range, |numbers| {
                    largest = largest.max(numbers.value(body)?);
                    Ok(())
                })?;
                Ok(largest)
            }
            Atom::Iterate(iterate, which) => self.iterate(iterate, *which),
            Atom::Unknown => Err(FormulaError::Unknown),
        }
    }

    fn iterate(&mut self, iterate: &Iterate, which: usize) -> Result<i128, FormulaError> {
        let first: Result<Vec<_>, _> = iterate.first.iter().map(|f| self.value(f)).collect();
        let mut values = first?;
        self.each(&iterate.range, |numbers| {
            let symbols = iterate.values.iter().cloned();
            numbers.inner.extend(symbols.zip(values.iter().copied()));
            let next: Result<Vec<_>, _> = iterate.next.iter().map(|f| numbers.value(f)).collect();
            let depth = numbers.inner.len() - iterate.values.len();
            numbers.inner.truncate(depth);
            values = next?;
            Ok(())
        })?;
        values.get(which).copied().ok_or(FormulaError::Unknown)
    }

    /// Does something for each value of a range, in order.
    fn each(
        &mut self,
        range: &Range,
        mut act: impl FnMut(&mut Self) -> Result<(), FormulaError>,
    ) -> Result<(), FormulaError> {
        let (start, end) = (self.value(&range.start)?, self.value(&range.end)?);
        let step = self.divisor(&range.step)?;
        let mut value = start;
        while if range.down { value > end } else { value < end } {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return Err(FormulaError::TooLarge);
            }
            self.inner.push((range.var.clone(), value));
            let done = act(self);
            self.inner.pop();
            done?;
            let next = match range.down {
                true => value.checked_sub(step),
                false => value.checked_add(step),
            };
            // There is no number past the last one.
            let Some(next) = next else { break };
            value = next;
        }
        Ok(())
    }

    fn holds(&mut self, condition: &Condition) -> Result<bool, FormulaError> {
        Ok(match condition {
            Condition::Constant(value) => *value,
            Condition::Negative(number) => self.value(number)? < 0,
            Condition::Zero(number) => self.value(number)? == 0,
            Condition::Not(inner) => !self.holds(inner)?,
            Condition::And(left, right) => self.holds(left)? && self.holds(right)?,
            Condition::Or(left, right) => self.holds(left)? || self.holds(right)?,
        })
    }
}
