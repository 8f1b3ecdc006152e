//! One row of the page.

use std::ops::Range;

use super::pen::{ANGLE, NAME, Pen, width};
use super::{ABOVE, BELOW, GAP, LONGEST, MARGIN, PITCH};
use crate::draw::labels::Label;
use crate::draw::layout::{Layout, Line};
use crate::draw::picture::{Frame, Kind};
use crate::draw::style::Style;

pub(super) struct Writer<'l> {
    pub(super) pen: Pen,
    pub(super) layout: &'l Layout,
    widths: &'l [usize],
    /// Where lines begin.
    pub(super) left: usize,
    /// The columns of this row of the page, where each begins, and where the rows are.
    pub(super) columns: Range<usize>,
    starts: Vec<usize>,
    pub(super) rows: Vec<usize>,
}

impl<'l> Writer<'l> {
    pub(super) fn new(
        layout: &'l Layout,
        style: Style,
        widths: &'l [usize],
        left: usize,
    ) -> Writer<'l> {
        Writer {
            pen: Pen {
                out: String::new(),
                style,
            },
            layout,
            widths,
            left,
            columns: 0..0,
            starts: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Where a row of the page ends.
    pub(super) fn across(&self, columns: &Range<usize>) -> usize {
        let widths = self.widths[columns.clone()].iter();
        self.left + GAP + widths.map(|width| width + GAP).sum::<usize>()
    }

    pub(super) fn start(&self, column: usize) -> usize {
        self.starts[column - self.columns.start]
    }

    pub(super) fn finish(&self, column: usize) -> usize {
        self.start(column) + self.widths[column]
    }

    pub(super) fn middle(&self, column: usize) -> usize {
        self.start(column) + self.widths[column] / 2
    }

    /// Where the lines of this row of the page end.
    pub(super) fn end(&self) -> usize {
        self.across(&self.columns)
    }

    pub(super) fn note(&mut self, note: &Label, y: usize) {
        self.pen.begin(&note.whole);
        let text = note.shortened(2 * LONGEST);
        let x = MARGIN + width(&text, ANGLE) / 2;
        self.pen.text(x, y, &text, ANGLE, self.pen.style.text());
        self.pen.end();
    }

    /// One row of the page, from `top`; returns where it ends.
    pub(super) fn block(&mut self, columns: Range<usize>, top: usize) -> usize {
        let layout = self.layout;
        self.columns = columns.clone();
        self.starts.clear();
        let mut x = self.left + GAP;
        for &width in &self.widths[columns.clone()] {
            self.starts.push(x);
            x += width + GAP;
        }
        let is_here =
            |f: &&Frame| *f.columns.start() < columns.end && *f.columns.end() >= columns.start;
        let mut frames: Vec<&Frame> = layout.frames.iter().filter(is_here).collect();
        // Outer ones first: inner ones are drawn over them.
        frames.sort_by_key(|frame| std::cmp::Reverse(frame.level));
        let (mut above, mut below) = (vec![0; layout.rows.len()], vec![0; layout.rows.len()]);
        for frame in &frames {
            let (first, last) = (*frame.rows.start(), *frame.rows.end());
            above[first] = frame.level.max(above[first]);
            below[last] = frame.level.max(below[last]);
        }
        self.rows.clear();
        let left_out = layout.left_out(&columns);
        let mut y = top;
        for row in 0..layout.rows.len() {
            let pitch = if left_out[row] { 0 } else { PITCH };
            y += above[row] * ABOVE;
            // One that is left out is where the row above it is, so that frames end there.
            let up = if left_out[row] { PITCH / 2 } else { 0 };
            self.rows.push(y + PITCH / 2 - 2 * up);
            y += pitch + below[row] * BELOW;
        }
        for frame in &frames {
            self.frame(frame);
        }
        for line in &layout.lines {
            self.line(line);
        }
        for (row, named) in layout.rows.iter().enumerate() {
            if named.name.is_empty() {
                continue;
            }
            let x = self.left - 8 - width(&named.name, NAME) / 2;
            self.pen
                .text(x, self.rows[row], &named.name, NAME, self.pen.style.text());
            self.pen.out.push('\n');
        }
        for element in layout.within(&columns) {
            self.element(element);
        }
        y
    }

    fn line(&mut self, line: &Line) {
        let from = match line.from {
            Some(column) if column >= self.columns.end => return,
            Some(column) if column >= self.columns.start => self.middle(column),
            _ => self.left,
        };
        let to = match line.to {
            Some(column) if column < self.columns.start => return,
            Some(column) if column < self.columns.end => self.middle(column),
            _ => self.end(),
        };
        let y = self.rows[line.row];
        match self.layout.rows[line.row].kind {
            Kind::Wire => {
                let color = self.pen.style.line();
                self.pen.stroke((from, y), (to, y), color, "1.25");
            }
            Kind::Register => {
                let color = self.pen.style.line();
                self.pen.stroke((from, y), (to, y), color, "3");
            }
            Kind::Bits => self.pen.double((from, y), (to, y)),
        }
        self.pen.out.push('\n');
    }
}
