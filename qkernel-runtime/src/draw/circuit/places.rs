//! Which call each instruction is drawn in: as part of a box, or in frames.

use std::collections::{BTreeMap, BTreeSet};

use super::folds::Folds;
use crate::program::{Action, Event, Program, QubitId, Scope, ScopeId, walk};

/// How calls are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::draw) enum Calls {
    /// Their gates, as if the caller had them.
    Inlined,
    /// Those inside of fewer calls than that are frames, others are boxes.
    Framed(usize),
}

/// Where a scope is drawn.
#[derive(Clone, Copy, Debug, Default)]
struct Placement {
    /// How many calls there are on the way to it, itself included.
    calls: usize,
    /// How many arms of branches.
    arms: usize,
    /// The call that is a box, if it is part of one, and how many arms there are around that.
    boxed: Option<(ScopeId, usize)>,
}

pub(super) struct Places<'p> {
    program: &'p Program,
    calls: Calls,
    folds: &'p Folds,
    list: Vec<Placement>,
    /// Of each branch, by the time of its beginning, the scope of something in it.
    inside: Vec<(usize, ScopeId)>,
}

impl<'p> Places<'p> {
    pub(super) fn new(program: &'p Program, calls: Calls, folds: &'p Folds) -> Places<'p> {
        let mut list = vec![Placement::default()];
        for id in (1..=program.scopes.len()).map(ScopeId::new) {
            let Some((outer, scope)) = program.scopes.get(id) else {
                break;
            };
            let mut place = list[outer.index()];
            match scope {
                Scope::Call(_) => {
                    if let Calls::Framed(depth) = calls
                        && place.calls >= depth
                        && place.boxed.is_none()
                    {
                        place.boxed = Some((id, place.arms));
                    }
                    place.calls += 1;
                }
                Scope::Arm(_) => place.arms += 1,
                Scope::Loop(_) | Scope::Round(_) => {}
            }
            list.push(place);
        }
        let mut places = Places {
            program,
            calls,
            folds,
            list,
            inside: Vec::new(),
        };
        if places.has_frames() {
            places.inside = insides(program);
        }
        places
    }

    /// The call that is a box and has what is in this scope, which is inside of so many branches that are drawn.
    pub(super) fn boxed(&self, scope: ScopeId, branches: usize) -> Option<ScopeId> {
        let (call, arms) = self.list[scope.index()].boxed?;
        // In a box that is inside of the next branch, it is not there yet.
        (arms == branches).then_some(call)
    }

    /// The scope of something in the branch that begins at this time.
    pub(super) fn inside(&self, time: usize) -> Option<ScopeId> {
        let found = self.inside.binary_search_by_key(&time, |&(time, _)| time);
        Some(self.inside[found.ok()?].1)
    }

    fn has_frames(&self) -> bool {
        self.calls != Calls::Inlined || !self.folds.is_empty()
    }

    /// The calls and folded loops around a scope that are frames, from the outside in: those inside of so many branches.
    pub(super) fn frames(&self, scope: ScopeId, branches: usize) -> Vec<ScopeId> {
        if !self.has_frames() {
            return Vec::new();
        }
        let is_inlined = self.calls == Calls::Inlined;
        let mut frames = Vec::new();
        let way = self.program.scopes.way(scope);
        let here = way.skip_while(|(id, _)| self.list[id.index()].arms > branches);
        for (id, scope) in here {
            if self.list[id.index()].arms < branches {
                break;
            }
            match scope {
                Scope::Arm(_) => break,
                _ if self.list[id.index()].boxed.is_some() => {}
                Scope::Call(_) if !is_inlined => frames.push(id),
                Scope::Loop(_) if self.folds.has(id) => frames.push(id),
                _ => {}
            }
        }
        frames.reverse();
        frames
    }

    /// For each qubit, whether it is only there inside of one box that has other wires.
    pub(super) fn hidden(&self) -> Hidden {
        let program = self.program;
        let mut qubits = vec![Seen::Never; program.qubits];
        let mut bits = vec![Seen::Never; program.bits];
        if self.calls == Calls::Inlined {
            return Hidden::default();
        }
        let mut branches = 0;
        // How many branches are around that are part of a box.
        let mut within = 0;
        let mut current = None;
        for (time, event) in walk(&program.instructions).enumerate() {
            match event {
                Event::If(condition) => {
                    if within == 0 {
                        current = self
                            .inside(time)
                            .and_then(|scope| self.boxed(scope, branches));
                    }
                    match current {
                        Some(_) => within += 1,
                        None => branches += 1,
                    }
                    condition
                        .bits()
                        .for_each(|bit| bits[bit.index()].in_box(current));
                }
                Event::Else => {}
                Event::End => match within {
                    0 => branches -= 1,
                    _ => within -= 1,
                },
                Event::Do(action) => {
                    let scope = action.origin().scope;
                    let place = match within {
                        0 => self.boxed(scope, branches),
                        _ => current,
                    };
                    for qubit in action.qubits() {
                        qubits[qubit.index()].in_box(place);
                    }
                    if let Action::Measure { bit, .. } = action {
                        bits[bit.index()].in_box(place);
                    }
                }
            }
        }
        let mut wires: BTreeMap<ScopeId, BTreeSet<QubitId>> = BTreeMap::new();
        let mut is_hidden = |qubit: usize, call: ScopeId| {
            let own = wires
                .entry(call)
                .or_insert_with(|| self.wires(call).collect());
            !own.is_empty() && !own.contains(&QubitId::new(qubit))
        };
        Hidden {
            qubits: (qubits.iter().enumerate())
                .map(|(qubit, seen)| match seen {
                    Seen::In(call) => is_hidden(qubit, *call),
                    _ => false,
                })
                .collect(),
            bits: bits
                .iter()
                .map(|seen| matches!(seen, Seen::In(_)))
                .collect(),
        }
    }

    /// The qubits that a call takes.
    pub(super) fn wires(&self, call: ScopeId) -> impl Iterator<Item = QubitId> {
        let arguments = match self.program.scopes.get(call) {
            Some((_, Scope::Call(call))) => call.arguments.as_slice(),
            _ => &[],
        };
        arguments.iter().flat_map(|(_, argument)| argument.qubits())
    }
}

/// What is drawn nowhere but as part of a box.
#[derive(Default)]
pub(super) struct Hidden {
    qubits: Vec<bool>,
    bits: Vec<bool>,
}

impl Hidden {
    pub(super) fn qubit(&self, qubit: usize) -> bool {
        self.qubits.get(qubit).copied().unwrap_or(false)
    }

    pub(super) fn bit(&self, bit: usize) -> bool {
        self.bits.get(bit).copied().unwrap_or(false)
    }
}

/// Where something is seen.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Never,
    /// Only in this box.
    In(ScopeId),
    Outside,
}

impl Seen {
    fn in_box(&mut self, place: Option<ScopeId>) {
        *self = match (*self, place) {
            (Seen::Never, Some(call)) => Seen::In(call),
            (Seen::In(before), Some(call)) if before == call => Seen::In(call),
            _ => Seen::Outside,
        };
    }
}

/// Of each branch that is not empty, by the time of its beginning, the scope of the first instruction in it.
fn insides(program: &Program) -> Vec<(usize, ScopeId)> {
    let mut waiting: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for (time, event) in walk(&program.instructions).enumerate() {
        match event {
            Event::If(_) => waiting.push(time),
            Event::Do(action) => {
                let scope = action.origin().scope;
                found.extend(waiting.drain(..).map(|time| (time, scope)));
            }
            Event::Else => {}
            // What is still waiting last has nothing in it.
            Event::End => drop(waiting.pop()),
        }
    }
    found.sort_unstable();
    found
}
