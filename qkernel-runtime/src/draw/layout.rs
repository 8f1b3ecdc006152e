//! Where the marks of a picture are: rows for wires and bits, columns for layers. Knows neither characters nor pixels.

use std::collections::BTreeMap;
use std::ops::Range;

use super::labels::Label;
use super::picture::{Frame, Glyph, Lifeline, Mark, Moment, Picture, Row};
use crate::program::BitId;

/// A line along a row, from the middle of a column to that of another; or from or to the edge of the picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) row: usize,
    /// Its name, where the row has none.
    pub(super) name: String,
    pub(super) from: Option<usize>,
    pub(super) to: Option<usize>,
}

impl Line {
    /// Where it begins and ends in these columns, `None` at their edge; nothing if it is not there.
    pub(super) fn within(&self, columns: &Range<usize>) -> Option<[Option<usize>; 2]> {
        let is_later = self.from.is_some_and(|column| column >= columns.end);
        let is_earlier = self.to.is_some_and(|column| column < columns.start);
        let from = self.from.filter(|&column| column >= columns.start);
        let to = self.to.filter(|&column| column < columns.end);
        (!is_later && !is_earlier).then_some([from, to])
    }
}

/// A picture, but for its sizes.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) rows: Vec<Row>,
    /// In the order of their columns.
    marks: Vec<Mark>,
    /// Inner ones before those around them.
    pub(super) frames: Vec<Frame>,
    pub(super) lines: Vec<Line>,
    pub(super) columns: usize,
    /// Whether a layer begins at each column, where that was asked.
    pub(super) is_layer: Vec<bool>,
    /// What belongs to no row.
    pub(super) notes: Vec<Label>,
    /// The kernel's name.
    pub(super) title: Label,
}

impl Layout {
    /// Lays a picture out. What begins at these moments is to the right of all before it.
    pub(super) fn new(found: &Picture, layers: &[usize]) -> Layout {
        let mut place = Placer {
            free: vec![0; found.rows.len()],
            qubits: BTreeMap::new(),
            bits: BTreeMap::new(),
            marks: Vec::new(),
        };
        let mut frames = found.frames.clone();
        let mut starts = Vec::new();
        let mut layers = layers.iter().peekable();
        for (number, moment) in found.moments.iter().enumerate() {
            if layers.next_if_eq(&&number).is_some() {
                starts.push(place.finish());
            }
            place.moment(moment.clone());
        }
        for mark in &place.marks {
            match mark.glyph {
                Glyph::Open(k) => frames[k].columns = mark.column..=mark.column,
                Glyph::Else(k) => frames[k].divide = Some(mark.column),
                Glyph::Close(k) => {
                    frames[k].columns = *frames[k].columns.start()..=mark.column;
                }
                _ => {}
            }
        }
        place.marks.sort_by_key(|mark| mark.column);
        let columns = place.finish();
        let mut is_layer = vec![false; columns + 1];
        for column in starts {
            is_layer[column] = true;
        }
        let line = |lifeline: &Lifeline, met: Option<&(usize, usize)>| {
            let &(first, last) = met.unwrap_or(&(0, 0));
            Line {
                row: lifeline.row,
                name: lifeline.name.clone(),
                from: lifeline.begins.then_some(first),
                to: lifeline.ends.then_some(last),
            }
        };
        let lifelines = (found.lifelines.iter().enumerate()).filter_map(|(qubit, lifeline)| {
            Some(line(lifeline.as_ref()?, place.qubits.get(&qubit)))
        });
        let bits = (found.bits.iter()).map(|(bit, lifeline)| line(lifeline, place.bits.get(bit)));
        let mut lines: Vec<Line> = lifelines.chain(bits).collect();
        // Results share a row: its line is drawn once.
        let mut is_whole = vec![false; found.rows.len()];
        lines.retain(|line| {
            let whole = line.from.is_none() && line.to.is_none() && line.name.is_empty();
            !(whole && std::mem::replace(&mut is_whole[line.row], true))
        });
        Layout {
            lines,
            rows: found.rows.clone(),
            marks: place.marks,
            frames,
            columns,
            is_layer,
            notes: found.notes.clone(),
            title: found.title.clone(),
        }
    }

    /// The marks in these columns.
    pub(super) fn within(&self, columns: &Range<usize>) -> &[Mark] {
        let before = |column: usize| self.marks.partition_point(|e| e.column < column);
        &self.marks[before(columns.start)..before(columns.end)]
    }

    /// The width of each column, given those of the marks and of the frames' headers.
    pub(super) fn widths(
        &self,
        mark: impl Fn(&Mark) -> usize,
        gap: usize,
        header: impl Fn(&Frame) -> usize,
    ) -> Vec<usize> {
        let mut widths = vec![1; self.columns];
        for e in &self.marks {
            widths[e.column] = widths[e.column].max(mark(e));
        }
        // Inner frames come first, so that outer ones count what was added to them.
        for frame in &self.frames {
            let (first, last) = (*frame.columns.start(), *frame.columns.end());
            // The header is in the first part; what it needs is left free before the second.
            let (end, wide) = match frame.divide {
                Some(divide) => (divide, divide),
                None => (last + 1, last),
            };
            let inside = &widths[first..end];
            let width = inside.iter().sum::<usize>() + gap * (inside.len().max(1) - 1);
            widths[wide] += header(frame).saturating_sub(width);
        }
        widths
    }
}

/// Puts each mark into the first column that is free on all of its rows.
struct Placer {
    /// The first free column of each row.
    free: Vec<usize>,
    /// The first and the last column of each qubit and bit that is met.
    qubits: BTreeMap<usize, (usize, usize)>,
    bits: BTreeMap<BitId, (usize, usize)>,
    marks: Vec<Mark>,
}

impl Placer {
    /// The first column that is free on all rows, which then begin there.
    fn finish(&mut self) -> usize {
        let column = self.free.iter().copied().max().unwrap_or(0);
        self.free.fill(column);
        column
    }

    fn moment(
        &mut self,
        Moment {
            together, qubits, ..
        }: Moment,
    ) {
        let free = together.iter().flat_map(|mark| &self.free[mark.rows()]);
        let column = free.copied().max().unwrap_or(0);
        for mut mark in together {
            mark.column = column;
            self.free[mark.rows()].fill(column + 1);
            for read in &mark.bits {
                let met = self.bits.entry(read.bit).or_insert((column, column));
                met.1 = column;
            }
            self.marks.push(mark);
        }
        for qubit in qubits {
            let met = self.qubits.entry(qubit.index()).or_insert((column, column));
            met.1 = column;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::RangeInclusive;

    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::draw::circuit::{self, Calls};
    use crate::gate::GateKind;
    use crate::program::{
        Action, Affine, Condition, Event, GateOp, Instruction, NameId, Origin, Program, QubitId,
        ScopeId, walk,
    };

    const QUBITS: usize = 5;
    const BITS: usize = 3;
    const ORIGIN: Origin = Origin {
        kernel: NameId::new(0),
        file: NameId::new(0),
        line: 1,
        column: 1,
        scope: ScopeId::ENTRY,
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
                bit().prop_map(|bit| Condition::Not(Arc::new(bit))),
                (bit(), bit()).prop_map(|(a, b)| Condition::Or(Arc::new(a), Arc::new(b))),
            ];
            let arm = || prop::collection::vec(inner.clone(), 0..4);
            (condition, arm(), arm()).prop_map(|(condition, then, otherwise)| Instruction::Branch {
                condition,
                then,
                otherwise,
            })
        })
    }

    /// With a column to each row of the page, the outer frame ends in a row that no line reaches.
    #[test]
    fn a_frame_is_closed_after_the_last_line_in_it() {
        let measure = || Instruction::Measure {
            qubit: 1.into(),
            bit: 0.into(),
            origin: ORIGIN,
        };
        let bit = || Condition::Bit(0.into());
        let branch = |condition, then, otherwise| Instruction::Branch {
            condition,
            then,
            otherwise,
        };
        let either = Condition::Or(Arc::new(bit()), Arc::new(bit()));
        let inner = branch(either, vec![], vec![measure()]);
        let program = Program {
            qubits: QUBITS,
            bits: BITS,
            instructions: vec![measure(), branch(bit(), vec![inner], vec![])].into(),
            names: ["closed"].into_iter().collect(),
            ..Program::default()
        };
        let layout = Layout::new(&circuit::picture(&program, Calls::Inlined, false), &[]);
        let pages: Vec<_> = (0..layout.columns)
            .map(|column| column..column + 1)
            .collect();
        let shown = layout.show(&pages);
        for (number, frame) in layout.frames.iter().enumerate() {
            for column in frame.columns.clone() {
                assert!(
                    shown[column].frame(number).is_some(),
                    "{number} in {column}"
                );
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn each_cell_has_one_element(list in prop::collection::vec(instruction(), 0..24), most in 0usize..60) {
            let program = Program {
                qubits: QUBITS,
                bits: BITS,
                instructions: list.into(),
                names: ["random"].into_iter().collect(),
                ..Program::default()
            };
            prop_assert_eq!(program.check(), Ok(()));
            let layout = Layout::new(&circuit::picture(&program, Calls::Inlined, false), &[]);
            let mut cells = std::collections::BTreeSet::new();
            for mark in &layout.marks {
                for row in mark.rows() {
                    prop_assert!(cells.insert((row, mark.column)), "{mark:?}");
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
                        && other.rows.end() <= frame.rows.end();
                    prop_assert!(!meet || holds, "{frame:?} {other:?}");
                }
            }
            let drawn = layout.marks.iter().filter(|e| {
                !matches!(e.glyph, Glyph::Open(_) | Glyph::Else(_) | Glyph::Close(_) | Glyph::End)
            });
            // Measurements may be together, and global phases are notes.
            let drawn: usize = drawn.map(|e| if e.glyph == Glyph::Measure { e.targets.len() } else { 1 }).sum();
            let met = walk(&program.instructions).filter(|event| match event {
                Event::Do(Action::Gate(gate)) => !gate.targets.is_empty() || !gate.controls.is_empty(),
                Event::Do(_) => true,
                _ => false,
            });
            prop_assert_eq!(drawn, met.count());
            // The rows of the page have all columns in order.
            let widths = layout.widths(|e| e.label.text().len(), 1, |frame| frame.header.text().len());
            let folds = layout.fold(&widths, 1, most).rows;
            let all: Vec<usize> = folds.iter().cloned().flatten().collect();
            prop_assert_eq!(all, Vec::from_iter(0..layout.columns));
            let marks: usize = folds.iter().map(|columns| layout.within(columns).len()).sum();
            prop_assert_eq!(marks, layout.marks.len());
            // Whatever is drawn in a row of the page is on lines that are there, and every frame is there from its start to
            // its end.
            let mut frames = vec![0; layout.frames.len()];
            for shown in layout.show(&folds) {
                for mark in layout.within(&shown.columns) {
                    let bits = mark.bits.iter().map(|read| read.row);
                    let own = mark.targets.iter().chain(&mark.controls).copied();
                    for row in own.filter(|_| !mark.glyph.is_edge()).chain(bits) {
                        prop_assert!(shown.has_line[row], "{mark:?}");
                    }
                }
                for around in &shown.frames {
                    frames[around.number] += 1;
                    prop_assert!(around.rows.clone().any(|row| shown.has_line[row]));
                }
            }
            for (frame, found) in layout.frames.iter().zip(frames) {
                let met = folds.iter().filter(|row| {
                    *frame.columns.start() < row.end && row.start <= *frame.columns.end()
                });
                prop_assert_eq!(met.count(), found);
            }
            for columns in folds {
                let width = widths[columns.clone()].iter().sum::<usize>() + columns.len() - 1;
                prop_assert!(width <= most || columns.len() == 1);
            }
        }
    }
}
