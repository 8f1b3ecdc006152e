//! Bits: what they are known to be, and instructions that write them.
//!
//! A bit of the text is known or is in a bit of the program. Values that are kept, of numbers and of other bits, may be conditions on the
//! program's bits: those are *held*, and what is measured into the bit of the text later goes to another bit of the program.

use std::rc::Rc;

use super::error::Read;
use super::reader::{Cell, Journal, List, Reader, Several};
use super::syntax::Scalar;
use super::value::Value;
use crate::gate::GateKind;
use crate::program::{BitId, Condition, GateOp, Instruction, QubitId, Scope};

/// Bits by number, with what they are at the end of an arm.
pub(super) type Ends = Vec<(usize, Cell)>;

/// What a bit is given.
enum Given {
    Known(bool),
    /// What a bit of the program holds.
    Same(usize),
    /// The outcome of a qubit.
    Outcome(QubitId),
}

impl<'t> Reader<'t> {
    pub(super) fn bit(&self, cell: usize) -> Condition {
        let Cell { known, bit, .. } = self.cells[cell];
        match known {
            Some(value) => Condition::Constant(value),
            None => BitId::new(bit).into(),
        }
    }

    pub(super) fn conditions(&mut self, cells: &[usize], at: usize) -> Read<Rc<[Condition]>> {
        self.steps(cells.len(), at)?;
        Ok(cells.iter().map(|&cell| self.bit(cell)).collect())
    }

    /// New bits of a type, all 0.
    pub(super) fn bits_of(&mut self, of: Scalar, at: usize) -> Read<Several<usize>> {
        let cells = self.new_cells(of.size.unwrap_or(1), at)?;
        Ok((cells, of.size.is_none()))
    }

    pub(super) fn set(&mut self, cell: usize, new: Cell) {
        let old = std::mem::replace(&mut self.cells[cell], new);
        if old != new
            && let Some(changed) = self.journal.last_mut()
        {
            changed.cells.push((cell, old));
        }
    }

    pub(super) fn is_held(&self, bit: usize) -> bool {
        self.held.get(bit).is_some_and(|&held| held)
    }

    pub(super) fn hold(&mut self, condition: &Condition) {
        for bit in condition.bits() {
            if self.held.len() <= bit.index() {
                self.held
                    .resize(self.cells.len().max(bit.index() + 1), false);
            }
            self.held[bit.index()] = true;
        }
    }

    /// A value that stays what it is whatever is measured later.
    pub(super) fn kept(&mut self, value: Value, at: usize) -> Read<Value> {
        let mut one = |condition: &Condition| {
            let condition = self.settled(condition.clone(), at)?;
            self.hold(&condition);
            Ok(condition)
        };
        Ok(match value {
            Value::Bit(Condition::Constant(_)) | Value::Int(_) | Value::Float(_) => value,
            Value::Bit(bit) => Value::Bit(one(&bit)?),
            Value::Bits(bits) => Value::Bits(bits.iter().map(one).collect::<Read<_>>()?),
            Value::Whole(whole) => Value::Whole(whole.map(one)?),
        })
    }

    pub(super) fn measure(&mut self, qubits: &[QubitId], cells: &[usize], at: usize) -> Read<()> {
        for (&qubit, &cell) in qubits.iter().zip(cells) {
            let mut bit = self.cells[cell].bit;
            if self.is_held(bit) {
                bit = self.new_cells(1, at)?[0];
                self.bit_names.holds(bit, cell);
            }
            self.measure_into(qubit, bit, at)?;
            self.set(cell, Cell::written(bit));
        }
        Ok(())
    }

    pub(super) fn measure_into(&mut self, qubit: QubitId, bit: usize, at: usize) -> Read<()> {
        if let Some(journal) = self.journal.last_mut() {
            journal.written.push(bit);
        }
        let (bit, origin) = (BitId::new(bit), self.origin(at));
        self.emit(Instruction::Measure { qubit, bit, origin }, at)
    }

    /// Gives bits new values. Those that are known or in a bit of the program cost nothing; another one is the outcome of a fresh qubit that is
    /// flipped under the condition, which is exact.
    pub(super) fn assign(&mut self, cells: &[usize], values: &[Condition], at: usize) -> Read<()> {
        self.assign_own(cells, values, usize::MAX, at)
    }

    /// The same, where nothing else is in the bits of the program from this one on: they may be written again.
    pub(super) fn assign_own(
        &mut self,
        cells: &[usize],
        values: &[Condition],
        own: usize,
        at: usize,
    ) -> Read<()> {
        let mut given = Vec::with_capacity(values.len());
        for (&cell, value) in cells.iter().zip(values) {
            given.push(match value {
                Condition::Constant(value) => Given::Known(*value),
                Condition::Bit(bit) => {
                    if *value != self.bit(cell) && bit.index() < own {
                        self.hold(value);
                    }
                    Given::Same(bit.index())
                }
                value => Given::Outcome(self.prepared(value.clone(), at)?),
            });
        }
        // All values are read before the first bit is written.
        for (&cell, given) in cells.iter().zip(given) {
            let old = self.cells[cell];
            match given {
                Given::Known(value) => self.set(
                    cell,
                    Cell {
                        known: Some(value),
                        ..old
                    },
                ),
                Given::Same(bit) => self.set(cell, Cell::written(bit)),
                Given::Outcome(qubit) => {
                    self.measure(&[qubit], &[cell], at)?;
                    self.discard(qubit, at)?;
                }
            }
        }
        Ok(())
    }

    /// A fresh qubit that is 1 where the condition holds.
    pub(super) fn prepared(&mut self, condition: Condition, at: usize) -> Read<QubitId> {
        let qubit = self.allocate(1, at)?[0];
        let flip = Instruction::Gate(GateOp {
            kind: GateKind::X,
            controls: Vec::new(),
            targets: vec![qubit],
            angles: Vec::new(),
            origin: self.origin(at),
        });
        match condition {
            Condition::Constant(false) => {}
            Condition::Constant(true) => self.emit(flip, at)?,
            condition => {
                let branch = Instruction::Branch {
                    condition,
                    then: vec![flip],
                    otherwise: Vec::new(),
                };
                self.out.tally.gate(GateKind::X, 0);
                self.emit(branch, at)?;
            }
        }
        Ok(qubit)
    }

    pub(super) fn discard(&mut self, qubit: QubitId, at: usize) -> Read<()> {
        let origin = self.origin(at);
        self.emit(Instruction::Discard { qubit, origin }, at)
    }

    /// Writes what a condition is into a bit of the program.
    pub(super) fn store(&mut self, condition: Condition, bit: usize, at: usize) -> Read<()> {
        let qubit = self.prepared(condition, at)?;
        self.measure_into(qubit, bit, at)?;
        self.discard(qubit, at)
    }

    /// The list of an arm, and what changed in it, which is put back: bits with what they are at its end.
    pub(super) fn arm<T>(
        &mut self,
        holds: bool,
        inner: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Read<(T, Ends, Journal<'t>, List)> {
        self.journal.push(Journal::default());
        let around = self.within.enter(Scope::Arm(holds));
        let found = self.apart(inner);
        self.within.leave(around);
        let (found, list) = found?;
        let mut journal = self.journal.pop().unwrap_or_default();
        if let Some(outer) = self.journal.last_mut() {
            outer.written.extend(&journal.written);
        }
        let mut ends: Ends = Vec::with_capacity(journal.cells.len());
        for &(cell, old) in journal.cells.iter().rev() {
            let end = std::mem::replace(&mut self.cells[cell], old);
            ends.push((cell, end));
        }
        // Of several changes the last one comes first, with the value at the end.
        ends.sort_by_key(|&(cell, _)| cell);
        ends.dedup_by_key(|&mut (cell, _)| cell);
        // Nothing sees the variables of an arm after it.
        let scopes = self.scopes.len();
        journal.numbers.retain(|&(scope, _), _| scope < scopes);
        for (&(scope, name), (entry, _)) in &mut journal.numbers {
            if let Some(now) = self.scopes[scope].get_mut(name) {
                std::mem::swap(now, entry);
            }
        }
        Ok((found, ends, journal, list))
    }

    /// Instructions at the end of an arm.
    pub(super) fn within_arm(
        &mut self,
        arm: &mut List,
        inner: impl FnOnce(&mut Self) -> Read<()>,
    ) -> Read<()> {
        let outer = std::mem::replace(&mut self.out, std::mem::take(arm));
        let found = inner(self);
        *arm = std::mem::replace(&mut self.out, outer);
        found
    }
}
