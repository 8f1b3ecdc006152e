//! Tokens, one ahead, and what expressions and statements share. Each level of nesting is counted: none can exhaust the stack.

use super::error::Read;
use super::lex::{Lexer, Tok, Token};
use crate::qasm::words::is_keyword;

/// How deep expressions, blocks and calls may nest.
pub(super) const MAX_DEPTH: usize = 100;

pub(super) struct Parser<'t> {
    lexer: Lexer<'t>,
    pub(super) token: Token<'t>,
    depth: usize,
    /// Whether there was a `break` or `continue` of the loop around.
    pub(super) leaves: bool,
    /// The version of the language: 2 or 3.
    pub(super) version: u8,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Read<Parser<'t>> {
        let mut lexer = Lexer::new(text);
        let token = lexer.next()?;
        Ok(Parser {
            lexer,
            token,
            depth: 0,
            leaves: false,
            version: 3,
        })
    }

    /// The current token, and goes on.
    pub(super) fn next(&mut self) -> Read<Token<'t>> {
        let next = self.lexer.next()?;
        Ok(std::mem::replace(&mut self.token, next))
    }

    /// Whether the statement that begins with the current token has this annotation.
    pub(super) fn is_annotated(&self, annotation: &str) -> bool {
        self.lexer.is_annotated(annotation, self.token.at)
    }

    /// Passes over the rest of the current line.
    pub(super) fn skip_line(&mut self) -> Read<()> {
        self.lexer.line();
        self.token = self.lexer.next()?;
        Ok(())
    }

    pub(super) fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth == MAX_DEPTH {
            return fault!(
                self.token.at,
                "this nests deeper than {MAX_DEPTH} levels, which is the limit"
            );
        }
        self.depth += 1;
        let found = inner(self);
        self.depth -= 1;
        found
    }

    pub(super) fn is(&self, sign: &str) -> bool {
        matches!(self.token.tok, Tok::Sign(found) if found == sign)
    }

    pub(super) fn word(&self) -> Option<&'t str> {
        match self.token.tok {
            Tok::Word(word) => Some(word),
            _ => None,
        }
    }

    /// Goes on if the token is this sign.
    pub(super) fn eat(&mut self, sign: &str) -> Read<bool> {
        let found = self.is(sign);
        if found {
            self.next()?;
        }
        Ok(found)
    }

    /// Goes on if the token is this word.
    pub(super) fn eat_word(&mut self, word: &str) -> Read<bool> {
        let found = self.word() == Some(word);
        if found {
            self.next()?;
        }
        Ok(found)
    }

    pub(super) fn unexpected<T>(&self, wanted: &str) -> Read<T> {
        let found = self.token.tok.shown();
        fault!(self.token.at, "expected {wanted}, but found {found}")
    }

    pub(super) fn expect(&mut self, sign: &str) -> Read<usize> {
        let at = self.token.at;
        if self.eat(sign)? {
            Ok(at)
        } else {
            self.unexpected(&format!("`{sign}`"))
        }
    }

    pub(super) fn is_keyword(&self, word: &str) -> bool {
        is_keyword(word, self.version)
    }

    pub(super) fn name(&mut self, what: &str) -> Read<&'t str> {
        match self.word() {
            Some(word) if !self.is_keyword(word) => {
                self.next()?;
                Ok(word)
            }
            Some(word) => fault!(
                self.token.at,
                "`{word}` is a word of the language: it cannot be the name of {what}"
            ),
            _ => self.unexpected(&format!("the name of {what}")),
        }
    }

    /// Elements between commas up to a closing sign, which is passed over.
    pub(super) fn list<T>(
        &mut self,
        close: &str,
        mut element: impl FnMut(&mut Self) -> Read<T>,
    ) -> Read<Vec<T>> {
        let mut all = Vec::new();
        while !self.eat(close)? {
            all.push(element(self)?);
            if !self.eat(",")? && !self.is(close) {
                return self.unexpected(&format!("`,` or `{close}`"));
            }
        }
        Ok(all)
    }
}
