//! The lives of qubits, followed from one instruction to the next.

use std::collections::BTreeMap;

use super::instruction::LifeStage;
use super::{Action, Event, Program, QubitId, allocated};

/// The lives of all qubits of a program up to some point of its [`walk`](super::walk()).
pub(super) struct Lives {
    now: Vec<LifeStage>,
    /// When each qubit was allocated; 0 for one that is there from the start.
    begin: Vec<usize>,
    /// When each qubit came into the life that it has now.
    since: Vec<usize>,
    /// Which qubits were allocated, in whatever arm.
    allocated: Vec<bool>,
    branches: Vec<Branch>,
    /// How many events there were.
    time: usize,
}

/// What does not fit the life of a qubit, and what is wrong with the qubit there.
type Misfit<'p> = (Action<'p>, QubitId, &'static str);

/// A branch that is being followed.
#[derive(Default)]
struct Branch {
    /// The qubits whose life changed in the current arm, with what it was before.
    changed: Vec<(QubitId, LifeStage)>,
    /// Those whose life changed in the first arm, with what it was at its end.
    first: BTreeMap<QubitId, LifeStage>,
    /// When it began.
    start: usize,
    /// The qubits that something was done to in it.
    touched: Vec<QubitId>,
    /// Whether it is a loop.
    repeats: bool,
}

impl Lives {
    /// Before the first instruction.
    pub(super) fn new(program: &Program) -> Lives {
        let mut now = vec![LifeStage::Alive; program.qubits];
        for qubit in allocated(&program.instructions) {
            if let Some(life) = now.get_mut(qubit.index()) {
                *life = LifeStage::Unborn;
            }
        }
        Lives {
            now,
            begin: vec![0; program.qubits],
            since: vec![0; program.qubits],
            allocated: vec![false; program.qubits],
            branches: Vec::new(),
            time: 0,
        }
    }

    /// Goes one event on. The qubits exist.
    ///
    /// # Errors
    /// With what does not fit a qubit's life, and why.
    pub(super) fn follow<'p>(&mut self, event: Event<'p>) -> Result<(), Misfit<'p>> {
        self.time += 1;
        match event {
            // The next round needs what this one found.
            Event::Do(again) if again.repeats().is_some() => {
                let changed = self.branches.last().map_or(&[][..], |arm| &arm.changed);
                // Of several changes the first one has what it was before the round.
                let mut before = BTreeMap::new();
                for &(qubit, life) in changed {
                    before.entry(qubit).or_insert(life);
                }
                let lost = before.into_iter().find(|(qubit, before)| {
                    *before != LifeStage::Unborn && self.now[qubit.index()] == LifeStage::Ended
                });
                if let Some(branch) = self.branches.last_mut() {
                    branch.repeats = true;
                }
                if let Some((qubit, _)) = lost {
                    let fault = "ends in a round, and the next one needs it";
                    return Err((again, qubit, fault));
                }
            }
            Event::Do(action) => action.qubits().try_for_each(|qubit| {
                let touched = self.touch(action, qubit);
                touched.map_err(|fault| (action, qubit, fault))
            })?,
            Event::If(_) => self.branches.push(Branch {
                start: self.time,
                ..Branch::default()
            }),
            // The second arm begins where the first one did.
            Event::Else => {
                if let Some(Branch { changed, first, .. }) = self.branches.last_mut() {
                    for (qubit, before) in changed.drain(..).rev() {
                        let after = std::mem::replace(&mut self.now[qubit.index()], before);
                        // Of several changes the last one is undone first.
                        first.entry(qubit).or_insert(after);
                    }
                }
            }
            Event::End => {
                if let Some(branch) = self.branches.pop() {
                    self.end(branch);
                }
            }
        }
        Ok(())
    }

    fn touch(&mut self, action: Action<'_>, qubit: QubitId) -> Result<(), &'static str> {
        let next = match (action, self.now[qubit.index()]) {
            (Action::Allocate { .. }, _) => {
                if std::mem::replace(&mut self.allocated[qubit.index()], true) {
                    return Err("is allocated twice");
                }
                self.begin[qubit.index()] = self.time;
                LifeStage::Alive
            }
            (_, LifeStage::Unborn) => return Err("is used before it is allocated"),
            (_, LifeStage::Ended) => return Err("is used after its end"),
            _ => action.about().map_or(LifeStage::Alive, |about| about.life),
        };
        self.since[qubit.index()] = self.time;
        if let Some(branch) = self.branches.last_mut() {
            branch.touched.push(qubit);
        }
        self.set(qubit, next, self.now[qubit.index()]);
        Ok(())
    }

    /// Notes the life that a qubit has now, and the one that it had before.
    fn set(&mut self, qubit: QubitId, life: LifeStage, before: LifeStage) {
        self.now[qubit.index()] = life;
        if before != life
            && let Some(branch) = self.branches.last_mut()
        {
            branch.changed.push((qubit, before));
        }
    }

    /// After both arms of a branch.
    fn end(&mut self, branch: Branch) {
        for &qubit in &branch.touched {
            // The next round finds what was there before the loop, also if the last thing done to it is a measurement.
            if branch.repeats && self.begin[qubit.index()] < branch.start {
                self.since[qubit.index()] = self.time;
            }
        }
        if let Some(outer) = self.branches.last_mut() {
            outer.touched.extend(branch.touched);
        }
        // Lives at the end of the first arm, of the second one, and before both.
        let mut arms: BTreeMap<QubitId, [LifeStage; 3]> = BTreeMap::new();
        for (qubit, before) in branch.changed {
            let now = self.now[qubit.index()];
            arms.entry(qubit).or_insert([before, now, before]);
        }
        for (qubit, after) in branch.first {
            let now = self.now[qubit.index()];
            arms.entry(qubit).or_insert([after, now, now])[0] = after;
        }
        for (qubit, [first, second, before]) in arms {
            // One that belongs to an arm may have ended there before.
            if before != LifeStage::Unborn || !(first.is_end() || second.is_end()) {
                self.since[qubit.index()] = self.time;
            }
            let life = match (first, second) {
                _ if before == LifeStage::Unborn => LifeStage::Ended,
                (LifeStage::Ended, _) | (_, LifeStage::Ended) => LifeStage::Ended,
                (LifeStage::Measured, LifeStage::Measured) => LifeStage::Measured,
                _ => LifeStage::Alive,
            };
            self.set(qubit, life, before);
        }
    }

    /// When the qubit's life begins, and when it ends if it does: numbers that grow with the way through the program.
    pub(super) fn interval(&self, qubit: QubitId) -> (usize, Option<usize>) {
        let (begin, since) = (self.begin[qubit.index()], self.since[qubit.index()]);
        let has_ended = self.now[qubit.index()].is_end();
        (begin, has_ended.then_some(since))
    }
}
