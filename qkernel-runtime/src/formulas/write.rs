//! Formulas as text, factored.

use std::fmt;

use super::formula::{Atom, Condition, Formula, Monomial};
use super::range::Range;
use super::ratio::{Ratio, gcd};

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match self.as_atom() {
            Some(Atom::Rem(..)) => bare(self),
            _ => write(self).text,
        })
    }
}

/// A text, and whether it needs parentheses in a product.
struct Text {
    text: String,
    sum: bool,
}

fn write(formula: &Formula) -> Text {
    if formula.terms.values().any(|c| c.is_too_large()) {
        return Text {
            text: "(a number that is too large)".into(),
            sum: false,
        };
    }
    if let Some(value) = formula.as_constant() {
        return Text {
            text: match value.den {
                1 => value.num.to_string(),
                den => format!("{}/{den}", value.num),
            },
            sum: false,
        };
    }
    let apart = apart(formula);
    if let [first, rest @ ..] = apart.as_slice()
        && !rest.is_empty()
    {
        let text = (rest.iter()).fold(write(first).text, |text, part| {
            let part = write(part).text;
            match part.strip_prefix('-') {
                Some(part) => format!("{text} - {part}"),
                None => format!("{text} + {part}"),
            }
        });
        return Text { text, sum: true };
    }
    let (content, common, rest) = factored(formula);
    let mut factors: Vec<String> = Vec::new();
    if content.num.saturating_abs() != 1 {
        factors.push(content.num.saturating_abs().to_string());
    }
    factors.extend(common.iter().map(|(atom, k)| power(atom, *k)));
    let parts = if rest.as_constant().is_some() {
        Vec::new()
    } else {
        split(&rest)
    };
    let alone = factors.is_empty() && parts.len() == 1 && content.num > 0 && content.den == 1;
    if alone {
        return sum(&parts[0]);
    }
    for part in &parts {
        let Text { text, sum } = sum(part);
        factors.push(if sum { format!("({text})") } else { text });
    }
    let mut text = factors.join("*");
    if content.den != 1 {
        text += &format!("/{}", content.den);
    }
    if content.num < 0 {
        text.insert(0, '-');
    }
    Text {
        text,
        sum: content.num < 0,
    }
}

/// Parts of a formula with a denominator that have no atom in common, so that a denominator is where it belongs.
fn apart(formula: &Formula) -> Vec<Formula> {
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
fn factored(formula: &Formula) -> (Ratio, Monomial, Formula) {
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
        let mut monomial = monomial.clone();
        for (atom, exponent) in &common {
            for own in monomial.iter_mut().filter(|(other, _)| other == atom) {
                own.1 -= exponent;
            }
        }
        monomial.retain(|(_, exponent)| *exponent > 0);
        rest.add_term(monomial, coefficient.over(content));
    }
    (content, common, rest)
}

/// The terms in the order in which they are written: the highest degree first.
fn ordered(formula: &Formula) -> impl Iterator<Item = (&Monomial, &Ratio)> {
    let degree = |monomial: &Monomial| monomial.iter().map(|(_, k)| *k).sum::<u32>();
    let mut terms: Vec<_> = formula.terms.iter().collect();
    terms.sort_by_key(|(monomial, c)| {
        (
            c.num < 0 && monomial.is_empty(),
            std::cmp::Reverse(degree(monomial)),
        )
    });
    // A text that begins with a minus is hard to read.
    if let Some(first) = terms.iter().position(|(_, c)| c.num > 0) {
        let term = terms.remove(first);
        terms.insert(0, term);
    }
    terms.into_iter()
}

/// A sum of terms; those that have an atom in common are put together.
fn sum(formula: &Formula) -> Text {
    if let Some((atom, inside, outside)) = shared(formula) {
        let first = write(&inside.times(&Formula::from(atom)));
        let rest = write(&outside);
        let text = match rest.text.strip_prefix('-') {
            Some(rest) if outside.terms.len() == 1 || rest.starts_with('(') => {
                format!("{} - {rest}", first.text)
            }
            _ => format!("{} + {}", first.text, rest.text),
        };
        return Text { text, sum: true };
    }
    let mut text = String::new();
    for (monomial, coefficient) in ordered(formula) {
        let size = Ratio {
            num: coefficient.num.saturating_abs(),
            ..*coefficient
        };
        text += match (text.is_empty(), coefficient.num < 0) {
            (true, true) => "-",
            (true, false) => "",
            (false, true) => " - ",
            (false, false) => " + ",
        };
        let mut term = Formula::default();
        term.add_term(monomial.clone(), size);
        text += &write_term(&term);
    }
    let sum = formula.terms.len() > 1 || text.starts_with('-');
    Text { text, sum }
}

/// One term with a positive coefficient.
fn write_term(term: &Formula) -> String {
    match term.as_atom() {
        Some(atom) => power(atom, 1),
        None => {
            let mut text = String::new();
            for (monomial, coefficient) in &term.terms {
                let mut factors = Vec::new();
                if coefficient.num != 1 || monomial.is_empty() {
                    factors.push(coefficient.num.to_string());
                }
                factors.extend(monomial.iter().map(|(atom, k)| power(atom, *k)));
                text += &factors.join("*");
                if coefficient.den != 1 {
                    text += &format!("/{}", coefficient.den);
                }
            }
            text
        }
    }
}

/// The atom that several terms of a sum over several atoms have in common, what it is multiplied with, and the other terms.
fn shared(formula: &Formula) -> Option<(Atom, Formula, Formula)> {
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
        let mut monomial = monomial.clone();
        match monomial.iter().position(|(other, _)| other == atom) {
            Some(place) => {
                monomial[place].1 -= 1;
                monomial.retain(|(_, exponent)| *exponent > 0);
                inside.add_term(monomial, coefficient);
            }
            None => outside.add_term(monomial, coefficient),
        }
    }
    // A factor is worth it where it is positive as a whole.
    let positive = |formula: &Formula| ordered(formula).next().is_some_and(|(_, c)| c.num > 0);
    (inside.terms.len() > 1 && positive(&inside)).then(|| (atom.clone(), inside, outside))
}

/// The factors of a polynomial in one atom, as far as they have rational roots.
fn split(formula: &Formula) -> Vec<Formula> {
    let mut atoms: Vec<&Atom> = formula
        .terms
        .keys()
        .flatten()
        .map(|(atom, _)| atom)
        .collect();
    atoms.dedup();
    let [atom, rest @ ..] = atoms.as_slice() else {
        return vec![formula.clone()];
    };
    let degree = formula
        .terms
        .keys()
        .flatten()
        .map(|(_, k)| *k)
        .max()
        .unwrap_or(0);
    if rest.iter().any(|other| other != atom) || !(2..=12).contains(&degree) {
        return vec![formula.clone()];
    }
    let mut coefficients = vec![0_i128; degree as usize + 1];
    for (monomial, coefficient) in &formula.terms {
        let k = monomial.first().map_or(0, |(_, k)| *k as usize);
        match coefficient.as_whole() {
            Some(whole) if whole.abs() < 1 << 20 => coefficients[k] = whole,
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
        for b in (1..=LARGEST)
            .flat_map(|b| [-b, b])
            .filter(|b| first % b == 0)
        {
            if gcd(a.unsigned_abs(), b.unsigned_abs()) != 1 {
                continue;
            }
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

fn power(atom: &Atom, exponent: u32) -> String {
    match exponent {
        1 => write_atom(atom),
        _ => format!("{}^{exponent}", write_atom(atom)),
    }
}

fn write_atom(atom: &Atom) -> String {
    match atom {
        Atom::Symbol(symbol) => symbol.name().into(),
        Atom::Element(vector, index) => format!("{}[{index}]", vector.name()),
        Atom::Max(parts) => {
            let parts: Vec<String> = parts.iter().map(Formula::to_string).collect();
            format!("max({})", parts.join(", "))
        }
        Atom::Floor(left, right) => format!("floor({})", pair("/", left, right)),
        Atom::Rem(left, right) => format!("({})", pair(" % ", left, right)),
        Atom::If(condition, then, otherwise) => {
            let condition = condition.to_string();
            let inner = match &condition {
                whole if whole.starts_with('(') => (whole.strip_prefix('('))
                    .and_then(|rest| rest.strip_suffix(')'))
                    .filter(|inner| !inner.contains(['(', ')'])),
                _ => None,
            };
            let condition = inner.unwrap_or(&condition);
            format!("if({condition}, {then}, {otherwise})")
        }
        Atom::Sum(range, body) => format!("sum({range}, {body})"),
        Atom::MaxOver(range, body) => format!("max({range}, {body})"),
        Atom::Iterate(iterate, which) => {
            let list = |texts: Vec<String>| match texts.len() {
                1 => texts.join(""),
                _ => format!("({})", texts.join(", ")),
            };
            let names = list(iterate.values.iter().map(|v| v.name().to_owned()).collect());
            let first = list(iterate.first.iter().map(Formula::to_string).collect());
            let next = list(iterate.next.iter().map(Formula::to_string).collect());
            let text = format!("iterate({names} = {first}, {}, {next})", iterate.range);
            match iterate.values.len() {
                1 => text,
                _ => format!("{text}.{which}"),
            }
        }
        Atom::Unknown => "?".into(),
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}..{}", self.var.name(), self.start, self.end)?;
        match (self.down, &self.step) {
            (false, step) if *step == Formula::from(1) => Ok(()),
            (false, step) => write!(f, " step {step}"),
            (true, step) => write!(f, " step {}", Formula::default().minus(step)),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Constant(value) => write!(f, "{value}"),
            Condition::Negative(number) => compare(f, number, ["<", ">"], Some(["<=", ">="])),
            Condition::Zero(number) => compare(f, number, ["==", "=="], None),
            Condition::Not(inner) => match &**inner {
                Condition::Negative(number) => compare(f, number, [">=", "<="], Some([">", "<"])),
                Condition::Zero(number) => compare(f, number, ["!=", "!="], None),
                other => write!(f, "!({other})"),
            },
            Condition::And(left, right) => write!(f, "({left} && {right})"),
            Condition::Or(left, right) => write!(f, "({left} || {right})"),
        }
    }
}

/// A comparison with 0: what is subtracted is on the other side. `signs` are for `a ? b` and `b ? a`; `or_equal` are those
/// where 1 is subtracted, which is left out.
fn compare(
    f: &mut fmt::Formatter<'_>,
    number: &Formula,
    signs: [&str; 2],
    or_equal: Option<[&str; 2]>,
) -> fmt::Result {
    let (mut added, mut subtracted) = (Formula::default(), Formula::default());
    let one = Ratio::whole(-1);
    let ([sign, reversed], number) = match (or_equal, number.terms.get([].as_slice())) {
        (Some(signs), Some(constant)) if *constant == one => {
            (signs, number.plus(&Formula::from(1)))
        }
        _ => (signs, number.clone()),
    };
    for (monomial, &coefficient) in &number.terms {
        match coefficient.num < 0 {
            true => subtracted.add_term(monomial.clone(), coefficient.minus()),
            false => added.add_term(monomial.clone(), coefficient),
        }
    }
    match added.as_constant() {
        Some(_) => write!(f, "{} {reversed} {}", bare(&subtracted), bare(&added)),
        None => write!(f, "{} {sign} {}", bare(&added), bare(&subtracted)),
    }
}

/// A formula that is a side of a comparison, or all that there is.
fn bare(formula: &Formula) -> String {
    match formula.as_atom() {
        Some(Atom::Rem(left, right)) => pair(" % ", left, right),
        _ => formula.to_string(),
    }
}

fn pair(sign: &str, left: &Formula, right: &Formula) -> String {
    let side = |formula: &Formula| {
        let text = formula.to_string();
        match formula.as_constant().is_some() || formula.as_atom().is_some() {
            true => text,
            false => format!("({text})"),
        }
    };
    format!("{}{sign}{}", side(left), side(right))
}
