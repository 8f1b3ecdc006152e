//! One way through the instructions of a program, branches included.

use super::instructions::Reader;
use super::{Action, BitId, Condition, Instructions, Output, Program};

/// What a [`walk`] meets, in order.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event<'p> {
    /// An instruction that is no branch.
    Do(Action<'p>),
    /// A branch begins, with the arm that is taken where the condition holds.
    If(&'p Condition),
    /// The other arm of the innermost branch begins.
    Else,
    /// The innermost branch ends.
    End,
}

impl<'p> Event<'p> {
    /// The condition that decides here: of a branch, or of one more round.
    pub(crate) fn condition(&self) -> Option<&'p Condition> {
        match self {
            Event::If(condition) => Some(condition),
            Event::Do(action) => action.repeats(),
            Event::Else | Event::End => None,
        }
    }
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

impl Program {
    /// Drops a program that may be nested deeper than the stack allows.
    pub(crate) fn dismantle(self) {
        for output in self.outputs {
            match output {
                Output::Bit(condition) => condition.dismantle(),
                Output::BitVector(all) => all.into_iter().for_each(Condition::dismantle),
                Output::Float(_) | Output::FloatVector(_) => {}
            }
        }
        let conditions = self.instructions.into_conditions().into_iter();
        conditions.for_each(Condition::dismantle);
    }
}

impl Condition {
    /// The bits that it depends on, in order; one that occurs twice comes twice.
    pub fn bits(&self) -> impl Iterator<Item = BitId> {
        let mut rest = vec![self];
        std::iter::from_fn(move || {
            loop {
                let condition = rest.pop()?;
                if let Condition::Bit(bit) = condition {
                    return Some(*bit);
                }
                rest.extend(condition.operands().rev());
            }
        })
    }

    /// For a condition that each of several bits has a value, the bits, no two the same, with their values.
    pub(crate) fn values(&self) -> Option<Vec<(BitId, bool)>> {
        self.compared()
            .filter(|(_, holds)| *holds)
            .map(|(bits, _)| bits)
    }

    /// For a condition that each of several bits has a value, or that not all of them have theirs, the bits, no two the same, with their
    /// values, and which of both it is.
    pub(crate) fn compared(&self) -> Option<(Vec<(BitId, bool)>, bool)> {
        let (first, is_negated) = match self {
            Condition::Not(inner) if !matches!(**inner, Condition::Bit(_)) => (&**inner, true),
            _ => (self, false),
        };
        // Alternatives: not all bits are what they are not in these.
        let flips = matches!(first, Condition::Or(..));
        let holds = flips == is_negated;
        let (mut rest, mut bits) = (vec![first], Vec::new());
        while let Some(condition) = rest.pop() {
            match condition {
                Condition::And(a, b) if !flips => rest.extend([&**b, &**a]),
                Condition::Or(a, b) if flips => rest.extend([&**b, &**a]),
                Condition::Bit(bit) => bits.push((*bit, !flips)),
                Condition::Not(inner) => match **inner {
                    Condition::Bit(bit) => bits.push((bit, flips)),
                    _ => return None,
                },
                _ => return None,
            }
        }
        let mut own: Vec<BitId> = bits.iter().map(|&(bit, _)| bit).collect();
        own.sort_unstable();
        let differ = own.windows(2).all(|pair| pair[0] != pair[1]);
        differ.then_some((bits, holds))
    }

    /// What its operator takes, in order.
    pub(crate) fn operands(&self) -> impl DoubleEndedIterator<Item = &Condition> {
        let (left, right) = match self {
            Condition::Not(inner) => (Some(inner), None),
            Condition::And(a, b) | Condition::Or(a, b) | Condition::Equal(a, b) => {
                (Some(a), Some(b))
            }
            Condition::Bit(_) | Condition::Constant(_) => (None, None),
        };
        left.into_iter().chain(right).map(|operand| &**operand)
    }

    /// Takes apart what `Drop` would take apart by recursion.
    fn dismantle(self) {
        let mut rest = vec![self];
        while let Some(condition) = rest.pop() {
            match condition {
                Condition::Not(inner) => rest.push(*inner),
                Condition::And(a, b) | Condition::Or(a, b) | Condition::Equal(a, b) => {
                    rest.extend([*a, *b]);
                }
                Condition::Bit(_) | Condition::Constant(_) => {}
            }
        }
    }

    /// Whether it holds for these bits, by number.
    pub fn holds(&self, bits: &[bool]) -> bool {
        self.holds_where(&|bit| bits[bit.index()])
    }

    /// Whether it holds, `bit` giving the value of each bit.
    pub(crate) fn holds_where(&self, bit: &dyn Fn(BitId) -> bool) -> bool {
        match self {
            Condition::Bit(id) => bit(*id),
            Condition::Not(inner) => !inner.holds_where(bit),
            Condition::And(a, b) => a.holds_where(bit) && b.holds_where(bit),
            Condition::Or(a, b) => a.holds_where(bit) || b.holds_where(bit),
            Condition::Equal(a, b) => a.holds_where(bit) == b.holds_where(bit),
            Condition::Constant(value) => *value,
        }
    }
}
