//! Statements, carried out one after the other.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::error::{Read, fault};
use super::flow::{Flow, Ways};
use super::reader::{Access, Entry, Reader};
use super::rounds::Repeated;
use super::syntax::{Body, Expr, ExprKind, Statement, StatementKind};
use super::written::{Written, named};
use crate::program::{Action, BitId};
use crate::qasm::library::Form;
use crate::qasm::write::defined;

/// How many statements of a loop are looked at for one that leaves it.
const MAX_ENDLESS: usize = 64;

impl<'t> Reader<'t> {
    pub(super) fn all(&mut self, statements: &[Statement<'t>]) -> Read<Flow> {
        for (k, statement) in statements.iter().enumerate() {
            match self.statement(statement)? {
                Flow::Next => {}
                Flow::Either(ways) if ways.has(Ways::NEXT) => {
                    return self.rest(&statements[k + 1..], ways);
                }
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    pub(super) fn block(&mut self, statements: &[Statement<'t>], at: usize) -> Read<Flow> {
        self.nested(at, |r| r.scope(|r| r.all(statements)))
    }

    pub(super) fn statement(&mut self, statement: &Statement<'t>) -> Read<Flow> {
        let at = statement.at;
        self.steps(1, at)?;
        if self.in_gate {
            use StatementKind::{Apply, Barrier, For};
            if !matches!(statement.kind, Apply { .. } | Barrier(_) | For { .. }) {
                return fault(at, "a gate can consist of gates only");
            }
        }
        match &statement.kind {
            StatementKind::Qubits(name, size) => {
                if !self.is_global() {
                    return fault(at, "qubits are declared outside of blocks and definitions");
                }
                let count = match size {
                    Some(size) => self.length(size)?,
                    None => 1,
                };
                if !self.physical.is_empty() {
                    return fault(
                        at,
                        "a text has either physical qubits such as `$0` or qubits that it declares",
                    );
                }
                let ids = self.allocate(count, at)?;
                let single = size.is_none();
                let own = self.program.names.intern(name);
                let registers = &mut self.program.qubit_registers;
                registers.push(own, single, ids.iter().copied());
                self.declare(name, Entry::Qubits((ids, single)), at)?;
            }
            StatementKind::Declare {
                role,
                ty,
                name,
                value,
            } => self.declaration(*role, ty, name, value.as_ref(), at)?,
            StatementKind::Duration(name) => self.declare(name, Entry::Duration, at)?,
            StatementKind::Alias(name, value) => {
                let entry = match self.bits_named(value) {
                    Some(access) => Entry::Bits(self.cells_of(value)?, access),
                    None => Entry::Qubits(self.qubits(value)?),
                };
                self.declare(name, entry, at)?;
            }
            StatementKind::Gate(definition) => {
                self.defined_once(definition, at)?;
                // A gate that `stdgates.inc` lacks, as `to_qasm3` writes it.
                let known =
                    defined(&self.text[at..]).filter(|_| self.libraries.contains(&"stdgates.inc"));
                let entry = match known {
                    Some(kind) => Entry::Known(Form::Plain(0, kind)),
                    None => {
                        let cost = self.least_of_gate(definition);
                        Entry::Gate(Rc::clone(definition), cost)
                    }
                };
                self.declare(definition.name, entry, at)?;
            }
            StatementKind::Def(definition) => {
                self.defined_once(definition, at)?;
                self.declare(definition.name, Entry::Def(Rc::clone(definition)), at)?;
            }
            StatementKind::Apply {
                modifiers,
                name,
                name_at,
                angles,
                qubits,
            } => self.apply(modifiers, (name, *name_at), angles, qubits)?,
            StatementKind::Assign { target, op, value } => {
                self.assignment(target, *op, value, at)?;
            }
            StatementKind::Value(value) => match &value.kind {
                ExprKind::Call(name, values) => drop(self.called(name, values, value.at)?),
                _ => drop(self.eval(value)?),
            },
            StatementKind::Operation(operation, operand) => {
                let (qubits, _) = self.qubits(operand)?;
                let origin = self.origin(at);
                for &qubit in &*qubits {
                    let action = Action::of(*operation, qubit, BitId::new(0), origin);
                    self.emit(action.to_instruction(), at)?;
                }
            }
            StatementKind::Barrier(operands) => {
                for operand in operands {
                    self.qubits(operand)?;
                }
            }
            StatementKind::If(condition, then, otherwise) => {
                return self.choice(condition, then, otherwise, at);
            }
            StatementKind::For {
                ty,
                name,
                over,
                body,
            } => return self.for_loop(ty, name, over, body, at),
            StatementKind::While {
                condition,
                body,
                repeats,
            } => {
                if matches!(condition.kind, ExprKind::Bool(true))
                    && self.least(&body.statements, MAX_ENDLESS).is_some()
                {
                    return fault(at, "this `while` never ends: nothing in it leaves it");
                }
                let repeated = repeats.then_some(Repeated::Last);
                return self.in_loop(body, at, |r| r.while_loop(condition, body, repeated, at));
            }
            StatementKind::Switch {
                value,
                cases,
                default,
            } => {
                let found = self.eval(value)?;
                return self.switch(&found, cases, default, at);
            }
            StatementKind::Block(body) => return self.block(body, at),
            StatementKind::Return(value) => {
                if self.is_main() {
                    return fault(at, "`return` outside of a subroutine");
                }
                let value = value.as_ref().map(|value| self.eval(value)).transpose()?;
                return Ok(Flow::Return(value));
            }
            StatementKind::Break => return Ok(Flow::Break),
            StatementKind::Continue => return Ok(Flow::Continue),
            StatementKind::End => return Ok(Flow::End),
        }
        Ok(Flow::Next)
    }

    /// A loop whose condition is known, or one of the circuit.
    ///
    /// What comes before it may be its first round, and so may a round that was read as the condition was known.
    fn while_loop(
        &mut self,
        condition: &Expr<'t>,
        body: &Body<'t>,
        mut repeated: Option<Repeated>,
        at: usize,
    ) -> Read<Flow> {
        for round in 0_usize.. {
            self.steps(1, at)?;
            if round == 1 {
                self.has_steps(self.least_counted(condition, &body.statements), at)?;
            }
            match self.known_truth(condition)? {
                Some(false) => return Ok(Flow::Next),
                Some(true) => {}
                None => return self.rounds(None, condition, body, repeated, at),
            }
            if round == 1 {
                self.ends(condition, body, at)?;
            }
            let start = self.out.instructions.len();
            repeated = Some(Repeated::From(start, self.cells.len()));
            let mut ways = Ways::NEXT;
            match self.round(&mut ways, at, |r| r.block(&body.statements, at))? {
                Flow::Next if ways == Ways::NEXT => {}
                Flow::Next => {
                    // The same rounds again and again, until one of them leaves.
                    let is_endless = matches!(condition.kind, ExprKind::Bool(true));
                    let flow = match is_endless {
                        true => self.rounds(Some(self.going(ways)), condition, body, None, at)?,
                        // Others are within each other, where it is known that those before them went on.
                        false => {
                            self.unless_left(ways, at, |r| r.while_loop(condition, body, None, at))?
                        }
                    };
                    let found = self.ways(flow, at)?.or(ways.without(Ways::NEXT));
                    return Ok(self.flow(found.outside_of(Ways::BREAK)));
                }
                other => return Ok(self.after_loop(other, ways)),
            }
        }
        Ok(Flow::Next)
    }

    /// That a loop whose condition is known may end: something in it leaves it, or changes what the condition is made of.
    fn ends(&mut self, condition: &Expr<'t>, body: &Body<'t>, at: usize) -> Read<()> {
        let mut names = BTreeSet::new();
        if !named(condition, &mut names) || self.least(&body.statements, MAX_ENDLESS).is_none() {
            return Ok(());
        }
        let written = Written::of(&body.statements);
        let cells = |name: &&'t str| match self.look_up(name) {
            Some(Entry::Bits((cells, _), _)) => Rc::clone(cells),
            _ => Rc::default(),
        };
        let read: BTreeSet<usize> = names.iter().flat_map(|name| cells(name).to_vec()).collect();
        let changes = |name: &&'t str| {
            names.contains(name) || cells(name).iter().any(|cell| read.contains(cell))
        };
        // Another name may be for the same bits.
        if written.aliases || written.names.iter().any(changes) {
            return Ok(());
        }
        // So may the parameter of a subroutine.
        self.steps(self.scopes[0].len(), at)?;
        let is_def = |entry: &Entry<'_>| matches!(entry, Entry::Def(_));
        if self.scopes[0].values().any(is_def) {
            return Ok(());
        }
        let names = Vec::from_iter(names.iter().map(|name| format!("`{name}`")));
        let why = match &names[..] {
            [] => "leaves it".into(),
            names => format!("changes {}", names.join(" or ")),
        };
        fault!(at, "this `while` never ends: nothing in it {why}")
    }

    /// Of an expression that begins with the name of bits, whether they are constant.
    fn bits_named(&self, value: &Expr<'t>) -> Option<Access> {
        match &value.kind {
            ExprKind::Name(name) => match self.look_up(name) {
                Some(Entry::Bits(_, access)) => Some(*access),
                _ => None,
            },
            ExprKind::Index(inner, _) | ExprKind::Chain(inner, _) => self.bits_named(inner),
            _ => None,
        }
    }
}
