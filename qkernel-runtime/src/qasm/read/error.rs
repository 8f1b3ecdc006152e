//! What is wrong with an OpenQASM text, and where.

use std::fmt;

/// Lines of the whole text that are lines of a file.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// The first one, in the whole text.
    pub(super) from: u32,
    pub(super) file: String,
    /// The first one, in the file.
    pub(super) line: u32,
}

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
    kind: QasmErrorKind,
    message: String,
    file: Option<String>,
    line: usize,
    column: usize,
    shown: String,
    caret: usize,
}

/// What a [`QasmError`] is about, for programs that do something about it.
///
/// ```
/// use qkernel_runtime::qasm::{self, Options, QasmErrorKind};
///
/// let error = qasm::read("include \"mine.inc\";").unwrap_err();
/// assert_eq!(error.kind(), QasmErrorKind::Include);
/// let error = qasm::read("input int n; qubit[n] q;").unwrap_err();
/// assert_eq!(error.kind(), QasmErrorKind::MissingSize);
/// let error = Options::new().sizes(&[("m", 3)]).read("qubit q;").unwrap_err();
/// assert_eq!(error.kind(), QasmErrorKind::UnknownSize);
/// let error = qasm::read("qubit q").unwrap_err();
/// assert_eq!(error.kind(), QasmErrorKind::Text);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QasmErrorKind {
    /// The text is wrong, or says what cannot be read.
    Text,
    /// A file that the text includes was not allowed, by [`Options::include_from`](super::Options::include_from), or is not there.
    Include,
    /// An input has to be known when the text is read, and [`Options::sizes`](super::Options::sizes) has no number for it.
    MissingSize,
    /// [`Options::sizes`](super::Options::sizes) has a number for what is no such input of the text.
    UnknownSize,
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

    /// What the error is about.
    pub fn kind(&self) -> QasmErrorKind {
        self.kind
    }

    /// What is wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The name of the file, where it has one: see [`Options::named`](super::Options::named).
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The line, from 1; the first one of the text for a [`QasmErrorKind::UnknownSize`], which is nowhere in it.
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
            kind,
            message,
            file,
            line,
            column,
            shown,
            caret,
        } = self;
        if *kind == QasmErrorKind::UnknownSize {
            f.write_str(message)?;
            return match file {
                Some(file) => write!(f, "\n --> {file}"),
                None => Ok(()),
            };
        }
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
    pub(super) kind: QasmErrorKind,
    pub(super) at: usize,
    pub(super) message: String,
}

pub(super) type Read<T> = Result<T, Box<Fault>>;

/// A fault at a place.
pub(super) fn fault<T>(at: usize, message: impl Into<String>) -> Read<T> {
    fault_of(QasmErrorKind::Text, at, message)
}

/// A fault at a place, with what is put into its text.
macro_rules! fault {
    ($at:expr, $($message:tt)+) => {
        $crate::qasm::read::error::fault($at, format!($($message)+))
    };
}

pub(super) fn fault_of<T>(kind: QasmErrorKind, at: usize, message: impl Into<String>) -> Read<T> {
    Err(Box::new(Fault {
        kind,
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
            kind: self.kind,
            message: self.message,
            file: file.map(str::to_owned),
            line: text[..start].bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: column + 1,
            shown,
            caret,
        }
    }
}
