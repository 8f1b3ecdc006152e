//! Tokens to statements.

use std::rc::Rc;

use super::error::{Read, fault};
use super::lex::Tok;
use super::parse::Parser;
use super::syntax::{
    Base, Definition, Expr, ExprKind, Modifier, Parameter, Role, Statement, StatementKind, Type,
};

const ASSIGNMENTS: [&str; 12] = [
    "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**=",
];

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
        let common = match word {
            "qreg" | "creg" => {
                self.next()?;
                Some(self.old_register(word == "qreg")?)
            }
            "gate" | "opaque" => Some(self.gate(word == "opaque")?),
            "if" => Some(self.branch()?),
            "reset" => {
                self.next()?;
                let operand = self.postfix()?;
                self.expect(";")?;
                Some(StatementKind::Reset(operand))
            }
            "barrier" => {
                self.next()?;
                let operands = self.list(";", Self::postfix)?;
                Some(StatementKind::Barrier(operands))
            }
            "measure" => Some(self.measure()?),
            "OPENQASM" => return fault(at, "the version has to be the first statement"),
            "include" => {
                return fault(at, "`include` has to be outside of blocks and definitions");
            }
            _ => None,
        };
        match common {
            Some(kind) => Ok(Some(kind)),
            None if self.version == 2 => {
                let operation = self.operation()?;
                Ok(Some(operation))
            }
            None => self.statement_3(word),
        }
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
                let ty = self.classical_type()?;
                self.declare(
                    ty,
                    match word {
                        "const" => Role::Constant,
                        "input" => Role::Input,
                        _ => Role::Output,
                    },
                )?
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
                self.next()?;
                let condition = self.condition()?;
                StatementKind::While(condition, self.body()?)
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
                if self.eat("[")? {
                    self.expr()?;
                    self.expect("]")?;
                }
                self.expect("{")?;
                StatementKind::Block(self.block()?)
            }
            "duration" | "stretch" => {
                self.next()?;
                self.duration(Role::Variable)?
            }
            "defcal" | "cal" | "defcalgrammar" | "extern" | "complex" => {
                return fault(at, format!("`{word}` is not supported"));
            }
            "ctrl" | "negctrl" | "inv" | "pow" | "gphase" => self.operation()?,
            _ if word == "array" || Base::named(word).is_some() => {
                let ty = self.classical_type()?;
                self.declare(ty, Role::Variable)?
            }
            _ => self.operation()?,
        }))
    }

    /// `[n]`, if it is there.
    fn size(&mut self) -> Read<Option<Expr<'t>>> {
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

    fn declare(&mut self, ty: Type<'t>, role: Role) -> Read<StatementKind<'t>> {
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

    fn gate(&mut self, opaque: bool) -> Read<StatementKind<'t>> {
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

    fn def(&mut self) -> Read<StatementKind<'t>> {
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
        Ok(match self.word() {
            Some("qubit") => {
                self.next()?;
                let size = self.size()?;
                (self.name("a parameter")?, Parameter::Qubits(size))
            }
            Some("readonly") => {
                self.next()?;
                let ty = self.classical_type()?;
                (self.name("a parameter")?, Parameter::Classical(ty))
            }
            Some("qreg" | "creg" | "mutable") => {
                return self.unexpected("a type that is supported here");
            }
            _ => {
                let ty = self.classical_type()?;
                (self.name("a parameter")?, Parameter::Classical(ty))
            }
        })
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
    fn body(&mut self) -> Read<Vec<Statement<'t>>> {
        if self.version == 3 && self.eat("{")? {
            return self.block();
        }
        Ok(self.statement()?.into_iter().collect())
    }

    fn condition(&mut self) -> Read<Expr<'t>> {
        self.expect("(")?;
        let condition = self.expr()?;
        self.expect(")")?;
        Ok(condition)
    }

    fn branch(&mut self) -> Read<StatementKind<'t>> {
        self.next()?;
        let condition = self.condition()?;
        let then = self.body()?;
        let mut otherwise = Vec::new();
        if self.version == 3 && self.eat_word("else")? {
            otherwise = self.body()?;
        }
        Ok(StatementKind::If(condition, then, otherwise))
    }

    fn for_loop(&mut self) -> Read<StatementKind<'t>> {
        self.next()?;
        let ty = self.classical_type()?;
        let name = self.name("a variable")?;
        if !self.eat_word("in")? {
            return self.unexpected("`in`");
        }
        let over = if self.eat("[")? {
            let item = self.item()?;
            self.expect("]")?;
            item
        } else {
            super::syntax::Item::One(self.postfix()?)
        };
        Ok(StatementKind::For {
            ty,
            name,
            over,
            body: self.body()?,
        })
    }

    fn switch(&mut self) -> Read<StatementKind<'t>> {
        self.next()?;
        let value = self.condition()?;
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

    fn modifiers(&mut self) -> Read<Vec<Modifier<'t>>> {
        let mut all = Vec::new();
        while self.version == 3
            && let Some(word @ ("ctrl" | "negctrl" | "inv" | "pow")) = self.word()
        {
            self.next()?;
            all.push(match word {
                "inv" => Modifier::Inverse,
                "pow" => {
                    self.expect("(")?;
                    let exponent = self.expr()?;
                    self.expect(")")?;
                    Modifier::Power(exponent)
                }
                _ => {
                    let mut count = None;
                    if self.eat("(")? {
                        count = Some(self.expr()?);
                        self.expect(")")?;
                    }
                    Modifier::Control {
                        positive: word == "ctrl",
                        count,
                    }
                }
            });
            self.expect("@")?;
        }
        Ok(all)
    }

    /// A gate, an assignment or a call.
    fn operation(&mut self) -> Read<StatementKind<'t>> {
        let modifiers = self.modifiers()?;
        let at = self.token.at;
        let name = match self.word() {
            Some("gphase") if self.version == 3 => {
                self.next()?;
                "gphase"
            }
            Some(word @ ("U" | "CX")) => {
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
            return fault(at, format!("`{name} @` needs version 3 of the language"));
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
