//! What is written in a picture.

mod formula;
mod number;

use std::fmt::Write;

use crate::program::{Affine, Call, CallArgument, Condition, ObservableId, Program};
use formula::Formulas;
pub(super) use number::number;

/// Texts are cut here: derived numbers of derived numbers can be endless.
const LONGEST: usize = 1000;

/// The picture of a circuit without qubits.
pub(super) const NOTHING: &str = "(no qubits)";

/// What is left of a header says nothing if it is no longer than that.
pub(super) const SHORTEST: usize = 4;

/// A text, for a box and in full.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Label {
    /// The name of a gate or a kernel, or any other text.
    pub(super) name: String,
    /// Angles or arguments, with numbers of six digits.
    pub(super) detail: String,
    /// All of it, with all digits.
    pub(super) whole: String,
}

impl From<String> for Label {
    fn from(text: String) -> Label {
        let text = printable(&text);
        Label {
            whole: text.clone(),
            name: text,
            detail: String::new(),
        }
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Label {
        text.to_owned().into()
    }
}

impl Label {
    /// A name with what comes in parentheses after it, in short and in full.
    pub(super) fn with(name: &str, detail: &str, whole: &str) -> Label {
        let (name, detail, whole) = (printable(name), printable(detail), printable(whole));
        Label {
            whole: joined(&name, &whole),
            name,
            detail,
        }
    }

    /// A gate's name with its angles.
    pub(super) fn gate(program: &Program, name: &str, angles: &[Affine]) -> Label {
        let text = |digits| {
            let mut formulas = Formulas::new(program, digits);
            for (k, angle) in angles.iter().enumerate() {
                formulas.out.push_str(if k == 0 { "" } else { ", " });
                formulas.affine(angle, 0);
            }
            formulas.out
        };
        Label::with(name, &text(Some(6)), &text(None))
    }

    /// A kernel's name with what it is called with, but for its qubits.
    pub(super) fn call(program: &Program, call: &Call) -> Label {
        let known = |id| program.names.get(id).unwrap_or("?");
        let text = |digits| {
            let mut formulas = Formulas::new(program, digits);
            for (parameter, argument) in &call.arguments {
                if matches!(argument, CallArgument::Qubit(_) | CallArgument::Register(_)) {
                    continue;
                }
                formulas
                    .out
                    .push_str(if formulas.out.is_empty() { "" } else { ", " });
                match argument {
                    CallArgument::UInt(number) => {
                        let _ = write!(formulas.out, "{number}");
                    }
                    CallArgument::Float(affine) => formulas.affine(affine, 0),
                    CallArgument::Argument(k) => {
                        let argument = program.arguments.get(*k);
                        let name = argument.map_or("?", |argument| &argument.name);
                        formulas.out.push_str(name);
                    }
                    _ => formulas.out.push_str(known(*parameter)),
                }
                if formulas.out.len() > LONGEST {
                    formulas.out.push('…');
                    break;
                }
            }
            formulas.out
        };
        let name = known(call.kernel);
        let name = match call.inverted {
            true => format!("inverse({name})"),
            false => name.to_owned(),
        };
        Label::with(&name, &text(Some(6)), &text(None))
    }

    /// That a condition holds, or that it does not.
    pub(super) fn condition(program: &Program, condition: &Condition, holds: bool) -> Label {
        let mut formulas = Formulas::new(program, None);
        formulas.out.push_str(if holds { "if " } else { "if !" });
        if holds {
            formulas.condition(condition, 0);
        } else {
            formulas.operand(condition, 0);
        }
        formulas.out.into()
    }

    /// That a part is done while a condition holds, with the condition before the first round where that is another one.
    pub(super) fn repeated(program: &Program, first: &Condition, again: &Condition) -> Label {
        let mut formulas = Formulas::new(program, None);
        match first {
            _ if first == again => formulas.out.push_str("while "),
            Condition::Constant(true) => formulas.out.push_str("again while "),
            _ => {
                formulas.out.push_str("if ");
                formulas.condition(first, 0);
                formulas.out.push_str(", again while ");
            }
        }
        formulas.condition(again, 0);
        formulas.out.into()
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

    /// All of it in one line, with numbers of six digits.
    pub(super) fn text(&self) -> String {
        joined(&self.name, &self.detail)
    }

    /// The text with at most that many characters: the middle is left out where there are more.
    pub(super) fn shortened(&self, most: usize) -> String {
        shortened(&self.text(), most)
    }
}

fn joined(name: &str, detail: &str) -> String {
    match detail {
        "" => name.to_owned(),
        _ => format!("{name}({detail})"),
    }
}

/// A text with at most that many characters: the middle is left out where there are more.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    // The end of a formula tells more than its middle: the index, the closing parenthesis.
    let kept = most.saturating_sub(1);
    let (head, tail) = (kept.div_ceil(2), kept / 2);
    let mut short: String = text.chars().take(head).collect();
    short.push('…');
    short.extend(text.chars().skip(length - tail));
    short
}

/// Without characters that move the cursor or that XML does not have.
fn printable(text: &str) -> String {
    let other = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
    text.chars()
        .map(|c| if other(c) { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_left_out() {
        let label = Label::from("rz(weights[123456])");
        assert_eq!(label.shortened(19), "rz(weights[123456])");
        assert_eq!(label.shortened(11), "rz(we…456])");
        assert_eq!(label.shortened(1), "…");
        assert_eq!(Label::from("a\nb").text(), "a\u{fffd}b");
    }
}
