//! The variables of a kernel. Each has one id, given by [`crate::resolve`]; what a pass knows of them is a list by id.

use std::collections::HashSet;
use std::ops::{Index, IndexMut, Range};

use proc_macro2::Ident;

use super::{Inferred, Kernel, Name};
use crate::error::{Position, position};

/// The index of a variable in the order of the definitions. Those of the parameters are their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VarId(usize);

impl VarId {
    pub(crate) fn number(self) -> usize {
        self.0
    }
}

/// The variables that are defined in a block, those in its inner blocks too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Own(Range<usize>);

impl Own {
    pub(crate) fn ids(&self) -> impl DoubleEndedIterator<Item = VarId> + use<> {
        self.0.clone().map(VarId)
    }
}

pub(crate) struct Variable {
    /// The token that defines it.
    pub(crate) name: Ident,
    pub(crate) kind: VariableKind,
    /// What is known of the value that its definition gives it.
    pub(crate) inferred: Inferred,
    /// Whether it occurs in what was refused, so that it is not known what becomes of it.
    pub(crate) doubtful: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VariableKind {
    Parameter,
    Local,
    Loop {
        /// Whether it was declared `mut`.
        mutable: bool,
    },
}

/// Something of each variable.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ByVariable<T>(Vec<T>);

impl<T> Default for ByVariable<T> {
    fn default() -> Self {
        ByVariable(Vec::new())
    }
}

impl<T> Index<VarId> for ByVariable<T> {
    type Output = T;

    fn index(&self, id: VarId) -> &T {
        &self.0[id.0]
    }
}

impl<T> IndexMut<VarId> for ByVariable<T> {
    fn index_mut(&mut self, id: VarId) -> &mut T {
        &mut self.0[id.0]
    }
}

impl<T> ByVariable<T> {
    pub(crate) fn add(&mut self, of_next: T) -> VarId {
        self.0.push(of_next);
        VarId(self.0.len() - 1)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = VarId> + Clone + use<T> {
        (0..self.0.len()).map(VarId)
    }

    /// Those that were added after there were `count`.
    pub(crate) fn own_after(&self, count: usize) -> Own {
        Own(count..self.0.len())
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// With what another list has of each.
    pub(crate) fn zip<U>(&mut self, others: ByVariable<U>) -> impl Iterator<Item = (&mut T, U)> {
        self.0.iter_mut().zip(others.0)
    }
}

impl ByVariable<Variable> {
    /// Another list, with the same for each.
    pub(crate) fn each<T: Clone>(&self, value: T) -> ByVariable<T> {
        ByVariable(vec![value; self.0.len()])
    }
}

impl Kernel {
    /// Where variables of which this holds are read.
    pub(crate) fn reads(&self, of: impl Fn(VarId) -> bool) -> HashSet<Position> {
        let mut places = HashSet::new();
        self.body.walk(&mut |expr| {
            if let Some(name) = expr.name()
                && name.variable.is_some_and(&of)
            {
                places.insert(position(name.ident.span()));
            }
        });
        places
    }
}

impl Name {
    pub(crate) fn new(ident: Ident) -> Self {
        Name {
            ident,
            variable: None,
        }
    }
}
