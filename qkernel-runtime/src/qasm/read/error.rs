//! What is wrong with an OpenQASM text, and where.

use std::fmt;

use super::include::Lines;

/// How much of a long line is shown.
const SHOWN: usize = 100;

/// An OpenQASM text that is wrong, or that says what cannot be read.
///
/// ```
/// use qkernel_runtime::qasm;
///
/// let error = qasm::read("qubit q;\nflip q;\n").unwrap_err();
/// assert_eq!((error.line(), error.column()), (2, 1));
/// assert_eq!(error.message(), "there is no gate `flip`");
/// assert_eq!(
///     error.to_string(),
///     "there is no gate `flip`\n --> line 2, column 1\n  |\n2 | flip q;\n  | ^"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QasmError {
    message: String,
    file: Option<String>,
    line: usize,
    column: usize,
    shown: String,
    caret: usize,
}

impl std::error::Error for QasmError {}

impl QasmError {
    /// Of the whole text of several files, the place in its own.
    pub(super) fn among(self, lines: &[Lines]) -> QasmError {
        let after = lines.partition_point(|lines| lines.from as usize <= self.line);
        match lines[..after].last() {
            Some(Lines { from, file, line }) => QasmError {
                line: self.line - *from as usize + *line as usize,
                file: Some(file.clone()),
                ..self
            },
            None => self,
        }
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The name of the file, where it has one: see [`Options::named`](super::Options::named).
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column, from 1, in characters.
    pub fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for QasmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let QasmError {
            message,
            file,
            line,
            column,
            shown,
            caret,
        } = self;
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        let place = match file {
            Some(file) => format!("{file}:{line}:{column}"),
            None => format!("line {line}, column {column}"),
        };
        write!(
            f,
            "{message}\n{margin}--> {place}\n{margin} |\n{number} | {shown}\n{margin} | {}^",
            " ".repeat(*caret)
        )
    }
}

/// A fault at a place of the text, a number of bytes.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
}

pub(super) type Read<T> = Result<T, Box<Fault>>;

/// A fault at a place.
pub(super) fn fault<T>(at: usize, message: impl Into<String>) -> Read<T> {
    Err(Box::new(Fault {
        at,
        message: message.into(),
    }))
}

impl Fault {
    /// With the line that it is in.
    pub(super) fn shown(self, text: &str, file: Option<&str>) -> QasmError {
        let at = (0..=self.at.min(text.len()))
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or(0);
        let (before, after) = text.split_at(at);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let before = &before[start..];
        let column = before.chars().count();
        let after = after.split('\n').next().unwrap_or_default();
        // Of a long line, the part around the place.
        let skipped = column.saturating_sub(SHOWN / 2);
        let visible = |c: char| if c.is_control() { ' ' } else { c };
        let mut shown = String::new();
        if skipped > 0 {
            shown.push_str("..");
        }
        let caret = shown.len() + column - skipped;
        shown.extend(before.chars().skip(skipped).map(visible));
        let mut rest = after.trim_end().chars();
        shown.extend(rest.by_ref().take(SHOWN / 2).map(visible));
        if rest.next().is_some() {
            shown.push_str("..");
        }
        QasmError {
            message: self.message,
            file: file.map(str::to_owned),
            line: text[..start].bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: column + 1,
            shown,
            caret,
        }
    }
}
