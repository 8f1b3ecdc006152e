//! What becomes of a value, and of its parts where they go different ways.

use std::collections::BTreeMap;

use crate::error::Way;
use crate::rules::qubits::register::{Condition, Register};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Liveness {
    Live,
    Used,
    /// Live only on this way.
    Branch(Way),
}

#[derive(Clone)]
pub(super) struct Fate<'k> {
    /// That of every field that is not named.
    pub(super) liveness: Liveness,
    /// The fields that go a way of their own.
    pub(super) fields: BTreeMap<u32, Fate<'k>>,
    /// The elements, if it is a register.
    pub(super) register: Register<'k>,
}

impl<'k> Fate<'k> {
    pub(super) fn new(state: Liveness) -> Self {
        Fate {
            liveness: state,
            fields: BTreeMap::new(),
            register: Register::WHOLE,
        }
    }

    /// The fate of a part.
    pub(super) fn part(&mut self, path: &[u32]) -> &mut Fate<'k> {
        let Some((first, rest)) = path.split_first() else {
            return self;
        };
        let state = &self.liveness;
        let field = self.fields.entry(*first);
        field.or_insert_with(|| Fate::new(state.clone())).part(rest)
    }

    /// Where two ways meet: `self` is what holds if the condition is false, `then` if it is true.
    pub(super) fn merge(&mut self, then: &Fate<'k>, condition: &Condition) {
        let keys: Vec<u32> = (then.fields.keys().chain(self.fields.keys()))
            .copied()
            .collect();
        for key in keys {
            let then = then.clone().part(&[key]).clone();
            self.part(&[key]).merge(&then, condition);
        }
        if condition.repeats && then.liveness != Liveness::Live && self.liveness == Liveness::Live {
            // The next round finds it moved, as rustc reports.
            self.liveness = Liveness::Used;
            self.register.certain = false;
            return;
        }
        match (&then.liveness, &self.liveness) {
            // What is out on one way is used on both.
            (Liveness::Used, Liveness::Live) => self.register.certain = false,
            (Liveness::Live, Liveness::Used) => self.register = then.register.clone().uncertain(),
            _ => self.register.merge(&then.register, condition),
        }
        self.liveness = match (&then.liveness, &self.liveness) {
            (then, otherwise) if then == otherwise => return,
            (Liveness::Live, Liveness::Used) => Liveness::Branch(condition.ways[1].clone()),
            (Liveness::Used, Liveness::Live) => Liveness::Branch(condition.ways[0].clone()),
            (branch @ Liveness::Branch(_), _) => branch.clone(),
            (_, otherwise) => otherwise.clone(),
        };
    }

    /// After a loop that began with `before`.
    pub(super) fn repeat(&mut self, before: &Fate<'k>) {
        for (key, field) in &mut self.fields {
            field.repeat(before.clone().part(&[*key]));
        }
        self.register.repeat(&before.register);
    }
}
