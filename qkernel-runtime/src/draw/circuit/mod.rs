//! The picture of a bound circuit, in the order of its program.

mod boxes;
mod calls;
mod folds;
mod frames;
mod gate;
mod layers;
mod observed;
mod places;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::labels::Label;
use super::picture::{Around, Family, Glyph, Mark, Moment, Picture, Read};
use crate::program::{
    Action, Affine, BitId, Condition, Event, Labels, ObservableId, Program, QubitId, Scope,
    ScopeId, allocated, walk,
};
use boxes::Boxed;
use folds::Folds;
pub(super) use places::Calls;
use places::{Hidden, Places};
use rows::rows;

/// The picture of a program that is well formed.
pub(super) fn picture(program: &Program, calls: Calls, is_folded: bool) -> Picture {
    let folds = match is_folded {
        true => Folds::new(program),
        false => Folds::default(),
    };
    let places = Places::new(program, calls, &folds);
    let hidden = places.hidden();
    let labels = Labels::new(program);
    let (picture, ends) = rows(program, &labels, &hidden);
    let mut made = Maker {
        program,
        picture,
        ends,
        labels,
        places,
        folds: &folds,
        hidden,
        groups: observed::groups(program),
        time: 0,
        scope: ScopeId::ENTRY,
        open: Vec::new(),
        branches: 0,
        ending: Vec::new(),
        is_seen: vec![false; program.qubits],
        arm: 1,
        measured: vec![0; program.qubits],
        phase: None,
        phases: BTreeMap::new(),
    };
    made.all();
    let mut picture = Picture {
        notes: made.notes(),
        title: program.kernel.as_str().into(),
        ..made.picture
    };
    picture.finish_frames();
    picture.layers = layers::layers(program, &picture.moments);
    picture
}

/// What is being followed.
enum Open<'p> {
    Branch {
        condition: &'p Condition,
        /// Its first moment.
        start: usize,
        /// The first moment of its second arm.
        middle: usize,
        /// The condition under which its first arm is done again.
        again: Option<&'p Condition>,
    },
    /// A call or a folded loop, which is a frame, with its first moment.
    Call(ScopeId, usize),
    Box(Boxed<'p>),
}

impl Open<'_> {
    /// The first moment of what is being drawn in it.
    fn start(&self) -> usize {
        match self {
            Open::Branch { start, middle, .. } => *start.max(middle),
            Open::Call(_, start) => *start,
            Open::Box(_) => usize::MAX,
        }
    }
}

struct Maker<'p> {
    program: &'p Program,
    labels: Labels,
    places: Places<'p>,
    folds: &'p Folds,
    hidden: Hidden,
    picture: Picture,
    /// When each qubit ends, by the number of the event from 1.
    ends: Vec<Option<usize>>,
    groups: BTreeMap<QubitId, Rc<[ObservableId]>>,
    time: usize,
    /// The calls and rounds around the instruction.
    scope: ScopeId,
    open: Vec<Open<'p>>,
    /// How many of those are branches.
    branches: usize,
    /// The qubits that end now.
    ending: Vec<QubitId>,
    /// The qubits whose end was drawn.
    is_seen: Vec<bool>,
    /// The number of the arm of a branch that is being followed, or of what is between branches.
    arm: usize,
    /// The arm in which each qubit was measured, if nothing else was done to it since.
    measured: Vec<usize>,
    /// The global phase outside of branches, if there is one.
    phase: Option<Affine>,
    /// Those in branches, and how many there are of each.
    phases: BTreeMap<String, (Label, usize)>,
}

impl<'p> Maker<'p> {
    fn all(&mut self) {
        let program = self.program;
        let mut ended: BTreeMap<usize, Vec<QubitId>> = BTreeMap::new();
        for (qubit, end) in self.ends.iter().enumerate() {
            let time = end.unwrap_or(usize::MAX);
            ended.entry(time).or_default().push(QubitId::new(qubit));
        }
        let allocated: BTreeSet<QubitId> = allocated(&program.instructions).collect();
        for qubit in (0..program.qubits).map(QubitId::new) {
            if !allocated.contains(&qubit) {
                self.begin(qubit);
            }
        }
        for (time, event) in walk(&program.instructions).enumerate() {
            self.time = time + 1;
            if self.event(event, time) {
                continue;
            }
            // A measurement that nothing follows is an end, too.
            for &qubit in ended.get(&self.time).into_iter().flatten() {
                if self.groups.contains_key(&qubit) && !self.is_seen[qubit.index()] {
                    self.ending.push(qubit);
                }
            }
        }
        self.leave(0);
        for &qubit in ended.get(&usize::MAX).into_iter().flatten() {
            if self.groups.contains_key(&qubit) {
                self.ending.push(qubit);
                if let Some(lifeline) = &mut self.picture.lifelines[qubit.index()] {
                    lifeline.ends = true;
                }
            }
        }
        self.end();
    }

    /// Follows an event; says whether the qubits that end now are drawn with others that end next.
    fn event(&mut self, event: Event<'p>, time: usize) -> bool {
        if !matches!(event, Event::Do(_)) {
            self.arm += 1;
        }
        match event {
            Event::Do(action) if let Some(condition) = action.repeats() => {
                if self.is_in_boxed_branch() {
                    return false;
                }
                let place = self.inside();
                if let Some(Open::Branch { again, .. }) = self.open[..place].last_mut() {
                    *again = Some(condition);
                }
            }
            Event::Do(action) => {
                let scope = action.origin().scope;
                if self.folds.leaves_out(self.program, scope) {
                    if let Action::Gate(gate) = action
                        && self.places.boxed(scope, self.branches).is_none()
                        && gate.targets.len() + gate.controls.len() == 0
                    {
                        // The phase of all rounds is noted.
                        self.action(action);
                    }
                    return false;
                }
                self.enter(scope);
                if let Some(Open::Box(boxed)) = self.open.last_mut() {
                    boxed.add(action);
                    if let Action::Discard { qubit, .. } = action {
                        self.is_seen[qubit.index()] = true;
                    }
                    return false;
                }
                if let Action::Discard { qubit, .. } = action {
                    // The measurement just before it is its end.
                    let is_measured = self.measured[qubit.index()] == self.arm;
                    if is_measured && !self.groups.contains_key(&qubit) {
                        self.is_seen[qubit.index()] = true;
                        return false;
                    }
                    self.ending.push(qubit);
                    return true;
                }
                let is_measurement = matches!(action, Action::Measure { .. });
                for qubit in action.qubits() {
                    self.measured[qubit.index()] = if is_measurement { self.arm } else { 0 };
                }
                self.end();
                self.scope = scope;
                self.action(action);
            }
            Event::If(condition) => {
                // One with nothing in it is not drawn.
                if let Some(scope) = self.places.inside(time) {
                    self.enter(scope);
                }
                if let Some(Open::Box(open)) = self.open.last_mut() {
                    open.enter(condition);
                    return false;
                }
                self.end();
                let start = self.picture.moments.len();
                self.branches += 1;
                self.open.push(Open::Branch {
                    condition,
                    start,
                    middle: start,
                    again: None,
                });
            }
            Event::Else => {
                if self.is_in_boxed_branch() {
                    return false;
                }
                self.leave(self.inside());
                self.end();
                if let Some(Open::Branch { middle, .. }) = self.open.last_mut() {
                    *middle = self.picture.moments.len();
                }
            }
            Event::End => {
                if let Some(Open::Box(open)) = self.open.last_mut()
                    && open.branches > 0
                {
                    open.branches -= 1;
                    return false;
                }
                self.leave(self.inside());
                self.end();
                if let Some(Open::Branch {
                    condition,
                    start,
                    middle,
                    again,
                }) = self.open.pop()
                {
                    self.branches -= 1;
                    match again {
                        Some(again) => self.repeated(condition, again, start),
                        None => self.branch(condition, start, middle),
                    }
                }
            }
        }
        false
    }

    /// Whether a branch is followed that is part of a box.
    fn is_in_boxed_branch(&self) -> bool {
        matches!(self.open.last(), Some(Open::Box(open)) if open.branches > 0)
    }

    /// How many are open up to the innermost branch.
    fn inside(&self) -> usize {
        let is_branch = |open: &Open<'_>| matches!(open, Open::Branch { .. });
        let innermost = self.open.iter().rposition(is_branch);
        innermost.map_or(0, |place| place + 1)
    }

    /// Leaves the calls that an instruction of this scope, or a branch with it, is not part of, and enters those that it is.
    fn enter(&mut self, scope: ScopeId) {
        if self.is_in_boxed_branch() {
            return;
        }
        let boxed = self.places.boxed(scope, self.branches);
        let first = self.inside();
        let mut wanted = self.places.frames(boxed.unwrap_or(scope), self.branches);
        wanted.extend(boxed);
        let same = self.open[first..].iter().zip(&wanted);
        let same = same
            .take_while(|(open, wanted)| match open {
                Open::Call(call, _) => call == *wanted && Some(**wanted) != boxed,
                Open::Box(open) => Some(open.call) == boxed && open.call == **wanted,
                Open::Branch { .. } => false,
            })
            .count();
        if first + same < self.open.len() {
            self.leave(first + same);
        }
        if same < wanted.len() {
            self.end();
        }
        for call in wanted.into_iter().skip(same) {
            self.open.push(match self.program.scopes.get(call) {
                Some((_, Scope::Call(of))) if Some(call) == boxed => {
                    Open::Box(Boxed::new(call, of))
                }
                _ => Open::Call(call, self.picture.moments.len()),
            });
        }
    }

    /// Closes all but so many of the open calls.
    fn leave(&mut self, kept: usize) {
        while self.open.len() > kept {
            match self.open.pop() {
                Some(Open::Box(boxed)) => self.boxed(boxed),
                Some(Open::Call(call, start)) => {
                    self.end();
                    let (around, header) = match self.program.scopes.get(call) {
                        Some((_, Scope::Call(of))) => {
                            (Around::Call, Label::framed_call(self.program, of))
                        }
                        Some((_, Scope::Loop(of))) => {
                            (Around::Loop, folds::header(self.program, of))
                        }
                        _ => continue,
                    };
                    self.frame(around, header, start, None, Vec::new());
                }
                Some(Open::Branch { .. }) | None => {}
            }
        }
    }

    fn row(&self, qubit: QubitId) -> usize {
        let lifeline = &self.picture.lifelines[qubit.index()];
        lifeline.as_ref().map_or(0, |lifeline| lifeline.row)
    }

    fn moment(&mut self, mark: Mark, qubits: impl IntoIterator<Item = QubitId>) {
        self.picture
            .moments
            .push(Moment::alone(mark, qubits, self.scope));
    }

    /// A mark on the rows of these qubits.
    fn mark(
        &self,
        glyph: Glyph,
        family: Family,
        label: impl Into<Label>,
        targets: &[QubitId],
    ) -> Mark {
        let rows = targets.iter().map(|&qubit| self.row(qubit));
        Mark::on(glyph, family, label, rows)
    }

    fn begin(&mut self, qubit: QubitId) {
        if let Some(lifeline) = &self.picture.lifelines[qubit.index()]
            && lifeline.begins
        {
            let name = self.labels.qubit(qubit);
            let mark = self.mark(Glyph::Begin, Family::Measurement, name, &[qubit]);
            self.moment(mark, [qubit]);
        }
    }

    /// Draws the ends of the qubits that end together: a box for those that are seen by the same observables.
    fn end(&mut self) {
        let mut ending = std::mem::take(&mut self.ending);
        ending.retain(|qubit| !self.hidden.qubit(qubit.index()));
        if ending.is_empty() {
            return;
        }
        let mut together = Vec::new();
        let mut seen: BTreeMap<&[ObservableId], Vec<QubitId>> = BTreeMap::new();
        for &qubit in &ending {
            self.is_seen[qubit.index()] = true;
            match self.groups.get(&qubit) {
                Some(group) => seen.entry(group).or_default().push(qubit),
                None => {
                    together.push(self.mark(Glyph::End, Family::Measurement, "", &[qubit]));
                }
            }
        }
        // Boxes of observables whose rows interleave are in columns of their own, the others in one.
        let overlap = |a: &Mark, b: &Mark| {
            a.rows().start() <= b.rows().end() && b.rows().start() <= a.rows().end()
        };
        let mut alone = Vec::new();
        for (group, qubits) in seen {
            let label = Label::observables(self.program, group);
            let mark = self.mark(Glyph::Box, Family::Expectation, label, &qubits);
            if together.iter().any(|other| overlap(&mark, other)) {
                ending.retain(|qubit| !qubits.contains(qubit));
                alone.push((mark, qubits));
            } else {
                together.push(mark);
            }
        }
        self.picture.moments.push(Moment {
            together,
            qubits: ending,
            scope: self.scope,
        });
        for (mark, qubits) in alone {
            self.moment(mark, qubits);
        }
    }

    fn read(&self, bit: BitId, writes: bool, value: Option<bool>) -> Read {
        Read {
            bit,
            row: self
                .picture
                .bits
                .get(&bit)
                .map_or(0, |lifeline| lifeline.row),
            name: self.picture.bit_name(&self.labels, bit),
            writes,
            value,
        }
    }
}
