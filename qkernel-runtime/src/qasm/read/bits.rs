//! Bits: what they are known to be, and instructions that write them.

use std::rc::Rc;

use super::error::Read;
use super::reader::{Cell, List, Reader};
use crate::gate::GateKind;
use crate::program::{BitId, Condition, GateOp, Instruction, QubitId, Scope};

/// Bits by number, with what they are at the end of an arm.
type Ends = Vec<(usize, Cell)>;

impl Reader<'_> {
    pub(super) fn bit(&self, cell: usize) -> Condition {
        match self.cells[cell].known {
            Some(value) => Condition::Constant(value),
            None => BitId::new(cell).into(),
        }
    }

    fn set(&mut self, cell: usize, new: Cell) {
        let old = std::mem::replace(&mut self.cells[cell], new);
        if old != new
            && let Some(changed) = self.journal.last_mut()
        {
            changed.push((cell, old));
        }
    }

    pub(super) fn measure(&mut self, qubits: &[QubitId], cells: &[usize], at: usize) -> Read<()> {
        let origin = self.origin(at);
        for (&qubit, &cell) in qubits.iter().zip(cells) {
            let bit = BitId::new(cell);
            self.emit(Instruction::Measure { qubit, bit, origin }, at)?;
            let stored = Cell {
                known: None,
                written: true,
            };
            self.set(cell, stored);
        }
        Ok(())
    }

    /// Gives bits new values. Those that are known cost nothing; another one is the outcome of a fresh qubit that is
    /// flipped under the condition, which is exact.
    pub(super) fn assign(&mut self, cells: &[usize], values: &[Condition], at: usize) -> Read<()> {
        let mut late = Vec::new();
        for (&cell, value) in cells.iter().zip(values) {
            match value {
                Condition::Constant(value) => late.push((cell, Err(*value))),
                value => late.push((cell, Ok(self.prepared(value.clone(), at)?))),
            }
        }
        // All values are read before the first bit is written.
        for (cell, value) in late {
            match value {
                Ok(qubit) => self.outcome(qubit, cell, at)?,
                Err(value) => self.set(
                    cell,
                    Cell {
                        known: Some(value),
                        ..self.cells[cell]
                    },
                ),
            }
        }
        Ok(())
    }

    /// A fresh qubit that is 1 where the condition holds.
    fn prepared(&mut self, condition: Condition, at: usize) -> Read<QubitId> {
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
                self.out.tally.gate(GateKind::X, 0, false);
                self.emit(branch, at)?;
            }
        }
        Ok(qubit)
    }

    fn outcome(&mut self, qubit: QubitId, cell: usize, at: usize) -> Read<()> {
        self.measure(&[qubit], &[cell], at)?;
        let origin = self.origin(at);
        self.emit(Instruction::Discard { qubit, origin }, at)
    }

    /// Writes a known value into the program's bit.
    fn store(&mut self, cell: usize, at: usize) -> Read<()> {
        if let Cell {
            known: Some(value),
            written,
        } = self.cells[cell]
            && (value || written)
        {
            let qubit = self.prepared(Condition::Constant(value), at)?;
            self.outcome(qubit, cell, at)?;
        }
        Ok(())
    }

    /// A branch: the arms where the condition is known, an instruction elsewhere.
    ///
    /// A bit that an arm changes is in the program's bit after both, whichever is taken.
    pub(super) fn branch(
        &mut self,
        condition: Condition,
        at: usize,
        then: impl FnOnce(&mut Self) -> Read<()>,
        otherwise: impl FnOnce(&mut Self) -> Read<()>,
    ) -> Read<()> {
        if let Condition::Constant(value) = condition {
            return if value { then(self) } else { otherwise(self) };
        }
        let before = self.cells.len();
        self.branches += 1;
        let (first, mut then) = self.arm(true, then)?;
        let (second, mut otherwise) = self.arm(false, otherwise)?;
        self.branches -= 1;
        let mut changed: Vec<usize> = first.iter().chain(&second).map(|&(cell, _)| cell).collect();
        // Nothing sees the bits of an arm after it.
        changed.retain(|&cell| cell < before);
        changed.sort_unstable();
        changed.dedup();
        for &cell in &changed {
            // Before the branch, for the arm that leaves it as it is.
            let old = self.cells[cell];
            if old.known.is_some() {
                self.store(cell, at)?;
            }
            for (ends, arm) in [(&first, &mut then), (&second, &mut otherwise)] {
                let end = ends.binary_search_by_key(&cell, |&(other, _)| other);
                if let Some((_, end)) = end.ok().map(|k| ends[k])
                    && end.known.is_some()
                {
                    self.cells[cell] = Cell {
                        written: true,
                        ..end
                    };
                    let outer = std::mem::replace(&mut self.out, std::mem::take(arm));
                    let found = self.store(cell, at);
                    *arm = std::mem::replace(&mut self.out, outer);
                    found?;
                }
            }
            self.cells[cell] = old;
            let stored = Cell {
                known: None,
                written: true,
            };
            self.set(cell, stored);
        }
        self.out.tally.branch(then.tally, otherwise.tally);
        self.emit(
            Instruction::Branch {
                condition,
                then: then.instructions,
                otherwise: otherwise.instructions,
            },
            at,
        )
    }

    /// The list of an arm, and the bits that it changed with what they are at its end; they are put back.
    fn arm(
        &mut self,
        holds: bool,
        inner: impl FnOnce(&mut Self) -> Read<()>,
    ) -> Read<(Ends, List)> {
        self.journal.push(Vec::new());
        let around = self.within.enter(Scope::Arm(holds));
        let found = self.apart(inner);
        self.within.leave(around);
        let ((), list) = found?;
        let changed = self.journal.pop().unwrap_or_default();
        let mut ends: Ends = Vec::with_capacity(changed.len());
        for &(cell, old) in changed.iter().rev() {
            let end = std::mem::replace(&mut self.cells[cell], old);
            ends.push((cell, end));
        }
        // Of several changes the last one comes first, with the value at the end.
        ends.sort_by_key(|&(cell, _)| cell);
        ends.dedup_by_key(|&mut (cell, _)| cell);
        Ok((ends, list))
    }

    pub(super) fn conditions(&mut self, cells: &[usize], at: usize) -> Read<Rc<[Condition]>> {
        self.steps(cells.len(), at)?;
        Ok(cells.iter().map(|&cell| self.bit(cell)).collect())
    }
}
