//! The calls and loops around an instruction, while a program is listed.

use std::ops::Range;

use super::{Call, CallArgument, Loop, NameId, QubitId, Scope, ScopeId, Scopes};

/// The calls and loops around what is being run.
#[derive(Debug, Default)]
pub(crate) struct Within {
    pub(crate) scopes: Scopes,
    /// The innermost.
    scope: Option<ScopeId>,
    /// The last scope that an instruction may be in.
    used: Option<ScopeId>,
    /// How many controls the modifiers around put on each gate.
    pub(crate) controls: usize,
    /// How many modifiers around undo what is listed.
    pub(crate) inverses: usize,
}

impl Within {
    /// The innermost scope, for an instruction.
    pub(crate) fn here(&mut self) -> ScopeId {
        self.used = self.used.max(self.scope);
        self.scope.unwrap_or(ScopeId::ENTRY)
    }

    /// Enters a scope; returns what [`leave`](Within::leave) takes.
    pub(crate) fn enter(&mut self, scope: Scope) -> Option<ScopeId> {
        let outer = self.scope;
        let around = outer.unwrap_or(ScopeId::ENTRY);
        self.scope = Some(self.scopes.push(around, scope));
        outer
    }

    /// Says what the innermost loop is, where that was not known when it was entered.
    pub(crate) fn becomes(&mut self, met: Loop) {
        if let Some(known) = self.scope.and_then(|id| self.scopes.loop_mut(id)) {
            *known = met;
        }
    }

    /// Leaves the innermost scope, which is forgotten if no instruction is in it: a kernel may compute for long.
    pub(crate) fn leave(&mut self, outer: Option<ScopeId>) {
        if let Some(scope) = self.scope
            && self.used < self.scope
        {
            self.scopes.cut(scope);
        }
        self.scope = outer;
    }

    /// A call under the modifiers around.
    pub(crate) fn call(&self, kernel: NameId, arguments: Vec<(NameId, CallArgument)>) -> Scope {
        Scope::Call(Call {
            kernel,
            controls: self.controls,
            inverted: self.inverses % 2 == 1,
            arguments,
        })
    }
}

/// The numbers of qubits, those that follow each other together.
pub(crate) fn runs<'q>(qubits: impl IntoIterator<Item = &'q QubitId>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for qubit in qubits {
        let number = qubit.index();
        match runs.last_mut() {
            Some(run) if run.end == number => run.end += 1,
            _ => runs.push(number..number + 1),
        }
    }
    runs
}
