//! What there is to draw, in the order of the program.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::rc::Rc;

use super::labels::Label;
use super::layout::{Element, Family, Frame, Kind, Read, Row, Shape};
use crate::gate::GateKind;
use crate::program::{
    BitId, Condition, Event, GateOp, Instruction, ObservableId, Output, Program, QubitId, Wires,
    lives, share, walk,
};

/// Elements in one column, on rows of their own, and the qubits that they touch.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) together: Vec<Element>,
    pub(super) qubits: Vec<QubitId>,
}

/// The row of a qubit or a bit, and whether its line begins and ends within the picture.
#[derive(Clone, Debug)]
pub(super) struct Life {
    pub(super) row: usize,
    pub(super) begins: bool,
    pub(super) ends: bool,
}

pub(super) struct Steps {
    pub(super) rows: Vec<Row>,
    pub(super) steps: Vec<Step>,
    pub(super) frames: Vec<Frame>,
    /// Of each qubit.
    pub(super) lives: Vec<Life>,
    /// Of the bits that are written or read.
    pub(super) bits: BTreeMap<BitId, Life>,
    pub(super) notes: Vec<Label>,
}

/// The steps of a program that is well formed.
pub(super) fn steps(program: &Program) -> Steps {
    let wires = Wires::new(program);
    let ends = lives(program);
    let mut on_wire = vec![Vec::new(); wires.count()];
    for qubit in (0..program.qubits).map(QubitId::new) {
        on_wire[wires.wire(qubit)].push(qubit);
    }
    let rows = on_wire.iter().enumerate().map(|(wire, qubits)| Row {
        name: match qubits.as_slice() {
            [qubit] => format!("q{qubit}"),
            _ => format!("w{wire}"),
        },
        kind: Kind::Wire,
    });
    let mut rows: Vec<Row> = rows.collect();
    let bits = bits(program, &mut rows);
    let life = |qubit: QubitId| Life {
        row: wires.wire(qubit),
        begins: on_wire[wires.wire(qubit)].len() > 1,
        ends: ends[qubit.index()].1.is_some(),
    };
    let mut ended: BTreeMap<usize, Vec<QubitId>> = BTreeMap::new();
    for (qubit, life) in ends.iter().enumerate() {
        let time = life.1.unwrap_or(usize::MAX);
        ended.entry(time).or_default().push(QubitId::new(qubit));
    }
    let mut made = Maker {
        program,
        lives: (0..program.qubits).map(|k| life(QubitId::new(k))).collect(),
        groups: groups(program),
        bits,
        rows: &rows,
        ends: &ends,
        time: 0,
        steps: Vec::new(),
        frames: Vec::new(),
        open: Vec::new(),
        level: Vec::new(),
        ending: Vec::new(),
        is_seen: vec![false; program.qubits],
        notes: Vec::new(),
    };
    made.all(&ended);
    let (steps, frames) = (made.steps, made.frames);
    let (lives, bits, notes) = (made.lives, made.bits, made.notes);
    Steps {
        steps,
        frames,
        lives,
        bits,
        notes,
        rows,
    }
}

/// The rows of the bits, which are added to those of the wires: bits that a condition reads have rows of their own, shared
/// by bits that are never needed at the same time; the others, which are results, are all on one.
fn bits(program: &Program, rows: &mut Vec<Row>) -> BTreeMap<BitId, Life> {
    struct Use {
        life: (usize, Option<usize>),
        is_read: bool,
        is_written_first: bool,
    }
    let mut uses: BTreeMap<BitId, Use> = BTreeMap::new();
    let mut touch = |bit: BitId, time: usize, writes: bool| {
        let entry = uses.entry(bit).or_insert(Use {
            life: (if writes { time } else { 0 }, None),
            is_read: false,
            is_written_first: writes,
        });
        entry.life.1 = Some(time);
        entry.is_read |= !writes;
    };
    for (time, event) in walk(&program.instructions).enumerate() {
        match event {
            Event::Do(Instruction::Measure { bit, .. }) => touch(*bit, time + 1, true),
            Event::If(condition) => condition.bits().for_each(|bit| touch(bit, time + 1, false)),
            _ => {}
        }
    }
    for output in &program.outputs {
        let conditions: &[Condition] = match output {
            Output::Bit(condition) => std::slice::from_ref(condition),
            Output::BitVector(conditions) => conditions,
            _ => &[],
        };
        for bit in conditions.iter().flat_map(Condition::bits) {
            if let Some(used) = uses.get_mut(&bit) {
                used.life.1 = None;
            }
        }
    }
    let read: Vec<_> = uses.iter().filter(|(_, used)| used.is_read).collect();
    let lives: Vec<_> = read.iter().map(|(_, used)| used.life).collect();
    let (places, count) = share(&lives);
    let first = rows.len();
    let mut names = vec![Vec::new(); count];
    let mut found = BTreeMap::new();
    for ((bit, used), place) in read.iter().zip(places) {
        names[place].push(format!("c{bit}"));
        let life = Life {
            row: first + place,
            begins: used.is_written_first,
            ends: used.life.1.is_some(),
        };
        found.insert(**bit, life);
    }
    let name = |mut all: Vec<String>| match all.len() {
        1 => all.remove(0),
        _ => "c".into(),
    };
    rows.extend(names.into_iter().map(|all| Row {
        name: name(all),
        kind: Kind::Bits,
    }));
    let results: Vec<BitId> = uses
        .iter()
        .filter_map(|(bit, used)| (!used.is_read).then_some(*bit))
        .collect();
    if !results.is_empty() {
        let row = rows.len();
        rows.push(Row {
            name: name(results.iter().map(|bit| format!("c{bit}")).collect()),
            kind: Kind::Bits,
        });
        let (begins, ends) = (false, false);
        found.extend(
            results
                .into_iter()
                .map(|bit| (bit, Life { row, begins, ends })),
        );
    }
    found
}

/// The observables that see each qubit, together with all that share a qubit with them.
fn groups(program: &Program) -> BTreeMap<QubitId, Rc<[ObservableId]>> {
    /// The first of those that an entry is connected with.
    fn root(parents: &mut [usize], mut k: usize) -> usize {
        while parents[k] != k {
            parents[k] = parents[parents[k]];
            k = parents[k];
        }
        k
    }
    let mut parents: Vec<usize> = (0..program.observables.len()).collect();
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    for (k, observable) in program.observables.iter().enumerate() {
        let factors = observable.terms().flat_map(|(_, string)| string.factors());
        for &(qubit, _) in factors {
            let other = *seen.entry(qubit).or_insert(k);
            let (a, b) = (root(&mut parents, other), root(&mut parents, k));
            parents[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<ObservableId>> = BTreeMap::new();
    for k in 0..parents.len() {
        let group = groups.entry(root(&mut parents, k)).or_default();
        group.push(ObservableId::new(k));
    }
    let groups: BTreeMap<usize, Rc<[ObservableId]>> = groups
        .into_iter()
        .map(|(root, group)| (root, group.into()))
        .collect();
    seen.iter()
        .map(|(&qubit, &k)| {
            let group = Rc::clone(&groups[&root(&mut parents, k)]);
            (QubitId::new(qubit), group)
        })
        .collect()
}

/// A branch that is being followed.
struct Branch<'p> {
    condition: &'p Condition,
    /// Its first step.
    start: usize,
    /// The first step of its second arm.
    middle: usize,
}

struct Maker<'p> {
    program: &'p Program,
    lives: Vec<Life>,
    groups: BTreeMap<QubitId, Rc<[ObservableId]>>,
    bits: BTreeMap<BitId, Life>,
    rows: &'p [Row],
    /// When each qubit ends.
    ends: &'p [(usize, Option<usize>)],
    time: usize,
    steps: Vec<Step>,
    frames: Vec<Frame>,
    open: Vec<Branch<'p>>,
    /// For each branch around, how many frames are inside each other in it.
    level: Vec<usize>,
    /// The qubits that end now.
    ending: Vec<QubitId>,
    /// The qubits whose end was drawn.
    is_seen: Vec<bool>,
    notes: Vec<Label>,
}

impl<'p> Maker<'p> {
    fn all(&mut self, ended: &BTreeMap<usize, Vec<QubitId>>) {
        let program = self.program;
        let allocated: BTreeSet<QubitId> = walk(&program.instructions)
            .filter_map(|event| match event {
                Event::Do(Instruction::Allocate { qubit, .. }) => Some(*qubit),
                _ => None,
            })
            .collect();
        for qubit in (0..program.qubits).map(QubitId::new) {
            if !allocated.contains(&qubit) {
                self.begin(qubit);
            }
        }
        for (time, event) in walk(&program.instructions).enumerate() {
            self.time = time + 1;
            if let Event::Do(Instruction::Discard { qubit, .. }) = event {
                self.ending.push(*qubit);
                continue;
            }
            self.end();
            match event {
                Event::Do(instruction) => self.instruction(instruction),
                Event::If(condition) => {
                    let start = self.steps.len();
                    self.level.push(0);
                    self.open.push(Branch {
                        condition,
                        start,
                        middle: start,
                    });
                }
                Event::Else => {
                    if let Some(branch) = self.open.last_mut() {
                        branch.middle = self.steps.len();
                    }
                }
                Event::End => {
                    if let Some(branch) = self.open.pop() {
                        self.frame(branch);
                    }
                }
            }
            // A measurement that nothing follows is an end, too.
            for &qubit in ended.get(&self.time).into_iter().flatten() {
                if self.groups.contains_key(&qubit) && !self.is_seen[qubit.index()] {
                    self.ending.push(qubit);
                }
            }
        }
        for &qubit in ended.get(&usize::MAX).into_iter().flatten() {
            if self.groups.contains_key(&qubit) {
                self.ending.push(qubit);
                self.lives[qubit.index()].ends = true;
            }
        }
        self.end();
    }

    /// Whether a qubit has not ended before now.
    fn is_alive(&self, qubit: QubitId) -> bool {
        let end = self.ends[qubit.index()].1;
        end.is_none_or(|end| end >= self.time)
    }

    fn row(&self, qubit: QubitId) -> usize {
        self.lives[qubit.index()].row
    }

    fn step(&mut self, together: Vec<Element>, qubits: Vec<QubitId>) {
        self.steps.push(Step { together, qubits });
    }

    /// An element on the rows of these qubits.
    fn element(&self, shape: Shape, family: Family, label: Label, targets: &[QubitId]) -> Element {
        Element {
            column: 0,
            shape,
            family,
            label,
            targets: runs(targets.iter().map(|&qubit| self.row(qubit)).collect()),
            controls: Vec::new(),
            bits: Vec::new(),
        }
    }

    fn begin(&mut self, qubit: QubitId) {
        if self.lives[qubit.index()].begins {
            let name = format!("q{qubit}").into();
            let element = self.element(Shape::Begin, Family::Measurement, name, &[qubit]);
            self.step(vec![element], vec![qubit]);
        }
    }

    /// Draws the ends of the qubits that end together: a box for those that are seen by the same observables.
    fn end(&mut self) {
        let ending = std::mem::take(&mut self.ending);
        if ending.is_empty() {
            return;
        }
        let mut together = Vec::new();
        let mut seen: BTreeMap<&[ObservableId], Vec<QubitId>> = BTreeMap::new();
        for &qubit in &ending {
            self.is_seen[qubit.index()] = true;
            match self.groups.get(&qubit) {
                Some(group) => seen.entry(group).or_default().push(qubit),
                None => together.push(self.element(
                    Shape::End,
                    Family::Measurement,
                    Label::default(),
                    &[qubit],
                )),
            }
        }
        let mut boxes = Vec::new();
        for (group, qubits) in seen {
            let label = Label::observables(self.program, group);
            boxes.push((
                self.element(Shape::Box, Family::Expectation, label, &qubits),
                qubits,
            ));
        }
        // Boxes of observables whose rows interleave are in columns of their own, the others in one.
        let overlap = |a: &Element, b: &Element| {
            a.rows().start() <= b.rows().end() && b.rows().start() <= a.rows().end()
        };
        let mut alone = Vec::new();
        for (element, qubits) in boxes {
            if together.iter().any(|other| overlap(&element, other)) {
                alone.push((element, qubits));
            } else {
                together.push(element);
            }
        }
        let apart: BTreeSet<QubitId> = alone
            .iter()
            .flat_map(|(_, qubits)| qubits.clone())
            .collect();
        let others = ending.into_iter().filter(|qubit| !apart.contains(qubit));
        let others = others.collect();
        self.step(together, others);
        for (element, qubits) in alone {
            self.step(vec![element], qubits);
        }
    }

    fn instruction(&mut self, instruction: &Instruction) {
        match instruction {
            Instruction::Allocate { qubit, .. } => self.begin(*qubit),
            Instruction::Gate(gate) => self.gate(gate),
            Instruction::Measure { qubit, bit, .. } => {
                let mut element =
                    self.element(Shape::Measure, Family::Measurement, "M".into(), &[*qubit]);
                element.bits.push(self.read(*bit, None));
                self.step(vec![element], vec![*qubit]);
            }
            Instruction::Reset { qubit, .. } => {
                let element =
                    self.element(Shape::Box, Family::Measurement, "|0⟩".into(), &[*qubit]);
                self.step(vec![element], vec![*qubit]);
            }
            Instruction::Discard { .. } | Instruction::Branch { .. } => {}
        }
    }

    fn read(&self, bit: BitId, value: Option<bool>) -> Read {
        let row = self.bits.get(&bit).map_or(0, |life| life.row);
        let name = format!("c{bit}");
        Read {
            bit,
            row,
            name: (self.rows[row].name != name).then_some(name),
            value,
        }
    }

    fn gate(&mut self, gate: &GateOp) {
        let controls = gate.controls.as_slice();
        let is_controlled = !controls.is_empty();
        let (shape, targets, controls) = match (gate.kind, gate.targets.as_slice()) {
            (GateKind::X, targets) if is_controlled => (Shape::Plus, targets, controls),
            (GateKind::Swap, targets) => (Shape::Swap, targets, controls),
            // A dot on each of its qubits, which it treats alike.
            (GateKind::Z, targets) if is_controlled => {
                let name = gate.kind.name().into();
                let mut element = self.element(Shape::Box, Family::Phase, name, &[]);
                let all = controls.iter().chain(targets);
                element.controls = all.map(|&qubit| self.row(qubit)).collect();
                let qubits = controls.iter().chain(targets).copied().collect();
                return self.step(vec![element], qubits);
            }
            (_, []) => match controls {
                // Under a control, a global phase is a phase of that control.
                [controls @ .., last] => (Shape::Box, std::slice::from_ref(last), controls),
                [] => {
                    let label = Label::gate(self.program, "global phase ", &gate.angles);
                    return self.notes.push(label);
                }
            },
            (_, targets) => (Shape::Box, targets, controls),
        };
        let name = match gate.kind {
            GateKind::GlobalPhase => GateKind::P.name(),
            kind => kind.name(),
        };
        let label = Label::gate(self.program, name, &gate.angles);
        let mut element = self.element(shape, family(gate.kind), label, targets);
        element.controls = controls.iter().map(|&qubit| self.row(qubit)).collect();
        let qubits = gate.controls.iter().chain(&gate.targets).copied();
        self.step(vec![element], qubits.collect());
    }

    /// Draws a branch around the steps since its start.
    fn frame(&mut self, branch: Branch<'p>) {
        let inner = self.level.pop().unwrap_or(0);
        if self.steps.len() == branch.start {
            return;
        }
        let (has_then, has_else) = (
            branch.middle > branch.start,
            self.steps.len() > branch.middle,
        );
        let value = match branch.condition {
            Condition::Bit(bit) => Some((*bit, has_then)),
            Condition::Not(condition) => match **condition {
                Condition::Bit(bit) => Some((bit, !has_then)),
                _ => None,
            },
            _ => None,
        };
        if let (Some((bit, value)), [Step { together, .. }]) = (value, &self.steps[branch.start..])
            && let [
                Element {
                    family,
                    shape: Shape::Box | Shape::Plus | Shape::Swap,
                    bits,
                    ..
                },
            ] = together.as_slice()
            && !matches!(family, Family::Measurement | Family::Expectation)
            && bits.is_empty()
        {
            let read = self.read(bit, Some(value));
            self.steps[branch.start].together[0].bits.push(read);
            return;
        }
        let inside = &self.steps[branch.start..];
        let wires = inside.iter().flat_map(|step| &step.together);
        let (first, last) = wires.fold((usize::MAX, 0), |(first, last), element| {
            let wires = element.wires();
            (first.min(*wires.start()), last.max(*wires.end()))
        });
        // A qubit that was there before is so to the end of the branch.
        let met = inside.iter().flat_map(|step| step.qubits.iter().copied());
        let mut qubits: Vec<QubitId> = met.filter(|&qubit| self.is_alive(qubit)).collect();
        qubits.sort_unstable();
        qubits.dedup();
        let number = self.frames.len();
        let level = inner + 1;
        if let Some(around) = self.level.last_mut() {
            *around = level.max(*around);
        }
        self.frames.push(Frame {
            columns: 0..=0,
            rows: first..=last,
            divide: None,
            header: Label::condition(self.program, branch.condition, has_then),
            level,
        });
        let edge = |shape| Element {
            column: 0,
            shape,
            family: Family::Measurement,
            label: Label::default(),
            targets: vec![first..=last],
            controls: Vec::new(),
            bits: Vec::new(),
        };
        let mut open = edge(Shape::Open(number));
        let mut bits: Vec<BitId> = branch.condition.bits().collect();
        bits.sort_unstable();
        bits.dedup();
        open.bits = bits
            .into_iter()
            .map(|bit| self.read(bit, value.map(|(_, value)| value)))
            .collect();
        let alone = |element| Step {
            together: vec![element],
            qubits: Vec::new(),
        };
        if has_then && has_else {
            self.steps
                .insert(branch.middle, alone(edge(Shape::Else(number))));
        }
        self.steps.insert(branch.start, alone(open));
        self.steps.push(Step {
            together: vec![edge(Shape::Close(number))],
            qubits,
        });
    }
}

/// Rows that are next to each other, together.
fn runs(mut rows: Vec<usize>) -> Vec<RangeInclusive<usize>> {
    rows.sort_unstable();
    let mut runs: Vec<RangeInclusive<usize>> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some(run) if *run.end() + 1 == row => *run = *run.start()..=row,
            _ => runs.push(row..=row),
        }
    }
    runs
}

fn family(kind: GateKind) -> Family {
    use GateKind::*;
    match kind {
        X | Y => Family::Pauli,
        Swap | Iswap => Family::Exchange,
        _ if kind.is_diagonal() && kind != Id => Family::Phase,
        _ if kind.angles() > 0 => Family::Rotation,
        _ => Family::Clifford,
    }
}
