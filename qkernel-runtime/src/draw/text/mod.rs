//! A picture in characters.

mod block;
mod canvas;

use super::labels::{NOTHING, shortened};
use super::layout::Layout;
use super::picture::{Element, Family, Frame, Picture, Shape};
use block::Block;

/// Between columns.
const GAP: usize = 1;

/// After the name of a row.
const MARGIN: usize = 2;

/// A label is no longer than this even where there is room.
const LONGEST: usize = 28;

/// A frame is as wide as its header where that is no longer than this; the header of one that is wider may be longer.
const LONGEST_HEADER: usize = 40;

/// How many characters there are in a text.
fn length(text: &str) -> usize {
    text.chars().count()
}

pub(super) fn write(picture: &Picture, width: usize) -> String {
    let longest_name = (width / 3).clamp(12, LONGEST);
    let room = |names: usize| width.saturating_sub(names + MARGIN).max(5);
    let fold = |layout: &Layout, names: usize| {
        let room = room(names);
        let page = Page {
            layout,
            names,
            longest: LONGEST.min(room - 4),
            longest_header: LONGEST_HEADER.min(room - 4),
        };
        layout.fold(&page.widths(), GAP, room.saturating_sub(2))
    };
    let name = |name: &str| length(name).min(longest_name);
    let (layout, folds, names) = Layout::choose(picture, name, fold);
    let page = Page {
        layout: &layout,
        names,
        longest: LONGEST.min(room(names) - 4),
        longest_header: LONGEST_HEADER.min(room(names) - 4),
    };
    let (widths, mut folds) = (page.widths(), folds.rows);
    let mut blocks: Vec<String> = layout
        .notes
        .iter()
        .map(|note| note.shortened(width.max(1)))
        .collect();
    if layout.rows.is_empty() && blocks.is_empty() {
        return NOTHING.into();
    }
    if folds.is_empty() && !layout.rows.is_empty() {
        folds.push(0..0);
    }
    for (k, shown) in layout.show(&folds).into_iter().enumerate() {
        blocks.push(Block::draw(&page, &widths, shown, k == 0));
    }
    blocks.join("\n\n")
}

struct Page<'l> {
    layout: &'l Layout,
    /// How many characters the names of the rows have at most.
    names: usize,
    /// How many characters a label has at most.
    longest: usize,
    /// How wide a header makes its frame at most.
    longest_header: usize,
}

impl Page<'_> {
    /// Where lines begin.
    fn margin(&self) -> usize {
        self.names + MARGIN
    }

    /// The width of each column.
    fn widths(&self) -> Vec<usize> {
        // Longer ones are shortened to the width that the frame has.
        let header = |frame: &Frame| length(&frame.header.text()).min(self.longest_header) + 6;
        self.layout
            .widths(|element| self.width(element), GAP, header)
    }

    /// What is written in a box: what a kernel is called with is below its name where there is room.
    fn lines(&self, element: &Element) -> Vec<String> {
        let label = &element.label;
        let has_room = element.runs().iter().any(|run| run.end() > run.start());
        if element.family == Family::Kernel && has_room && !label.detail.is_empty() {
            let detail = format!("({})", label.detail);
            return vec![
                shortened(&label.name, self.longest),
                shortened(&detail, self.longest),
            ];
        }
        vec![label.shortened(self.longest)]
    }

    /// How many characters the names of a box's wires take, with the space after them.
    fn ports(&self, element: &Element) -> usize {
        let names = element.ports.iter().map(|(_, name)| length(name));
        names.max().map_or(0, |longest| longest + 1)
    }

    /// The name of an element of a register.
    fn lane(&self, element: &Element) -> String {
        element.label.shortened(self.longest)
    }

    /// How wide an element has to be.
    fn width(&self, element: &Element) -> usize {
        let own = match element.shape {
            Shape::Box if element.targets.is_empty() => 1,
            Shape::Box => {
                let lines = self.lines(element);
                let label = lines.iter().map(|line| length(line)).max().unwrap_or(0);
                let ports = self.ports(element);
                label + ports + if ports > 0 { 3 } else { 4 }
            }
            Shape::Measure => 3,
            Shape::Begin => length(&element.label.text()) + 1,
            Shape::Split => length(&self.lane(element)) + 3,
            Shape::Join => (2 * length(&self.lane(element))).max(1),
            Shape::Plus | Shape::Swap | Shape::End => 1,
            Shape::Open(_) | Shape::Close(_) => 1,
            Shape::Else(_) => ELSE_WIDTH,
        };
        let last = element.bits.iter().map(|read| read.row).max();
        let names = element.bits.iter().filter_map(|read| {
            let name = length(read.name.as_ref()?);
            // Below the middle of the element, or to the right of it.
            Some(match Some(read.row) == last {
                true => name / 2 * 2 + 1,
                false => 2 * name + 1,
            })
        });
        names.fold(own, usize::max)
    }
}

/// What parts the arms of a frame.
const ELSE: &str = "else";
const ELSE_WIDTH: usize = ELSE.len() + 2;
