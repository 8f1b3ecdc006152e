//! The parts of conditions, each once. A bit that is changed in a loop shares parts with what it was before: spelled out, it may be
//! exponentially long, so whatever looks at conditions looks at these lists.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::{BitId, Condition};

/// A condition with something else in place of its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Operator<T> {
    Bit(BitId),
    Constant(bool),
    Not(T),
    And(T, T),
    Or(T, T),
    Equal(T, T),
}

impl<T> Operator<T> {
    pub(crate) fn map<U>(&self, mut to: impl FnMut(&T) -> U) -> Operator<U> {
        match self {
            Operator::Bit(bit) => Operator::Bit(*bit),
            Operator::Constant(value) => Operator::Constant(*value),
            Operator::Not(a) => Operator::Not(to(a)),
            Operator::And(a, b) => Operator::And(to(a), to(b)),
            Operator::Or(a, b) => Operator::Or(to(a), to(b)),
            Operator::Equal(a, b) => Operator::Equal(to(a), to(b)),
        }
    }

    /// What it takes, in order.
    pub(crate) fn operands(&self) -> impl DoubleEndedIterator<Item = &T> {
        let (left, right) = match self {
            Operator::Bit(_) | Operator::Constant(_) => (None, None),
            Operator::Not(a) => (Some(a), None),
            Operator::And(a, b) | Operator::Or(a, b) | Operator::Equal(a, b) => (Some(a), Some(b)),
        };
        left.into_iter().chain(right)
    }
}

/// Parts of conditions, no two the same, operands before what takes them.
#[derive(Debug, Default)]
pub(crate) struct Parts<'c> {
    pub(crate) list: Vec<Operator<u32>>,
    numbers: HashMap<Operator<u32>, u32>,
    /// The numbers of parts that several others may have, by their addresses.
    shared: HashMap<*const Condition, u32>,
    /// A condition for each part.
    pub(crate) conditions: Vec<&'c Condition>,
}

impl<'c> Parts<'c> {
    /// The number of a condition; its parts that are not there yet are added, left ones first.
    pub(crate) fn add(&mut self, condition: &'c Condition) -> u32 {
        // What is to be looked at, and whether its operands were.
        let mut open = vec![(condition, false, false)];
        let mut found: Vec<u32> = Vec::new();
        while let Some((condition, is_shared, is_ready)) = open.pop() {
            if is_shared && let Some(&number) = self.shared.get(&std::ptr::from_ref(condition)) {
                found.push(number);
                continue;
            }
            let operator = condition.operator();
            let count = operator.operands().count();
            if !is_ready && count > 0 {
                open.push((condition, is_shared, true));
                let operands = operator.operands().rev();
                open.extend(operands.map(|&of| (&**of, Arc::strong_count(of) > 1, false)));
                continue;
            }
            let mut operands = found.split_off(found.len() - count).into_iter();
            let part = operator.map(|_| operands.next().unwrap_or_default());
            let number = self.number(part, condition);
            if is_shared {
                self.shared.insert(condition, number);
            }
            found.push(number);
        }
        found.pop().unwrap_or_default()
    }

    /// The bits that are among the parts.
    pub(crate) fn bits(&self) -> impl Iterator<Item = BitId> {
        let bit = |part: &Operator<u32>| match part {
            Operator::Bit(bit) => Some(*bit),
            _ => None,
        };
        self.list.iter().filter_map(bit)
    }

    fn number(&mut self, part: Operator<u32>, condition: &'c Condition) -> u32 {
        match self.numbers.entry(part) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.list.push(part);
                self.conditions.push(condition);
                *new.insert(self.list.len() as u32 - 1)
            }
        }
    }
}

/// Computes something of each part, given that of its operands.
pub(crate) fn fold<T>(list: &[Operator<u32>], mut of: impl FnMut(Operator<&T>) -> T) -> Vec<T> {
    let mut values: Vec<T> = Vec::with_capacity(list.len());
    for part in list {
        let value = of(part.map(|&operand| &values[operand as usize]));
        values.push(value);
    }
    values
}

impl Condition {
    /// Its parts, each once, operands first: the last one is the condition.
    pub(crate) fn parts(&self) -> Vec<Operator<u32>> {
        let mut parts = Parts::default();
        parts.add(self);
        parts.list
    }

    /// Computes something of it, operands first.
    pub(crate) fn fold<T>(&self, of: impl FnMut(Operator<&T>) -> T) -> Option<T> {
        fold(&self.parts(), of).pop()
    }

    /// The operator and what it takes.
    pub(crate) fn operator(&self) -> Operator<&Arc<Condition>> {
        match self {
            Condition::Bit(bit) => Operator::Bit(*bit),
            Condition::Constant(value) => Operator::Constant(*value),
            Condition::Not(a) => Operator::Not(a),
            Condition::And(a, b) => Operator::And(a, b),
            Condition::Or(a, b) => Operator::Or(a, b),
            Condition::Equal(a, b) => Operator::Equal(a, b),
        }
    }

    /// The bits that it depends on, each once, in the order in which they first occur.
    pub fn bits(&self) -> impl Iterator<Item = BitId> {
        let (one, others) = match self {
            Condition::Bit(bit) => (Some(*bit), Vec::new()),
            _ => {
                let mut parts = Parts::default();
                parts.add(self);
                (None, parts.bits().collect())
            }
        };
        one.into_iter().chain(others)
    }

    /// What is known of it once these bits are: its value, or else the first bit on which it depends still.
    pub(crate) fn known(&self, bits: &[(BitId, bool)]) -> Result<bool, BitId> {
        let value = |id| bits.iter().find(|(bit, _)| *bit == id).map(|bit| bit.1);
        known(&self.parts(), value).pop().unwrap_or(Ok(false))
    }

    /// Whether it holds for these bits, by number.
    pub fn holds(&self, bits: &[bool]) -> bool {
        match self {
            Condition::Bit(bit) => bits[bit.index()],
            Condition::Constant(value) => *value,
            _ => holds(&self.parts(), &|bit| bits[bit.index()]),
        }
    }
}

/// Whether the last one of these parts holds, `bit` giving the value of each bit.
pub(crate) fn holds(parts: &[Operator<u32>], bit: &dyn Fn(BitId) -> bool) -> bool {
    match parts {
        [Operator::Bit(id)] => bit(*id),
        _ => values(parts, bit).pop().unwrap_or_default(),
    }
}

/// Which of these parts hold, `bit` giving the value of each bit.
pub(crate) fn values(parts: &[Operator<u32>], bit: &dyn Fn(BitId) -> bool) -> Vec<bool> {
    fold(parts, |part| match part {
        Operator::Bit(id) => bit(id),
        Operator::Constant(value) => value,
        Operator::Not(a) => !a,
        Operator::And(a, b) => *a && *b,
        Operator::Or(a, b) => *a || *b,
        Operator::Equal(a, b) => a == b,
    })
}

/// What is known of each of these parts, `bit` giving the values of the bits that are known: its value, or else the first bit from the
/// left on which it depends still.
pub(crate) fn known(
    parts: &[Operator<u32>],
    bit: impl Fn(BitId) -> Option<bool>,
) -> Vec<Result<bool, BitId>> {
    let both = |a: Result<bool, BitId>, b: Result<bool, BitId>, decides: bool| match (a, b) {
        (Ok(value), _) | (_, Ok(value)) if value == decides => Ok(decides),
        (Ok(_), b) => b,
        (Err(bit), _) => Err(bit),
    };
    fold(parts, |part: Operator<&Result<bool, BitId>>| match part {
        Operator::Bit(id) => bit(id).ok_or(id),
        Operator::Constant(value) => Ok(value),
        Operator::Not(a) => a.map(|value| !value),
        Operator::And(a, b) => both(*a, *b, false),
        Operator::Or(a, b) => both(*a, *b, true),
        Operator::Equal(a, b) => Ok((*a)? == (*b)?),
    })
}

/// Two that are the same written out.
impl PartialEq for Condition {
    fn eq(&self, other: &Condition) -> bool {
        match (self, other) {
            (Condition::Bit(a), Condition::Bit(b)) => a == b,
            (Condition::Constant(a), Condition::Constant(b)) => a == b,
            _ if std::mem::discriminant(self) != std::mem::discriminant(other) => false,
            _ => {
                let mut parts = Parts::default();
                parts.add(self) == parts.add(other)
            }
        }
    }
}

/// Deep ones are taken apart without recursion.
impl Drop for Condition {
    fn drop(&mut self) {
        let mut open = Vec::new();
        take(self, &mut open);
        while let Some(mut condition) = open.pop() {
            take(&mut condition, &mut open);
        }
    }
}

/// Takes the operands that nothing else has.
fn take(condition: &mut Condition, open: &mut Vec<Condition>) {
    let mut own = |operand: &mut Arc<Condition>| {
        if let Some(inner) = Arc::get_mut(operand)
            && inner.operator().operands().next().is_some()
        {
            open.push(std::mem::replace(inner, Condition::Constant(false)));
        }
    };
    match condition {
        Condition::Bit(_) | Condition::Constant(_) => {}
        Condition::Not(a) => own(a),
        Condition::And(a, b) | Condition::Or(a, b) | Condition::Equal(a, b) => {
            own(a);
            own(b);
        }
    }
}

/// How many parts are written as operators in each other.
const WRITTEN: usize = 100;

/// Small ones as they would be by `derive`, others as the list of their parts, which refer to each other by number.
impl std::fmt::Debug for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let size = |part: Operator<&usize>| {
            let sizes = part.operands().map(|size| **size);
            sizes.fold(1, usize::saturating_add)
        };
        if self.fold(size) > Some(WRITTEN) {
            return f.debug_list().entries(self.parts()).finish();
        }
        match self {
            Condition::Bit(bit) => f.debug_tuple("Bit").field(bit).finish(),
            Condition::Constant(value) => f.debug_tuple("Constant").field(value).finish(),
            Condition::Not(a) => f.debug_tuple("Not").field(a).finish(),
            Condition::And(a, b) => f.debug_tuple("And").field(a).field(b).finish(),
            Condition::Or(a, b) => f.debug_tuple("Or").field(a).field(b).finish(),
            Condition::Equal(a, b) => f.debug_tuple("Equal").field(a).field(b).finish(),
        }
    }
}
