//! Expressions as texts that know how tightly they bind.

use std::fmt;

use super::marks::is_part;
use crate::formulas::{Atom, Formula, Monomial};
use crate::qasm::words::{POWER, PRODUCT, SUM, precedence};
use crate::qasm::write::numbers::{filled, is_sum_or_product, number};

/// How tightly a sign binds, and what has no operator.
const SIGN: u8 = POWER;
const ATOM: u8 = SIGN + 1;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub(super) text: String,
    /// How tightly its outermost operator binds.
    binds: u8,
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Text {
    pub(super) fn atom(text: impl Into<String>) -> Text {
        Text {
            text: text.into(),
            binds: ATOM,
        }
    }

    pub(super) fn number(x: f64) -> Text {
        let text = number(x);
        let binds = match (text.starts_with('-'), text.contains(['*', '/'])) {
            (true, true) => SUM,
            (true, false) => SIGN,
            (false, true) => PRODUCT,
            (false, false) => ATOM,
        };
        Text { text, binds }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.text == "0.0"
    }

    fn inside(&self, at_least: u8) -> String {
        match self.binds < at_least {
            true => format!("({})", self.text),
            false => self.text.clone(),
        }
    }

    /// `a op b`. What is on the right binds more tightly than the operator.
    pub(super) fn binary(a: &Text, op: &str, b: &Text) -> Text {
        let binds = precedence(op, 3).unwrap_or(PRODUCT);
        // There is no comparison of a comparison without parentheses.
        let is_comparison = matches!(op, "==" | "!=" | "<" | "<=" | ">" | ">=");
        let a = a.inside(binds + u8::from(is_comparison));
        let b = b.inside(binds + 1);
        let text = match op {
            "*" | "/" => format!("{a}{op}{b}"),
            _ => format!("{a} {op} {b}"),
        };
        Text { text, binds }
    }

    pub(super) fn not(&self) -> Text {
        match self.text.strip_prefix('!') {
            Some(rest) if self.binds == SIGN => Text::atom(rest),
            _ => Text {
                text: format!("!{}", self.inside(ATOM)),
                binds: SIGN,
            },
        }
    }

    pub(super) fn negated(&self) -> Text {
        match self.text.strip_prefix('-') {
            Some(rest) if self.binds == SIGN => Text::atom(rest),
            _ if self.is_zero() => self.clone(),
            _ => Text {
                text: format!("-{}", self.inside(PRODUCT)),
                binds: SUM,
            },
        }
    }

    /// A function with its arguments, as [`Function::qasm`](crate::program::Function::qasm) says.
    pub(super) fn filled(form: &str, a: &Text, b: Option<&Text>) -> Text {
        let text = filled(form, |place| match (place, b) {
            ('$', _) => Some(a.text.clone()),
            ('#', _) => Some(a.factor()),
            ('%', Some(b)) => Some(b.text.clone()),
            _ => None,
        });
        let binds = match is_sum_or_product(form) {
            true => PRODUCT,
            false => ATOM,
        };
        Text { text, binds }
    }

    /// To be multiplied or divided by.
    pub(super) fn factor(&self) -> String {
        self.inside(SIGN)
    }

    /// Puts a name in the place of another.
    pub(super) fn replace(&mut self, old: &str, new: &str) {
        let mut text = String::new();
        let mut rest = self.text.as_str();
        while !rest.is_empty() {
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            text += if word == old { new } else { word };
            let gap = after.find(is_part).unwrap_or(after.len());
            text += &after[..gap];
            rest = &after[gap..];
        }
        self.text = text;
    }

    /// Whether a name occurs in it.
    pub(super) fn mentions(&self, name: &str) -> bool {
        let mut words = self.text.split(|c| !is_part(c));
        words.any(|word| word == name)
    }

    /// A whole number.
    pub(super) fn int(formula: &Formula) -> Text {
        let den = formula.terms.values().map(|c| c.den).max().unwrap_or(1);
        if den > 1 {
            // A sum that is divided as a whole, without a remainder.
            let whole = Text::int(&formula.scaled(crate::formulas::Ratio::whole(den)));
            return Text::binary(&whole, "/", &Text::atom(den.to_string()));
        }
        let mut terms: Vec<_> = formula.terms.iter().collect();
        let degree = |m: &Monomial| m.iter().map(|(_, k)| *k).sum::<u32>();
        terms.sort_by_key(|(m, c)| (c.num < 0, std::cmp::Reverse(degree(m))));
        let mut sum: Option<Text> = None;
        for (monomial, c) in terms {
            let size = c.num.unsigned_abs();
            let mut factors: Vec<Text> = Vec::new();
            if size != 1 || monomial.is_empty() {
                factors.push(Text::atom(size.to_string()));
            }
            for (atom, exponent) in monomial {
                factors.extend((0..*exponent).map(|_| Text::int_atom(atom)));
            }
            let mut product = factors.remove(0);
            for factor in &factors {
                product = Text::binary(&product, "*", factor);
            }
            sum = Some(match (sum, c.num < 0) {
                (None, false) => product,
                (None, true) => product.negated(),
                (Some(sum), false) => Text::binary(&sum, "+", &product),
                (Some(sum), true) => Text::binary(&sum, "-", &product),
            });
        }
        sum.unwrap_or_else(|| Text::atom("0"))
    }

    fn int_atom(atom: &Atom) -> Text {
        match atom {
            Atom::Symbol(symbol) => Text::atom(symbol.name()),
            Atom::Element(vector, index) => {
                Text::atom(format!("{}[{}]", vector.name(), Text::int(index)))
            }
            Atom::Floor(a, b) => Text::binary(&Text::int(a), "/", &Text::int(b)),
            Atom::Rem(a, b) => Text::binary(&Text::int(a), "%", &Text::int(b)),
            // Arithmetic alone makes no other.
            _ => Text::atom("?"),
        }
    }
}
