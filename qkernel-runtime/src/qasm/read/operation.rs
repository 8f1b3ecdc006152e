//! Tokens to gates, calls and assignments.

use super::error::{Read, fault};
use super::lex::Tok;
use super::parse::Parser;
use super::syntax::{Expr, ExprKind, Modifier, StatementKind};

const ASSIGNMENTS: [&str; 12] = [
    "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**=",
];

impl<'t> Parser<'t> {
    fn modifiers(&mut self) -> Read<Vec<Modifier<'t>>> {
        let mut all = Vec::new();
        while self.version == 3
            && let Some(word @ ("ctrl" | "negctrl" | "inv" | "pow")) = self.word()
        {
            self.next()?;
            all.push(match word {
                "inv" => Modifier::Inverse,
                "pow" => Modifier::Power(self.parenthesized()?),
                _ => Modifier::Control {
                    positive: word == "ctrl",
                    count: self.is("(").then(|| self.parenthesized()).transpose()?,
                },
            });
            self.expect("@")?;
        }
        Ok(all)
    }

    /// A gate, an assignment or a call.
    pub(super) fn operation(&mut self) -> Read<StatementKind<'t>> {
        let modifiers = self.modifiers()?;
        let at = self.token.at;
        let name = match self.word() {
            Some(word @ ("U" | "CX" | "gphase")) if word != "gphase" || self.version == 3 => {
                self.next()?;
                word
            }
            _ => self.name("a gate")?,
        };
        if modifiers.is_empty() && self.version == 3 {
            let is_target = matches!(self.token.tok, Tok::Sign(sign) if sign == "[" || ASSIGNMENTS.contains(&sign));
            if is_target {
                return self.assignment(name, at);
            }
        }
        let mut angles = Vec::new();
        if self.eat("(")? {
            angles = self.list(")", Self::expr)?;
            if modifiers.is_empty() && self.version == 3 && name != "gphase" && self.eat(";")? {
                let kind = ExprKind::Call(name, angles);
                return Ok(StatementKind::Value(Expr { kind, at }));
            }
        }
        if self.is("@") {
            return fault!(at, "`{name} @` needs version 3 of the language");
        }
        if self.is("[") {
            return fault(self.token.at, "the duration of a gate is not supported");
        }
        Ok(StatementKind::Apply {
            modifiers,
            name,
            name_at: at,
            angles,
            qubits: self.list(";", Self::postfix)?,
        })
    }

    fn assignment(&mut self, name: &'t str, at: usize) -> Read<StatementKind<'t>> {
        let mut target = Expr {
            kind: ExprKind::Name(name),
            at,
        };
        if self.eat("[")? {
            let items = self.list("]", Self::item)?;
            target = Expr {
                kind: ExprKind::Index(Box::new(target), items),
                at,
            };
        }
        let op = match self.token.tok {
            Tok::Sign(sign) if ASSIGNMENTS.contains(&sign) => sign.strip_suffix('='),
            _ => return self.unexpected("`=`"),
        };
        self.next()?;
        let value = self.expr()?;
        self.expect(";")?;
        Ok(StatementKind::Assign {
            target,
            op: op.filter(|op| !op.is_empty()),
            value,
        })
    }
}
