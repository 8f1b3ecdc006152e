//! A text as tokens, one at a time: nothing is kept of those that were read.

use super::error::{Read, fault};

/// A token with the place of its first byte.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token<'t> {
    pub(super) tok: Tok<'t>,
    pub(super) at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tok<'t> {
    /// A name or a keyword.
    Word(&'t str),
    Int(i128),
    Float(f64),
    /// A number with a unit of time, such as `100ns`.
    Time(&'t str),
    /// A text in quotes, without them.
    Text(&'t str),
    /// A physical qubit, such as `$0`.
    Physical(&'t str),
    /// An operator or a bracket.
    Sign(&'static str),
    End,
}

impl Tok<'_> {
    /// For messages.
    pub(super) fn shown(self) -> String {
        match self {
            Tok::Word(text) | Tok::Time(text) | Tok::Physical(text) => format!("`{text}`"),
            Tok::Int(value) => format!("`{value}`"),
            Tok::Float(value) => format!("`{value:?}`"),
            Tok::Text(text) => format!("`\"{text}\"`"),
            Tok::Sign(text) => format!("`{text}`"),
            Tok::End => "the end of the text".into(),
        }
    }
}

/// Longer ones first.
const SIGNS: [&str; 42] = [
    "**=", "<<=", ">>=", "->", "++", "**", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", "(", ")", "[", "]", "{", "}", ";", ",", ":", "@",
    "=", "+", "-", "*", "/", "%", "<", ">", "!", "~",
];
const ONE: [&str; 3] = ["&", "|", "^"];

/// Either of them ends a line, as the grammar has it.
const ENDS_LINE: [char; 2] = ['\n', '\r'];

pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Whether a statement may begin here: there `@` is an annotation, elsewhere it is a part of a modifier.
    begins: bool,
    /// The last annotations, and the place of what comes after them.
    annotations: (Vec<&'t str>, usize),
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Lexer<'t> {
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Lexer {
            text,
            at,
            begins: true,
            annotations: (Vec::new(), 0),
        }
    }

    /// Whether what begins there has this annotation.
    pub(super) fn is_annotated(&self, annotation: &str, at: usize) -> bool {
        self.annotations.1 == at && self.annotations.0.contains(&annotation)
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The bytes from here that fulfil a condition.
    fn take(&mut self, mut wanted: impl FnMut(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Passes over the rest of the line, after which a statement may begin.
    pub(super) fn line(&mut self) {
        self.take(|c| !ENDS_LINE.contains(&c));
        self.begins = true;
    }

    fn space(&mut self) -> Read<()> {
        loop {
            self.take(|c| c.is_ascii_whitespace());
            if self.rest().starts_with("//") {
                self.take(|c| !ENDS_LINE.contains(&c));
            } else if self.rest().starts_with("/*") {
                // The star of `/*` does not end it.
                match self.rest()[2..].find("*/") {
                    Some(length) => self.at += length + 4,
                    None => return fault(self.at, "a comment without `*/` at its end"),
                }
            } else {
                return Ok(());
            }
        }
    }

    pub(super) fn next(&mut self) -> Read<Token<'t>> {
        self.space()?;
        // Annotations and pragmas are passed over, but for those that are asked for later.
        let mut annotations = Vec::new();
        while self.rest().starts_with(['#', '@']) && self.is_remark() {
            let start = self.at;
            self.line();
            annotations.push(self.text[start..self.at].trim_end());
            self.space()?;
        }
        let at = self.at;
        if !annotations.is_empty() {
            self.annotations = (annotations, at);
        }
        self.begins = false;
        let token = |tok| Ok(Token { tok, at });
        let Some(first) = self.rest().chars().next() else {
            return token(Tok::End);
        };
        match first {
            '0'..='9' => token(self.number()?),
            '.' if self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                token(self.number()?)
            }
            '"' | '\'' => {
                let rest = &self.rest()[1..];
                match rest.find(['"', '\'', '\n', '\r']) {
                    Some(end) if rest[end..].starts_with(first) => {
                        self.at += end + 2;
                        token(Tok::Text(&rest[..end]))
                    }
                    _ => fault(at, "a text in quotes without an end on its line"),
                }
            }
            '$' => {
                self.at += 1;
                self.take(|c| c.is_ascii_digit());
                token(Tok::Physical(&self.text[at..self.at]))
            }
            c if c == '_' || c.is_alphabetic() => {
                token(Tok::Word(self.take(|c| c == '_' || c.is_alphanumeric())))
            }
            c => {
                let found = SIGNS
                    .iter()
                    .chain(&ONE)
                    .find(|sign| self.rest().starts_with(**sign));
                match found {
                    Some(sign) => {
                        self.at += sign.len();
                        self.begins = [";", "{", "}"].contains(sign);
                        token(Tok::Sign(sign))
                    }
                    None if c.is_control() => {
                        fault!(at, "the character {c:?} means nothing here")
                    }
                    None => fault!(at, "`{c}` means nothing here"),
                }
            }
        }
    }

    /// An annotation, or a pragma, which has a line of its own.
    fn is_remark(&self) -> bool {
        let rest = self.rest();
        if let Some(name) = rest.strip_prefix('@') {
            return self.begins && name.starts_with(|c: char| c == '_' || c.is_alphabetic());
        }
        let before = self.text[..self.at].trim_end_matches([' ', '\t']);
        let alone = before.is_empty() || before.ends_with(ENDS_LINE);
        alone && rest.starts_with("#pragma")
    }

    fn number(&mut self) -> Read<Tok<'t>> {
        let at = self.at;
        let rest = self.rest();
        for (prefixes, radix) in [(["0x", "0X"], 16), (["0b", "0B"], 2), (["0o", "0O"], 8)] {
            if prefixes.iter().any(|prefix| rest.starts_with(prefix)) {
                self.at += 2;
                let digits = self.take(|c| c == '_' || c.is_ascii_alphanumeric());
                let digits = digits.replace('_', "");
                return match i128::from_str_radix(&digits, radix) {
                    Ok(value) => Ok(Tok::Int(value)),
                    Err(_) => fault(at, "this is not a whole number of at most 127 bits"),
                };
            }
        }
        self.take(|c| c == '_' || c.is_ascii_digit());
        let mut whole = true;
        if self.rest().starts_with('.') {
            whole = false;
            self.at += 1;
            self.take(|c| c == '_' || c.is_ascii_digit());
        }
        let after = self.rest();
        let exponent = after.strip_prefix(['e', 'E']).and_then(|after| {
            let digits = after.strip_prefix(['+', '-']).unwrap_or(after);
            digits
                .starts_with(|c: char| c.is_ascii_digit())
                .then_some(after.len() - digits.len() + 1)
        });
        if let Some(length) = exponent {
            whole = false;
            self.at += length;
            self.take(|c| c.is_ascii_digit());
        }
        let digits = &self.text[at..self.at];
        let unit = self.take(|c| c == '_' || c.is_alphanumeric());
        match unit {
            "" => {}
            "ns" | "us" | "µs" | "μs" | "ms" | "s" | "dt" => {
                return Ok(Tok::Time(&self.text[at..self.at]));
            }
            "im" => return fault(at, "complex numbers are not supported"),
            _ => {
                return fault!(at, "`{digits}{unit}` is neither a number nor a name");
            }
        }
        let plain = digits.replace('_', "");
        if whole {
            return match plain.parse() {
                Ok(value) => Ok(Tok::Int(value)),
                Err(_) => fault(at, "this is not a whole number of at most 127 bits"),
            };
        }
        match plain.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Tok::Float(value)),
            _ => fault(at, "this number is too large"),
        }
    }
}
