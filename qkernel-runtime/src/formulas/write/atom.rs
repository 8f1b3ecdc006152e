//! Atoms and conditions as text.

use std::fmt;

use crate::formulas::atom::Atom;
use crate::formulas::condition::Condition;
use crate::formulas::formula::Formula;
use crate::formulas::range::Range;
use crate::formulas::ratio::Ratio;

pub(super) fn power(atom: &Atom, exponent: u32) -> String {
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
            (true, step) => write!(f, " step {}", step.negated()),
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
pub(super) fn bare(formula: &Formula) -> String {
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
