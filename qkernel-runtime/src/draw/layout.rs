//! Where the elements of a picture are: rows for wires and bits, columns for layers. Knows neither characters nor pixels.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use super::labels::Label;
use super::steps::{Step, steps};
use crate::program::{BitId, Program};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Qubits, one after the other.
    Wire,
    /// Measured bits.
    Bits,
}

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// What a gate does, for its colour.
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
}

/// How an element is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A box with its label on each of [`Element::boxes`].
    Box,
    /// A plus in a circle on the only target: X under controls.
    Plus,
    /// A cross on both targets.
    Swap,
    /// A box with a dial.
    Measure,
    /// A qubit begins on a wire that several share.
    Begin,
    /// A qubit ends.
    End,
    /// The left edge of a frame.
    Open(usize),
    /// What parts the arms of a frame.
    Else(usize),
    /// The right edge of a frame.
    Close(usize),
}

/// A bit that an element writes or reads.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    pub(super) bit: BitId,
    pub(super) row: usize,
    /// The bit's name, where the row's name does not say it.
    pub(super) name: Option<String>,
    /// Whether it has to be 1 or 0, where that is all that is asked.
    pub(super) value: Option<bool>,
}

/// A thing in a picture; it is alone in its column on all rows from its first to its last.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) column: usize,
    pub(super) shape: Shape,
    pub(super) family: Family,
    pub(super) label: Label,
    /// The rows of its targets, those next to each other together.
    pub(super) targets: Vec<RangeInclusive<usize>>,
    /// The rows of its controls.
    pub(super) controls: Vec<usize>,
    pub(super) bits: Vec<Read>,
}

impl Element {
    /// The first and the last wire.
    pub(super) fn wires(&self) -> RangeInclusive<usize> {
        let targets = self
            .targets
            .iter()
            .flat_map(|run| [*run.start(), *run.end()]);
        let all = targets.chain(self.controls.iter().copied());
        let (first, last) = all.fold((usize::MAX, 0), |(first, last), row| {
            (first.min(row), last.max(row))
        });
        first.min(last)..=last
    }

    /// The first and the last row, bits included.
    pub(super) fn rows(&self) -> RangeInclusive<usize> {
        let wires = self.wires();
        let last = self.bits.iter().map(|read| read.row).max().unwrap_or(0);
        *wires.start()..=last.max(*wires.end())
    }
}

/// A frame around the arms of a branch.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    /// The columns of its edges.
    pub(super) columns: RangeInclusive<usize>,
    pub(super) rows: RangeInclusive<usize>,
    /// The column where the second arm begins, if both have something in them.
    pub(super) divide: Option<usize>,
    pub(super) header: Label,
    /// How many frames are inside each other here, this one included.
    pub(super) level: usize,
}

/// A line along a row, from the middle of a column to that of another; or from or to the edge of the picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) row: usize,
    pub(super) from: Option<usize>,
    pub(super) to: Option<usize>,
}

/// A picture, but for its sizes.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) rows: Vec<Row>,
    /// In the order of their columns.
    elements: Vec<Element>,
    /// Inner ones before those around them.
    pub(super) frames: Vec<Frame>,
    pub(super) lines: Vec<Line>,
    pub(super) columns: usize,
    /// What belongs to no row.
    pub(super) notes: Vec<Label>,
    /// The kernel's name.
    pub(super) title: Label,
}

impl Layout {
    /// Lays a program out that is well formed.
    pub(super) fn new(program: &Program) -> Layout {
        let found = steps(program);
        let mut place = Placer {
            free: vec![0; found.rows.len()],
            qubits: BTreeMap::new(),
            bits: BTreeMap::new(),
            elements: Vec::new(),
        };
        let mut frames = found.frames;
        for step in found.steps {
            place.step(step);
        }
        for element in &place.elements {
            match element.shape {
                Shape::Open(k) => frames[k].columns = element.column..=element.column,
                Shape::Else(k) => frames[k].divide = Some(element.column),
                Shape::Close(k) => {
                    frames[k].columns = *frames[k].columns.start()..=element.column;
                }
                _ => {}
            }
        }
        place.elements.sort_by_key(|element| element.column);
        let columns = place.free.iter().copied().max().unwrap_or(0);
        let line = |(&row, from, to)| Line { row, from, to };
        let wires = found.lives.iter().enumerate().map(|(qubit, life)| {
            let (first, last) = place.qubits.get(&qubit).copied().unwrap_or((0, 0));
            line((
                &life.row,
                life.begins.then_some(first),
                life.ends.then_some(last),
            ))
        });
        let bits = found.bits.iter().map(|(bit, life)| {
            let (first, last) = place.bits.get(bit).copied().unwrap_or((0, 0));
            line((
                &life.row,
                life.begins.then_some(first),
                life.ends.then_some(last),
            ))
        });
        Layout {
            lines: wires.chain(bits).collect(),
            rows: found.rows,
            elements: place.elements,
            frames,
            columns,
            notes: found.notes,
            title: program.kernel.as_str().into(),
        }
    }

    /// The elements in these columns.
    pub(super) fn within(&self, columns: &Range<usize>) -> &[Element] {
        let before = |column: usize| self.elements.partition_point(|e| e.column < column);
        &self.elements[before(columns.start)..before(columns.end)]
    }

    /// The width of each column, given those of the elements and of the frames' headers.
    pub(super) fn widths(
        &self,
        element: impl Fn(&Element) -> usize,
        gap: usize,
        header: impl Fn(&Frame) -> usize,
    ) -> Vec<usize> {
        let mut widths = vec![1; self.columns];
        for e in &self.elements {
            widths[e.column] = widths[e.column].max(element(e));
        }
        // Inner frames come first, so that outer ones count what was added to them.
        for frame in &self.frames {
            let inside = &widths[frame.columns.clone()];
            let width = inside.iter().sum::<usize>() + gap * (inside.len().max(1) - 1);
            widths[*frame.columns.end()] += header(frame).saturating_sub(width);
        }
        widths
    }

    /// The columns of each row of the page. Rows are about equally long, and no longer than `most` unless one column is;
    /// they break between frames where that is possible.
    pub(super) fn fold(&self, widths: &[usize], gap: usize, most: usize) -> Vec<Range<usize>> {
        let mut is_inside = vec![false; self.columns + 1];
        for frame in &self.frames {
            is_inside[frame.columns.start() + 1..=*frame.columns.end()].fill(true);
        }
        let fold = |most: usize| {
            let (mut rows, mut start) = (Vec::new(), 0);
            while start < self.columns {
                let (mut end, mut width) = (start, 0);
                while end < self.columns && (end == start || width + widths[end] <= most) {
                    width += widths[end] + gap;
                    end += 1;
                }
                if end < self.columns && is_inside[end] {
                    // Not where half of the row would be left empty.
                    let mut least = start + 1;
                    let mut used = 0;
                    while least < end && used + widths[least - 1] < most / 2 {
                        used += widths[least - 1] + gap;
                        least += 1;
                    }
                    if let Some(better) = (least..end).rev().find(|&column| !is_inside[column]) {
                        end = better;
                    }
                }
                rows.push(start..end);
                start = end;
            }
            rows
        };
        let (mut least, mut enough) = (0, most);
        let needed = fold(most).len();
        while least < enough {
            let middle = least + (enough - least) / 2;
            if fold(middle).len() <= needed {
                enough = middle;
            } else {
                least = middle + 1;
            }
        }
        fold(enough)
    }
}

/// Puts each element into the first column that is free on all of its rows.
struct Placer {
    /// The first free column of each row.
    free: Vec<usize>,
    /// The first and the last column of each qubit and bit that is met.
    qubits: BTreeMap<usize, (usize, usize)>,
    bits: BTreeMap<BitId, (usize, usize)>,
    elements: Vec<Element>,
}

impl Placer {
    fn step(&mut self, Step { together, qubits }: Step) {
        let free = together
            .iter()
            .flat_map(|element| &self.free[element.rows()]);
        let column = free.copied().max().unwrap_or(0);
        for mut element in together {
            element.column = column;
            self.free[element.rows()].fill(column + 1);
            for read in &element.bits {
                let met = self.bits.entry(read.bit).or_insert((column, column));
                met.1 = column;
            }
            self.elements.push(element);
        }
        for qubit in qubits {
            let met = self.qubits.entry(qubit.index()).or_insert((column, column));
            met.1 = column;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::gate::GateKind;
    use crate::program::{
        Affine, Condition, Event, GateOp, Instruction, NameId, Origin, QubitId, walk,
    };

    const QUBITS: usize = 5;
    const BITS: usize = 3;
    const ORIGIN: Origin = Origin {
        kernel: NameId::new(0),
        file: NameId::new(0),
        line: 1,
        column: 1,
    };

    fn instruction() -> impl Strategy<Value = Instruction> {
        use GateKind::*;
        let kinds = prop::sample::select(vec![H, X, Y, Z, Rx, P, U, Swap, Rzz, GlobalPhase]);
        let qubits = Just((0..QUBITS).map(QubitId::new).collect::<Vec<_>>()).prop_shuffle();
        let gate = (kinds, qubits, 0..3usize).prop_map(|(kind, mut qubits, controls)| {
            let mut targets = qubits.split_off(controls);
            targets.truncate(kind.targets());
            Instruction::Gate(GateOp {
                kind,
                controls: qubits,
                targets,
                angles: vec![Affine::number(0.5); kind.angles()],
                origin: ORIGIN,
            })
        });
        let measure = (0..QUBITS, 0..BITS).prop_map(|(qubit, bit)| Instruction::Measure {
            qubit: qubit.into(),
            bit: bit.into(),
            origin: ORIGIN,
        });
        let simple = prop_oneof![4 => gate, 1 => measure];
        simple.prop_recursive(3, 20, 4, |inner| {
            let bit = || (0..BITS).prop_map(|bit| Condition::Bit(bit.into()));
            let condition = prop_oneof![
                bit(),
                bit().prop_map(|bit| Condition::Not(Box::new(bit))),
                (bit(), bit()).prop_map(|(a, b)| Condition::Or(Box::new(a), Box::new(b))),
            ];
            let arm = || prop::collection::vec(inner.clone(), 0..4);
            (condition, arm(), arm()).prop_map(|(condition, then, otherwise)| Instruction::Branch {
                condition,
                then,
                otherwise,
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn each_cell_has_one_element(list in prop::collection::vec(instruction(), 0..24), most in 0usize..60) {
            let program = Program {
                qubits: QUBITS,
                bits: BITS,
                instructions: list,
                names: ["random"].into_iter().collect(),
                ..Program::default()
            };
            prop_assert_eq!(program.check(), Ok(()));
            let layout = Layout::new(&program);
            let mut cells = std::collections::BTreeSet::new();
            for element in &layout.elements {
                for row in element.rows() {
                    prop_assert!(cells.insert((row, element.column)), "{element:?}");
                }
            }
            // Frames hold what is inside, and nothing else.
            for (k, frame) in layout.frames.iter().enumerate() {
                for other in &layout.frames[..k] {
                    let across = |a: &RangeInclusive<usize>, b: &RangeInclusive<usize>| {
                        a.start() <= b.end() && b.start() <= a.end()
                    };
                    let meet = across(&frame.columns, &other.columns) && across(&frame.rows, &other.rows);
                    let holds = frame.columns.start() < other.columns.start()
                        && other.columns.end() < frame.columns.end()
                        && frame.rows.start() <= other.rows.start()
                        && other.rows.end() <= frame.rows.end()
                        && other.level < frame.level;
                    prop_assert!(!meet || holds, "{frame:?} {other:?}");
                }
            }
            let drawn = layout.elements.iter().filter(|e| {
                !matches!(e.shape, Shape::Open(_) | Shape::Else(_) | Shape::Close(_) | Shape::End)
            });
            let met = walk(&program.instructions).filter(|event| matches!(event, Event::Do(_)));
            prop_assert_eq!(drawn.count() + layout.notes.len(), met.count());
            // The rows of the page have all columns in order.
            let widths = layout.widths(|e| e.label.text.len(), 1, |frame| frame.header.text.len());
            let folds = layout.fold(&widths, 1, most);
            let all: Vec<usize> = folds.iter().cloned().flatten().collect();
            prop_assert_eq!(all, Vec::from_iter(0..layout.columns));
            let elements: usize = folds.iter().map(|columns| layout.within(columns).len()).sum();
            prop_assert_eq!(elements, layout.elements.len());
            for columns in folds {
                let width = widths[columns.clone()].iter().sum::<usize>() + columns.len() - 1;
                prop_assert!(width <= most || columns.len() == 1);
            }
        }
    }
}
