//! Numbers as a text says them: exactly, and as multiples of pi where they are some.

use std::f64::consts::PI;

use crate::program::{Affine, Derived, Program, Slot, SlotId};
use qkernel_ir::sign_of_term;

/// The denominators that are tried, in ascending order.
const PARTS: [u32; 15] = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 32, 64, 128, 256, 1024];

/// A text that reads as the same number.
pub(super) fn number(x: f64) -> String {
    for part in PARTS {
        let times = (x / PI * f64::from(part)).round();
        let most = f64::from(4 * part.min(16));
        // Judged as a reader computes it.
        if times != 0.0 && times.abs() <= most && times * PI / f64::from(part) == x {
            let pi = match times {
                1.0 => "pi".into(),
                -1.0 => "-pi".into(),
                _ => format!("{times}*pi"),
            };
            return match part {
                1 => pi,
                _ => format!("{pi}/{part}"),
            };
        }
    }
    let text = format!("{x:?}");
    // OpenQASM 2 has no number with an exponent but without a point.
    match text.split_once('e') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0e{exponent}"),
        _ => text,
    }
}

/// A sum of slots, given the text of each.
pub(super) fn affine<'t>(affine: &Affine, slot: &dyn Fn(SlotId) -> &'t str) -> String {
    let mut text = String::new();
    for &(id, c) in &affine.terms {
        text += sign_of_term(text.is_empty(), c < 0.0);
        if c.abs() != 1.0 {
            text += &number(c.abs());
            text += "*";
        }
        text += slot(id);
    }
    match (affine.constant, text.is_empty()) {
        (c, true) => number(c),
        (0.0, false) => text,
        (c, false) => text + sign_of_term(false, c < 0.0) + &number(c.abs()),
    }
}

/// Of which length on a derived number gets a variable of its own: used twice at each step, numbers would double in length.
const LONG: usize = 120;

/// The texts of all slots.
pub(super) struct Texts {
    /// Where each argument's texts begin, and how many columns it has.
    starts: Vec<(usize, usize)>,
    arguments: Vec<String>,
    derived: Vec<String>,
}

impl Texts {
    /// `arguments` has a text for each number, `observables` one for each expectation value. Long numbers among those that
    /// are `needed` are declared with the names that `fresh` gives, in the text that is returned beside; so are those that the
    /// language has no function for, as inputs.
    pub(super) fn new(
        program: &Program,
        arguments: Vec<String>,
        observables: &[String],
        needed: &[bool],
        mut fresh: impl FnMut() -> String,
    ) -> (Texts, String) {
        let mut start = 0;
        let starts = program.arguments.iter().map(|argument| {
            let begin = start;
            start += argument.shape.len();
            (begin, argument.shape.extent().1)
        });
        let mut texts = Texts {
            starts: starts.collect(),
            arguments,
            derived: Vec::with_capacity(program.derived.len()),
        };
        let mut declared = String::new();
        for (derived, &needed) in program.derived.iter().zip(needed) {
            let mut text = match derived {
                Derived::Product(a, b) => format!("{}*{}", texts.factor(a), texts.factor(b)),
                Derived::Apply(function, a) => texts.filled(function.qasm(), a, None),
                Derived::Combine(function, a, b) if !function.qasm().is_empty() => {
                    texts.filled(function.qasm(), a, Some(b))
                }
                Derived::Combine(function, a, b) => {
                    let (name, a, b) = (function.name(), texts.affine(a), texts.affine(b));
                    format!("{name}({a}, {b})")
                }
                Derived::Expectation(id) => observables
                    .get(id.index())
                    .map_or_else(String::new, |observable| format!("<{observable}>")),
            };
            if needed && (is_foreign(derived) || text.len() > LONG) {
                let name = fresh();
                declared += &match is_foreign(derived) {
                    true => {
                        format!(
                            "input float[64] {name}; // {text}, which OpenQASM cannot compute\n"
                        )
                    }
                    false => format!("float[64] {name} = {text};\n"),
                };
                text = name;
            }
            texts.derived.push(text);
        }
        (texts, declared)
    }

    fn slot(&self, slot: SlotId) -> &str {
        let found = match slot.slot() {
            Slot::Argument {
                argument,
                row,
                column,
            } => self
                .starts
                .get(argument as usize)
                .and_then(|(start, columns)| {
                    self.arguments
                        .get(start + row as usize * columns + column as usize)
                }),
            Slot::Derived(index) => self.derived.get(index as usize),
        };
        found.map_or("", String::as_str)
    }

    /// A sum of slots.
    pub(super) fn affine(&self, sum: &Affine) -> String {
        affine(sum, &|slot| self.slot(slot))
    }

    /// The same, to be multiplied or divided by.
    fn factor(&self, sum: &Affine) -> String {
        let text = self.affine(sum);
        match is_sum_or_product(&text) {
            true => format!("({text})"),
            false => text,
        }
    }

    /// A function with its arguments, as [`Function::qasm`] says.
    fn filled(&self, form: &str, a: &Affine, b: Option<&Affine>) -> String {
        let text = filled(form, |place| match (place, b) {
            ('$', _) => Some(self.affine(a)),
            ('#', _) => Some(self.factor(a)),
            ('%', Some(b)) => Some(self.affine(b)),
            _ => None,
        });
        match is_sum_or_product(form) {
            true => format!("({text})"),
            false => text,
        }
    }
}

/// A form of a function, [`Function::qasm`](crate::program::Function::qasm), with texts in the places of these characters.
pub(super) fn filled(form: &str, text: impl Fn(char) -> Option<String>) -> String {
    let texts = form.chars().map(|c| text(c).unwrap_or_else(|| c.into()));
    texts.collect()
}

/// Whether a text has an operator outside of parentheses.
pub(super) fn is_sum_or_product(text: &str) -> bool {
    let mut depth = 0;
    text.chars().any(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0 && "+-*/".contains(c)
    })
}

/// Whether OpenQASM has no function for a number.
fn is_foreign(derived: &Derived) -> bool {
    matches!(derived, Derived::Combine(function, ..) if function.qasm().is_empty())
}

/// Which derived slots the angles depend on.
pub(super) fn needed<'p>(program: &Program, angles: impl Iterator<Item = &'p Affine>) -> Vec<bool> {
    fn mark(needed: &mut [bool], affine: &Affine) {
        for (slot, _) in &affine.terms {
            if let Slot::Derived(index) = slot.slot()
                && let Some(needed) = needed.get_mut(index as usize)
            {
                *needed = true;
            }
        }
    }
    let mut needed = vec![false; program.derived.len()];
    for angle in angles {
        mark(&mut needed, angle);
    }
    for (index, derived) in program.derived.iter().enumerate().rev() {
        // What the language cannot compute is an input, whatever it depends on.
        if needed[index] && !is_foreign(derived) {
            derived.operands().for_each(|a| mark(&mut needed, a));
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_themselves() {
        for (x, text) in [
            (0.0, "0.0"),
            (PI, "pi"),
            (-PI / 2.0, "-pi/2"),
            (3.0 * PI / 4.0, "3*pi/4"),
            (PI / 1024.0, "pi/1024"),
            (2.0 * PI, "2*pi"),
            (0.1, "0.1"),
            (1e-7, "1.0e-7"),
            (1e300, "1.0e300"),
            (1.5e-9, "1.5e-9"),
        ] {
            assert_eq!(number(x), text);
        }
    }
}
