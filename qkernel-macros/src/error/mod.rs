//! The errors of a kernel: the collector, and in the files beside it every message.
//!
//! Style: lower case, no full stop, the user's names in backticks, what is wrong in the first line, and one `help:`
//! that can be typed in.

mod leaks;
mod messages;

use std::cell::RefCell;
use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

pub(crate) use leaks::*;
pub(crate) use messages::*;

/// The errors of one kernel. All of them are reported together.
#[derive(Default)]
pub(crate) struct Errors {
    /// With their codes, 0 for one of syn's.
    list: RefCell<Vec<(u16, syn::Error)>>,
    warnings: RefCell<Vec<Warning>>,
    /// Where they are, those that another error makes superfluous too: rustc is not to judge again what is there.
    places: RefCell<HashSet<Position>>,
    /// The names of the parameters that are numbers, so that a message can tell them from registers.
    numbers: HashSet<String>,
}

/// What is legal but most likely not meant.
pub(crate) struct Warning {
    pub(crate) span: Span,
    pub(crate) message: Message,
}

impl Errors {
    pub(crate) fn push(&self, span: Span, message: Message) {
        self.add(message.code, syn::Error::new(span, message.render()));
    }

    /// An error that underlines all of the tokens.
    pub(crate) fn push_at(&self, tokens: impl ToTokens, message: Message) {
        self.add(
            message.code,
            syn::Error::new_spanned(tokens, message.render()),
        );
    }

    pub(crate) fn push_syn(&self, error: syn::Error) {
        self.add(0, error);
    }

    fn add(&self, code: u16, error: syn::Error) {
        self.places.borrow_mut().insert(position(error.span()));
        self.list.borrow_mut().push((code, error));
    }

    /// Where the errors are that there are now.
    pub(crate) fn places(&self) -> HashSet<Position> {
        self.places.borrow().clone()
    }

    pub(crate) fn with_numbers(numbers: impl Iterator<Item = String>) -> Self {
        Errors {
            numbers: numbers.collect(),
            ..Errors::default()
        }
    }

    pub(crate) fn is_number(&self, name: &str) -> bool {
        self.numbers.contains(name)
    }

    /// An empty list for a part of the same kernel.
    pub(crate) fn part(&self) -> Self {
        Errors {
            numbers: self.numbers.clone(),
            ..Errors::default()
        }
    }

    /// Takes over the errors of another list, but those with the code.
    pub(crate) fn extend_but(&self, other: Errors, code: Option<u16>) {
        self.places.borrow_mut().extend(other.places.take());
        let others = other.list.into_inner();
        self.list
            .borrow_mut()
            .extend(others.into_iter().filter(|(other, _)| Some(*other) != code));
    }

    pub(crate) fn warn(&self, span: Span, message: Message) {
        self.warnings.borrow_mut().push(Warning { span, message });
    }

    pub(crate) fn take_warnings(&self) -> Vec<Warning> {
        self.warnings.take()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.borrow().is_empty()
    }

    pub(crate) fn into_tokens(self) -> TokenStream {
        self.list
            .into_inner()
            .iter()
            .map(|(_, error)| error.to_compile_error())
            .collect()
    }
}

/// A line of the source, and a column in it.
pub(crate) type Position = (usize, usize);

/// Where a span starts.
pub(crate) fn position(span: Span) -> Position {
    let start = span.start();
    (start.line, start.column)
}

/// A message: the number of its rule, what is wrong, and what to write.
pub(crate) struct Message {
    code: u16,
    text: String,
    help: String,
}

impl Message {
    /// The message as one that rustc gives if `variable` holds qubits.
    pub(crate) fn into_leak(self, variable: &str) -> Leak {
        Leak {
            message: format!("[QK{:04}] {}", self.code, self.text),
            label: format!("`{variable}` is a `{{Self}}`"),
            help: self.help,
        }
    }

    /// The same, of an element of a register in a tuple, into which nothing can be put.
    pub(crate) fn of_a_tuple(self, tuple: &str) -> Self {
        let help = format!(
            "name the register first, so that it can be put back: `let (mut q, ..) = {tuple};`"
        );
        Message { help, ..self }
    }

    /// The text without its code, which is the name of what a warning is about.
    pub(crate) fn note(&self) -> (String, String) {
        let text = format!("{}\nhelp: {}", self.text, self.help);
        (format!("QK{:04}", self.code), text)
    }

    fn render(&self) -> String {
        let Message { code, text, help } = self;
        format!("[QK{code:04}] {text}\n\nhelp: {help}")
    }
}
