//! What is written in a picture.

mod condition;
mod formula;
mod number;

use std::fmt::Write;

use crate::program::{Affine, Call, CallArgument, Condition, Labels, ObservableId, Program};
use condition::Conditions;
use formula::{Formulas, LONGEST};
pub(super) use number::number;

/// The picture of a circuit without qubits.
pub(super) const NOTHING: &str = "(no qubits)";

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
        Label::of(text.clone(), text)
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Label {
        text.to_owned().into()
    }
}

impl Label {
    /// A text, in short and in full.
    pub(super) fn of(name: String, whole: String) -> Label {
        Label {
            name,
            detail: String::new(),
            whole,
        }
    }

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
        Label::called(program, call, 0)
    }

    /// The same with its controls: dots show those of a box, which a frame has not.
    pub(super) fn framed_call(program: &Program, call: &Call) -> Label {
        Label::called(program, call, call.controls)
    }

    fn called(program: &Program, call: &Call, controls: usize) -> Label {
        let known = |id| program.names.get(id).unwrap_or("?");
        let text = |digits| {
            let mut formulas = Formulas::new(program, digits);
            for (parameter, argument) in &call.arguments {
                if matches!(argument, CallArgument::Qubit(_) | CallArgument::Register(_)) {
                    continue;
                }
                let comma = if formulas.out.is_empty() { "" } else { ", " };
                formulas.out.push_str(comma);
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
        let name = match controls {
            0 => name,
            1 => format!("control({name})"),
            2 => format!("control(control({name}))"),
            _ => format!("{controls} controls: {name}"),
        };
        Label::with(&name, &text(Some(6)), &text(None))
    }

    /// That a condition holds, or that it does not.
    pub(super) fn condition(labels: &Labels, condition: &Condition, holds: bool) -> Label {
        let mut text = Conditions::new(labels);
        text.out.push_str("if ");
        match holds {
            true => text.condition(condition, 0),
            false => text.condition(&Condition::Not(condition.clone().into()), 0),
        }
        text.out.into()
    }

    /// That a part is done while a condition holds, with the condition before the first round where that is another one.
    pub(super) fn repeated(labels: &Labels, first: &Condition, again: &Condition) -> Label {
        let mut text = Conditions::new(labels);
        match first {
            _ if first == again => text.out.push_str("while "),
            Condition::Constant(true) => text.out.push_str("again while "),
            _ => {
                text.out.push_str("if ");
                text.condition(first, 0);
                text.out.push_str(", again while ");
            }
        }
        text.condition(again, 0);
        text.out.into()
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

/// A text with at most that many characters: the middle is left out where there are more. No operator is cut, and a formula ends
/// after one and goes on with one where that keeps enough of it: `if c0 && c1 && … && c9`.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let text: Vec<char> = text.chars().collect();
    if text.len() <= most {
        return text.into_iter().collect();
    }
    // A comparison is left out whole where that keeps enough.
    let cut = between_operators(&text, most, |c| "&|".contains(*c))
        .or_else(|| between_operators(&text, most, is_operator))
        .unwrap_or_else(|| between_characters(&text, most));
    let (head, sign, tail) = cut;
    let mut short: String = text[..head].iter().collect();
    short.push_str(sign);
    short.extend(&text[tail..]);
    short
}

fn is_operator(c: &char) -> bool {
    "&|=!<>.+-*/%^".contains(*c)
}

/// Where what is left out begins and ends, and what is written for it, if there is an operator before and after it. `None` if
/// less than a quarter of the room would be kept on one side.
fn between_operators(
    text: &[char],
    most: usize,
    is_operator: impl Fn(&char) -> bool,
) -> Option<(usize, &'static str, usize)> {
    let sign = " … ";
    let room = most.checked_sub(sign.chars().count())?;
    let ends = |&end: &usize| {
        let mut word = text[..end].iter().rev().take_while(|c| **c != ' ');
        text[end] == ' ' && text[end - 1] != ' ' && word.all(&is_operator)
    };
    let begins = |&start: &usize| {
        let mut word = text[start..].iter().take_while(|c| **c != ' ');
        text[start - 1] == ' ' && text[start] != ' ' && word.all(&is_operator)
    };
    let head = (1..=room.div_ceil(2)).rfind(ends)?;
    let tail = (text.len() - (room - head)..text.len()).find(begins)?;
    (4 * head.min(text.len() - tail) >= room).then_some((head, sign, tail))
}

/// The same, with any characters but operators before and after it.
fn between_characters(text: &[char], most: usize) -> (usize, &'static str, usize) {
    let in_operator = |place: usize| text[place - 1..=place].iter().all(is_operator);
    let room = most.saturating_sub(1);
    // The end of a formula tells more than its middle: the index, the closing parenthesis.
    let (mut head, mut tail) = (room.div_ceil(2), text.len() - room / 2);
    while head > 0 && in_operator(head) {
        head -= 1;
    }
    while tail < text.len() && in_operator(tail) {
        tail += 1;
    }
    (head, "…", tail)
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_middle_is_left_out() {
        let label = Label::from("rz(weights[123456])");
        assert_eq!(label.shortened(19), "rz(weights[123456])");
        assert_eq!(label.shortened(11), "rz(we…456])");
        assert_eq!(label.shortened(1), "…");
        assert_eq!(Label::from("a\nb").text(), "a\u{fffd}b");
    }

    #[test]
    fn formulas_are_cut_at_operators() {
        let condition = "if c0 && c1 && c2 && c3 && c4 && c5 && c6";
        assert_eq!(shortened(condition, 41), condition);
        assert_eq!(
            shortened(condition, 40),
            "if c0 && c1 && … && c3 && c4 && c5 && c6"
        );
        assert_eq!(shortened(condition, 28), "if c0 && … && c4 && c5 && c6");
        let comparisons = "if n >= 1 && n <= 3 || n == 5";
        assert_eq!(shortened(comparisons, 28), "if n >= 1 && … || n == 5");
        assert_eq!(
            shortened("i in start..end.min(length).max(1)", 20),
            "i in start…h).max(1)"
        );
    }

    proptest! {
        /// Whatever the text: it is short enough, and what is kept is its start and its end.
        #[test]
        fn shortened_texts_fit(text in "[a-c .&|…(]{0,60}", most in 1usize..40) {
            let short = shortened(&text, most);
            prop_assert!(short.chars().count() <= most || short == text);
            if short != text {
                let kept = (0..=short.len()).filter(|&at| short.is_char_boundary(at)).any(|at| {
                    let (head, tail) = short.split_at(at);
                    tail.strip_prefix('…').is_some_and(|tail| text.starts_with(head) && text.ends_with(tail))
                        || tail.strip_prefix(" … ").is_some_and(|tail| text.starts_with(head) && text.ends_with(tail))
                });
                prop_assert!(kept, "{short}");
            }
        }
    }
}
