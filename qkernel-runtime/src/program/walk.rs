//! One way through the instructions of a program, branches included.

use std::collections::HashSet;
use std::fmt;

use super::instructions::Reader;
use super::{Action, BitId, Condition, Event, Instruction, Instructions, QubitId};

/// The qubits that are allocated, in order.
pub(crate) fn allocated(instructions: &Instructions) -> impl Iterator<Item = QubitId> {
    walk(instructions).filter_map(|event| match event {
        Event::Do(Action::Allocate { qubit, .. }) => Some(qubit),
        _ => None,
    })
}

/// For each event of the [`walk`], whether it is in a loop.
pub(crate) fn in_loops(instructions: &Instructions) -> Vec<bool> {
    let (mut inside, mut open) = (Vec::new(), Vec::new());
    for event in walk(instructions) {
        match event {
            Event::If(_) => open.push(inside.len()),
            Event::End => _ = open.pop(),
            Event::Do(action) if action.repeats().is_some() => {
                let start = open.last().copied().unwrap_or_default();
                inside[start..].fill(true);
            }
            _ => {}
        }
        inside.push(false);
    }
    inside
}

/// The instructions as a list, with one list for each arm of a branch: what `leaf` makes of an action at a time in that many
/// branches, and `branch` of its arms.
pub(crate) fn nested<'p, T>(
    instructions: &'p Instructions,
    mut leaf: impl FnMut(usize, usize, Action<'p>) -> Option<T>,
    branch: impl Fn(&'p Condition, Vec<T>, Vec<T>) -> Option<T>,
) -> Vec<T> {
    let (mut list, mut open) = (Vec::new(), Vec::new());
    for (time, event) in walk(instructions).enumerate() {
        match event {
            Event::Do(action) => list.extend(leaf(time, open.len(), action)),
            Event::If(condition) => open.push((condition, std::mem::take(&mut list), Vec::new())),
            Event::Else => {
                if let Some((_, _, then)) = open.last_mut() {
                    *then = std::mem::take(&mut list);
                }
            }
            Event::End => {
                if let Some((condition, before, then)) = open.pop() {
                    let otherwise = std::mem::replace(&mut list, before);
                    list.extend(branch(condition, then, otherwise));
                }
            }
        }
    }
    list
}

/// All instructions in order: for a branch [`Event::If`], its first arm, [`Event::Else`], its second arm, [`Event::End`].
///
/// ```
/// use qkernel_runtime::program::{BitId, Condition, Event, Instruction, Instructions, walk};
///
/// let branch = Instruction::Branch { condition: BitId::new(0).into(), then: vec![], otherwise: vec![] };
/// let instructions = Instructions::from(vec![branch]);
/// assert_eq!(walk(&instructions).filter(|event| matches!(event, Event::If(_))).count(), 1);
/// ```
pub fn walk(instructions: &Instructions) -> Walk<'_> {
    Walk(instructions.reader())
}

/// The iterator that [`walk`] returns.
#[derive(Clone, Debug)]
pub struct Walk<'p>(Reader<'p>);

impl<'p> Iterator for Walk<'p> {
    type Item = Event<'p>;

    fn next(&mut self) -> Option<Event<'p>> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len(), Some(self.0.len()))
    }
}

impl ExactSizeIterator for Walk<'_> {}

/// The events of the [`walk`].
impl<'p> IntoIterator for &'p Instructions {
    type Item = Event<'p>;
    type IntoIter = Walk<'p>;

    fn into_iter(self) -> Walk<'p> {
        walk(self)
    }
}

impl Instructions {
    /// All by themselves, with branches as lists.
    pub fn to_vec(&self) -> Vec<Instruction> {
        let leaf = |_, _, action: Action<'_>| Some(action.to_instruction());
        nested(self, leaf, |condition, then, otherwise| {
            Some(Instruction::Branch {
                condition: condition.clone(),
                then,
                otherwise,
            })
        })
    }
}

impl fmt::Debug for Instructions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

/// Whether they are the same, wherever their parts are kept.
impl PartialEq for Instructions {
    fn eq(&self, other: &Instructions) -> bool {
        walk(self).eq(walk(other))
    }
}

impl Condition {
    /// For a condition that each of several bits has a value, the bits, no two the same, with their values.
    pub(crate) fn values(&self) -> Option<Vec<(BitId, bool)>> {
        self.compared()
            .filter(|(_, holds)| *holds)
            .map(|(bits, _)| bits)
    }

    /// For a condition that each of several bits has a value, or that not all of them have theirs, the bits, no two the same, with their
    /// values, and which of both it is.
    pub(crate) fn compared(&self) -> Option<(Vec<(BitId, bool)>, bool)> {
        self.compared_up_to(usize::MAX)
    }

    /// The same for at most so many bits.
    pub(crate) fn compared_up_to(&self, most: usize) -> Option<(Vec<(BitId, bool)>, bool)> {
        let (first, is_negated) = match self {
            Condition::Not(inner) if !matches!(**inner, Condition::Bit(_)) => (&**inner, true),
            _ => (self, false),
        };
        // Alternatives: not all bits are what they are not in these.
        let flips = matches!(first, Condition::Or(..));
        let holds = flips == is_negated;
        let (mut rest, mut bits) = (vec![first], Vec::new());
        let mut seen = HashSet::new();
        while let Some(condition) = rest.pop() {
            let (bit, value) = match condition {
                Condition::And(a, b) if !flips => {
                    rest.extend([&**b, &**a]);
                    continue;
                }
                Condition::Or(a, b) if flips => {
                    rest.extend([&**b, &**a]);
                    continue;
                }
                Condition::Bit(bit) => (*bit, !flips),
                Condition::Not(inner) => match **inner {
                    Condition::Bit(bit) => (bit, flips),
                    _ => return None,
                },
                _ => return None,
            };
            // Each operator on the way has a bit of its own, so there are at most as many of these.
            if bits.len() == most || !seen.insert(bit) {
                return None;
            }
            bits.push((bit, value));
        }
        Some((bits, holds))
    }
}
