//! Registers for measured bits, and conditions on them.

use std::collections::HashSet;

use super::names::Names;
use crate::program::{Action, BitId, Condition, Event, Output, Program, walk};

/// The registers of bits, and the place of each bit in one.
pub(super) struct Bits {
    /// Names and sizes, in the order of declaration.
    pub(super) registers: Vec<(String, usize)>,
    place: Vec<(usize, usize)>,
}

/// The bits of a result if each of them is a bit of its own.
fn plain(output: &Output) -> Option<Vec<BitId>> {
    let conditions = match output {
        Output::Bit(condition) => std::slice::from_ref(condition),
        Output::BitVector(conditions) => conditions,
        Output::Float(_) | Output::FloatVector(_) => return None,
    };
    let bit = |condition: &Condition| match condition {
        Condition::Bit(bit) => Some(*bit),
        _ => None,
    };
    conditions.iter().map(bit).collect()
}

impl Bits {
    /// A register for each result that is made of measured bits, `c`, or `c0`, `c1`, .. if there are several; one for
    /// each of `groups`; and one for all other bits.
    pub(super) fn new(program: &Program, groups: &[Vec<BitId>], names: &mut Names) -> Bits {
        let mut grouped = vec![None; program.bits];
        for (number, group) in groups.iter().enumerate() {
            for bit in group {
                grouped[bit.index()] = Some(number);
            }
        }
        let mut taken = HashSet::new();
        let results: Vec<Vec<BitId>> = program
            .outputs
            .iter()
            .filter_map(plain)
            .filter(|bits| {
                let mut own = HashSet::new();
                let alone = |bit: &BitId| grouped[bit.index()].is_none();
                let fits = bits
                    .iter()
                    .all(|bit| !taken.contains(bit) && own.insert(*bit))
                    && (bits.iter().all(alone) || groups.contains(bits));
                if fits {
                    taken.extend(own);
                }
                fits && !bits.is_empty()
            })
            .collect();
        let several = results.len() > 1;
        let name = |number| {
            if several {
                format!("c{number}")
            } else {
                "c".into()
            }
        };
        let mut lists: Vec<(String, Vec<BitId>)> = results
            .into_iter()
            .enumerate()
            .map(|(number, bits)| (name(number), bits))
            .collect();
        for (number, group) in groups.iter().enumerate() {
            if !group.iter().any(|bit| taken.contains(bit)) {
                taken.extend(group);
                lists.push((format!("m{number}"), group.clone()));
            }
        }
        // A bit that a loop measures again goes where the one that was measured before it is.
        let mut again = Vec::new();
        for (first, later) in measured_again(program) {
            let grouped = grouped[first.index()].is_some() || grouped[later.index()].is_some();
            if !grouped && !taken.contains(&later) && !taken.contains(&first) {
                taken.insert(later);
                again.push((first, later));
            }
        }
        let others: Vec<BitId> = (0..program.bits)
            .map(BitId::new)
            .filter(|bit| !taken.contains(bit))
            .collect();
        if !others.is_empty() {
            lists.push(("m".into(), others));
        }
        let mut place = vec![(0, 0); program.bits];
        let registers = lists.into_iter().enumerate().map(|(number, (name, bits))| {
            for (index, bit) in bits.iter().enumerate() {
                place[bit.index()] = (number, index);
            }
            (names.fresh(&name), bits.len())
        });
        let registers = registers.collect();
        for (first, later) in again {
            place[later.index()] = place[first.index()];
        }
        Bits { registers, place }
    }

    /// The name of the register that a bit is in, and its number there.
    pub(super) fn place(&self, bit: BitId) -> (&str, usize) {
        let (register, index) = self.place[bit.index()];
        (&self.registers[register].0, index)
    }

    /// `c[0]`.
    pub(super) fn text(&self, bit: BitId) -> String {
        let (register, index) = self.place(bit);
        format!("{register}[{index}]")
    }

    /// A condition as OpenQASM 3 writes it.
    pub(super) fn condition(&self, condition: &Condition) -> String {
        let inner = |condition: &Condition| match condition {
            Condition::And(..) | Condition::Or(..) | Condition::Equal(..) => {
                format!("({})", self.condition(condition))
            }
            _ => self.condition(condition),
        };
        match condition {
            Condition::Bit(bit) => self.text(*bit),
            Condition::Not(a) => format!("!{}", inner(a)),
            Condition::And(a, b) => format!("{} && {}", inner(a), inner(b)),
            Condition::Or(a, b) => format!("{} || {}", inner(a), inner(b)),
            Condition::Equal(a, b) => format!("{} == {}", inner(a), inner(b)),
            Condition::Constant(value) => value.to_string(),
        }
    }
}

/// What is known of a condition once these bits are.
pub(super) fn known(condition: &Condition, bits: &[(BitId, bool)]) -> Result<bool, BitId> {
    let both = |a: &Condition, b: &Condition, decides: bool| match known(a, bits) {
        Ok(value) if value == decides => Ok(decides),
        Ok(_) => known(b, bits),
        Err(bit) => match known(b, bits) {
            Ok(value) if value == decides => Ok(decides),
            _ => Err(bit),
        },
    };
    match condition {
        Condition::Bit(bit) => bits
            .iter()
            .find(|(known, _)| known == bit)
            .map_or(Err(*bit), |&(_, value)| Ok(value)),
        Condition::Not(a) => known(a, bits).map(|value| !value),
        Condition::And(a, b) => both(a, b, false),
        Condition::Or(a, b) => both(a, b, true),
        Condition::Equal(a, b) => Ok(known(a, bits)? == known(b, bits)?),
        Condition::Constant(value) => Ok(*value),
    }
}

/// For loops on one bit: the bit that is measured before it, and the one that is measured in its rounds, where nothing else
/// asks for the first one.
fn measured_again(program: &Program) -> Vec<(BitId, BitId)> {
    let mut uses = vec![0usize; program.bits];
    let mut count = |condition: &Condition| {
        for bit in condition.bits() {
            uses[bit.index()] += 1;
        }
    };
    for event in walk(&program.instructions) {
        match event {
            Event::If(condition) | Event::Do(Action::Again { condition, .. }) => count(condition),
            _ => {}
        }
    }
    for output in &program.outputs {
        match output {
            Output::Bit(condition) => count(condition),
            Output::BitVector(all) => all.iter().for_each(&mut count),
            Output::Float(_) | Output::FloatVector(_) => {}
        }
    }
    let mut found = Vec::new();
    // For each arm around, its branch's condition and what is measured in it, and so in each round of what is in it.
    let mut arms: Vec<(Option<&Condition>, HashSet<BitId>)> = vec![(None, HashSet::new())];
    for event in walk(&program.instructions) {
        match event {
            Event::Do(Action::Measure { bit, .. }) => {
                if let Some((_, measured)) = arms.last_mut() {
                    measured.insert(bit);
                }
            }
            Event::If(condition) => arms.push((Some(condition), HashSet::new())),
            Event::Else => {
                if let Some((_, measured)) = arms.last_mut() {
                    measured.clear();
                }
            }
            Event::End => drop(arms.pop()),
            Event::Do(Action::Again {
                condition: again, ..
            }) => {
                let [.., (_, measured), (Some(condition), _)] = &arms[..] else {
                    continue;
                };
                let pair = match (condition, again) {
                    (Condition::Bit(a), Condition::Bit(b)) => Some((*a, *b)),
                    // Where no round is done, the second one is 0.
                    (Condition::Not(a), Condition::Not(b)) => match (&**a, &**b) {
                        (Condition::Bit(a), Condition::Bit(b)) if uses[b.index()] == 1 => {
                            Some((*a, *b))
                        }
                        _ => None,
                    },
                    _ => None,
                };
                found.extend(
                    pair.filter(|(a, b)| a != b && uses[a.index()] == 1 && measured.contains(a)),
                );
            }
            Event::Do(_) => {}
        }
    }
    found
}
