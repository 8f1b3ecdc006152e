//! Tokens to definitions, branches and loops.

use std::rc::Rc;

use super::error::{Read, fault};
use super::lex::Tok;
use super::parse::Parser;
use super::syntax::{Body, Definition, Expr, ExprKind, Item, Parameter, Statement, StatementKind};

impl<'t> Parser<'t> {
    pub(super) fn gate(&mut self, opaque: bool) -> Read<StatementKind<'t>> {
        self.next()?;
        let name = self.name("a gate")?;
        let mut angles = Vec::new();
        if self.eat("(")? {
            angles = self.list(")", |p| p.name("an angle"))?;
        }
        let end = if opaque { ";" } else { "{" };
        let qubits = self.list(end, |p| p.name("a qubit"))?;
        let body = if opaque { Vec::new() } else { self.block()? };
        Ok(StatementKind::Gate(Rc::new(Definition {
            name,
            angles,
            qubits,
            parameters: Vec::new(),
            returns: None,
            opaque,
            body,
        })))
    }

    pub(super) fn def(&mut self) -> Read<StatementKind<'t>> {
        self.next()?;
        let name = self.name("a subroutine")?;
        self.expect("(")?;
        let parameters = self.list(")", Self::parameter)?;
        let returns = self.eat("->")?.then(|| self.classical_type()).transpose()?;
        self.expect("{")?;
        let body = self.block()?;
        Ok(StatementKind::Def(Rc::new(Definition {
            name,
            angles: Vec::new(),
            qubits: Vec::new(),
            parameters,
            returns,
            opaque: false,
            body,
        })))
    }

    fn parameter(&mut self) -> Read<(&'t str, Parameter<'t>)> {
        let parameter = match self.word() {
            Some("qubit") => {
                self.next()?;
                Parameter::Qubits(self.size()?)
            }
            Some("qreg" | "creg" | "mutable") => {
                return self.unexpected("a type that is supported here");
            }
            _ => {
                self.eat_word("readonly")?;
                Parameter::Classical(self.classical_type()?)
            }
        };
        Ok((self.name("a parameter")?, parameter))
    }

    /// Statements up to `}`, which is passed over.
    pub(super) fn block(&mut self) -> Read<Vec<Statement<'t>>> {
        let mut all = Vec::new();
        while !self.eat("}")? {
            if self.token.tok == Tok::End {
                return self.unexpected("`}`");
            }
            all.extend(self.statement()?);
        }
        Ok(all)
    }

    /// A block, or one statement.
    pub(super) fn body(&mut self) -> Read<Vec<Statement<'t>>> {
        if self.version == 3 && self.eat("{")? {
            return self.block();
        }
        Ok(self.statement()?.into_iter().collect())
    }

    /// The body of a loop.
    pub(super) fn rounds(&mut self) -> Read<Body<'t>> {
        let outer = std::mem::replace(&mut self.leaves, false);
        let statements = self.body()?;
        let leaves = std::mem::replace(&mut self.leaves, outer);
        Ok(Body { statements, leaves })
    }

    pub(super) fn parenthesized(&mut self) -> Read<Expr<'t>> {
        self.expect("(")?;
        let inner = self.expr()?;
        self.expect(")")?;
        Ok(inner)
    }

    /// Version 2 compares a register, or a bit of it as several tools write it, with a number, and has nothing else.
    fn condition_2(&mut self) -> Read<Expr<'t>> {
        self.expect("(")?;
        let register = self.postfix()?;
        let at = self.token.at;
        if !self.eat("==")? || !matches!(self.token.tok, Tok::Int(_)) {
            let only = "version 2 has no conditions but `register == number`";
            return fault(self.token.at, only);
        }
        let number = self.postfix()?;
        self.expect(")")?;
        Ok(Expr {
            kind: ExprKind::Chain(Box::new(register), vec![("==", number)]),
            at,
        })
    }

    pub(super) fn branch(&mut self) -> Read<StatementKind<'t>> {
        self.next()?;
        let condition = match self.version {
            2 => self.condition_2()?,
            _ => self.parenthesized()?,
        };
        let then = self.body()?;
        let mut otherwise = Vec::new();
        if self.version == 3 && self.eat_word("else")? {
            otherwise = self.body()?;
        }
        Ok(StatementKind::If(condition, then, otherwise))
    }

    pub(super) fn for_loop(&mut self) -> Read<StatementKind<'t>> {
        self.next()?;
        let ty = self.classical_type()?;
        let name = self.name("a variable")?;
        if !self.eat_word("in")? {
            return self.unexpected("`in`");
        }
        let over = match self.eat("[")? {
            true => {
                let item = self.item()?;
                self.expect("]")?;
                item
            }
            false => Item::One(self.postfix()?),
        };
        Ok(StatementKind::For {
            ty,
            name,
            over,
            body: self.rounds()?,
        })
    }

    pub(super) fn switch(&mut self) -> Read<StatementKind<'t>> {
        self.next()?;
        let value = self.parenthesized()?;
        self.expect("{")?;
        let (mut cases, mut default, mut ended) = (Vec::new(), Vec::new(), false);
        while !self.eat("}")? {
            if ended {
                return self.unexpected("`}`: `default` is the last case");
            }
            if self.eat_word("default")? {
                ended = true;
                self.expect("{")?;
                default = self.block()?;
            } else if self.eat_word("case")? {
                let values = self.list("{", Self::expr)?;
                cases.push((values, self.block()?));
            } else {
                return self.unexpected("`case`, `default` or `}`");
            }
        }
        Ok(StatementKind::Switch {
            value,
            cases,
            default,
        })
    }
}
