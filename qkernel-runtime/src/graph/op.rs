//! Graphs and the operations that they are made of, which may be calls of graphs: each operation with all that is asked of it by
//! those who only go through graphs.

use qkernel_ir::{BinaryOp, Loc, Offset, Order, Poly, Record, Row, UnaryOp, ValueId, each};

use super::{Constant, Modifier, Need, Signature, Type, Values, VariableKey};
use crate::gate::GateKind;
use crate::observable::Pauli;
use crate::program::{BinaryFunction, Function, Operation};

/// A kernel, compiled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Graph {
    /// What it takes and gives.
    pub signature: Signature,
    /// Every value, by [`ValueId`].
    pub values: Values,
    /// What it does. The arguments of the region are the parameters.
    pub body: Region,
    /// What it, or a kernel that it calls, does besides gates.
    pub effects: Effects,
    /// The length, or for a `UInt` the value, of each of the body's yields, as far as it is known.
    #[doc(hidden)]
    pub results: &'static [Poly],
    /// What it needs of the sizes of its arguments, as far as it is known.
    #[doc(hidden)]
    pub needs: &'static [Need],
}

impl Graph {
    /// The place in the source of a node or a parameter of this kernel.
    pub const fn loc(&self, offset: Offset) -> Loc {
        self.signature.loc.at(offset)
    }

    pub(crate) fn variable(&self, id: ValueId) -> VariableKey {
        (self.signature.name, self.signature.loc, id)
    }
}

/// A list of nodes that is run from start to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// Values that are bound when the region is entered.
    pub args: &'static [ValueId],
    /// What is done, in order.
    pub nodes: Nodes,
    /// Values that are handed out when the region ends.
    pub yields: &'static [ValueId],
}

/// One operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// What is done.
    pub op: Op,
    /// The values it reads or consumes.
    pub ins: &'static [ValueId],
    /// The values it defines. Where there are several, the operation gives a tuple of as many.
    pub outs: &'static [ValueId],
    /// Where the user wrote it: [`Graph::loc`] gives the place.
    pub loc: Offset,
}

/// A list of nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nodes {
    #[doc(hidden)]
    pub records: &'static [Record],
    #[doc(hidden)]
    pub shapes: &'static [NodeShape],
    /// The numbers of the nodes that matter to the analysis of sizes, ascending.
    #[doc(hidden)]
    pub sized: &'static [u32],
    /// The numbers of the calls that take two elements of one register.
    #[doc(hidden)]
    pub apart: &'static [u32],
    /// The values that go into nodes and come out of them.
    #[doc(hidden)]
    pub rows: &'static [Row],
}

/// What many nodes have in common.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NodeShape {
    pub op: Op,
    pub ins: usize,
    pub outs: usize,
    /// Whether the operation is an integer, stored after the outputs.
    pub literal: bool,
}

/// A kernel with modifiers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Modified {
    /// The kernel.
    pub graph: &'static Graph,
    /// The modifiers, outermost first.
    pub modifiers: &'static [Modifier],
    /// The types of its results: the control qubits, outermost first, then what the kernel gives.
    pub results: &'static [Type],
}

/// An operation. Comments give `ins -> outs`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Op {
    /// arguments -> result: runs another kernel.
    Call(&'static Graph),
    /// counts of the powers, control qubits, arguments -> control qubits, results: runs another kernel, modified.
    Modified(&'static Modified),
    /// control qubits, target qubits, angles -> the same qubits: only in the gates' own graphs.
    Gate {
        /// What is applied.
        kind: GateKind,
        /// How many of the qubits are controls.
        controls: u32,
    },
    /// () -> qubit in |0>.
    Qubit,
    /// length -> register in |0..0>.
    QubitArray,
    /// qubit or register -> bit or bits.
    Measure,
    /// qubit or register -> the same, in |0>.
    Reset,
    /// qubit or register -> ().
    Discard,
    /// qubit or register, observable or observables -> expectation value or values.
    Expval,
    /// qubit number -> Pauli operator on that qubit.
    Pauli(Pauli),
    /// () -> the identity as an observable.
    Identity,
    /// () -> number.
    Constant(Constant),
    /// vector or register, index -> element. A qubit is moved out, anything else is copied.
    /// For a matrix: matrix, row, column -> number.
    Take,
    /// register, index, qubit -> (): moves a qubit in.
    Put,
    /// vector or register -> its length.
    Len,
    /// number or bit -> the same type.
    Unary(UnaryOp),
    /// two numbers or bits -> number or bit.
    Binary(BinaryOp),
    /// number -> Float.
    ToFloat,
    /// Float -> Float.
    Function(Function),
    /// two Floats -> Float.
    BinaryFunction(BinaryFunction),
    /// values -> one tuple of them.
    Pack,
    /// tuple -> the element with this number.
    Field(u32),
    /// start, end, step, initial carried values -> final carried values. Which values the loop takes, [`Order`] says.
    /// The body's arguments are the loop value and the carried values; it yields the carried values.
    For {
        /// What is repeated.
        body: &'static Region,
        /// Which numbers are taken, in which order.
        order: Order,
    },
    /// value -> the same value, as it is when a round begins: only in a region that ends with [`Op::Again`].
    Head,
    /// condition, and pairs of what a value is when a round begins and what it is at its end -> (): goes back to the start of
    /// the region if the condition holds. Only as the last node of the first region of an [`Op::If`], which then is a
    /// `while`: what it yields is what its last round leaves.
    Again,
    /// condition -> what the chosen region yields.
    If {
        /// Run where the condition holds.
        then: &'static Region,
        /// Run where it does not.
        otherwise: &'static Region,
    },
}

/// What a builtin is, a gate or an operation such as `measure`: the one node of a kernel whose calls are that node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    /// What it does besides gates.
    effects: Effects,
    /// The argument that what it gives is like: as long, and one or several as that is.
    pub(crate) like: Option<usize>,
    /// What it does to each of its qubits, where that is all.
    pub(crate) operation: Option<Operation>,
}

impl Rule {
    const fn new(effects: Effects, like: Option<usize>, operation: Option<Operation>) -> Rule {
        Rule {
            effects,
            like,
            operation,
        }
    }
}

impl Op {
    /// What a builtin is; none for operations of other kernels.
    pub(crate) const fn rule(&self) -> Option<&'static Rule> {
        use Operation::{Discard, Measure, Reset};
        Some(match self {
            Op::Gate { .. } | Op::Pauli(_) | Op::Identity => {
                const { &Rule::new(Effects::NONE, None, None) }
            }
            Op::Qubit => const { &Rule::new(Effects::ALLOCATES, None, None) },
            Op::QubitArray => const { &Rule::new(Effects::ALLOCATES, Some(0), None) },
            Op::Measure => const { &Rule::new(Effects::MEASURES, Some(0), Some(Measure)) },
            Op::Reset => const { &Rule::new(Effects::RESETS, Some(0), Some(Reset)) },
            Op::Discard => const { &Rule::new(Effects::DISCARDS, None, Some(Discard)) },
            Op::Expval => const { &Rule::new(Effects::EXPECTS, Some(1), None) },
            _ => return None,
        })
    }

    /// What it does to each of its qubits, where that is all.
    pub(crate) const fn operation(&self) -> Option<Operation> {
        match self.rule() {
            Some(rule) => rule.operation,
            None => None,
        }
    }
}

impl Graph {
    /// What the one node of a gate or of an operation such as `measure` does: a call of it is that node.
    pub(crate) const fn builtin(&self) -> Option<&'static Op> {
        match self.body.nodes.shapes {
            [shape] if shape.op.rule().is_some() => Some(&shape.op),
            _ => None,
        }
    }

    /// What it is where it is a gate or an operation.
    pub(crate) const fn rule(&self) -> Option<&'static Rule> {
        match self.body.nodes.shapes {
            [shape] => shape.op.rule(),
            _ => None,
        }
    }
}

impl Region {
    /// Whether it is what a `while` repeats.
    pub(crate) const fn repeats(&self) -> bool {
        let count = self.nodes.len();
        count > 0 && matches!(self.nodes.get(count - 1).op, Op::Again)
    }
}

/// What a kernel, or one that it calls, does besides gates: each of it has no inverse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Effects(u8);

impl Effects {
    /// Nothing but gates.
    pub const NONE: Effects = Effects(0);
    // Of several, the first one is refused.
    const MEASURES: Effects = Effects(1);
    const RESETS: Effects = Effects(2);
    const EXPECTS: Effects = Effects(4);
    const ALLOCATES: Effects = Effects(8);
    const DISCARDS: Effects = Effects(16);
    /// That of a kernel that has errors: nothing else can be said of one that calls it.
    #[doc(hidden)]
    pub const IS_WRONG: Effects = Effects(32);

    /// What an operation does, without the bodies of loops and branches.
    pub const fn of(op: &Op) -> Effects {
        match op {
            Op::Call(graph) => graph.effects,
            Op::Modified(modified) => modified.graph.effects,
            op => match op.rule() {
                Some(rule) => rule.effects,
                None => Effects::NONE,
            },
        }
    }

    /// Whether a qubit is measured or reset.
    pub const fn measures(self) -> bool {
        self.0 & (Effects::MEASURES.0 | Effects::RESETS.0) != 0
    }

    /// Whether the kernel, or one that it calls, has errors, which rustc tells where they are.
    pub(crate) const fn is_wrong(self) -> bool {
        self.0 & Effects::IS_WRONG.0 != 0
    }

    /// Why the kernel cannot be modified, and what to do about it.
    pub(crate) const fn fault(self) -> Option<(&'static str, &'static str)> {
        let lowest = self.0 & self.0.wrapping_neg();
        Some(match Effects(lowest) {
            Effects::MEASURES => (
                "measures a qubit",
                "return the qubit and measure it after the call",
            ),
            Effects::RESETS => ("resets a qubit", "reset it before or after the call"),
            Effects::EXPECTS => (
                "takes an expectation value",
                "return the qubits and call `expval` after the call",
            ),
            Effects::ALLOCATES => (
                "allocates a qubit",
                "make the qubit a parameter, and return it",
            ),
            Effects::DISCARDS => (
                "discards a qubit",
                "return the qubit and `discard` it after the call",
            ),
            _ => return None,
        })
    }
}

/// What the nodes of a region do, those in loops, branches and called kernels included.
pub const fn effects(region: &Region) -> Effects {
    let mut found = Effects::NONE.0;
    each!(i, 0..region.nodes.shapes.len(), {
        found |= match &region.nodes.shapes[i].op {
            // Most are gates, and each step costs rustc a microsecond.
            Op::Call(graph) => graph.effects.0,
            Op::For { body, .. } => effects(body).0,
            Op::If { then, otherwise } => effects(then).0 | effects(otherwise).0,
            op => Effects::of(op).0,
        };
    });
    Effects(found)
}
