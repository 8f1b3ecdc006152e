//! What becomes of a value, and of its parts where they go different ways.

use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    Live,
    Used,
    /// Live only where the condition is as told.
    Branch {
        condition: String,
        live_when: bool,
    },
}

/// A field of a tuple, or an element of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Field(u32),
    Element(u64),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fate {
    /// That of every part that is not named.
    pub(super) state: State,
    /// The parts that go a way of their own.
    pub(super) parts: BTreeMap<Part, Fate>,
    /// Elements that were moved out and not put back, whose index is no number: if there are any, what is left is not
    /// told apart.
    pub(super) out: Vec<String>,
}

impl Fate {
    pub(super) fn new(state: State) -> Self {
        Fate {
            state,
            parts: BTreeMap::new(),
            out: Vec::new(),
        }
    }

    pub(super) fn set(&mut self, state: State) {
        *self = Fate::new(state);
    }

    /// The fate of a part.
    pub(super) fn part(&mut self, path: &[Part]) -> &mut Fate {
        let Some((first, rest)) = path.split_first() else {
            return self;
        };
        let state = &self.state;
        let part = self.parts.entry(*first);
        part.or_insert_with(|| Fate::new(state.clone())).part(rest)
    }

    /// Where two ways meet: `self` is what holds if the condition is false, `then` if it is true.
    pub(super) fn merge(&mut self, then: &Fate, condition: &str) {
        let keys: Vec<Part> = then
            .parts
            .keys()
            .chain(self.parts.keys())
            .copied()
            .collect();
        for key in keys {
            let then = then.clone().part(&[key]).clone();
            self.part(&[key]).merge(&then, condition);
        }
        let only_then = then.out.iter().filter(|out| !self.out.contains(out));
        self.out.extend(only_then.cloned().collect::<Vec<_>>());
        self.state = match (&then.state, &self.state) {
            (then, otherwise) if then == otherwise => return,
            (State::Live, State::Used) => State::Branch {
                condition: condition.into(),
                live_when: true,
            },
            (State::Used, State::Live) => State::Branch {
                condition: condition.into(),
                live_when: false,
            },
            (branch @ State::Branch { .. }, _) => branch.clone(),
            (_, otherwise) => otherwise.clone(),
        };
    }
}

/// The form of a value, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    Unknown,
    Tuple(Vec<Form>),
    /// A register with its length.
    Register(u64),
}

impl Form {
    pub(super) fn part(&self, part: Part) -> &Form {
        match (self, part) {
            (Form::Tuple(parts), Part::Field(k)) => parts.get(k as usize).unwrap_or(&Form::Unknown),
            _ => &Form::Unknown,
        }
    }
}
