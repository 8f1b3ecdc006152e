//! Scopes, and what is seen from a definition.

use std::collections::HashMap;

use super::error::Read;
use super::reader::Access::Constant;
use super::reader::{Entry, Reader};
use super::value::Value;
use crate::program::{CallArgument, NameId};
use crate::qasm::library::is_later;

impl<'t> Reader<'t> {
    pub(super) fn scope<T>(&mut self, inner: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let block = std::mem::replace(&mut self.block, self.scopes.len());
        let found = self.continued(inner);
        self.block = block;
        found
    }

    /// The rest of a block, whose variables are put back where it is over.
    pub(super) fn continued<T>(&mut self, inner: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.scopes.push(HashMap::new());
        let found = inner(self);
        self.scopes.pop();
        found
    }

    /// The body of a gate or a subroutine, which sees its parameters and what is constant.
    pub(super) fn framed<T>(
        &mut self,
        name: &str,
        arguments: Vec<(NameId, CallArgument)>,
        at: usize,
        inner: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Read<T> {
        let kernel = self.program.names.intern(name);
        self.out.tally.call(kernel, 1);
        let frame = std::mem::replace(&mut self.frame, self.scopes.len());
        let kernel = std::mem::replace(&mut self.kernel, kernel);
        let call = self.within.call(self.kernel, arguments);
        let around = self.within.enter(call);
        let found = self.nested(at, |r| r.scope(inner));
        self.within.leave(around);
        self.frame = frame;
        self.kernel = kernel;
        found
    }

    /// Outside of definitions.
    pub(super) fn is_main(&self) -> bool {
        self.frame == 0
    }

    pub(super) fn is_global(&self) -> bool {
        self.scopes.len() == 1
    }

    pub(super) fn declare(&mut self, name: &'t str, entry: Entry<'t>, at: usize) -> Read<()> {
        // A variable may have the name of a library's gate; it is reported where it is used.
        let is_gate = matches!(entry, Entry::Gate(..) | Entry::Known(_) | Entry::Def(_));
        // Gates that `qelib1.inc` has from later on may be defined by a text that was written before.
        let taken =
            is_gate && self.library_gate(name).is_some() && !(self.version == 2 && is_later(name));
        let mut block = self.scopes[self.block..].iter();
        if taken || block.any(|scope| scope.contains_key(name)) {
            return fault!(at, "`{name}` is already declared");
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name, entry);
        }
        Ok(())
    }

    fn visible(&self, entry: &Entry) -> bool {
        self.frame == 0
            || matches!(
                entry,
                Entry::Gate(..)
                    | Entry::Known(_)
                    | Entry::Def(_)
                    | Entry::Number(.., Constant)
                    | Entry::Bits(_, Constant)
                    | Entry::Array(.., Constant)
                    | Entry::Duration
            )
    }

    pub(super) fn look_up(&self, name: &str) -> Option<&Entry<'t>> {
        let mut local = self.scopes[self.frame..].iter().rev();
        let found = local.find_map(|scope| scope.get(name));
        found.or_else(|| {
            let found = self.scopes[0].get(name);
            found.filter(|entry| self.visible(entry))
        })
    }

    /// A variable that can be assigned to, and its scope.
    pub(super) fn variable(&self, name: &str) -> Option<(usize, &Entry<'t>)> {
        let mut local = self.scopes.iter().enumerate().skip(self.frame).rev();
        local.find_map(|(scope, names)| Some((scope, names.get(name)?)))
    }

    /// A variable that is about to change; a branch around keeps what it was.
    pub(super) fn changing(
        &mut self,
        scope: usize,
        name: &'t str,
        at: usize,
    ) -> Option<&mut Entry<'t>> {
        let entry = self.scopes.get_mut(scope)?.get_mut(name)?;
        if let Some(journal) = self.journal.last_mut() {
            let changed = journal.numbers.entry((scope, name));
            changed.or_insert_with(|| (entry.clone(), at));
        }
        Some(entry)
    }

    /// Gives a number a new value.
    pub(super) fn set_number(&mut self, scope: usize, name: &'t str, new: Value, at: usize) {
        if let Some(Entry::Number(_, value, _)) = self.changing(scope, name, at) {
            *value = Some(new);
        }
    }

    pub(super) fn unknown<T>(&self, name: &str, at: usize) -> Read<T> {
        match self.scopes[0].get(name) {
            Some(_) => fault!(
                at,
                "`{name}` is not constant, so a definition cannot use it"
            ),
            None => fault!(at, "`{name}` is not declared"),
        }
    }
}
