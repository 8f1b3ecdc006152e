//! Loops whose rounds are all the same, which are drawn as frames that show one round.

use std::collections::{BTreeMap, BTreeSet};

use crate::draw::labels::Label;
use crate::program::{Event, Loop, Program, Scope, ScopeId, walk};

/// The loops that are folded.
#[derive(Default)]
pub(super) struct Folds {
    loops: BTreeSet<ScopeId>,
    /// The rounds that are not drawn.
    left_out: BTreeSet<ScopeId>,
}

/// A round: the first and the last of its events.
struct Round {
    id: ScopeId,
    first: usize,
    last: usize,
}

impl Folds {
    /// The loops of two and more rounds that do the same to the same qubits: gates and resets, with the same angles.
    pub(super) fn new(program: &Program) -> Folds {
        let mut rounds: BTreeMap<ScopeId, Vec<Round>> = BTreeMap::new();
        let events: Vec<Event<'_>> = walk(&program.instructions).collect();
        for (time, event) in events.iter().enumerate() {
            let Event::Do(action) = event else {
                continue;
            };
            let scope = action.origin().scope;
            for (id, scope) in program.scopes.way(scope) {
                let (Scope::Round(_), Some((around, _))) = (scope, program.scopes.get(id)) else {
                    continue;
                };
                let all = rounds.entry(around).or_default();
                match all.last_mut() {
                    Some(round) if round.id == id => round.last = time,
                    _ => all.push(Round {
                        id,
                        first: time,
                        last: time,
                    }),
                }
            }
        }
        let mut folds = Folds::default();
        for (id, rounds) in rounds {
            let Some((_, Scope::Loop(of))) = program.scopes.get(id) else {
                continue;
            };
            if of.rounds == rounds.len() && are_same(&events, &rounds) {
                folds.loops.insert(id);
                folds
                    .left_out
                    .extend(rounds[1..].iter().map(|round| round.id));
            }
        }
        folds
    }

    pub(super) fn is_empty(&self) -> bool {
        self.loops.is_empty()
    }

    pub(super) fn has(&self, id: ScopeId) -> bool {
        self.loops.contains(&id)
    }

    /// Whether what is in this scope is not drawn.
    pub(super) fn leaves_out(&self, program: &Program, scope: ScopeId) -> bool {
        let mut way = program.scopes.way(scope);
        !self.left_out.is_empty() && way.any(|(id, _)| self.left_out.contains(&id))
    }
}

fn are_same(events: &[Event<'_>], rounds: &[Round]) -> bool {
    let [first, others @ ..] = rounds else {
        return false;
    };
    let one = &events[first.first..=first.last];
    !others.is_empty()
        && others.iter().zip(rounds).all(|(round, before)| {
            before.last + 1 == round.first
                && round.last - round.first + 1 == one.len()
                && events[round.first..=round.last].iter().zip(one).all(same)
        })
}

/// Whether two events are the same, but for their rounds.
fn same((one, other): (&Event<'_>, &Event<'_>)) -> bool {
    matches!((one, other), (Event::Do(a), Event::Do(b)) if a.is_same(b))
}

/// The header of a loop's frame.
pub(super) fn header(program: &Program, of: &Loop) -> Label {
    let variable = program.names.get(of.variable).unwrap_or("_");
    let (first, rounds) = (of.first as i128, of.rounds as i128);
    let sign = if of.down { -1 } else { 1 };
    let past = first + sign * of.step as i128 * rounds;
    match (of.down, of.step) {
        (false, 1) => format!("{variable} in {first}..{past}"),
        (true, 1) => format!("{variable} in ({}..{}).rev()", past + 1, first + 1),
        _ => format!(
            "{variable} in range({first}, {past}, {})",
            sign * of.step as i128
        ),
    }
    .into()
}
