//! One row of the page.

use std::ops::Range;

use super::measures::{ABOVE, BELOW, GAP, LONGEST, MARGIN, PITCH};
use super::pen::{ANGLE, NAME, Pen, width};
use crate::draw::labels::{Label, shortened};
use crate::draw::layout::{Layout, Line};
use crate::draw::picture::Kind;
use crate::draw::shown::Shown;
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

    /// Writes a note; returns where it ends.
    pub(super) fn note(&mut self, note: &Label, y: usize) -> usize {
        self.pen.begin(&note.whole);
        let text = note.shortened(3 * LONGEST);
        let wide = width(&text, ANGLE);
        let x = MARGIN + wide / 2;
        self.pen.label(x, y, &text);
        self.pen.end();
        MARGIN + wide
    }

    /// One row of the page, from `top`; returns where it ends.
    pub(super) fn block(&mut self, shown: &Shown<'_>, top: usize) -> usize {
        let columns = &shown.columns;
        let layout = self.layout;
        self.columns = columns.clone();
        self.starts.clear();
        let mut x = self.left + GAP;
        for &width in &self.widths[columns.clone()] {
            self.starts.push(x);
            x += width + GAP;
        }
        self.rows.clear();
        let mut y = top;
        let mut last = top;
        for row in 0..layout.rows.len() {
            // One that is left out has the place of the one before it.
            if !shown.has_line[row] {
                self.rows.push(last);
                continue;
            }
            y += shown.above[row] * ABOVE;
            last = y + PITCH / 2;
            self.rows.push(last);
            y += PITCH + shown.below[row] * BELOW;
        }
        for around in &shown.frames {
            self.frame(around);
        }
        for line in &shown.lines {
            self.line(line);
        }
        for (row, name) in shown.names.iter().enumerate() {
            if !shown.has_line[row] || name.is_empty() {
                continue;
            }
            let name = shortened(name, LONGEST);
            let x = self.left - 8 - width(&name, NAME) / 2;
            let color = self.pen.style.text();
            self.pen.text(x, self.rows[row], &name, NAME, color);
            self.pen.out.push('\n');
        }
        for mark in layout.within(columns) {
            self.mark(mark, shown);
        }
        y
    }

    fn line(&mut self, line: &Line) {
        let Some([from, to]) = line.within(&self.columns) else {
            return;
        };
        let y = self.rows[line.row];
        let from = (from.map_or(self.left, |column| self.middle(column)), y);
        let to = (to.map_or(self.end(), |column| self.middle(column)), y);
        let color = self.pen.style.line();
        match self.layout.rows[line.row].kind {
            Kind::Wire => self.pen.stroke(from, to, color, "1.25"),
            Kind::Register => self.pen.stroke(from, to, color, "3"),
            Kind::Bits => self.pen.double(from, to),
        }
        self.pen.out.push('\n');
    }
}
