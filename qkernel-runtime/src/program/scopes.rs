//! What instructions are part of: calls of kernels, loops and their rounds, arms of branches.

use std::fmt;
use std::ops::Range;

use super::origin::narrow;
use super::{Affine, NameId, QubitId, ScopeId};

/// A part of a program that the source tells apart. [`Scopes`] lend their calls and loops.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Scope<C = Call, L = Loop> {
    /// A call of a kernel.
    Call(C),
    /// A loop; its rounds are inside of it.
    Loop(L),
    /// One round of a loop, by its number from 0.
    Round(usize),
    /// An arm of a [`Branch`](super::Instruction::Branch): the one that is taken where the condition holds, or the other.
    Arm(bool),
}

/// A call of a kernel.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Call {
    /// The kernel that is called.
    pub kernel: NameId,
    /// How many controls `control` put on it, here and around: the first controls of each of its gates.
    pub controls: usize,
    /// Whether it is undone: its gates are listed from the last to the first.
    pub inverted: bool,
    /// The names of its parameters, with what it was called with.
    pub arguments: Vec<(NameId, CallArgument)>,
}

/// What a kernel was called with.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CallArgument {
    /// A qubit.
    Qubit(QubitId),
    /// The qubits of a register, in order: the numbers of those that follow each other, together.
    Register(Vec<Range<usize>>),
    /// A number that is known when the kernel is compiled.
    UInt(usize),
    /// A number.
    Float(Box<Affine>),
    /// All numbers of one of [`Program::arguments`](super::Program::arguments).
    Argument(usize),
    /// Anything else: bits, observables, lists, tuples.
    Other,
}

impl CallArgument {
    /// Its qubits, in order.
    pub fn qubits(&self) -> impl Iterator<Item = QubitId> {
        let (one, runs): (Option<QubitId>, &[Range<usize>]) = match self {
            CallArgument::Qubit(qubit) => (Some(*qubit), &[]),
            CallArgument::Register(runs) => (None, runs),
            _ => (None, &[]),
        };
        let numbers = runs.iter().cloned().flatten();
        one.into_iter().chain(numbers.map(QubitId::new))
    }
}

/// A loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Loop {
    /// The variable; `_` for none.
    pub variable: NameId,
    /// Its value in the first round.
    pub first: usize,
    /// How much it changes from one round to the next.
    pub step: usize,
    /// Whether it goes down.
    pub down: bool,
    /// How many rounds there are.
    pub rounds: usize,
}

/// The scopes of a program, each inside of an earlier one.
///
/// ```
/// use qkernel_runtime::prelude::*;
/// use qkernel_runtime::program::{Event, Scope, walk};
///
/// #[qkernel]
/// fn layered(angles: Vector<Float, { 2 }>) -> Vector<Bit> {
///     measure(ry_layer(qubit_array(2), angles, 0))
/// }
///
/// let circuit = layered {}.compile()?;
/// let program = circuit.program();
/// let Some(Event::Do(turn)) = walk(&program.instructions).nth(2) else { panic!() };
/// let way: Vec<_> = program.scopes.way(turn.origin().scope).collect();
/// let [(_, Scope::Round(0)), (_, Scope::Loop(_)), (_, Scope::Call(call))] = way.as_slice() else {
///     panic!("{way:?}")
/// };
/// assert_eq!(&program.names[call.kernel], "ry_layer");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Scopes {
    rows: Vec<Row>,
    calls: Vec<Call>,
    loops: Vec<Loop>,
}

/// A scope in 8 bytes: a large circuit has one for each round of its loops.
#[derive(Clone, Copy, PartialEq)]
struct Row {
    outer: ScopeId,
    /// The number of a call, a loop or a round, or whether the condition of an arm holds; then two bits that say which of these.
    scope: u32,
}

/// What these two bits are.
const CALL: u32 = 0;
const LOOP: u32 = 1;
const ROUND: u32 = 2;
const ARM: u32 = 3;

impl Row {
    fn kind(self) -> u32 {
        self.scope & 3
    }

    fn number(self) -> usize {
        self.scope as usize >> 2
    }
}

impl Scopes {
    /// Adds a scope inside of another one.
    pub fn push(&mut self, outer: ScopeId, scope: Scope) -> ScopeId {
        let (kind, number) = match scope {
            Scope::Call(call) => {
                self.calls.push(call);
                (CALL, self.calls.len() - 1)
            }
            Scope::Loop(repeated) => {
                self.loops.push(repeated);
                (LOOP, self.loops.len() - 1)
            }
            Scope::Round(round) => (ROUND, round),
            Scope::Arm(holds) => (ARM, holds.into()),
        };
        // No program has more of any kind.
        let scope = narrow(number).min(u32::MAX >> 2) << 2 | kind;
        self.rows.push(Row { outer, scope });
        ScopeId::new(self.rows.len())
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.rows.reserve_exact(count);
    }

    /// Gives back the room for calls and loops that is not used.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.calls.shrink_to_fit();
        self.loops.shrink_to_fit();
    }

    fn lent(&self, row: Row) -> (ScopeId, Scope<&Call, &Loop>) {
        let number = row.number();
        let scope = match row.kind() {
            CALL => Scope::Call(&self.calls[number]),
            LOOP => Scope::Loop(&self.loops[number]),
            ROUND => Scope::Round(number),
            _ => Scope::Arm(number == 1),
        };
        (row.outer, scope)
    }

    /// The scope with this id, and the one around it; none for [`ScopeId::ENTRY`].
    pub fn get(&self, id: ScopeId) -> Option<(ScopeId, Scope<&Call, &Loop>)> {
        let row = self.rows.get(id.index().checked_sub(1)?)?;
        Some(self.lent(*row))
    }

    /// The scope with this id and those around it, from the inside out.
    pub fn way(&self, id: ScopeId) -> impl Iterator<Item = (ScopeId, Scope<&Call, &Loop>)> {
        let mut next = id;
        std::iter::from_fn(move || {
            let (outer, scope) = self.get(next)?;
            let id = next;
            // Each is inside of an earlier one, or the way would not end.
            next = if outer < id { outer } else { ScopeId::ENTRY };
            Some((id, scope))
        })
    }

    /// How many scopes there are, the entry kernel's not counted.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All scopes with what is around each, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (ScopeId, Scope<&Call, &Loop>)> {
        self.rows.iter().map(|&row| self.lent(row))
    }

    /// The loop with this id.
    pub(super) fn loop_mut(&mut self, id: ScopeId) -> Option<&mut Loop> {
        let row = self.rows.get(id.index().checked_sub(1)?)?;
        match row.kind() {
            LOOP => self.loops.get_mut(row.number()),
            _ => None,
        }
    }

    /// Takes away a scope and all after it.
    pub(crate) fn cut(&mut self, id: ScopeId) {
        let first = self.rows.len().min(id.index().saturating_sub(1));
        for row in self.rows.drain(first..) {
            match row.kind() {
                CALL => drop(self.calls.pop()),
                LOOP => drop(self.loops.pop()),
                _ => {}
            }
        }
    }
}

impl fmt::Debug for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
