//! What the rows of a page have in common.

use crate::draw::labels::shortened;
use crate::draw::layout::Layout;
use crate::draw::picture::{Family, Frame, Glyph, Mark};

/// Between columns.
pub(super) const GAP: usize = 1;

/// After the name of a row.
pub(super) const MARGIN: usize = 2;

/// A label is no longer than this even where there is room.
pub(super) const LONGEST: usize = 28;

/// A frame is as wide as its header where that is no longer than this; the header of one that is wider may be longer.
const LONGEST_HEADER: usize = 40;

/// How many characters there are in a text.
pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

pub(super) struct Page<'l> {
    pub(super) layout: &'l Layout,
    /// How many characters the names of the rows have at most.
    pub(super) names: usize,
    /// How many characters a label has at most.
    longest: usize,
    /// How wide a header makes its frame at most.
    longest_header: usize,
}

impl<'l> Page<'l> {
    /// The rows of a layout, whose names have at most so many characters; `room` is what is right of them.
    pub(super) fn new(layout: &'l Layout, names: usize, room: usize) -> Page<'l> {
        Page {
            layout,
            names,
            longest: LONGEST.min(room - 4),
            longest_header: LONGEST_HEADER.min(room - 4),
        }
    }

    /// Where lines begin.
    pub(super) fn margin(&self) -> usize {
        self.names + MARGIN
    }

    /// The width of each column.
    pub(super) fn widths(&self) -> Vec<usize> {
        // Longer ones are shortened to the width that the frame has.
        let header = |frame: &Frame| length(&frame.header.text()).min(self.longest_header) + 6;
        self.layout.widths(|mark| self.width(mark), GAP, header)
    }

    /// What is written in a box: what a kernel is called with is below its name where there is room.
    pub(super) fn lines(&self, mark: &Mark) -> Vec<String> {
        let label = &mark.label;
        let has_room = mark.runs().iter().any(|run| run.end() > run.start());
        if mark.family == Family::Kernel && has_room && !label.detail.is_empty() {
            let detail = format!("({})", label.detail);
            return vec![
                shortened(&label.name, self.longest),
                shortened(&detail, self.longest),
            ];
        }
        vec![label.shortened(self.longest)]
    }

    /// How many characters the names of a box's wires take, with the space after them.
    pub(super) fn ports(&self, mark: &Mark) -> usize {
        let names = mark.ports.iter().map(|(_, name)| length(name));
        names.max().map_or(0, |longest| longest + 1)
    }

    /// The name of an element of a register.
    pub(super) fn lane(&self, mark: &Mark) -> String {
        mark.label.shortened(self.longest)
    }

    /// How wide a mark has to be.
    pub(super) fn width(&self, mark: &Mark) -> usize {
        let own = match mark.glyph {
            Glyph::Box if mark.targets.is_empty() => 1,
            Glyph::Box => {
                let lines = self.lines(mark);
                let label = lines.iter().map(|line| length(line)).max().unwrap_or(0);
                let ports = self.ports(mark);
                label + ports + if ports > 0 { 3 } else { 4 }
            }
            Glyph::Measure => 3,
            Glyph::Begin => length(&mark.label.text()) + 1,
            Glyph::Split => length(&self.lane(mark)) + 3,
            Glyph::Join => (2 * length(&self.lane(mark))).max(1),
            Glyph::Plus | Glyph::Swap | Glyph::End => 1,
            Glyph::Open(_) | Glyph::Close(_) => 1,
            Glyph::Else(_) => ELSE_WIDTH,
        };
        let last = mark.bits.iter().map(|read| read.row).max();
        let names = mark.bits.iter().filter_map(|read| {
            let name = length(read.name.as_ref()?);
            // Below the middle of the mark, or to the right of it.
            Some(match Some(read.row) == last {
                true => name / 2 * 2 + 1,
                false => 2 * name + 1,
            })
        });
        names.fold(own, usize::max)
    }
}

/// What parts the arms of a frame.
pub(super) const ELSE: &str = "else";

pub(super) const ELSE_WIDTH: usize = ELSE.len() + 2;
