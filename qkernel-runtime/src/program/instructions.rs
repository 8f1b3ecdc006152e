//! The instructions of a program, in flat lists: a row of a fixed size for each, and what rows have different numbers of in
//! lists that all of them share.

use std::fmt;

use super::origin::{Sites, narrow};
use super::{
    Action, Affine, BitId, Condition, Event, Gate, Instruction, Operation, Origin, QubitId, ScopeId,
};
use crate::gate::GateKind;

/// The instructions of a program, in order. They are read with [`walk`](super::walk()); [`to_vec`](Instructions::to_vec) gives them one by one.
///
/// ```
/// use qkernel_runtime::gate::GateKind;
/// use qkernel_runtime::prelude::*;
/// use qkernel_runtime::program::{Action, Event, walk};
///
/// #[qkernel]
/// fn bell() -> (Bit, Bit) {
///     let mut first = h(qubit());
///     let mut second = qubit();
///     (first, second) = cx(first, second);
///     (measure(first), measure(second))
/// }
///
/// let circuit = bell {}.compile()?;
/// let gates = walk(&circuit.program().instructions).filter_map(|event| match event {
///     Event::Do(Action::Gate(gate)) => Some((gate.kind, gate.controls.len(), gate.targets[0].index())),
///     _ => None,
/// });
/// assert!(gates.eq([(GateKind::H, 0, 0), (GateKind::X, 1, 1)]));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Instructions {
    rows: Vec<Row>,
    /// The qubits of all rows, controls before targets.
    qubits: Vec<QubitId>,
    /// The angles of all gates.
    angles: Vec<Affine>,
    conditions: Vec<Condition>,
    sites: Sites,
}

/// An event of the [`walk`](super::walk()).
#[derive(Clone, Copy)]
pub(super) struct Row {
    kind: Kind,
    /// How many targets and angles a gate has. That may be another number than its kind takes: then the program is not well formed.
    targets: u8,
    angles: u8,
    /// How many controls a gate has, the number of a measurement's bit, or the place of a condition.
    number: u32,
    site: u32,
    scope: ScopeId,
}

#[derive(Clone, Copy)]
enum Kind {
    Gate(GateKind),
    On(Operation),
    Again,
    If,
    Else,
    End,
}

impl Instructions {
    /// How many there are, with those in branches; the beginning, the middle and the end of a branch are one each.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds an instruction at the end.
    pub fn push(&mut self, instruction: Instruction) {
        self.extend([instruction]);
    }

    /// Makes room for this many more instructions, all gates on that many qubits together and with that many angles.
    pub(crate) fn reserve(&mut self, count: usize, qubits: usize, angles: usize) {
        self.rows.reserve_exact(count);
        self.qubits.reserve_exact(qubits);
        self.angles.reserve_exact(angles);
    }

    /// Gives back the room that is not used.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.rows.shrink_to_fit();
        self.qubits.shrink_to_fit();
        self.angles.shrink_to_fit();
        self.conditions.shrink_to_fit();
        self.sites.shrink_to_fit();
    }

    /// Adds what was met on a walk. Whoever adds the beginning of a branch adds its middle and its end.
    pub(crate) fn add(&mut self, event: Event<'_>) {
        match event {
            Event::Do(Action::Gate(gate)) => self.gate(
                (gate.kind, gate.origin),
                gate.controls.iter().copied(),
                gate.targets.iter().copied(),
                gate.angles.iter().cloned(),
            ),
            Event::Do(Action::Again { condition, origin }) => self.again(condition.clone(), origin),
            Event::Do(action) => {
                if let Some((operation, qubit)) = action.operation() {
                    let bit = action.written().unwrap_or(BitId::new(0));
                    self.on((operation, action.origin()), qubit, bit);
                }
            }
            Event::If(condition) => self.begin(condition.clone()),
            Event::Else => self.otherwise(),
            Event::End => self.end(),
        }
    }

    /// Adds a gate.
    pub(crate) fn gate(
        &mut self,
        (kind, origin): (GateKind, Origin),
        controls: impl Iterator<Item = QubitId>,
        targets: impl Iterator<Item = QubitId>,
        angles: impl Iterator<Item = Affine>,
    ) {
        // No gate takes so many: a program that has one is refused, whatever the others are.
        const MOST: usize = u8::MAX as usize;
        let first = self.qubits.len();
        self.qubits.extend(controls);
        let middle = self.qubits.len();
        self.qubits.extend(targets.take(MOST));
        let angle = self.angles.len();
        self.angles.extend(angles.take(MOST));
        let targets = (self.qubits.len() - middle) as u8;
        let angles = (self.angles.len() - angle) as u8;
        let row = self.row(Kind::Gate(kind), narrow(middle - first), Some(origin));
        self.rows.push(Row {
            targets,
            angles,
            ..row
        });
    }

    /// Adds the beginning of a branch.
    pub(crate) fn begin(&mut self, condition: Condition) {
        let number = self.condition(condition);
        self.mark(Kind::If, number);
    }

    /// Adds the middle of a branch.
    pub(crate) fn otherwise(&mut self) {
        self.mark(Kind::Else, 0);
    }

    /// Adds the end of a branch.
    pub(crate) fn end(&mut self) {
        self.mark(Kind::End, 0);
    }

    /// Adds the repetition of a loop.
    pub(crate) fn again(&mut self, condition: Condition, origin: Origin) {
        let number = self.condition(condition);
        let row = self.row(Kind::Again, number, Some(origin));
        self.rows.push(row);
    }

    /// Adds an operation on a qubit, with its bit if it writes one.
    pub(crate) fn on(
        &mut self,
        (operation, origin): (Operation, Origin),
        qubit: QubitId,
        bit: BitId,
    ) {
        self.qubits.push(qubit);
        let row = self.row(Kind::On(operation), narrow(bit.index()), Some(origin));
        self.rows.push(row);
    }

    fn mark(&mut self, kind: Kind, number: u32) {
        let row = self.row(kind, number, None);
        self.rows.push(row);
    }

    fn row(&mut self, kind: Kind, number: u32, origin: Option<Origin>) -> Row {
        Row {
            kind,
            targets: 0,
            angles: 0,
            number,
            site: origin.map_or(0, |origin| self.sites.number(origin)),
            scope: origin.map_or(ScopeId::ENTRY, |origin| origin.scope),
        }
    }

    fn condition(&mut self, condition: Condition) -> u32 {
        self.conditions.push(condition);
        narrow(self.conditions.len() - 1)
    }

    /// The angles of all gates, in order.
    pub(crate) fn angles_mut(&mut self) -> &mut [Affine] {
        &mut self.angles
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            rows: self.rows.iter(),
            qubits: &self.qubits,
            angles: &self.angles,
            of: self,
        }
    }
}

/// Goes through the rows, and with them through the lists that they share.
#[derive(Clone, Debug)]
pub(super) struct Reader<'p> {
    rows: std::slice::Iter<'p, Row>,
    qubits: &'p [QubitId],
    angles: &'p [Affine],
    of: &'p Instructions,
}

impl<'p> Reader<'p> {
    fn take(&mut self, count: usize) -> &'p [QubitId] {
        let (taken, rest) = self.qubits.split_at(count);
        self.qubits = rest;
        taken
    }

    pub(super) fn next(&mut self) -> Option<Event<'p>> {
        let row = self.rows.next()?;
        let number = row.number as usize;
        let origin = || self.of.sites.origin(row.site, row.scope);
        let action = match row.kind {
            Kind::If => return Some(Event::If(&self.of.conditions[number])),
            Kind::Else => return Some(Event::Else),
            Kind::End => return Some(Event::End),
            Kind::Again => Action::Again {
                condition: &self.of.conditions[number],
                origin: origin(),
            },
            Kind::Gate(kind) => {
                let origin = origin();
                let controls = self.take(number);
                let targets = self.take(row.targets.into());
                let (angles, rest) = self.angles.split_at(row.angles.into());
                self.angles = rest;
                Action::Gate(Gate {
                    kind,
                    controls,
                    targets,
                    angles,
                    origin,
                })
            }
            Kind::On(operation) => {
                Action::of(operation, self.take(1)[0], BitId::new(number), origin())
            }
        };
        Some(Event::Do(action))
    }

    /// How many events are still to come.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

impl Extend<Instruction> for Instructions {
    fn extend<I: IntoIterator<Item = Instruction>>(&mut self, all: I) {
        // Not by recursion: a program that is nested too deep is refused once it is checked.
        enum Rest {
            Otherwise(Vec<Instruction>),
            Again(std::vec::IntoIter<Instruction>),
        }
        for instruction in all {
            let (mut list, mut rest) = (vec![instruction].into_iter(), Vec::new());
            loop {
                match list.next() {
                    Some(Instruction::Branch {
                        condition,
                        then,
                        otherwise,
                    }) => {
                        self.begin(condition);
                        rest.push(Rest::Again(std::mem::replace(&mut list, then.into_iter())));
                        rest.push(Rest::Otherwise(otherwise));
                    }
                    Some(Instruction::Gate(gate)) => self.gate(
                        (gate.kind, gate.origin),
                        gate.controls.into_iter(),
                        gate.targets.into_iter(),
                        gate.angles.into_iter(),
                    ),
                    Some(other) => {
                        if let Some(action) = other.action() {
                            self.add(Event::Do(action));
                        }
                    }
                    None => match rest.pop() {
                        Some(Rest::Otherwise(otherwise)) => {
                            self.otherwise();
                            list = otherwise.into_iter();
                        }
                        Some(Rest::Again(after)) => {
                            self.end();
                            list = after;
                        }
                        None => break,
                    },
                }
            }
        }
    }
}

impl FromIterator<Instruction> for Instructions {
    fn from_iter<I: IntoIterator<Item = Instruction>>(all: I) -> Instructions {
        let mut instructions = Instructions::default();
        instructions.extend(all);
        instructions
    }
}

impl From<Vec<Instruction>> for Instructions {
    fn from(all: Vec<Instruction>) -> Instructions {
        all.into_iter().collect()
    }
}

/// Rows are shown as events.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Row")
    }
}
