//! `while` on measured bits: a loop of the circuit.

use std::collections::BTreeSet;

use super::error::{Read, fault};
use super::flow::{Flow, Ways};
use super::reader::{Cell, Entry, Reader};
use super::syntax::{Body, Expr};
use super::written::Written;
use crate::program::condition::and;
use crate::program::{BitId, Condition, Instruction};

/// Where the first round of a loop may be among the instructions before it.
#[derive(Clone, Copy)]
pub(super) enum Repeated {
    /// They end with it.
    Last,
    /// Those from this one on are it.
    From(usize),
}

impl<'t> Reader<'t> {
    /// The condition of a `while`, where it is known when the text is read.
    pub(super) fn known_truth(&mut self, condition: &Expr<'t>) -> Read<Option<bool>> {
        // A measurement in it belongs to each of its rounds.
        let (value, list) = self.apart(|r| r.truth_of(condition))?;
        self.withdraw(list.instructions.len());
        Ok(match value {
            Condition::Constant(value) if list.instructions.is_empty() => Some(value),
            _ => None,
        })
    }

    /// A loop. Each bit that its body may write has one bit of the program, before the loop and at the end of each round.
    ///
    /// Whether there is a first round is `first`, or else the condition. What is `repeated` becomes a round of the loop.
    pub(super) fn rounds(
        &mut self,
        first: Option<Condition>,
        condition: &Expr<'t>,
        body: &Body<'t>,
        repeated: Option<Repeated>,
        at: usize,
    ) -> Read<Flow> {
        let written = Written::of(&body.statements);
        self.steps(written.statements, at)?;
        let (ways, returned) = self.scope(|r| {
            let ways = r.loop_of(first, condition, body, (&written, repeated), at)?;
            Ok((ways, r.returned()))
        })?;
        if !ways.has(Ways::RETURN) {
            return Ok(Flow::Next);
        }
        self.has_returned(returned, at)?;
        Ok(Flow::Either(Ways::NEXT.or(Ways::RETURN)))
    }

    /// A loop whose body assigns these, and how its rounds may end.
    fn loop_of(
        &mut self,
        first: Option<Condition>,
        condition: &Expr<'t>,
        body: &Body<'t>,
        (written, repeated): (&Written<'t>, Option<Repeated>),
        at: usize,
    ) -> Read<Ways> {
        let mut cells = BTreeSet::new();
        if written.returns {
            cells.extend(self.returned_bits(at)?);
        }
        for name in &written.names {
            if let Some(Entry::Bits((own, _), _)) = self.look_up(name) {
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
        let first = match first {
            Some(first) => first,
            None => self.truth_of(condition)?,
        };
        self.rounds += 1;
        let (ways, ends, journal, list) = self.arm(true, |r| {
            r.in_loop(body, at, |r| {
                let flow = r.block(&body.statements, at)?;
                let ways = r.ways(flow, at)?.outside_of(Ways::CONTINUE);
                let going = match ways.has(Ways::NEXT) {
                    true => r.going(ways),
                    false => Condition::Constant(false),
                };
                match r.again(going, condition, &places, at)? {
                    Condition::Constant(false) => {}
                    Condition::Constant(true) => {
                        return fault(
                            condition.at,
                            "this `while` never ends: its condition holds after each round, whatever is measured",
                        );
                    }
                    condition => {
                        let origin = r.origin(at);
                        r.emit(Instruction::Again { condition, origin }, at)?;
                    }
                }
                Ok(ways)
            })
        })?;
        self.rounds -= 1;
        if let Some((&(_, name), (_, place))) = journal.numbers.first_key_value() {
            return fault!(
                *place,
                "`{name}` would depend on how many rounds there are, but numbers have to be known when the text is read"
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
        let is_first = self.takes(repeated, &first, &list.instructions);
        if !is_first {
            self.out.tally.branch(list.tally, Default::default());
        }
        self.emit(
            Instruction::Branch {
                condition: match is_first {
                    true => Condition::Constant(true),
                    false => first,
                },
                then: list.instructions,
                otherwise: Vec::new(),
            },
            at,
        )?;
        Ok(ways)
    }

    /// Takes away the instructions before a loop that are a round of it, where there is another one as after each: what is left to
    /// do is the loop, with a first round in any case.
    fn takes(
        &mut self,
        repeated: Option<Repeated>,
        first: &Condition,
        list: &[Instruction],
    ) -> bool {
        let Some((Instruction::Again { condition, .. }, round)) = list.split_last() else {
            return false;
        };
        if repeated.is_none() || first != condition {
            return false;
        }
        let before = &mut self.out.instructions;
        let start = match repeated {
            Some(Repeated::Last) => before.len().checked_sub(round.len()),
            Some(Repeated::From(start)) => Some(start),
            None => None,
        };
        let Some(start) = start.filter(|&start| same(&before[start..], round)) else {
            return false;
        };
        before.truncate(start);
        self.withdraw(round.len());
        true
    }

    /// When there is one more round, where one has ended that has not left the loop if `going`.
    fn again(
        &mut self,
        mut going: Condition,
        condition: &Expr<'t>,
        places: &[(usize, usize)],
        at: usize,
    ) -> Read<Condition> {
        if going == Condition::Constant(false) {
            self.place(places, at)?;
            return Ok(going);
        }
        let known = self.known_truth(condition)?;
        let mut moved = places.iter().filter(|&&(cell, bit)| self.moves(cell, bit));
        if moved.any(|&(_, bit)| going.bits().any(|read| read.index() == bit)) {
            let bit = self.new_cells(1, at)?[0];
            self.store(going, bit, at)?;
            going = BitId::new(bit).into();
        }
        self.place(places, at)?;
        let mut holds = Condition::Constant(known == Some(true));
        if known.is_none() {
            let mut found = |r: &mut Self| {
                holds = r.truth_of(condition)?;
                Ok(Ways::NEXT)
            };
            // What it measures is measured where the loop goes on.
            match &going {
                Condition::Constant(_) => found(self)?,
                going => self.branch(going.clone(), at, found, |_| Ok(Ways::NEXT))?,
            };
        }
        Ok(and(going, holds))
    }

    /// Whether a bit of the text is elsewhere than in this bit of the program.
    fn moves(&self, cell: usize, place: usize) -> bool {
        let Cell { known, bit, .. } = self.cells[cell];
        known.is_some() || bit != place
    }

    /// Puts bits of the text where they belong in the program, all at once: one may be in the place of another.
    fn place(&mut self, places: &[(usize, usize)], at: usize) -> Read<()> {
        let mut prepared = Vec::new();
        for &(cell, bit) in places {
            if self.moves(cell, bit) {
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

/// Whether instructions are the same wherever they are from. Those that allocate are for qubits of their own.
fn same(left: &[Instruction], right: &[Instruction]) -> bool {
    use Instruction::{Again, Branch, Measure};
    let one = |(left, right): (&Instruction, &Instruction)| match (left, right) {
        (
            Measure { qubit, bit, .. },
            Measure {
                qubit: q, bit: b, ..
            },
        ) => (qubit, bit) == (q, b),
        (Again { condition, .. }, Again { condition: c, .. }) => condition == c,
        (
            Branch {
                condition,
                then,
                otherwise,
            },
            Branch {
                condition: c,
                then: t,
                otherwise: o,
            },
        ) => condition == c && same(then, t) && same(otherwise, o),
        (left, right) => {
            let both = left.action().zip(right.action());
            both.is_some_and(|(left, right)| left.is_same(&right))
        }
    };
    left.len() == right.len() && left.iter().zip(right).all(one)
}
