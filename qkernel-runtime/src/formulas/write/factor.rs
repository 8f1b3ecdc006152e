//! Factors of formulas.

use crate::formulas::atom::Atom;
use crate::formulas::formula::{Formula, Monomial, without};
use crate::formulas::ratio::{Ratio, gcd};

/// Parts of a formula with a denominator that have no atom in common, so that a denominator is where it belongs.
pub(super) fn apart(formula: &Formula) -> Vec<Formula> {
    let mut parts: Vec<Formula> = Vec::new();
    if formula.content().0.den == 1 {
        return parts;
    }
    for (monomial, &coefficient) in &formula.terms {
        let mut part = Formula::default();
        part.add_term(monomial.clone(), coefficient);
        let has = |other: &Formula| {
            let mut atoms = other.terms.keys().flatten();
            atoms.any(|(atom, _)| monomial.iter().any(|(own, _)| own == atom))
        };
        parts.retain(|other| {
            let joined = has(other);
            if joined {
                part.add(other);
            }
            !joined
        });
        parts.push(part);
    }
    let one_atom = |part: &Formula| {
        let mut atoms = part.terms.keys().flatten().map(|(atom, _)| atom);
        let first = atoms.next();
        first.is_some() && atoms.all(|atom| Some(atom) == first)
    };
    // A constant is part of a polynomial that may have roots.
    if let Some(place) = parts.iter().position(|part| part.as_constant().is_some())
        && parts.len() == 2
        && one_atom(&parts[1 - place])
    {
        return vec![formula.clone()];
    }
    let negative = |part: &Formula| part.terms.values().all(|c| c.num < 0);
    parts.sort_by_key(|part| (part.as_constant().is_some(), negative(part)));
    parts
}

/// The numerical factor, the atoms that all terms have, and the rest, whose coefficients are whole and have no common divisor.
pub(super) fn factored(formula: &Formula) -> (Ratio, Monomial, Formula) {
    let (mut content, _) = formula.content();
    let mut terms = formula.terms.keys();
    let mut common = terms.next().cloned().unwrap_or_default();
    for monomial in terms {
        common.retain_mut(|(atom, exponent)| {
            let own = monomial.iter().find(|(other, _)| other == atom);
            *exponent = own.map_or(0, |(_, own)| *own.min(exponent));
            *exponent > 0
        });
    }
    if formula.terms.values().all(|c| c.num < 0) {
        content = content.minus();
    }
    let mut rest = Formula::default();
    for (monomial, coefficient) in &formula.terms {
        if let Some(monomial) = without(monomial, &common) {
            rest.add_term(monomial, coefficient.over(content));
        }
    }
    (content, common, rest)
}

/// The atom that several terms of a sum over several atoms have in common, what it is multiplied with, and the other terms.
pub(super) fn shared(formula: &Formula) -> Option<(Atom, Formula, Formula)> {
    let mut counts: Vec<(&Atom, usize)> = Vec::new();
    for (atom, _) in formula.terms.keys().flatten() {
        match counts.iter_mut().find(|(other, _)| *other == atom) {
            Some((_, count)) => *count += 1,
            None => counts.push((atom, 1)),
        }
    }
    if counts.len() < 2 {
        return None;
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    let (atom, _) = counts.into_iter().find(|(_, count)| *count == most)?;
    if most < 2 || most == formula.terms.len() {
        return None;
    }
    let (mut inside, mut outside) = (Formula::default(), Formula::default());
    for (monomial, &coefficient) in &formula.terms {
        match without(monomial, &[(atom.clone(), 1)]) {
            Some(rest) => inside.add_term(rest, coefficient),
            None => outside.add_term(monomial.clone(), coefficient),
        }
    }
    // A factor is worth it where it is positive as a whole.
    let positive = |formula: &Formula| ordered(formula).next().is_some_and(|(_, c)| c.num > 0);
    (inside.terms.len() > 1 && positive(&inside)).then(|| (atom.clone(), inside, outside))
}

/// The factors of a polynomial in one atom, as far as they have rational roots.
pub(super) fn split(formula: &Formula) -> Vec<Formula> {
    let factors = || formula.terms.keys().flatten();
    let mut atoms: Vec<&Atom> = factors().map(|(atom, _)| atom).collect();
    atoms.dedup();
    let [atom, rest @ ..] = atoms.as_slice() else {
        return vec![formula.clone()];
    };
    let degree = factors().map(|(_, k)| *k).max().unwrap_or(0);
    if rest.iter().any(|other| other != atom) || !(2..=12).contains(&degree) {
        return vec![formula.clone()];
    }
    let mut coefficients = vec![0_i128; degree as usize + 1];
    for (monomial, coefficient) in &formula.terms {
        let k = monomial.first().map_or(0, |(_, k)| *k as usize);
        match coefficient.as_whole() {
            Some(whole) if whole.unsigned_abs() < 1 << 20 => coefficients[k] = whole,
            _ => return vec![formula.clone()],
        }
    }
    let atom = Formula::from((*atom).clone());
    let mut factors = Vec::new();
    while coefficients.len() > 2 {
        let Some((a, b, quotient)) = root(&coefficients) else {
            break;
        };
        let factor = atom.scaled(Ratio::whole(a)).plus(&Formula::from(b));
        factors.push(factor);
        coefficients = quotient;
    }
    let mut rest = Formula::default();
    for (k, &coefficient) in (0..).zip(&coefficients) {
        rest.add(&atom.power(k).scaled(Ratio::whole(coefficient)));
    }
    factors.push(rest);
    factors.sort_by_key(|factor| std::cmp::Reverse(factor.terms.values().map(|c| c.num).min()));
    factors
}

/// A factor a x + b of a polynomial, and the quotient.
fn root(coefficients: &[i128]) -> Option<(i128, i128, Vec<i128>)> {
    const LARGEST: i128 = 40;
    let (&first, &last) = (coefficients.first()?, coefficients.last()?);
    for a in (1..=LARGEST).filter(|a| last % a == 0) {
        let all = (1..=LARGEST)
            .flat_map(|b| [-b, b])
            .filter(|b| first % b == 0);
        for b in all.filter(|b| gcd(a.unsigned_abs(), b.unsigned_abs()) == 1) {
            // Division from the highest power down.
            let (mut rest, mut quotient) = (coefficients.to_vec(), vec![0; coefficients.len() - 1]);
            let mut whole = true;
            for k in (0..quotient.len()).rev() {
                whole &= rest[k + 1] % a == 0;
                quotient[k] = rest[k + 1] / a;
                rest[k] -= quotient[k] * b;
            }
            if whole && rest[0] == 0 {
                return Some((a, b, quotient));
            }
        }
    }
    None
}

/// The terms in the order in which they are written: the highest degree first.
pub(super) fn ordered(formula: &Formula) -> impl Iterator<Item = (&Monomial, &Ratio)> {
    let degree = |monomial: &Monomial| monomial.iter().map(|(_, k)| *k).sum::<u32>();
    let mut terms: Vec<_> = formula.terms.iter().collect();
    terms.sort_by_key(|(monomial, c)| {
        let is_subtracted = c.num < 0 && monomial.is_empty();
        (is_subtracted, std::cmp::Reverse(degree(monomial)))
    });
    // A text that begins with a minus is hard to read.
    if let Some(first) = terms.iter().position(|(_, c)| c.num > 0) {
        let term = terms.remove(first);
        terms.insert(0, term);
    }
    terms.into_iter()
}
