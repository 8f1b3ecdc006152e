//! Bits that a loop measures again.

use std::collections::HashSet;

use crate::program::parts::Parts;
use crate::program::{Action, BitId, Condition, Event, Output, Program, walk};

/// For loops on one bit: the bit that is measured before it, and the one that is measured in its rounds, where nothing else
/// asks for the first one.
pub(super) fn measured_again<'p>(program: &'p Program) -> Vec<(BitId, BitId)> {
    let mut uses = vec![0usize; program.bits];
    // In longer conditions, each once for all of them.
    let mut longer = Parts::default();
    let mut count = |condition: &'p Condition| {
        let bit = match condition {
            Condition::Not(inner) => &**inner,
            condition => condition,
        };
        match bit {
            Condition::Bit(bit) => uses[bit.index()] += 1,
            _ => _ = longer.add(condition),
        }
    };
    for event in walk(&program.instructions) {
        event.condition().into_iter().for_each(&mut count);
    }
    for output in &program.outputs {
        match output {
            Output::Bit(condition) => count(condition),
            Output::BitVector(all) => all.iter().for_each(&mut count),
            Output::Float(_) | Output::FloatVector(_) => {}
        }
    }
    longer.bits().for_each(|bit| uses[bit.index()] += 1);
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
            Event::Do(action) if let Some(again) = action.repeats() => {
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
