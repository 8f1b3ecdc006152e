//! A program as a text says it: gates, measurements and resets on wires, branches with their arms.

use crate::program::{Action, BitId, Condition, Event, Program, Wires, in_loops, walk};

/// One statement of a text.
pub(super) enum Step<'p> {
    /// A gate or an operation; of allocations those of wires that may not be in |0>.
    Do(Action<'p>),
    /// A branch, of which an arm does something.
    Branch {
        condition: &'p Condition,
        then: Vec<Step<'p>>,
        otherwise: Vec<Step<'p>>,
    },
}

impl Step<'_> {
    /// Whether a measurement in it is into this bit.
    pub(super) fn writes(&self, into: BitId) -> bool {
        match self {
            Step::Do(action) => action.written() == Some(into),
            Step::Branch {
                then, otherwise, ..
            } => then.iter().chain(otherwise).any(|step| step.writes(into)),
        }
    }
}

/// The steps of a loop and the condition for one more round, where an arm is one.
pub(super) fn repeated<'s, 'p>(arm: &'s [Step<'p>]) -> Option<(&'s [Step<'p>], &'p Condition)> {
    let (last, body) = arm.split_last()?;
    match last {
        Step::Do(action) => Some((body, action.repeats()?)),
        Step::Branch { .. } => None,
    }
}

/// A branch whose end is still to come.
struct Open<'p> {
    condition: &'p Condition,
    /// What comes before it.
    before: Vec<Step<'p>>,
    then: Vec<Step<'p>>,
}

/// The statements for a program that is well formed. A qubit that begins on a wire that is not known to be in |0> is reset.
pub(super) fn steps<'p>(program: &'p Program, wires: &Wires) -> Vec<Step<'p>> {
    // Within a branch a wire only ever stops to be known, so that both arms may be followed one after the other.
    let mut zero = vec![true; wires.count()];
    let (mut done, mut open) = (Vec::new(), Vec::<Open>::new());
    let in_loops = in_loops(&program.instructions);
    for (event, in_loop) in walk(&program.instructions).zip(in_loops) {
        match event {
            Event::If(condition) => open.push(Open {
                condition,
                before: std::mem::take(&mut done),
                then: Vec::new(),
            }),
            Event::Else => {
                if let Some(branch) = open.last_mut() {
                    branch.then = std::mem::take(&mut done);
                }
            }
            Event::End => {
                if let Some(Open {
                    condition,
                    before,
                    then,
                }) = open.pop()
                {
                    let otherwise = std::mem::replace(&mut done, before);
                    if !(then.is_empty() && otherwise.is_empty()) {
                        done.push(Step::Branch {
                            condition,
                            then,
                            otherwise,
                        });
                    }
                }
            }
            Event::Do(action) => match action {
                Action::Allocate { qubit, .. } => {
                    let wire = wires.wire(qubit);
                    // In a later round it may be anything.
                    if !zero[wire] || in_loop {
                        done.push(Step::Do(action));
                        zero[wire] = open.is_empty();
                    }
                }
                Action::Discard { .. } => {}
                _ => {
                    let clears = action.about().is_some_and(|about| about.clears);
                    for qubit in action.qubits() {
                        let zero = &mut zero[wires.wire(qubit)];
                        *zero = clears && (*zero || open.is_empty());
                    }
                    done.push(Step::Do(action));
                }
            },
        }
    }
    done
}
