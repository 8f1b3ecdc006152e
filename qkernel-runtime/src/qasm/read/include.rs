//! Files that a text includes, put in its place before it is read.
//!
//! What is included begins a line of its own, and what follows the statement keeps its column, so that a line of the whole text is
//! a line of one file.

use std::path::{Component, Path};

use super::error::{Fault, Lines, QasmError, QasmErrorKind};
use super::lex::{Lexer, Tok};

/// How deep files may include each other, and how many there may be.
const MAX_NESTED: usize = 16;
const MAX_FILES: usize = 1000;

pub(super) const BUILT_IN: [&str; 2] = ["qelib1.inc", "stdgates.inc"];

/// A text with what it includes.
pub(super) struct Whole {
    pub(super) text: String,
    pub(super) lines: Vec<Lines>,
    /// The version of the text that includes.
    version: f64,
    files: usize,
    next: u32,
}

impl Whole {
    pub(super) fn new(text: &str, name: &str, folder: &Path) -> Result<Whole, QasmError> {
        let mut whole = Whole {
            text: String::with_capacity(text.len()),
            lines: Vec::new(),
            version: version(text).map_or(3.0, |(_, version)| version),
            files: 0,
            next: 1,
        };
        whole.add(text, name, folder, 0)?;
        Ok(whole)
    }

    fn push(&mut self, text: &str) {
        self.next += text.bytes().filter(|&byte| byte == b'\n').count() as u32;
        self.text.push_str(text);
    }

    fn begin(&mut self, file: &str, line: usize) {
        self.lines.push(Lines {
            from: self.next,
            file: file.to_owned(),
            line: line as u32,
        });
    }

    fn add(
        &mut self,
        text: &str,
        name: &str,
        folder: &Path,
        nested: usize,
    ) -> Result<(), QasmError> {
        self.begin(name, 1);
        let (mut done, mut line) = (0, 1);
        for (start, at, end, file) in statements(text) {
            let kind = QasmErrorKind::Include;
            let error = |message: String| Fault { kind, at, message }.shown(text, Some(name));
            self.files += 1;
            if nested == MAX_NESTED || self.files > MAX_FILES {
                return Err(error(format!(
                    "at most {MAX_FILES} files can be included, and {MAX_NESTED} within each other"
                )));
            }
            let mut inner = included(file, folder)
                .map_err(|reason| error(format!("`{file}` cannot be included: {reason}")))?;
            // A file that says its version, which is that of the text, may be read alone as well.
            if let Some((length, version)) = version(&inner)
                && version == self.version
            {
                let blank = |c: char| if c == '\n' { '\n' } else { ' ' };
                inner = inner[..length]
                    .chars()
                    .map(blank)
                    .chain(inner[length..].chars())
                    .collect();
            }
            self.push(&text[done..start]);
            self.push("\n");
            self.add(&inner, file, folder, nested + 1)?;
            self.push("\n");
            let before = &text[..end];
            line += text[done..end].matches('\n').count();
            self.begin(name, line);
            let column = before[before.rfind('\n').map_or(0, |k| k + 1)..]
                .chars()
                .count();
            self.push(&" ".repeat(column));
            done = end;
        }
        self.push(&text[done..]);
        Ok(())
    }
}

/// How long the statement of the version is with all before it, and the version without its minor part.
fn version(text: &str) -> Option<(usize, f64)> {
    let mut lexer = Lexer::new(text);
    let mut next = || lexer.next().ok();
    let (Tok::Word("OPENQASM"), number, end) = (next()?.tok, next()?.tok, next()?) else {
        return None;
    };
    let version = match number {
        Tok::Int(version) => version as f64,
        Tok::Float(version) => version.trunc(),
        _ => return None,
    };
    (end.tok == Tok::Sign(";")).then_some((end.at + 1, version))
}

/// The statements outside of blocks that include a file: start, place of the name, end, name. After a fault of the text there are
/// none; who reads the text reports it.
fn statements(text: &str) -> Vec<(usize, usize, usize, &str)> {
    let mut found = Vec::new();
    let (mut lexer, mut depth) = (Lexer::new(text), 0_usize);
    while let Ok(token) = lexer.next() {
        match token.tok {
            Tok::End => break,
            Tok::Word("pragma") => lexer.line(),
            Tok::Sign("{") => depth += 1,
            Tok::Sign("}") => depth = depth.saturating_sub(1),
            Tok::Word("include") if depth == 0 => {
                let (Ok(name), Ok(end)) = (lexer.next(), lexer.next()) else {
                    break;
                };
                if let (Tok::Text(file), Tok::Sign(";")) = (name.tok, end.tok)
                    && !BUILT_IN.contains(&file)
                {
                    found.push((token.at, name.at, end.at + 1, file));
                }
            }
            _ => {}
        }
    }
    found
}

/// The text of a file in the folder: never one outside of it.
fn included(file: &str, folder: &Path) -> Result<String, String> {
    let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    let outside = || "it is outside of the folder that may be included from".to_owned();
    if !Path::new(file).components().all(inside) {
        return Err(outside());
    }
    let told = |error: std::io::Error| error.to_string();
    let folder = (folder.canonicalize())
        .map_err(|error| format!("the folder {}: {error}", folder.display()))?;
    let path = folder.join(file).canonicalize().map_err(told)?;
    if !path.starts_with(&folder) {
        return Err(outside());
    }
    std::fs::read_to_string(path).map_err(told)
}
