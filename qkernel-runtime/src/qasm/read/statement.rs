//! Tokens to statements.

use super::error::{Read, fault};
use super::parse::Parser;
use super::syntax::{Base, Expr, ExprKind, Role, Statement, StatementKind, Type};
use crate::program::Operation;
use crate::qasm::REPEATS;

impl<'t> Parser<'t> {
    /// A statement; `None` for one that says nothing.
    pub(super) fn statement(&mut self) -> Read<Option<Statement<'t>>> {
        let at = self.token.at;
        let kind = self.nested(Self::statement_kind)?;
        Ok(kind.map(|kind| Statement { kind, at }))
    }

    fn statement_kind(&mut self) -> Read<Option<StatementKind<'t>>> {
        let at = self.token.at;
        let Some(word) = self.word() else {
            if self.eat(";")? {
                return Ok(None);
            }
            if self.version == 3 && self.eat("{")? {
                return Ok(Some(StatementKind::Block(self.block()?)));
            }
            return self.unexpected("a statement");
        };
        Ok(Some(match word {
            "qreg" | "creg" => {
                self.next()?;
                self.old_register(word == "qreg")?
            }
            "gate" | "opaque" => self.gate(word == "opaque")?,
            "if" => self.branch()?,
            "barrier" => {
                self.next()?;
                StatementKind::Barrier(self.list(";", Self::postfix)?)
            }
            "measure" => self.measure()?,
            "OPENQASM" => return fault(at, "the version has to be the first statement"),
            "include" => {
                return fault(at, "`include` has to be outside of blocks and definitions");
            }
            _ if let Some(operation) = Operation::stated(word) => {
                self.next()?;
                let operand = self.postfix()?;
                self.expect(";")?;
                StatementKind::Operation(operation, operand)
            }
            _ if self.version == 2 => self.operation()?,
            _ => return self.statement_3(word),
        }))
    }

    /// What version 2 does not have.
    fn statement_3(&mut self, word: &'t str) -> Read<Option<StatementKind<'t>>> {
        let at = self.token.at;
        let simple = match word {
            "break" => Some(StatementKind::Break),
            "continue" => Some(StatementKind::Continue),
            "end" => Some(StatementKind::End),
            _ => None,
        };
        if let Some(kind) = simple {
            self.leaves |= word != "end";
            self.next()?;
            self.expect(";")?;
            return Ok(Some(kind));
        }
        Ok(Some(match word {
            "qubit" => {
                self.next()?;
                let size = self.size()?;
                let name = self.name("a register")?;
                self.expect(";")?;
                StatementKind::Qubits(name, size)
            }
            "const" | "input" | "output" => {
                self.next()?;
                if word == "const" && self.eat_word("duration")? {
                    return Ok(Some(self.duration(Role::Constant)?));
                }
                let role = match word {
                    "const" => Role::Constant,
                    "input" => Role::Input,
                    _ => Role::Output,
                };
                self.declare(role)?
            }
            "let" => {
                self.next()?;
                let name = self.name("an alias")?;
                self.expect("=")?;
                let value = self.expr()?;
                self.expect(";")?;
                StatementKind::Alias(name, value)
            }
            "def" => self.def()?,
            "for" => self.for_loop()?,
            "while" => {
                let repeats = self.is_annotated(REPEATS);
                self.next()?;
                StatementKind::While {
                    condition: self.parenthesized()?,
                    body: self.rounds()?,
                    repeats,
                }
            }
            "switch" => self.switch()?,
            "return" => {
                self.next()?;
                let value = (!self.is(";")).then(|| self.expr()).transpose()?;
                self.expect(";")?;
                StatementKind::Return(value)
            }
            "delay" => {
                self.next()?;
                self.expect("[")?;
                self.expr()?;
                self.expect("]")?;
                StatementKind::Barrier(self.list(";", Self::postfix)?)
            }
            "pragma" => {
                self.skip_line()?;
                return Ok(None);
            }
            "box" => {
                self.next()?;
                self.size()?;
                self.expect("{")?;
                StatementKind::Block(self.block()?)
            }
            "duration" | "stretch" => {
                self.next()?;
                self.duration(Role::Variable)?
            }
            "defcal" | "cal" | "defcalgrammar" | "extern" | "complex" => {
                return fault!(at, "`{word}` is not supported");
            }
            "ctrl" | "negctrl" | "inv" | "pow" | "gphase" => self.operation()?,
            _ if word == "array" || Base::named(word).is_some() => {
                let role = match word == "bit" && self.is_annotated("@output") {
                    true => Role::Output,
                    false => Role::Variable,
                };
                self.declare(role)?
            }
            _ => self.operation()?,
        }))
    }

    /// `[n]`, if it is there.
    pub(super) fn size(&mut self) -> Read<Option<Expr<'t>>> {
        if !self.eat("[")? {
            return Ok(None);
        }
        let size = self.expr()?;
        self.expect("]")?;
        Ok(Some(size))
    }

    fn old_register(&mut self, quantum: bool) -> Read<StatementKind<'t>> {
        let name = self.name("a register")?;
        let size = self.size()?;
        self.expect(";")?;
        Ok(if quantum {
            StatementKind::Qubits(name, size)
        } else {
            StatementKind::Declare {
                role: Role::Variable,
                ty: Type {
                    base: Base::Bit,
                    size: size.map(Box::new),
                    length: None,
                },
                name,
                value: None,
            }
        })
    }

    fn declare(&mut self, role: Role) -> Read<StatementKind<'t>> {
        let ty = self.classical_type()?;
        let name = self.name("a variable")?;
        let value = self.eat("=")?.then(|| self.expr()).transpose()?;
        self.expect(";")?;
        Ok(StatementKind::Declare {
            role,
            ty,
            name,
            value,
        })
    }

    /// A duration, which only `delay` and `box` take: they are dropped.
    fn duration(&mut self, role: Role) -> Read<StatementKind<'t>> {
        let name = self.name("a duration")?;
        let has_value = self.eat("=")?;
        if has_value {
            self.expr()?;
        } else if role == Role::Constant {
            return self.unexpected("`=`");
        }
        self.expect(";")?;
        Ok(StatementKind::Duration(name))
    }

    /// `measure q -> c;` or a measurement whose outcome is not kept.
    fn measure(&mut self) -> Read<StatementKind<'t>> {
        let at = self.token.at;
        self.next()?;
        let operand = self.postfix()?;
        let value = Expr {
            kind: ExprKind::Measure(Box::new(operand)),
            at,
        };
        let kind = if self.eat("->")? {
            StatementKind::Assign {
                target: self.postfix()?,
                op: None,
                value,
            }
        } else {
            StatementKind::Value(value)
        };
        self.expect(";")?;
        Ok(kind)
    }
}
