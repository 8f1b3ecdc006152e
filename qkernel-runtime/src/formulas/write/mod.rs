//! Formulas as text, factored.

mod atom;
mod factor;

use std::fmt;

use super::atom::Atom;
use super::formula::{Formula, Monomial};
use super::ratio::Ratio;
use atom::{bare, power};
use factor::{apart, factored, ordered, shared, split};
use qkernel_ir::sign_of_term;

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

impl Text {
    fn of(text: String, sum: bool) -> Text {
        Text { text, sum }
    }
}

fn write(formula: &Formula) -> Text {
    if formula.terms.values().any(|c| c.is_too_large()) {
        return Text::of("(a number that is too large)".into(), false);
    }
    if let Some(value) = formula.as_constant() {
        let text = match value.den {
            1 => value.num.to_string(),
            den => format!("{}/{den}", value.num),
        };
        return Text::of(text, false);
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
        return Text::of(text, true);
    }
    let (content, common, rest) = factored(formula);
    let mut factors: Vec<String> = Vec::new();
    if content.num.saturating_abs() != 1 {
        factors.push(content.num.saturating_abs().to_string());
    }
    factors.extend(common.iter().map(|(atom, k)| power(atom, *k)));
    let parts = match rest.as_constant() {
        Some(_) => Vec::new(),
        None => split(&rest),
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
    Text::of(text, content.num < 0)
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
            den: coefficient.den,
        };
        text += sign_of_term(text.is_empty(), coefficient.num < 0);
        text += &write_term(monomial, size);
    }
    let sum = formula.terms.len() > 1 || text.starts_with('-');
    Text { text, sum }
}

/// One term with a positive coefficient.
fn write_term(monomial: &Monomial, size: Ratio) -> String {
    let mut factors = Vec::new();
    if size.num != 1 || monomial.is_empty() {
        factors.push(size.num.to_string());
    }
    factors.extend(monomial.iter().map(|(atom, k)| power(atom, *k)));
    let text = factors.join("*");
    match size.den {
        1 => text,
        den => format!("{text}/{den}"),
    }
}
