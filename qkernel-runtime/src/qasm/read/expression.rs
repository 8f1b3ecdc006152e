//! Tokens to expressions and types.

use super::error::{Read, fault};
use super::lex::{Tok, Token};
use super::parse::Parser;
use super::syntax::{Base, Expr, ExprKind, Item, Type};
use crate::qasm::words::{POWER, precedence};

/// How many indices may come after each other: each one is a level, too.
const MAX_INDICES: usize = 8;

impl<'t> Parser<'t> {
    pub(super) fn expr(&mut self) -> Read<Expr<'t>> {
        self.nested(|p| p.binary(0))
    }

    /// Operators that bind at least as strongly as `weakest`.
    fn binary(&mut self, weakest: u8) -> Read<Expr<'t>> {
        let mut left = self.unary()?;
        while let Tok::Sign(sign) = self.token.tok
            && let Some(level) = precedence(sign, self.version)
            && level >= weakest
        {
            let at = self.token.at;
            if level == POWER {
                self.next()?;
                let right = self.nested(|p| p.binary(POWER))?;
                let kind = ExprKind::Chain(Box::new(left), vec![("**", right)]);
                left = Expr { kind, at };
                continue;
            }
            let mut rest = Vec::new();
            while let Tok::Sign(sign) = self.token.tok
                && precedence(sign, self.version) == Some(level)
            {
                self.next()?;
                rest.push((sign, self.binary(level + 1)?));
            }
            let kind = ExprKind::Chain(Box::new(left), rest);
            left = Expr { kind, at };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Read<Expr<'t>> {
        let at = self.token.at;
        for sign in ["-", "+", "!", "~"] {
            let is_logic = matches!(sign, "!" | "~");
            if !(is_logic && self.version == 2) && self.eat(sign)? {
                // A power binds more strongly than a sign.
                let inner = self.nested(|p| p.binary(POWER))?;
                return Ok(match sign {
                    "+" => inner,
                    _ => Expr {
                        kind: ExprKind::Unary(sign, Box::new(inner)),
                        at,
                    },
                });
            }
        }
        self.postfix()
    }

    /// An operand of a gate: a name with an index, or a physical qubit.
    pub(super) fn postfix(&mut self) -> Read<Expr<'t>> {
        let mut expr = self.primary()?;
        let mut count = 0;
        while self.is("[") {
            count += 1;
            if count > MAX_INDICES {
                return fault!(self.token.at, "at most {MAX_INDICES} indices are supported");
            }
            self.next()?;
            let items = self.list("]", Self::item)?;
            expr = Expr {
                at: expr.at,
                kind: ExprKind::Index(Box::new(expr), items),
            };
        }
        Ok(expr)
    }

    /// `1`, `0:2`, `0:2:6`, `{0, 3}`
    pub(super) fn item(&mut self) -> Read<Item<'t>> {
        if self.eat("{")? {
            return Ok(Item::Set(self.list("}", Self::expr)?));
        }
        let bound = |p: &mut Self| {
            let open = p.is(":") || p.is("]") || p.is(",");
            (!open).then(|| p.expr()).transpose()
        };
        let start = bound(self)?;
        if !self.eat(":")? {
            return match start {
                Some(start) => Ok(Item::One(start)),
                None => self.unexpected("an index"),
            };
        }
        let second = bound(self)?;
        let (step, stop) = match self.eat(":")? {
            true => (second, bound(self)?),
            false => (None, second),
        };
        Ok(Item::Range { start, step, stop })
    }

    fn primary(&mut self) -> Read<Expr<'t>> {
        let Token { tok, at } = self.next_value()?;
        let kind = match tok {
            Tok::Int(value) => ExprKind::Int(value),
            Tok::Float(value) => ExprKind::Float(value),
            Tok::Time(_) => ExprKind::Time,
            Tok::Physical(name) if self.version == 3 => ExprKind::Physical(name),
            Tok::Physical(name) => {
                return fault!(at, "`{name}` needs version 3 of the language");
            }
            Tok::Text(digits) if digits.bytes().all(|b| matches!(b, b'0' | b'1' | b'_')) => {
                ExprKind::Bits(digits)
            }
            Tok::Sign("(") => {
                let inner = self.expr()?;
                self.expect(")")?;
                return Ok(inner);
            }
            Tok::Sign("{") => ExprKind::Set(self.list("}", Self::expr)?),
            Tok::Word("true") if self.version == 3 => ExprKind::Bool(true),
            Tok::Word("false") if self.version == 3 => ExprKind::Bool(false),
            Tok::Word("durationof") if self.version == 3 && self.is("(") => {
                self.next()?;
                self.expect("{")?;
                self.nested(Self::block)?;
                self.expect(")")?;
                ExprKind::Time
            }
            Tok::Word("measure") => ExprKind::Measure(Box::new(self.nested(Self::postfix)?)),
            Tok::Word(word) if self.version == 3 && Base::named(word).is_some() => {
                let ty = self.type_after(word)?;
                ExprKind::Cast(ty, Box::new(self.parenthesized()?))
            }
            Tok::Word(word) => match self.eat("(")? {
                true => ExprKind::Call(word, self.list(")", Self::expr)?),
                false => ExprKind::Name(word),
            },
            _ => return fault!(at, "expected a value, but found {}", tok.shown()),
        };
        Ok(Expr { kind, at })
    }

    /// The next token, if a value can begin with it.
    fn next_value(&mut self) -> Read<Token<'t>> {
        match self.token.tok {
            Tok::Word(word)
                if self.is_keyword(word)
                    && Base::named(word).is_none()
                    && !matches!(word, "true" | "false" | "measure" | "pow") =>
            {
                self.unexpected("a value")
            }
            _ => self.next(),
        }
    }

    /// The type of this name, which was passed over.
    pub(super) fn type_after(&mut self, word: &str) -> Read<Type<'t>> {
        let Some(base) = Base::named(word) else {
            return self.unexpected("a type");
        };
        Ok(Type {
            base,
            size: self.size()?.map(Box::new),
            length: None,
        })
    }

    pub(super) fn classical_type(&mut self) -> Read<Type<'t>> {
        let Some(word) = self.word() else {
            return self.unexpected("a type");
        };
        let at = self.token.at;
        match word {
            "array" => {
                self.next()?;
                self.expect("[")?;
                let mut ty = self.classical_type()?;
                self.expect(",")?;
                ty.length = Some(Box::new(self.expr()?));
                if self.is(",") {
                    return fault(
                        self.token.at,
                        "arrays of several dimensions are not supported",
                    );
                }
                self.expect("]")?;
                Ok(ty)
            }
            "complex" | "duration" | "stretch" => {
                fault!(at, "values of type `{word}` are not supported")
            }
            _ if Base::named(word).is_some() => {
                self.next()?;
                self.type_after(word)
            }
            _ => self.unexpected("a type"),
        }
    }
}
