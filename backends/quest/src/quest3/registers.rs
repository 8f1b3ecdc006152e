//! The registers on QuEST's thread, by their numbers.

use std::collections::BTreeMap;

use quest_bind::{QuestEnv, Qureg};

use super::gates::{Register, done};
use crate::end::end;
use crate::worker::Family;

/// The registers on QuEST's thread.
#[derive(Debug)]
pub(super) struct Registers3;

impl Family for Registers3 {
    type Registers<'a> = Registers<'a>;
}

#[derive(Debug)]
pub(super) struct Registers<'a> {
    env: &'a QuestEnv,
    all: BTreeMap<usize, Register<'a>>,
    next: usize,
}

impl<'a> Registers<'a> {
    pub(super) fn new(env: &'a QuestEnv) -> Registers<'a> {
        Registers {
            env,
            all: BTreeMap::new(),
            next: 0,
        }
    }

    pub(super) fn add(&mut self, qubits: usize) -> usize {
        let quest = done(Qureg::try_new(qubits as i32, self.env));
        self.next += 1;
        self.all.insert(self.next, Register::new(quest, qubits));
        self.next
    }

    pub(super) fn remove(&mut self, id: usize) {
        self.all.remove(&id);
    }

    pub(super) fn get(&mut self, id: usize) -> &mut Register<'a> {
        match self.all.get_mut(&id) {
            Some(register) => register,
            None => end("a register is gone"),
        }
    }

    /// Two different ones.
    pub(super) fn pair<T>(
        &mut self,
        a: usize,
        b: usize,
        f: impl FnOnce(&mut Register<'a>, &mut Register<'a>) -> T,
    ) -> T {
        let Some(mut first) = self.all.remove(&a) else {
            end("a register is gone")
        };
        let result = f(&mut first, self.get(b));
        self.all.insert(a, first);
        result
    }
}
