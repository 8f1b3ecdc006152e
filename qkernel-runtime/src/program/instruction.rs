//! Instructions by themselves, of which programs are put together.

use super::{Affine, BitId, NameId, QubitId, ScopeId};
use crate::gate::GateKind;

/// One gate on numbered qubits.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct GateOp {
    /// What is applied.
    pub kind: GateKind,
    /// Applied only where all of these qubits are |1>.
    pub controls: Vec<QubitId>,
    /// The qubits that `kind` acts on, `kind.targets()` of them.
    pub targets: Vec<QubitId>,
    /// The angles in radians, `kind.angles()` of them.
    pub angles: Vec<Affine>,
    /// Kernel and place of the call that put the gate here.
    pub origin: Origin,
}

/// Where an instruction comes from; [`Program::place`](super::Program::place) has the file's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Origin {
    /// The kernel that has the call in its body.
    pub kernel: NameId,
    /// The file of the call.
    pub file: NameId,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The calls and loops that it is part of.
    pub scope: ScopeId,
}

/// A place in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) file: NameId,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Origin {
    /// The place of the call.
    pub(crate) fn spot(self) -> Spot {
        Spot {
            file: self.file,
            line: self.line,
            column: self.column,
        }
    }
}

/// A condition on measured bits.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// The bit is 1.
    Bit(BitId),
    /// The condition does not hold.
    Not(Box<Condition>),
    /// Both hold.
    And(Box<Condition>, Box<Condition>),
    /// At least one holds.
    Or(Box<Condition>, Box<Condition>),
    /// Both hold or neither does.
    Equal(Box<Condition>, Box<Condition>),
    /// Known when compiled.
    Constant(bool),
}

/// The bit is 1.
impl From<BitId> for Condition {
    fn from(bit: BitId) -> Condition {
        Condition::Bit(bit)
    }
}

/// One step of a circuit.
///
/// # The life of a qubit
///
/// Every allocation is a qubit of its own. A qubit begins in |0> at its [`Allocate`](Instruction::Allocate), of which
/// there is at most one, and nothing touches it before. It ends at its [`Discard`](Instruction::Discard), at most one on
/// each way through the branches, and nothing touches it after. In a program that was put together by hand both may be
/// missing: a qubit that is not allocated is there from the start, and one that is not discarded stays to the end,
/// unless the last thing done to it is a measurement, which ends its life as well.
///
/// A qubit that is allocated in an arm of a branch belongs to that arm: nothing outside touches it, and it ends with the
/// arm at the latest. One from outside that is discarded in an arm is gone after the branch. [`Program::check`](super::Program::check) refuses
/// everything else.
///
/// An observable sees each of its qubits as it is at the end of its life.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Instruction {
    /// A qubit's life begins, in |0>.
    Allocate {
        /// The qubit.
        qubit: QubitId,
        /// Kernel and place of the call.
        origin: Origin,
    },
    /// A qubit's life ends: what it is by then is forgotten, once the observables have seen it.
    Discard {
        /// The qubit.
        qubit: QubitId,
        /// Kernel and place of the call.
        origin: Origin,
    },
    /// Applies a gate.
    Gate(GateOp),
    /// Measures a qubit in the computational basis into a bit.
    Measure {
        /// The qubit.
        qubit: QubitId,
        /// The bit that holds the outcome.
        bit: BitId,
        /// Kernel and place of the call.
        origin: Origin,
    },
    /// Brings a qubit to |0>, whatever it was.
    Reset {
        /// The qubit.
        qubit: QubitId,
        /// Kernel and place of the call.
        origin: Origin,
    },
    /// Feed-forward: one of two lists, chosen by measured bits.
    Branch {
        /// The condition.
        condition: Condition,
        /// What is done where it holds.
        then: Vec<Instruction>,
        /// What is done where it does not.
        otherwise: Vec<Instruction>,
    },
    /// Goes back to the start of the list that it ends, if the condition holds. Only as the last instruction of the first arm
    /// of a [`Branch`](Instruction::Branch), which then is a loop: `while` with the branch's condition before the first
    /// round, and this one after each.
    ///
    /// How often is known in a shot only. A round begins as the one before it began: no qubit from outside ends in it, and
    /// those that are allocated in it end with it. Bits that are measured in it are those of the last round.
    Again {
        /// The condition for one more round.
        condition: Condition,
        /// Kernel and place of the loop.
        origin: Origin,
    },
}

impl Instruction {
    /// The qubits that it names, controls before targets; none for a branch and its repetition.
    pub fn qubits(&self) -> impl Iterator<Item = QubitId> + Clone {
        let (one, gate): (&[QubitId], &[QubitId]) = match self {
            Instruction::Gate(gate) => (&gate.controls, &gate.targets),
            Instruction::Measure { qubit, .. }
            | Instruction::Reset { qubit, .. }
            | Instruction::Allocate { qubit, .. }
            | Instruction::Discard { qubit, .. } => (std::slice::from_ref(qubit), &[]),
            Instruction::Branch { .. } | Instruction::Again { .. } => (&[], &[]),
        };
        one.iter().chain(gate).copied()
    }

    /// Kernel and place of the call that put it here; none for a branch.
    pub fn origin(&self) -> Option<Origin> {
        match self {
            Instruction::Gate(GateOp { origin, .. })
            | Instruction::Measure { origin, .. }
            | Instruction::Reset { origin, .. }
            | Instruction::Allocate { origin, .. }
            | Instruction::Discard { origin, .. }
            | Instruction::Again { origin, .. } => Some(*origin),
            Instruction::Branch { .. } => None,
        }
    }
}
