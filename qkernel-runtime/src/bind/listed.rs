//! What is listed: the circuit, with the calls and loops that its steps are part of and the names of its qubits and bits, and what is wrong.

use super::list::Span;
use super::value::Affine;
use crate::gate::GateKind;
use crate::graph::{Graph, Loc, Offset, Text, ValueId};
use crate::program::Operation;
use qkernel_ir::Numbers;

/// One step of the flat circuit.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Listed {
    Gate {
        kind: GateKind,
        controls: u32,
        /// Controls and targets.
        qubits: Span,
        /// The number of the first angle.
        angles: u32,
        origin: Origin,
    },
    /// What is done to a qubit; `bit` is for an operation that writes.
    On {
        operation: Operation,
        qubit: u32,
        bit: u32,
        origin: Origin,
    },
    /// That many calls of a kernel begin.
    Calls(&'static Graph, usize),
    /// `then` steps that are done where the condition holds, and `otherwise` steps for where it does not; then an `End`.
    Branch {
        condition: u32,
        then: u32,
        otherwise: u32,
    },
    /// The end of a branch, with the number of steps back to it.
    End(u32),
    /// The first arm of the branch is done again where the condition holds.
    Again(u32, Origin),
}

/// The call that put a step here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    /// The signature of the kernel that has it in its body, and so its file.
    pub(super) graph: &'static Graph,
    pub(super) at: Offset,
    pub(super) scope: u32,
}

/// A qubit's beginning and end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Life {
    pub(super) kernel: &'static str,
    pub(super) loc: Loc,
    pub(super) name: &'static str,
    /// Which element of a register it is.
    pub(super) index: u32,
    /// The qubits that were allocated with it.
    pub(super) group: u32,
    pub(super) scope: u32,
    pub(super) ended: bool,
}

impl Life {
    /// The index of a qubit that is no element.
    pub(super) const ALONE: u32 = u32::MAX;
    pub(super) const NONE: Life = Life {
        kernel: "",
        loc: Loc::NOWHERE,
        name: "",
        index: 0,
        group: 0,
        scope: 0,
        ended: true,
    };
}

/// A loop's variable that has no name.
pub(super) const NAMELESS: &str = "_";

/// See [`Scope`](crate::program::Scope).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope {
    Call {
        caller: &'static Graph,
        /// Where the call is.
        loc: Offset,
        callee: &'static Graph,
        controls: u32,
        inverted: bool,
        arguments: Span,
    },
    Loop {
        name: &'static str,
        numbers: Numbers,
    },
    Round(usize),
    Arm(bool),
}

impl Scope {
    /// The variable of a loop in a round.
    pub(super) const fn value(&self, round: usize) -> usize {
        match self {
            Scope::Loop { numbers, .. } => numbers.value(round),
            _ => 0,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ScopeEntry {
    /// The scope around, from 1; 0 is the entry kernel.
    pub(super) outer: u32,
    pub(super) scope: Scope,
    /// How many arguments and runs there were before.
    pub(super) before: (u32, u32),
}

impl ScopeEntry {
    pub(super) const NONE: ScopeEntry = ScopeEntry {
        outer: 0,
        scope: Scope::Round(0),
        before: (0, 0),
    };
}

/// What a kernel was called with; see [`CallArgument`](crate::program::CallArgument).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument {
    Qubit(u32),
    /// A part of the runs.
    Register(Span),
    UInt(usize),
    Float(Affine),
    /// All of an argument of a run.
    All(u32),
    Other,
}

/// Qubits that were allocated together, or bits that were measured together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    pub(super) first: u32,
    pub(super) count: u32,
    /// Whether it is one qubit or bit, and no register of one.
    pub(super) is_single: bool,
    pub(super) variable: Option<Variable>,
}

impl Group {
    pub(super) const NONE: Group = Group {
        first: 0,
        count: 0,
        is_single: false,
        variable: None,
    };
}

/// A variable of a kernel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variable {
    pub(super) graph: &'static Graph,
    pub(super) id: ValueId,
    /// How many calls are around it.
    pub(super) depth: u32,
}

/// What is wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(super) text: Text,
    pub(super) kernel: &'static str,
    pub(super) loc: Loc,
    /// Where that is: the message names the loops and calls around it.
    pub(super) scope: u32,
}
