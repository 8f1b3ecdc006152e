//! What a picture is made of. Knows neither columns nor pixels.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::labels::{Label, shortened};
use crate::program::{BitId, QubitId, ScopeId};

/// The names of the bits of a mark that are on one row are no longer.
const LONGEST_NAMES: usize = 28;

/// What there is to draw, in order.
#[derive(Debug, Default)]
pub(super) struct Picture {
    pub(super) rows: Vec<Row>,
    pub(super) moments: Vec<Moment>,
    /// Inner ones before those around them.
    pub(super) frames: Vec<Frame>,
    /// Of each qubit; none for one that is not drawn.
    pub(super) lifelines: Vec<Option<Lifeline>>,
    /// Of the bits that are drawn.
    pub(super) bits: BTreeMap<BitId, Lifeline>,
    /// The moments where a row of the page had better begin: those of outer layers, then those of inner ones, too.
    pub(super) layers: Vec<Vec<usize>>,
    /// What belongs to no row.
    pub(super) notes: Vec<Label>,
    /// The kernel's name.
    pub(super) title: Label,
}

/// Marks in one column, on rows of their own, and the qubits that they touch.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) together: Vec<Mark>,
    pub(super) qubits: Vec<QubitId>,
    /// The call or the round that it is part of.
    pub(super) scope: ScopeId,
}

impl Moment {
    /// A mark that is alone in its column.
    pub(super) fn alone(
        mark: Mark,
        qubits: impl IntoIterator<Item = QubitId>,
        scope: ScopeId,
    ) -> Moment {
        Moment {
            together: vec![mark],
            qubits: qubits.into_iter().collect(),
            scope,
        }
    }
}

/// The row of a qubit or a bit, and whether its line begins and ends within the picture.
#[derive(Clone, Debug, Default)]
pub(super) struct Lifeline {
    pub(super) row: usize,
    /// Its name, where the row has none.
    pub(super) name: String,
    pub(super) begins: bool,
    pub(super) ends: bool,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Qubits, one after the other.
    Wire,
    /// All qubits of a register.
    Register,
    /// Measured bits.
    Bits,
}

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) kind: Kind,
}

impl Row {
    pub(super) fn new(name: String, kind: Kind) -> Row {
        Row { name, kind }
    }
}

/// What a mark does, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Hadamard, and others without an angle that are no Pauli.
    Clifford,
    Pauli,
    /// Rotations that are not diagonal.
    Rotation,
    /// Diagonal in the computational basis.
    Phase,
    Exchange,
    /// Measurement, reset.
    Measurement,
    Expectation,
    /// A kernel that is called.
    Kernel,
}

/// How a mark is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    /// A box with its label on each of the target's runs of rows.
    Box,
    /// A plus in a circle on the only target: X under controls.
    Plus,
    /// A cross on both targets.
    Swap,
    /// A box with a dial on each target; what several write is on one row, in the order of the targets.
    Measure,
    /// A qubit begins on a wire that several share.
    Begin,
    /// A qubit ends.
    End,
    /// An element of a register, its first row, leaves that for a line of its own, its last row.
    Split,
    /// It goes back, or another qubit comes in its place.
    Join,
    /// The left edge of a frame.
    Open(usize),
    /// What parts the arms of a frame.
    Else(usize),
    /// The right edge of a frame.
    Close(usize),
}

impl Glyph {
    /// Whether it is an edge of a frame.
    pub(super) fn is_edge(self) -> bool {
        matches!(self, Glyph::Open(_) | Glyph::Else(_) | Glyph::Close(_))
    }
}

/// A bit that a mark writes or reads.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    pub(super) bit: BitId,
    pub(super) row: usize,
    /// The bit's name, where the row's name does not say it.
    pub(super) name: Option<String>,
    /// Whether it is written, not read.
    pub(super) writes: bool,
    /// Whether it has to be 1 or 0, where that is all that is asked.
    pub(super) value: Option<bool>,
}

impl Read {
    /// A bit whose row and name are not known yet.
    pub(super) fn new(bit: BitId, writes: bool, value: Option<bool>) -> Read {
        Read {
            bit,
            row: 0,
            name: None,
            writes,
            value,
        }
    }
}

/// A thing in a picture; it is alone in its column on all rows from its first to its last.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) column: usize,
    pub(super) glyph: Glyph,
    pub(super) family: Family,
    pub(super) label: Label,
    /// The rows of its targets, ascending.
    pub(super) targets: Vec<usize>,
    /// What the wires of a box are to it, by row.
    pub(super) ports: Vec<(usize, String)>,
    /// The rows of its controls.
    pub(super) controls: Vec<usize>,
    pub(super) bits: Vec<Read>,
}

impl Mark {
    /// A mark on these rows.
    pub(super) fn on(
        glyph: Glyph,
        family: Family,
        label: impl Into<Label>,
        rows: impl IntoIterator<Item = usize>,
    ) -> Mark {
        let mut targets: Vec<usize> = rows.into_iter().collect();
        targets.sort_unstable();
        targets.dedup();
        Mark {
            column: 0,
            glyph,
            family,
            label: label.into(),
            targets,
            ports: Vec::new(),
            controls: Vec::new(),
            bits: Vec::new(),
        }
    }

    /// The rows of its targets, those next to each other together.
    pub(super) fn runs(&self) -> Vec<RangeInclusive<usize>> {
        let mut runs: Vec<RangeInclusive<usize>> = Vec::new();
        for &row in &self.targets {
            match runs.last_mut() {
                Some(run) if *run.end() + 1 == row => *run = *run.start()..=row,
                _ => runs.push(row..=row),
            }
        }
        runs
    }

    /// Gives bits on one row one name together: those that follow each other as `c0…c3`.
    pub(super) fn name_bits_together(&mut self, follows: impl Fn(BitId, BitId) -> bool) {
        let mut on_rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, read) in self.bits.iter().enumerate() {
            if read.name.is_some() {
                on_rows.entry(read.row).or_default().push(place);
            }
        }
        for places in on_rows.into_values().filter(|places| places.len() > 1) {
            // The first name of each run, and the last bit with its name.
            let mut runs: Vec<(String, BitId, String)> = Vec::new();
            for &place in &places {
                let read = &mut self.bits[place];
                let (bit, name) = (read.bit, read.name.take().unwrap_or_default());
                match runs.last_mut() {
                    Some((_, last, end)) if follows(*last, bit) => (*last, *end) = (bit, name),
                    _ => runs.push((name.clone(), bit, name)),
                }
            }
            let names = runs
                .into_iter()
                .map(|(first, _, last)| match first == last {
                    true => first,
                    false => format!("{first}…{last}"),
                });
            let names = names.collect::<Vec<_>>().join(", ");
            self.bits[places[0]].name = Some(shortened(&names, LONGEST_NAMES));
        }
    }

    /// The rows of each of its boxes.
    pub(super) fn boxes(&self) -> Vec<RangeInclusive<usize>> {
        match self.glyph {
            Glyph::Measure => self.targets.iter().map(|&row| row..=row).collect(),
            _ => self.runs(),
        }
    }

    /// The first and the last wire.
    pub(super) fn wires(&self) -> RangeInclusive<usize> {
        let all = self.targets.iter().chain(&self.controls);
        let (mut first, mut last) = (usize::MAX, 0);
        for &row in all {
            (first, last) = (first.min(row), last.max(row));
        }
        first.min(last)..=last
    }

    /// The first and the last row, bits included.
    pub(super) fn rows(&self) -> RangeInclusive<usize> {
        let wires = self.wires();
        let last = self.bits.iter().map(|read| read.row).max().unwrap_or(0);
        *wires.start()..=last.max(*wires.end())
    }
}

/// What a frame is around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Around {
    /// The arms of a branch.
    Branch,
    /// What a kernel does that is called.
    Call,
    /// The body of a loop.
    Loop,
}

/// A frame.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) around: Around,
    /// The columns of its edges.
    pub(super) columns: RangeInclusive<usize>,
    pub(super) rows: RangeInclusive<usize>,
    /// The column where the second arm begins, if both have something in them.
    pub(super) divide: Option<usize>,
    pub(super) header: Label,
}

impl Frame {
    /// A frame whose place is not known yet.
    pub(super) fn new(around: Around, header: Label) -> Frame {
        Frame {
            around,
            columns: 0..=0,
            rows: 0..=0,
            divide: None,
            header,
        }
    }
}

impl Picture {
    /// The gate that is all that there is since this moment, if nothing decides whether it is done.
    pub(super) fn only_gate(&mut self, start: usize) -> Option<&mut Mark> {
        let [moment] = &mut self.moments[start..] else {
            return None;
        };
        let [mark] = moment.together.as_mut_slice() else {
            return None;
        };
        let is_gate = matches!(mark.glyph, Glyph::Box | Glyph::Plus | Glyph::Swap)
            && !matches!(mark.family, Family::Measurement | Family::Expectation);
        (is_gate && mark.bits.is_empty()).then_some(mark)
    }

    /// Puts a frame around the moments since its start, if there are any; its second part begins at `divide`. The qubits that are
    /// alive then are so to its end.
    pub(super) fn enclose(
        &mut self,
        frame: Frame,
        (start, divide): (usize, Option<usize>),
        reads: Vec<Read>,
        scope: ScopeId,
        is_alive: impl Fn(QubitId) -> bool,
    ) {
        if self.moments.len() == start {
            return;
        }
        let met = self.moments[start..]
            .iter()
            .flat_map(|moment| &moment.qubits);
        let qubits: BTreeSet<QubitId> = met.copied().filter(|&qubit| is_alive(qubit)).collect();
        let number = self.frames.len();
        self.frames.push(frame);
        let edge = |glyph| Mark::on(glyph, Family::Measurement, "", []);
        let alone = |mark| Moment::alone(mark, [], ScopeId::ENTRY);
        if let Some(divide) = divide {
            let between = edge(Glyph::Else(number));
            self.moments.insert(divide, alone(between));
        }
        let mut open = edge(Glyph::Open(number));
        open.bits = reads;
        self.moments.insert(start, alone(open));
        let close = edge(Glyph::Close(number));
        self.moments.push(Moment::alone(close, qubits, scope));
    }

    /// Finds the rows of the frames, and brings those inside before those around them.
    pub(super) fn finish_frames(&mut self) {
        // The first and the last row of what is open.
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut order = Vec::new();
        for moment in &self.moments {
            for mark in &moment.together {
                match mark.glyph {
                    Glyph::Open(_) => open.push((usize::MAX, 0)),
                    Glyph::Close(number) => {
                        let Some((first, last)) = open.pop() else {
                            continue;
                        };
                        let rows = first.min(last)..=last;
                        open.last_mut()
                            .into_iter()
                            .for_each(|around| widen(around, &rows));
                        self.frames[number].rows = rows;
                        order.push(number);
                    }
                    Glyph::Else(_) => {}
                    _ => (open.last_mut().into_iter())
                        .for_each(|around| widen(around, &mark.wires())),
                }
            }
        }
        let mut place = vec![0; self.frames.len()];
        for (k, &number) in order.iter().enumerate() {
            place[number] = k;
        }
        self.frames = order
            .iter()
            .map(|&number| self.frames[number].clone())
            .collect();
        let moments = self.moments.iter_mut();
        for mark in moments.flat_map(|moment| &mut moment.together) {
            let number = match &mut mark.glyph {
                Glyph::Open(number) | Glyph::Else(number) | Glyph::Close(number) => number,
                _ => continue,
            };
            *number = place[*number];
            mark.targets = self.frames[*number].rows.clone().collect();
        }
    }
}

/// The first and the last row of what is around these, too.
fn widen(around: &mut (usize, usize), rows: &RangeInclusive<usize>) {
    *around = (around.0.min(*rows.start()), around.1.max(*rows.end()));
}
