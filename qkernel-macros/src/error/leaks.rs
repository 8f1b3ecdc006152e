//! Leaks. rustc decides by a variable's type whether it is one, so these are texts for a trait.

use crate::model::{Cases, Expr};

pub(crate) struct Leak {
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) help: String,
}

fn leak(code: &str, what: &str, label: &str, help: String) -> Leak {
    Leak {
        message: format!("[{code}] qubit leak: {what}"),
        label: label.into(),
        help,
    }
}

fn never_used(code: &str, name: &str, help: String) -> Leak {
    let what = format!("{name} is never measured, returned or passed on");
    leak(code, &what, "leaked here", help)
}

pub(crate) fn leaked(name: &str, is_parameter: bool) -> Leak {
    let help = format!("return it, measure it, or `discard({name})`");
    never_used(
        if is_parameter { "QK0006" } else { "QK0005" },
        &format!("`{name}`"),
        help,
    )
}

pub(crate) fn leaked_in_loop(name: &str) -> Leak {
    let what = format!("`{name}` is never measured, returned or passed on, once in each iteration");
    let help = format!("measure it in the loop, or `discard({name})`");
    leak("QK0010", &what, "leaked here", help)
}

/// One of two ways: which one, and what it is called.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Way {
    pub(crate) when: String,
    place: &'static str,
}

/// The ways that a condition tells apart, first that where it does not hold.
pub(crate) fn ways(condition: &Expr, cases: Option<&Cases>) -> [Way; 2] {
    let way = |when, place| Way { when, place };
    let Some(Cases { taken, other }) = cases else {
        let text = condition.text();
        return [
            way(format!("when `{text}` is false"), "an `else`"),
            way(format!("when `{text}` is true"), "that branch"),
        ];
    };
    let other = match other {
        Some(other) => way(format!("in the case `{other}`"), "that case"),
        None => way(format!("in the cases after `{taken}`"), "these cases"),
    };
    [other, way(format!("in the case `{taken}`"), "that case")]
}

pub(crate) fn leaked_on_branch(name: &str, Way { when, place }: &Way) -> Leak {
    let when = escaped(when);
    leak(
        "QK0007",
        &format!("`{name}` is leaked {when}"),
        &format!("this `{{Self}}` is not used {when}"),
        format!("handle it in {place}, return it, or `discard({name})` there"),
    )
}

/// `text` is a call whose result is not used, `from` what it was called with that may hold qubits: variables, or elements
/// of registers.
pub(crate) fn result_dropped(text: &str, from: &[String]) -> Leak {
    let text = escaped(text);
    let names = from.iter().all(|place| !place.contains('['));
    let places = match from {
        [] => "q".into(),
        [place] => place.clone(),
        places => format!("({})", places.join(", ")),
    };
    let help = match (from, names) {
        ([], _) => format!("bind it: `let {places} = {text};`"),
        (_, true) => format!("bind it again: `let {places} = {text};`"),
        (_, false) => format!("put it back: `{places} = {text};`"),
    };
    let what = format!("the result of `{text}` is not used");
    leak("QK0008", &what, "unused `{Self}`", help)
}

/// `text` is a value that is not used.
pub(crate) fn value_dropped(text: &str) -> Leak {
    let what = format!("`{}` is not used", escaped(text));
    let help = "return it, measure it, or `discard` it".into();
    leak("QK0008", &what, "unused `{Self}`", help)
}

/// `text` is a value without a name of which one field is used, `part` the way to one of the others: `.{K}`.
pub(crate) fn part_dropped(text: &str, part: &str) -> Leak {
    let text = escaped(text);
    let help =
        format!("name all parts and `discard(..)` what is not needed: `let (a, b) = {text};`");
    never_used("QK0005", &format!("`{text}{part}`"), help)
}

pub(crate) fn ignored() -> Leak {
    Leak {
        label: "this `{Self}` is leaked here".into(),
        ..never_used(
            "QK0005",
            "what `_` matches",
            "give it a name and `discard(..)` it".into(),
        )
    }
}

pub(crate) fn overwritten(name: &str) -> Leak {
    Leak {
        message: format!("[QK0009] the qubits in `{name}` are overwritten and lost"),
        label: "assigned here while it still holds qubits".into(),
        help: format!("measure them first, or `discard({name})`"),
    }
}

/// The user's text, with its braces doubled: single ones are placeholders.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
