//! Expressions as texts that know how tightly they bind.

use std::fmt;

use super::marks::is_part;
use crate::formulas::{Atom, Formula, Monomial};
use crate::qasm::write::numbers::{is_sum_or_product, number};

/// How tightly the outermost operator of a text binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binds {
    Or,
    And,
    Equality,
    Comparison,
    Sum,
    Product,
    Sign,
    Atom,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) binds: Binds,
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
            binds: Binds::Atom,
        }
    }

    pub(super) fn number(x: f64) -> Text {
        let text = number(x);
        let binds = match (text.starts_with('-'), text.contains(['*', '/'])) {
            (true, true) => Binds::Sum,
            (true, false) => Binds::Sign,
            (false, true) => Binds::Product,
            (false, false) => Binds::Atom,
        };
        Text { text, binds }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.text == "0.0"
    }

    fn inside(&self, at_least: Binds) -> String {
        if self.binds < at_least {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }

    /// `a op b`. What is on the right binds more tightly than the operator.
    pub(super) fn binary(a: &Text, op: &str, b: &Text) -> Text {
        use Binds::*;
        let (binds, left, right) = match op {
            "||" => (Or, Or, And),
            "&&" => (And, And, Equality),
            "==" | "!=" => (Equality, Comparison, Comparison),
            "<" | "<=" | ">" | ">=" => (Comparison, Sum, Sum),
            "+" | "-" => (Sum, Sum, Product),
            _ => (Product, Product, Sign),
        };
        let (a, b) = (a.inside(left), b.inside(right));
        let text = match binds {
            Product => format!("{a}{op}{b}"),
            _ => format!("{a} {op} {b}"),
        };
        Text { text, binds }
    }

    pub(super) fn not(&self) -> Text {
        match self.text.strip_prefix('!') {
            Some(rest) if self.binds == Binds::Sign => Text::atom(rest),
            _ => Text {
                text: format!("!{}", self.inside(Binds::Atom)),
                binds: Binds::Sign,
            },
        }
    }

    pub(super) fn negated(&self) -> Text {
        match self.text.strip_prefix('-') {
            Some(rest) if self.binds == Binds::Sign => Text::atom(rest),
            _ if self.is_zero() => self.clone(),
            _ => Text {
                text: format!("-{}", self.inside(Binds::Product)),
                binds: Binds::Sum,
            },
        }
    }

    /// A function with its arguments, as [`Function::qasm`](crate::program::Function::qasm) says.
    pub(super) fn filled(form: &str, a: &Text, b: Option<&Text>) -> Text {
        let mut text = String::new();
        for c in form.chars() {
            match (c, b) {
                ('$', _) => text += &a.text,
                ('#', _) => text += &a.factor(),
                ('%', Some(b)) => text += &b.text,
                (c, _) => text.push(c),
            }
        }
        let binds = match is_sum_or_product(form) {
            true => Binds::Product,
            false => Binds::Atom,
        };
        Text { text, binds }
    }

    /// To be multiplied or divided by.
    pub(super) fn factor(&self) -> String {
        self.inside(Binds::Sign)
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
            Atom::Rem(a, b) => Text {
                text: format!(
                    "{} % {}",
                    Text::int(a).inside(Binds::Product),
                    Text::int(b).inside(Binds::Sign)
                ),
                binds: Binds::Product,
            },
            // Arithmetic alone makes no other.
            _ => Text::atom("?"),
        }
    }
}
