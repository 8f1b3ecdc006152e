//! Numbers and conditions as the user wrote them.

use std::rc::Rc;

use crate::draw::labels::{Label, number};
use crate::draw::written::Items;
use crate::graph::{BinaryOp, Constant, UnaryOp};
use crate::program::{BinaryFunction, Function};

/// Formulas are cut here.
const LONGEST: usize = 400;

/// A text, and how strongly its outermost operation binds.
#[derive(Clone, Debug, PartialEq)]
struct Term {
    text: String,
    binds: u8,
}

const ATOM: u8 = 9;

impl Term {
    fn of(text: String, binds: u8) -> Term {
        Term { text, binds }
    }

    fn atom(text: impl Into<String>) -> Term {
        Term::of(text.into(), ATOM)
    }

    /// In parentheses, where it binds less than that.
    fn within(&self, binds: u8) -> String {
        match self.binds < binds {
            true => format!("({})", self.text),
            false => self.text.clone(),
        }
    }

    fn binary(op: BinaryOp, left: &Term, right: &Term) -> Term {
        let (sign, binds) = (op.sign(), op.binds());
        // What comes after a minus, a division or a comparison needs its parentheses.
        use BinaryOp::{Add, And, Mul, Or};
        let is_loose = matches!(op, Add | Mul | And | Or);
        let left = left.within(binds);
        let right = right.within(binds + u8::from(!is_loose));
        let text = match binds {
            7 if op != BinaryOp::Rem => format!("{left}{sign}{right}"),
            _ => format!("{left} {sign} {right}"),
        };
        Term::of(text, binds).cut()
    }

    fn unary(op: UnaryOp, of: &Term) -> Term {
        let (sign, binds) = (op.sign(), op.binds());
        Term::of(format!("{sign}{}", of.within(binds)), binds).cut()
    }

    fn cut(mut self) -> Term {
        if self.text.chars().count() > LONGEST {
            self.text = self.text.chars().take(LONGEST).collect();
            self.text.push('…');
            self.binds = ATOM;
        }
        self
    }
}

/// A label in which expressions are in short and in full.
pub(super) fn label(text: impl Fn(fn(&Expr) -> &str) -> String) -> Label {
    Label::of(text(Expr::short), text(Expr::whole))
}

/// A name with these in parentheses after it.
pub(super) fn label_with(name: &str, all: &[Expr]) -> Label {
    let joined = |side: fn(&Expr) -> &str| {
        let texts: Vec<&str> = all.iter().map(side).collect();
        texts.join(", ")
    };
    Label::with(name, &joined(Expr::short), &joined(Expr::whole))
}

/// A number, a condition or a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expr {
    /// With the names of the user's variables.
    short: Term,
    /// Without those that are computed.
    whole: Term,
    /// The value of a `UInt`, if it is known.
    pub(super) known: Option<usize>,
    /// The length of a list, and its items, where they are known.
    length: Option<usize>,
    items: Items,
}

impl Expr {
    pub(super) fn name(name: &str) -> Expr {
        let term = Term::atom(if name.is_empty() { "?" } else { name });
        Expr::of(term.clone(), term)
    }

    fn of(short: Term, whole: Term) -> Expr {
        Expr {
            short,
            whole,
            known: None,
            length: None,
            items: Rc::new([]),
        }
    }

    /// A list of that length, with its items where they are known.
    pub(super) fn list(name: &str, length: usize, items: &[Constant]) -> Expr {
        Expr {
            length: Some(length),
            items: items.into(),
            ..Expr::name(name)
        }
    }

    fn bit(value: bool) -> Expr {
        Expr::name(if value { "true" } else { "false" })
    }

    /// The value of a condition, if it is known.
    pub(super) fn holds(&self) -> Option<bool> {
        match self.whole() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    pub(super) fn short(&self) -> &str {
        &self.short.text
    }

    pub(super) fn whole(&self) -> &str {
        &self.whole.text
    }

    /// Under a name of the user's.
    pub(super) fn named(mut self, name: &str) -> Expr {
        if self.short.binds < ATOM {
            self.short = Term::atom(name);
        }
        self
    }

    pub(super) fn number(value: usize) -> Expr {
        Expr {
            known: Some(value),
            ..Expr::name(&value.to_string())
        }
    }

    pub(super) fn constant(constant: Constant) -> Expr {
        match constant {
            Constant::UInt(value) => Expr::number(value as usize),
            Constant::Bit(value) => Expr::bit(value),
            Constant::Float(value) => {
                let text = |digits| {
                    let text = number(value.abs(), digits);
                    // A fraction of π is a product.
                    let is_product = text.contains('π');
                    match value < 0.0 {
                        true => Term::of(format!("-{text}"), UnaryOp::Neg.binds()),
                        false if is_product => Term::of(text, BinaryOp::Mul.binds()),
                        false => Term::atom(text),
                    }
                };
                Expr::of(text(Some(6)), text(None))
            }
        }
    }

    pub(super) fn binary(op: BinaryOp, left: &Expr, right: &Expr) -> Expr {
        let sizes = left.known.zip(right.known);
        if let Some(value) = sizes.and_then(|(left, right)| op.of_sizes(left, right)) {
            return Expr::number(value);
        }
        // What adds nothing is not written: `weights[i]` where a base is 0.
        match (op, left.known, right.known) {
            (BinaryOp::Add, Some(0), _) | (BinaryOp::Mul, Some(1), _) => return right.clone(),
            (BinaryOp::Add | BinaryOp::Sub, _, Some(0))
            | (BinaryOp::Mul | BinaryOp::Div, _, Some(1)) => return left.clone(),
            _ => {}
        }
        if let Some(holds) = sizes.and_then(|(left, right)| op.compares_sizes(left, right)) {
            return Expr::bit(holds);
        }
        match (op, left.holds(), right.holds()) {
            (BinaryOp::And, Some(true), _) | (BinaryOp::Or, Some(false), _) => right.clone(),
            (BinaryOp::And, _, Some(true)) | (BinaryOp::Or, _, Some(false)) => left.clone(),
            (BinaryOp::And, Some(false), _) | (BinaryOp::And, _, Some(false)) => Expr::bit(false),
            (BinaryOp::Or, Some(true), _) | (BinaryOp::Or, _, Some(true)) => Expr::bit(true),
            _ => Expr::of(
                Term::binary(op, &left.short, &right.short),
                Term::binary(op, &left.whole, &right.whole),
            ),
        }
    }

    pub(super) fn unary(op: UnaryOp, of: &Expr) -> Expr {
        match (op, of.holds()) {
            (UnaryOp::Not, Some(value)) => Expr::bit(!value),
            _ => Expr::of(Term::unary(op, &of.short), Term::unary(op, &of.whole)),
        }
    }

    /// What is made of others, such as `sin(..)`.
    fn around(parts: &[&Expr], text: impl Fn(&[String]) -> String) -> Expr {
        let term = |side: fn(&Expr) -> &Term| {
            let texts: Vec<String> = parts.iter().map(|part| side(part).text.clone()).collect();
            Term::atom(text(&texts)).cut()
        };
        Expr::of(term(|part| &part.short), term(|part| &part.whole))
    }

    pub(super) fn function(function: Function, of: &Expr) -> Expr {
        if function == Function::Recip {
            return Expr::binary(BinaryOp::Div, &Expr::name("1"), of);
        }
        let name = function.written();
        Expr::around(&[of], |texts| format!("{name}({})", texts[0]))
    }

    pub(super) fn function_of_two(function: BinaryFunction, a: &Expr, b: &Expr) -> Expr {
        let name = function.name();
        Expr::around(&[a, b], |texts| {
            format!("{name}({}, {})", texts[0], texts[1])
        })
    }

    /// `list[index]`, or `matrix[(row, column)]`.
    pub(super) fn element(list: &Expr, index: &[&Expr]) -> Expr {
        if let [Expr { known: Some(k), .. }] = index
            && let Some(item) = list.items.get(*k)
        {
            return Expr::constant(*item);
        }
        let parts: Vec<&Expr> = std::iter::once(list).chain(index.iter().copied()).collect();
        Expr::around(&parts, |texts| match &texts[1..] {
            [index] => format!("{}[{index}]", texts[0]),
            index => format!("{}[({})]", texts[0], index.join(", ")),
        })
    }

    pub(super) fn field(of: &Expr, k: u32) -> Expr {
        Expr::around(&[of], |texts| format!("{}.{k}", texts[0]))
    }

    pub(super) fn length(of: &Expr) -> Expr {
        if let Some(length) = of.length {
            return Expr::number(length);
        }
        Expr::around(&[of], |texts| format!("{}.len()", texts[0]))
    }

    pub(super) fn pauli(pauli: &str, qubit: &Expr) -> Expr {
        Expr::around(&[qubit], |texts| format!("{pauli}({})", texts[0]))
    }

    /// Whether two numbers differ whatever the sizes are: by a number that is added to one of them.
    pub(super) fn differs(&self, other: &Expr) -> bool {
        match (self.known, other.known) {
            (Some(a), Some(b)) => return a != b,
            (None, None) => {}
            _ => return false,
        }
        let split = |text: &str| -> (String, i64) {
            for (sign, factor) in [(" + ", 1), (" - ", -1)] {
                if let Some((base, number)) = text.rsplit_once(sign)
                    && let Ok(number) = number.parse::<i64>()
                {
                    return (base.to_owned(), factor * number);
                }
            }
            (text.to_owned(), 0)
        };
        let ((base, a), (other, b)) = (split(self.whole()), split(other.whole()));
        base == other && a != b
    }
}
