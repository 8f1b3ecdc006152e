//! `while` on measured bits: a loop of the circuit.

use std::collections::BTreeSet;

use super::error::{Read, fault};
use super::reader::{Cell, Entry, Reader};
use super::run::Flow;
use super::syntax::{Expr, ExprKind, Statement, StatementKind};
use crate::program::{Condition, Instruction};

impl<'t> Reader<'t> {
    /// The condition of a `while`, where it is known when the text is read.
    pub(super) fn known_truth(&mut self, condition: &Expr<'t>) -> Read<Option<bool>> {
        // A measurement in it belongs to each of its rounds.
        let (value, list) = self.apart(|r| {
            let value = r.eval(condition)?;
            r.truth(&value, condition.at)
        })?;
        self.withdraw(list.instructions.len());
        Ok(match value {
            Condition::Constant(value) if list.instructions.is_empty() => Some(value),
            _ => None,
        })
    }

    /// A loop. Each bit that its body may write has one bit of the program, before the loop and at the end of each round.
    pub(super) fn rounds(
        &mut self,
        condition: &Expr<'t>,
        body: &[Statement<'t>],
        at: usize,
    ) -> Read<()> {
        let mut names = BTreeSet::new();
        assigned(body, &mut names);
        let mut cells = BTreeSet::new();
        for name in names {
            if let Some(Entry::Bits { cells: own, .. }) = self.look_up(name) {
                cells.extend(own.iter().copied());
            }
        }
        let mut places = Vec::with_capacity(cells.len());
        for cell in cells {
            let old = self.cells[cell];
            let stays = old.known.is_none() && !self.is_held(old.bit);
            let bit = match stays {
                true => old.bit,
                false => self.new_cells(1, at)?[0],
            };
            self.bit_names.holds(bit, cell);
            places.push((cell, bit));
        }
        self.place(&places, at)?;
        let before = self.cells.len();
        let value = self.eval(condition)?;
        let first = self.truth(&value, condition.at)?;
        self.rounds += 1;
        let (ends, journal, list) = self.arm(true, |r| {
            match r.block(body, at)? {
                Flow::Next | Flow::Continue => {}
                _ => {
                    return fault(
                        at,
                        "`break`, `return` and `end` in a `while` on a measured bit are not supported",
                    );
                }
            }
            let known = r.known_truth(condition)?;
            if known == Some(true) {
                return fault(
                    condition.at,
                    "this `while` never ends: its condition holds after each round, whatever is measured",
                );
            }
            r.place(&places, at)?;
            if known == Some(false) {
                return Ok(());
            }
            let value = r.eval(condition)?;
            let condition = r.truth(&value, condition.at)?;
            let origin = r.origin(at);
            r.emit(Instruction::Again { condition, origin }, at)
        })?;
        self.rounds -= 1;
        if let Some((&(_, name), (_, place))) = journal.numbers.first_key_value() {
            return fault(
                *place,
                format!(
                    "`{name}` would depend on how many rounds there are, but numbers have to be known when the text is read"
                ),
            );
        }
        let placed = |cell| {
            places
                .binary_search_by_key(&cell, |&(other, _)| other)
                .is_ok()
        };
        if ends.iter().any(|&(cell, _)| cell < before && !placed(cell)) {
            return fault(
                at,
                "a subroutine in a `while` on a measured bit writes a bit",
            );
        }
        self.out.tally.branch(list.tally, Default::default());
        self.emit(
            Instruction::Branch {
                condition: first,
                then: list.instructions,
                otherwise: Vec::new(),
            },
            at,
        )
    }

    /// Puts bits of the text where they belong in the program, all at once: one may be in the place of another.
    fn place(&mut self, places: &[(usize, usize)], at: usize) -> Read<()> {
        let mut prepared = Vec::new();
        for &(cell, bit) in places {
            let Cell {
                known, bit: now, ..
            } = self.cells[cell];
            if known.is_some() || now != bit {
                let value = self.bit(cell);
                prepared.push((self.prepared(value, at)?, bit));
            }
        }
        for (qubit, bit) in prepared {
            self.measure_into(qubit, bit, at)?;
            self.discard(qubit, at)?;
        }
        for &(cell, bit) in places {
            self.set(cell, Cell::written(bit));
        }
        Ok(())
    }
}

/// The names of what statements assign.
fn assigned<'t>(statements: &[Statement<'t>], names: &mut BTreeSet<&'t str>) {
    for statement in statements {
        match &statement.kind {
            StatementKind::Assign { target, .. } => {
                let name = match &target.kind {
                    ExprKind::Index(inner, _) => &inner.kind,
                    other => other,
                };
                if let ExprKind::Name(name) = name {
                    names.insert(name);
                }
            }
            StatementKind::If(_, then, otherwise) => {
                assigned(then, names);
                assigned(otherwise, names);
            }
            StatementKind::For { body, .. }
            | StatementKind::While(_, body)
            | StatementKind::Block(body) => assigned(body, names),
            StatementKind::Switch { cases, default, .. } => {
                cases.iter().for_each(|(_, body)| assigned(body, names));
                assigned(default, names);
            }
            _ => {}
        }
    }
}
