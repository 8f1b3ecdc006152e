//! What one row of the page shows: which wires, under which names, and the frames around them.

use std::ops::{Range, RangeInclusive};

use super::labels::shortened;
use super::layout::{Layout, Line};
use super::picture::Frame;

/// What is left of a header says nothing if it is no longer than that.
const SHORTEST: usize = 4;

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
    pub(super) lines: Vec<&'l Line>,
    /// Those around others before them.
    pub(super) frames: Vec<Around<'l>>,
    /// How many frames need a place above and below each row.
    pub(super) above: Vec<usize>,
    pub(super) below: Vec<usize>,
}

impl Around<'_> {
    /// The columns of its left edge, of what parts its arms and of its right edge, where these are among those.
    pub(super) fn edges(&self, columns: &Range<usize>) -> [Option<usize>; 3] {
        let frame = self.frame;
        let all = [
            Some(*frame.columns.start()),
            frame.divide,
            Some(*frame.columns.end()),
        ];
        all.map(|edge| edge.filter(|column| columns.contains(column)))
    }

    /// What is written at the frame's upper edge in these columns, with at most that many characters; `None` if there is no room
    /// for anything that says something. Where it goes on from the row before, its header says so.
    pub(super) fn header(&self, columns: &Range<usize>, most: usize) -> Option<String> {
        let [begins, ..] = self.edges(columns);
        let sign = if begins.is_some() { "" } else { "… " };
        let whole = match self.frame.divide {
            Some(column) if column < columns.start => "else".to_owned(),
            _ => self.frame.header.text(),
        };
        let header = shortened(&whole, most.checked_sub(sign.chars().count())?);
        let says = header == whole || header.chars().count() > SHORTEST;
        says.then(|| format!("{sign}{header}"))
    }
}

impl Layout {
    /// What each row of the page shows.
    pub(super) fn show(&self, rows: &[Range<usize>]) -> Vec<Shown<'_>> {
        let names: Vec<&str> = self.rows.iter().map(|row| row.name.as_str()).collect();
        let empty = |columns: &Range<usize>| Shown {
            columns: columns.clone(),
            has_line: vec![false; names.len()],
            names: names.clone(),
            lines: Vec::new(),
            frames: Vec::new(),
            above: vec![0; names.len()],
            below: vec![0; names.len()],
        };
        let mut all: Vec<Shown<'_>> = rows.iter().map(empty).collect();
        // Those that have something of a range of columns.
        let among = |first: usize, last: usize| {
            let from = rows.partition_point(|row| row.end <= first && !row.is_empty());
            let to = rows.partition_point(|row| row.start <= last);
            from..to.max(from)
        };
        for line in &self.lines {
            let (from, to) = (line.from.unwrap_or(0), line.to.unwrap_or(usize::MAX));
            for shown in &mut all[among(from, to)] {
                shown.has_line[line.row] = true;
                if shown.names[line.row].is_empty() && from < shown.columns.start {
                    shown.names[line.row] = &line.name;
                }
                shown.lines.push(line);
            }
        }
        // A frame is drawn to its end where all lines in it have ended before, too.
        for frame in &self.frames {
            for shown in &mut all[among(*frame.columns.start(), *frame.columns.end())] {
                if !frame.rows.clone().any(|row| shown.has_line[row]) {
                    shown.has_line[*frame.rows.start()] = true;
                }
            }
        }
        for (number, frame) in self.frames.iter().enumerate() {
            for shown in &mut all[among(*frame.columns.start(), *frame.columns.end())] {
                shown.frame_around(number, frame);
            }
        }
        for shown in &mut all {
            shown.frames.reverse();
        }
        all
    }
}

impl<'l> Shown<'l> {
    /// Adds a frame that is inside of none before it.
    fn frame_around(&mut self, number: usize, frame: &'l Frame) {
        let mut rows = frame.rows.clone().filter(|&row| self.has_line[row]);
        let Some(first) = rows.next() else { return };
        let last = rows.next_back().unwrap_or(first);
        // Those inside of it are the last ones.
        let is_inside = |other: &&Around<'_>| frame.columns.contains(other.frame.columns.start());
        let levels = |edge: fn(&Around<'_>) -> (usize, usize), row: usize| {
            let inside = self.frames.iter().rev().take_while(is_inside).map(edge);
            let met = inside.filter(|(at, _)| *at == row).map(|(_, level)| level);
            1 + met.max().unwrap_or(0)
        };
        let around = Around {
            frame,
            number,
            rows: first..=last,
            above: levels(|inner| (*inner.rows.start(), inner.above), first),
            below: levels(|inner| (*inner.rows.end(), inner.below), last),
        };
        self.above[first] = around.above.max(self.above[first]);
        self.below[last] = around.below.max(self.below[last]);
        self.frames.push(around);
    }

    /// The frame with this number, if it is here.
    pub(super) fn frame(&self, number: usize) -> Option<&Around<'l>> {
        self.frames.iter().find(|around| around.number == number)
    }
}
