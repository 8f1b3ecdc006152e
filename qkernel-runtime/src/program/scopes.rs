//! What instructions are part of: calls of kernels, loops and their rounds, arms of branches.

use std::ops::Range;

use super::{Affine, NameId, QubitId, ScopeId};

/// A part of a program that the source tells apart.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Scope {
    /// A call of a kernel.
    Call(Box<Call>),
    /// A loop; its rounds are inside of it.
    Loop(Box<Loop>),
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
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Scopes {
    list: Vec<(ScopeId, Scope)>,
}

impl Scopes {
    /// Adds a scope inside of another one.
    pub fn push(&mut self, outer: ScopeId, scope: Scope) -> ScopeId {
        self.list.push((outer, scope));
        ScopeId::new(self.list.len())
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.list.reserve_exact(count);
    }

    /// The scope with this id, and the one around it; none for [`ScopeId::ENTRY`].
    pub fn get(&self, id: ScopeId) -> Option<(ScopeId, &Scope)> {
        let (outer, scope) = self.list.get(id.index().checked_sub(1)?)?;
        Some((*outer, scope))
    }

    /// The scope with this id and those around it, from the inside out.
    pub fn way(&self, id: ScopeId) -> impl Iterator<Item = (ScopeId, &Scope)> {
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
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All scopes with what is around each, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (ScopeId, &Scope)> {
        self.list.iter().map(|(outer, scope)| (*outer, scope))
    }

    /// Puts another scope in the place of one.
    pub(crate) fn replace(&mut self, id: ScopeId, scope: Scope) {
        let place = id.index().checked_sub(1);
        if let Some((_, old)) = place.and_then(|place| self.list.get_mut(place)) {
            *old = scope;
        }
    }

    /// Takes away a scope and all after it.
    pub(crate) fn cut(&mut self, id: ScopeId) {
        self.list.truncate(id.index().saturating_sub(1));
    }
}
