//! A program as a text says it: gates, measurements and resets on wires, branches with their arms.

use crate::program::{Action, BitId, Condition, Program, Wires, in_loops, nested};

/// One statement of a text.
pub(super) enum ActionTree<'p> {
    /// A gate or an operation; of allocations those of wires that may not be in |0>.
    Do(Action<'p>),
    /// A branch, of which an arm does something.
    Branch {
        condition: &'p Condition,
        then: Vec<ActionTree<'p>>,
        otherwise: Vec<ActionTree<'p>>,
    },
}

impl ActionTree<'_> {
    /// Whether a measurement in it is into this bit.
    pub(super) fn writes(&self, into: BitId) -> bool {
        match self {
            ActionTree::Do(action) => action.written() == Some(into),
            ActionTree::Branch {
                then, otherwise, ..
            } => then
                .iter()
                .chain(otherwise)
                .any(|statement| statement.writes(into)),
        }
    }
}

/// The statements of a loop and the condition for one more round, where an arm is one.
pub(super) fn repeated<'s, 'p>(
    arm: &'s [ActionTree<'p>],
) -> Option<(&'s [ActionTree<'p>], &'p Condition)> {
    let (last, body) = arm.split_last()?;
    match last {
        ActionTree::Do(action) => Some((body, action.repeats()?)),
        ActionTree::Branch { .. } => None,
    }
}

/// The statements for a program that is well formed. A qubit that begins on a wire that is not known to be in |0> is reset.
pub(super) fn statements<'p>(program: &'p Program, wires: &Wires) -> Vec<ActionTree<'p>> {
    // Within a branch a wire only ever stops to be known, so that both arms may be followed one after the other.
    let mut zero = vec![true; wires.count()];
    let in_loops = in_loops(&program.instructions);
    let statement = |time: usize, depth: usize, action: Action<'p>| {
        match action {
            Action::Allocate { qubit, .. } => {
                let zero = &mut zero[wires.wire(qubit)];
                // In a later round it may be anything.
                if *zero && !in_loops[time] {
                    return None;
                }
                *zero = depth == 0;
            }
            Action::Discard { .. } => return None,
            _ => {
                let clears = action.about().is_some_and(|about| about.clears);
                for qubit in action.qubits() {
                    let zero = &mut zero[wires.wire(qubit)];
                    *zero = clears && (*zero || depth == 0);
                }
            }
        }
        Some(ActionTree::Do(action))
    };
    nested(
        &program.instructions,
        statement,
        |condition, then, otherwise| {
            let does_something = !(then.is_empty() && otherwise.is_empty());
            does_something.then_some(ActionTree::Branch {
                condition,
                then,
                otherwise,
            })
        },
    )
}
