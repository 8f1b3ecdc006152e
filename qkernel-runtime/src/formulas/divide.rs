//! Quotients and remainders of formulas.

use super::atom::Atom;
use super::formula::{Formula, without};
use super::ratio::Ratio;

impl Formula {
    /// The quotient, rounded down.
    pub(crate) fn floor(&self, divisor: &Formula) -> Formula {
        let Some(by) = divisor.as_constant().and_then(Ratio::as_whole) else {
            if self == divisor {
                return Formula::from(1);
            }
            if let Some(quotient) = self.without(divisor) {
                return quotient;
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

    /// The quotient by a product of atoms that is a factor of every term: `n` of `k*n` by `k`.
    fn without(&self, divisor: &Formula) -> Option<Formula> {
        let mut divisors = divisor.terms.iter();
        let (Some((divisor, &Ratio::ONE)), None) = (divisors.next(), divisors.next()) else {
            return None;
        };
        let mut quotient = Formula::default();
        for (monomial, &coefficient) in &self.terms {
            coefficient.as_whole()?;
            quotient.add_term(without(monomial, divisor)?, coefficient);
        }
        Some(quotient)
    }

    /// The remainder of numbers that are not negative.
    pub(crate) fn rem(&self, divisor: &Formula) -> Formula {
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
                Some(whole) if whole.checked_rem(by) == Some(0) => {
                    quotient.add_term(monomial.clone(), Ratio::whole(whole / by));
                }
                _ => rest.add_term(monomial.clone(), *coefficient),
            }
        }
        (quotient, rest)
    }
}
