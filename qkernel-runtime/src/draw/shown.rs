//! What one row of the page shows: which wires, under which names, and the frames around them.

use std::ops::{Range, RangeInclusive};

use super::layout::Layout;
use super::picture::Frame;

/// A frame, as far as it is in a row of the page.
#[derive(Debug)]
pub(super) struct Around<'l> {
    pub(super) frame: &'l Frame,
    /// Its number in the layout.
    pub(super) number: usize,
    /// Its rows that are shown.
    pub(super) rows: RangeInclusive<usize>,
    /// How many frames are around each other above its first row and below its last, from there to this one.
    pub(super) above: usize,
    pub(super) below: usize,
}

/// Some columns of a picture.
#[derive(Debug)]
pub(super) struct Shown<'l> {
    pub(super) columns: Range<usize>,
    /// Whether each row has a line here; the others are left out.
    pub(super) has_line: Vec<bool>,
    pub(super) names: Vec<&'l str>,
    /// Those around others before them.
    pub(super) frames: Vec<Around<'l>>,
    /// How many frames need a place above and below each row.
    pub(super) above: Vec<usize>,
    pub(super) below: Vec<usize>,
}

impl Layout {
    pub(super) fn show(&self, columns: Range<usize>) -> Shown<'_> {
        let mut has_line = vec![false; self.rows.len()];
        let mut names: Vec<&str> = self.rows.iter().map(|row| row.name.as_str()).collect();
        for line in &self.lines {
            let begins = line.from.is_some_and(|from| from >= columns.start);
            let is_after = line.from.is_some_and(|from| from >= columns.end.max(1));
            if is_after || line.to.is_some_and(|to| to < columns.start) {
                continue;
            }
            has_line[line.row] = true;
            if names[line.row].is_empty() && !begins {
                names[line.row] = &line.name;
            }
        }
        let (mut above, mut below) = (vec![0; self.rows.len()], vec![0; self.rows.len()]);
        let mut frames: Vec<Around<'_>> = Vec::new();
        for (number, frame) in self.frames.iter().enumerate() {
            if *frame.columns.start() >= columns.end || *frame.columns.end() < columns.start {
                continue;
            }
            let mut shown = frame.rows.clone().filter(|&row| has_line[row]);
            let Some(first) = shown.next() else { continue };
            let last = shown.next_back().unwrap_or(first);
            let inside = |other: &&Around<'_>| frame.columns.contains(other.frame.columns.start());
            let levels = |edge: fn(&Around<'_>) -> (usize, usize), row: usize| {
                let inner = frames.iter().filter(inside).map(edge);
                let met = inner.filter(|(at, _)| *at == row).map(|(_, level)| level);
                1 + met.max().unwrap_or(0)
            };
            let around = Around {
                frame,
                number,
                rows: first..=last,
                above: levels(|inner| (*inner.rows.start(), inner.above), first),
                below: levels(|inner| (*inner.rows.end(), inner.below), last),
            };
            above[first] = around.above.max(above[first]);
            below[last] = around.below.max(below[last]);
            frames.push(around);
        }
        frames.reverse();
        Shown {
            columns,
            has_line,
            names,
            frames,
            above,
            below,
        }
    }
}

impl Shown<'_> {
    /// The frame with this number, if it is here.
    pub(super) fn frame(&self, number: usize) -> Option<&Around<'_>> {
        self.frames.iter().find(|around| around.number == number)
    }
}
