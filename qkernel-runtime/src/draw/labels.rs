//! What is written in a picture: angles as formulas of the arguments' names, conditions, observables.

use std::f64::consts::PI;
use std::fmt::Write;

use crate::program::{Affine, Condition, Derived, Function, ObservableId, Program, Shape, SlotId};

/// Formulas are cut here: derived numbers of derived numbers can be endless.
const LONGEST: usize = 1000;

/// How deep formulas nest before they are cut.
const DEEPEST: usize = 24;

/// A text, for a box and in full.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Label {
    /// With numbers of six digits.
    pub(super) text: String,
    /// With all digits.
    pub(super) whole: String,
}

impl From<String> for Label {
    fn from(text: String) -> Label {
        let text = printable(&text);
        Label {
            whole: text.clone(),
            text,
        }
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Label {
        text.to_owned().into()
    }
}

impl Label {
    /// A gate's name with its angles.
    pub(super) fn gate(program: &Program, name: &str, angles: &[Affine]) -> Label {
        let text = |digits| {
            let mut writer = Writer::new(program, digits);
            writer.out.push_str(name);
            for (k, angle) in angles.iter().enumerate() {
                writer.out.push_str(if k == 0 { "(" } else { ", " });
                writer.affine(angle, 0);
            }
            if !angles.is_empty() {
                writer.out.push(')');
            }
            printable(&writer.out)
        };
        Label {
            text: text(Some(6)),
            whole: text(None),
        }
    }

    /// That a condition holds, or that it does not.
    pub(super) fn condition(program: &Program, condition: &Condition, holds: bool) -> Label {
        let mut writer = Writer::new(program, None);
        writer.out.push_str(if holds { "if " } else { "if !" });
        if holds {
            writer.condition(condition, 0);
        } else {
            writer.operand(condition, 0);
        }
        writer.out.into()
    }

    /// Expectation values.
    pub(super) fn observables(program: &Program, which: &[ObservableId]) -> Label {
        let mut text = String::new();
        for (k, id) in which.iter().enumerate() {
            if text.len() > LONGEST {
                text.push('…');
                break;
            }
            let comma = if k == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}⟨{}⟩", program.observables[id.index()]);
        }
        text.into()
    }

    /// The text with at most that many characters: the middle is left out where there are more.
    pub(super) fn shortened(&self, most: usize) -> String {
        let length = self.text.chars().count();
        if length <= most {
            return self.text.clone();
        }
        // The end of a formula tells more than its middle: the index, the closing parenthesis.
        let kept = most.saturating_sub(1);
        let (head, tail) = (kept.div_ceil(2), kept / 2);
        let mut text: String = self.text.chars().take(head).collect();
        text.push('…');
        text.extend(self.text.chars().skip(length - tail));
        text
    }
}

/// Without characters that move the cursor or that XML does not have.
fn printable(text: &str) -> String {
    let other = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars()
        .map(|c| if other(c) { '\u{fffd}' } else { c })
        .collect()
}

/// Writes formulas.
struct Writer<'p> {
    program: &'p Program,
    /// How many digits numbers have; all, if `None`.
    digits: Option<usize>,
    out: String,
}

impl<'p> Writer<'p> {
    fn new(program: &'p Program, digits: Option<usize>) -> Writer<'p> {
        Writer {
            program,
            digits,
            out: String::new(),
        }
    }

    /// Whether the formula has to end here; then it says so.
    fn is_full(&mut self, depth: usize) -> bool {
        let full = depth > DEEPEST || self.out.len() > LONGEST;
        if full && !self.out.ends_with('…') {
            self.out.push('…');
        }
        full
    }

    /// `0.5*x + y - 1`
    fn affine(&mut self, affine: &Affine, depth: usize) {
        let mut first = true;
        for &(slot, factor) in &affine.terms {
            if self.is_full(depth) {
                return;
            }
            self.sign(factor, first);
            first = false;
            if factor.abs() != 1.0 {
                self.number(factor.abs());
                self.out.push('*');
            }
            self.slot(slot, depth + 1);
        }
        if first || affine.constant != 0.0 {
            self.sign(affine.constant, first);
            self.number(affine.constant.abs());
        }
    }

    fn sign(&mut self, number: f64, first: bool) {
        self.out.push_str(match (number < 0.0, first) {
            (false, true) => "",
            (true, true) => "-",
            (false, false) => " + ",
            (true, false) => " - ",
        });
    }

    /// As a factor of a product.
    fn factor(&mut self, affine: &Affine, depth: usize) {
        let is_simple = match (affine.terms.as_slice(), affine.constant) {
            ([], constant) => constant >= 0.0,
            ([(_, factor)], 0.0) => *factor == 1.0,
            _ => false,
        };
        if is_simple {
            self.affine(affine, depth);
        } else {
            self.out.push('(');
            self.affine(affine, depth);
            self.out.push(')');
        }
    }

    /// An argument by its name, or how the number is made.
    fn slot(&mut self, slot: SlotId, depth: usize) {
        if self.is_full(depth) {
            return;
        }
        let program = self.program;
        match slot {
            SlotId::Argument {
                argument,
                row,
                column,
            } => {
                let Some(argument) = program.arguments.get(argument as usize) else {
                    return self.out.push('?');
                };
                self.out.push_str(&argument.name);
                let _ = match argument.shape {
                    Shape::Scalar => Ok(()),
                    Shape::Vector(_) => write!(self.out, "[{column}]"),
                    Shape::Matrix(..) => write!(self.out, "[({row}, {column})]"),
                };
            }
            SlotId::Derived(index) => match program.derived.get(index as usize) {
                Some(Derived::Product(a, b)) => {
                    self.factor(a, depth);
                    self.out.push('*');
                    self.factor(b, depth);
                }
                Some(Derived::Apply(Function::Recip, a)) => {
                    self.out.push_str("1/");
                    // `1/(x*y)`, not `1/x*y`.
                    self.out.push('(');
                    self.affine(a, depth);
                    self.out.push(')');
                }
                Some(Derived::Apply(function, a)) => {
                    self.out.push_str(match function {
                        Function::Sin => "sin",
                        Function::Cos => "cos",
                        Function::Exp => "exp",
                        Function::Ln => "ln",
                        Function::Sqrt => "sqrt",
                        Function::Tanh => "tanh",
                        Function::Recip => "1/",
                    });
                    self.out.push('(');
                    self.affine(a, depth);
                    self.out.push(')');
                }
                Some(Derived::Expectation(id)) => {
                    let _ = match program.observables.get(id.index()) {
                        Some(observable) => write!(self.out, "⟨{observable}⟩"),
                        None => write!(self.out, "?"),
                    };
                }
                None => self.out.push('?'),
            },
        }
    }

    /// A number that is not negative; multiples of π as such.
    fn number(&mut self, number: f64) {
        if let Some(text) = multiple_of_pi(number) {
            return self.out.push_str(&text);
        }
        let number = match self.digits {
            Some(digits) => format!("{number:.*e}", digits - 1)
                .parse()
                .unwrap_or(number),
            None => number,
        };
        let _ = if number != 0.0 && !(1e-4..1e6).contains(&number) {
            write!(self.out, "{number:e}")
        } else {
            write!(self.out, "{number}")
        };
    }

    fn condition(&mut self, condition: &Condition, depth: usize) {
        if self.is_full(depth) {
            return;
        }
        let (sign, a, b) = match condition {
            Condition::Bit(bit) => {
                let _ = write!(self.out, "c{bit}");
                return;
            }
            Condition::Not(inner) => {
                self.out.push('!');
                return self.operand(inner, depth + 1);
            }
            Condition::Constant(value) => {
                let _ = write!(self.out, "{value}");
                return;
            }
            Condition::And(a, b) => ("&", a, b),
            Condition::Or(a, b) => ("|", a, b),
            Condition::Equal(a, b) => ("==", a, b),
        };
        self.operand(a, depth + 1);
        let _ = write!(self.out, " {sign} ");
        self.operand(b, depth + 1);
    }

    fn operand(&mut self, condition: &Condition, depth: usize) {
        use Condition::{And, Equal, Or};
        if matches!(condition, And(..) | Or(..) | Equal(..)) {
            self.out.push('(');
            self.condition(condition, depth);
            self.out.push(')');
        } else {
            self.condition(condition, depth);
        }
    }
}

/// `π/2`, `3π/4`: for numbers that are that but for rounding.
fn multiple_of_pi(number: f64) -> Option<String> {
    [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 16.0, 32.0, 64.0]
        .into_iter()
        .find_map(|divisor| {
            let times = number / PI * divisor;
            let whole = times.round();
            let is_near = (times - whole).abs() <= 4.0 * f64::EPSILON * times.abs();
            (is_near && (1.0..=64.0).contains(&whole)).then(|| {
                let times = if whole == 1.0 {
                    String::new()
                } else {
                    whole.to_string()
                };
                match divisor {
                    1.0 => format!("{times}π"),
                    _ => format!("{times}π/{divisor}"),
                }
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::Argument;

    fn program() -> Program {
        let argument = |name: &str, shape| Argument {
            name: name.into(),
            shape,
        };
        let x = Affine::from(SlotId::element(0, 0));
        let sum = Affine {
            constant: 1.0,
            terms: vec![(SlotId::element(0, 0), 1.0), (SlotId::element(1, 3), -0.5)],
        };
        Program {
            arguments: vec![
                argument("x", Shape::Scalar),
                argument("weights", Shape::Vector(4)),
                argument("m", Shape::Matrix(2, 3)),
            ],
            derived: vec![
                Derived::Product(x.clone(), sum.clone()),
                Derived::Apply(Function::Sin, sum),
                Derived::Apply(Function::Recip, SlotId::derived(0).into()),
            ],
            ..Program::default()
        }
    }

    fn written(terms: &[(SlotId, f64)], constant: f64) -> String {
        let terms = terms.to_vec();
        Label::gate(&program(), "rx", &[Affine { constant, terms }]).text
    }

    #[test]
    fn angles_are_formulas() {
        assert_eq!(written(&[], 0.0), "rx(0)");
        assert_eq!(written(&[], -PI / 2.0), "rx(-π/2)");
        assert_eq!(written(&[], 3.0 * PI / 4.0), "rx(3π/4)");
        assert_eq!(written(&[], 0.1 + 0.2), "rx(0.3)");
        assert_eq!(written(&[], 1.5e-9), "rx(1.5e-9)");
        assert_eq!(
            written(&[(SlotId::element(1, 3), 1.0)], 0.0),
            "rx(weights[3])"
        );
        assert_eq!(
            written(&[(SlotId::entry(2, 1, 2), -1.0)], 0.0),
            "rx(-m[(1, 2)])"
        );
        assert_eq!(
            written(
                &[(SlotId::element(0, 0), 0.5), (SlotId::derived(1), -2.0)],
                -1.5
            ),
            "rx(0.5*x - 2*sin(x - 0.5*weights[3] + 1) - 1.5)"
        );
        assert_eq!(
            written(&[(SlotId::derived(2), PI)], 0.0),
            "rx(π*1/(x*(x - 0.5*weights[3] + 1)))"
        );
    }

    #[test]
    fn all_digits_are_in_the_whole_label() {
        let label = Label::gate(&program(), "p", &[Affine::number(0.123456789)]);
        assert_eq!(
            (&*label.text, &*label.whole),
            ("p(0.123457)", "p(0.123456789)")
        );
    }

    #[test]
    fn endless_formulas_are_cut() {
        let square = |k: usize| {
            let below = match k {
                0 => Affine::from(SlotId::element(0, 0)),
                _ => SlotId::derived(k - 1).into(),
            };
            Derived::Product(below.clone(), below)
        };
        let program = Program {
            derived: (0..10_000).map(square).collect(),
            ..program()
        };
        let label = Label::gate(&program, "rx", &[SlotId::derived(9_999).into()]);
        assert!(label.text.len() < 2 * LONGEST && label.text.contains('…'));
    }

    #[test]
    fn the_middle_is_left_out() {
        let label = Label::from("rz(weights[123456])");
        assert_eq!(label.shortened(19), "rz(weights[123456])");
        assert_eq!(label.shortened(11), "rz(we…456])");
        assert_eq!(label.shortened(1), "…");
        assert_eq!(Label::from("a\nb").text, "a\u{fffd}b");
    }
}
