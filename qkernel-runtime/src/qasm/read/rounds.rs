//! `while` on measured bits: a loop of the circuit.

use std::collections::{BTreeSet, HashMap};

use super::error::{Read, fault};
use super::flow::{Flow, Ways};
use super::reader::{Cell, Entry, Reader};
use super::syntax::{Body, Expr};
use super::written::Written;
use crate::program::condition::and;
use crate::program::{BitId, Condition, Instruction, Operator, QubitId};

/// Where the first round of a loop may be among the instructions before it.
#[derive(Clone, Copy)]
pub(super) enum Repeated {
    /// They end with it.
    Last,
    /// Those from this one on are it, and nothing else sees the bits from this one on.
    From(usize, usize),
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
        let new = (self.cells.len(), self.program.qubits);
        self.rounds += 1;
        let (ways, ends, journal, mut list) = self.arm(true, |r| {
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
        let is_first = self.takes(repeated, &first, &mut list.instructions, new);
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
    /// do is the loop, with a first round in any case. Its bits and qubits from these on are its own; it gets the qubits of the round
    /// that is taken away.
    fn takes(
        &mut self,
        repeated: Option<Repeated>,
        first: &Condition,
        list: &mut [Instruction],
        (bits, qubits): (usize, usize),
    ) -> bool {
        let Some((Instruction::Again { condition, .. }, round)) = list.split_last_mut() else {
            return false;
        };
        if first != condition {
            return false;
        }
        let before = &mut self.out.instructions;
        let (start, own) = match repeated {
            Some(Repeated::Last) => (before.len().checked_sub(round.len()), usize::MAX),
            Some(Repeated::From(start, own)) => (Some(start), own),
            None => (None, usize::MAX),
        };
        let mut pairs = Pairs {
            own: [own, bits],
            ..Pairs::default()
        };
        let Some(start) = start.filter(|&start| pairs.same(&before[start..], round)) else {
            return false;
        };
        before.truncate(start);
        self.withdraw(round.len());
        pairs.rename(round);
        self.program.qubits = qubits;
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

/// What is the same in two rounds of a loop.
#[derive(Default)]
struct Pairs {
    /// For each qubit that the second one allocates, that of the first one.
    qubits: HashMap<QubitId, QubitId>,
    /// From which on bits are those of the first one's own, and those of the second one.
    own: [usize; 2],
    /// How much later the second one's own bits are.
    later: Option<usize>,
}

impl Pairs {
    fn qubit(&self, qubit: QubitId) -> QubitId {
        self.qubits.get(&qubit).copied().unwrap_or(qubit)
    }

    fn bit(&self, bit: BitId) -> BitId {
        let own = |&early: &usize| bit.index() >= self.own[1] && early >= self.own[0];
        let early = self.later.and_then(|later| bit.index().checked_sub(later));
        early.filter(own).map_or(bit, BitId::new)
    }

    /// Whether instructions do the same, wherever they are from.
    fn same(&mut self, left: &[Instruction], right: &[Instruction]) -> bool {
        left.len() == right.len() && left.iter().zip(right).all(|(a, b)| self.one(a, b))
    }

    fn one(&mut self, left: &Instruction, right: &Instruction) -> bool {
        match (left, right) {
            (
                Instruction::Again { condition, .. },
                Instruction::Again {
                    condition: other, ..
                },
            ) => {
                return self.asks(condition, other);
            }
            (
                Instruction::Branch {
                    condition,
                    then,
                    otherwise,
                },
                Instruction::Branch {
                    condition: c,
                    then: t,
                    otherwise: o,
                },
            ) => {
                return self.asks(condition, c) && self.same(then, t) && self.same(otherwise, o);
            }
            (Instruction::Allocate { qubit, .. }, Instruction::Allocate { qubit: other, .. }) => {
                self.qubits.insert(*other, *qubit);
            }
            (Instruction::Measure { bit, .. }, Instruction::Measure { bit: other, .. })
                if bit.index() >= self.own[0] && other.index() >= self.own[1] =>
            {
                self.later
                    .get_or_insert(other.index().saturating_sub(bit.index()));
            }
            _ => {}
        }
        let (Some(left), Some(right)) = (left.action(), right.action()) else {
            return false;
        };
        left.is_like(&right)
            && left
                .qubits()
                .eq(right.qubits().map(|qubit| self.qubit(qubit)))
            && left.written() == right.written().map(|bit| self.bit(bit))
    }

    /// Whether conditions are the same.
    fn asks(&self, left: &Condition, right: &Condition) -> bool {
        let part = |part| match part {
            Operator::Bit(bit) => Operator::Bit(self.bit(bit)),
            other => other,
        };
        left.parts()
            .into_iter()
            .eq(right.parts().into_iter().map(part))
    }

    /// Gives the second one the qubits of the first one.
    fn rename(&self, list: &mut [Instruction]) {
        for instruction in list {
            match instruction {
                Instruction::Gate(gate) => {
                    let qubits = gate.controls.iter_mut().chain(&mut gate.targets);
                    qubits.for_each(|qubit| *qubit = self.qubit(*qubit));
                }
                Instruction::Allocate { qubit, .. }
                | Instruction::Discard { qubit, .. }
                | Instruction::Measure { qubit, .. }
                | Instruction::Reset { qubit, .. } => *qubit = self.qubit(*qubit),
                Instruction::Branch {
                    then, otherwise, ..
                } => {
                    self.rename(then);
                    self.rename(otherwise);
                }
                Instruction::Again { .. } => {}
            }
        }
    }
}
