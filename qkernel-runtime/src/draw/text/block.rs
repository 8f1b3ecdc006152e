//! One row of the page.

use std::ops::RangeInclusive;

use super::canvas::{Canvas, LEFT, RIGHT, Weight};
use super::page::{ELSE, ELSE_WIDTH, GAP, Page, length};
use crate::draw::labels::shortened;
use crate::draw::layout::Line;
use crate::draw::picture::{Glyph, Kind, Mark};
use crate::draw::shown::Shown;

/// Which line of a block each row is on.
#[derive(Default)]
pub(super) struct Lines {
    /// Where a box on the row has its upper edge.
    top: Vec<usize>,
    middle: Vec<usize>,
    bottom: Vec<usize>,
    count: usize,
}

impl Lines {
    pub(super) fn new(shown: &Shown<'_>) -> Lines {
        let mut lines = Lines::default();
        // The line of the last row that is drawn, and how many frames end below it.
        let mut last = None;
        let mut y = 0;
        for (row, &has_line) in shown.has_line.iter().enumerate() {
            // One that is left out has the place of the one before it.
            if has_line {
                let between = shown.above[row] + last.map_or(0, |(_, below)| below);
                // Boxes on neighbouring rows share an edge where no frame is between them.
                y += between + usize::from(last.is_some() && between > 0);
                last = Some((y + 1, shown.below[row]));
                y += 2;
            }
            let middle = last.map_or(1, |(middle, _)| middle);
            lines.top.push(middle - 1);
            lines.middle.push(middle);
            lines.bottom.push(middle + 1);
        }
        lines.count = y + 1 + last.map_or(0, |(_, below)| below);
        lines
    }
}

/// One row of the page, while it is drawn.
pub(super) struct Block<'l> {
    canvas: Canvas,
    shown: Shown<'l>,
    /// Where each column begins.
    starts: Vec<usize>,
    widths: &'l [usize],
    lines: Lines,
    page: &'l Page<'l>,
    /// Where the lines end.
    end: usize,
}

impl<'l> Block<'l> {
    /// One row of the page.
    pub(super) fn draw(
        page: &'l Page<'l>,
        widths: &'l [usize],
        shown: Shown<'l>,
        first: bool,
    ) -> String {
        let layout = page.layout;
        let mut starts = Vec::new();
        let mut x = page.margin() + if first { 0 } else { 1 };
        for &width in &widths[shown.columns.clone()] {
            starts.push(x);
            x += width + GAP;
        }
        let end = (x + 1 - GAP).max(page.margin() + 1);
        let lines = Lines::new(&shown);
        let mut block = Block {
            canvas: Canvas::new(end, lines.count),
            shown,
            starts,
            widths,
            lines,
            page,
            end,
        };
        for (row, named) in layout.rows.iter().enumerate() {
            let name = shortened(block.shown.names[row], page.names);
            if !block.shown.has_line[row] || name.is_empty() {
                continue;
            }
            // The name of a register has its own colon.
            let name = match named.kind {
                Kind::Register => name,
                Kind::Wire | Kind::Bits => format!("{name}:"),
            };
            let x = (page.margin() - 1).saturating_sub(length(&name));
            let y = block.lines.middle[row];
            block.canvas.text(x, y, &name);
        }
        for k in 0..block.shown.lines.len() {
            block.line(block.shown.lines[k]);
        }
        let marks = layout.within(&block.shown.columns);
        for mark in marks {
            block.links(mark);
        }
        for mark in marks {
            block.mark(mark);
        }
        for k in 0..block.shown.frames.len() {
            block.frame(k);
        }
        block.canvas.print()
    }

    fn start(&self, column: usize) -> usize {
        self.starts[column - self.shown.columns.start]
    }

    fn middle(&self, column: usize) -> usize {
        self.start(column) + (self.widths[column] - 1) / 2
    }

    fn finish(&self, column: usize) -> usize {
        self.start(column) + self.widths[column] - 1
    }

    fn line(&mut self, line: &Line) {
        let Some([from, to]) = line.within(&self.shown.columns) else {
            return;
        };
        let from = from.map_or(self.page.margin(), |column| self.middle(column));
        let to = to.map_or(self.end - 1, |column| self.middle(column));
        let weight = match self.page.layout.rows[line.row].kind {
            Kind::Wire | Kind::Register => Weight::Light,
            Kind::Bits => Weight::Double,
        };
        // From the edge of the picture, and to it, lines are whole.
        let (open, ends) = (from == self.page.margin(), to + 1 == self.end);
        let y = self.lines.middle[line.row];
        self.canvas.across(from, to, y, weight);
        if open {
            self.canvas.arm(from, y, LEFT, weight);
        }
        if ends {
            self.canvas.arm(to, y, RIGHT, weight);
        }
    }

    /// The lines of the upper and the lower edge of a box on these rows.
    fn edges(&self, rows: &RangeInclusive<usize>) -> (usize, usize) {
        (
            self.lines.top[*rows.start()],
            self.lines.bottom[*rows.end()],
        )
    }

    /// Where a mark hangs its lines.
    fn x(&self, mark: &Mark) -> usize {
        match mark.glyph {
            Glyph::Open(_) | Glyph::Split => self.start(mark.column),
            _ => self.middle(mark.column),
        }
    }

    /// The lines between the rows of a mark.
    fn links(&mut self, mark: &Mark) {
        let x = self.x(mark);
        let wires = mark.wires();
        if !mark.glyph.is_edge() {
            let (from, to) = wires.clone().into_inner();
            let weight = match mark.glyph {
                Glyph::Measure => Weight::Double,
                _ => Weight::Light,
            };
            let middle = &self.lines.middle;
            self.canvas.down(x, middle[from], middle[to], weight);
        }
        let Some(last) = mark.bits.iter().map(|read| read.row).max() else {
            return;
        };
        let from = match mark.glyph {
            Glyph::Open(number) => match self.shown.frame(number) {
                Some(around) => self.lines.bottom[*around.rows.end()] + around.below,
                None => self.lines.bottom[*wires.end()],
            },
            Glyph::Box | Glyph::Measure if mark.targets.last() == Some(wires.end()) => {
                self.lines.bottom[*wires.end()]
            }
            _ => self.lines.middle[*wires.end()],
        };
        self.canvas
            .down(x, from, self.lines.middle[last], Weight::Double);
    }

    fn mark(&mut self, mark: &Mark) {
        let x = self.x(mark);
        match mark.glyph {
            Glyph::Box => {
                let ports = self.page.ports(mark);
                let (left, right) = (self.start(mark.column), self.finish(mark.column));
                for run in mark.runs() {
                    let (top, bottom) = self.edges(&run);
                    self.canvas.rectangle(left..=right, top..=bottom);
                    let mut lines = self.page.lines(mark);
                    // What does not fit on one row is on the others.
                    if run.end() == run.start() {
                        lines.truncate(1);
                    }
                    let first = (top + bottom + 1 - lines.len()) / 2;
                    for (y, line) in (first..).zip(&lines) {
                        // In the middle, if the names of the wires leave that.
                        let middle = left + (right + 1 - left).saturating_sub(length(line)) / 2;
                        let least = left + if ports > 0 { ports + 1 } else { 0 };
                        self.canvas.text(middle.max(least), y, line);
                    }
                }
                for (row, port) in &mark.ports {
                    self.canvas.text(left + 1, self.lines.middle[*row], port);
                }
            }
            Glyph::Measure => {
                for run in mark.boxes() {
                    let (top, bottom) = self.edges(&run);
                    self.canvas.rectangle(x - 1..=x + 1, top..=bottom);
                    self.canvas.text(x, (top + bottom) / 2, "M");
                }
            }
            Glyph::Plus | Glyph::Swap => {
                let sign = match mark.glyph {
                    Glyph::Plus => "⊕",
                    _ => "×",
                };
                for &row in &mark.targets {
                    self.canvas.text(x, self.lines.middle[row], sign);
                }
            }
            Glyph::Begin => {
                let y = self.lines.middle[*mark.wires().start()];
                let text = mark.label.text() + " ";
                let line = self.widths[mark.column].saturating_sub(length(&text));
                self.canvas
                    .text(self.start(mark.column), y, &(text + &"─".repeat(line)));
            }
            Glyph::Split => {
                let y = self.lines.middle[*mark.wires().end()];
                let label = self.page.lane(mark);
                let text = format!(" {label} ");
                self.canvas.text(x + 1, y, &text);
                let from = x + 1 + length(&text);
                for at in from..=self.finish(mark.column) {
                    self.canvas.text(at, y, "─");
                }
                self.canvas.arm(x, y, RIGHT, Weight::Light);
            }
            Glyph::Join => {
                let label = self.page.lane(mark);
                let y = self.lines.middle[*mark.wires().start()];
                self.canvas.text(x + 1, y + 1, &label);
            }
            Glyph::End => {
                let y = self.lines.middle[*mark.wires().start()];
                self.canvas.text(x, y, "┤");
            }
            Glyph::Open(_) | Glyph::Else(_) | Glyph::Close(_) => {}
        }
        for &row in &mark.controls {
            self.canvas.text(x, self.lines.middle[row], "●");
        }
        let last = mark.bits.iter().map(|read| read.row).max();
        for read in &mark.bits {
            let y = self.lines.middle[read.row];
            if !read.writes {
                let dot = match read.value {
                    Some(false) => "○",
                    _ => "●",
                };
                self.canvas.text(x, y, dot);
            }
            if let Some(name) = &read.name {
                let at = match (Some(read.row) == last, mark.glyph) {
                    (true, Glyph::Open(_)) => x,
                    (true, _) => x.saturating_sub(length(name) / 2),
                    (false, _) => x + 1,
                };
                self.canvas.text(at, self.lines.bottom[read.row], name);
            }
        }
    }

    fn frame(&mut self, which: usize) {
        let around = &self.shown.frames[which];
        let [opens, divide, closes] = around.edges(&self.shown.columns);
        let left = opens.map_or(self.page.margin(), |column| self.start(column));
        let right = closes.map_or(self.end - 1, |column| self.finish(column));
        let (top, bottom) = self.edges(&around.rows);
        let (top, bottom) = (top - around.above, bottom + around.below);
        for y in [top, bottom] {
            for x in left..=right {
                self.canvas.behind(x, y, '╌');
            }
        }
        let divide = divide.map(|column| self.finish(column) + 1 - ELSE_WIDTH);
        let edges = [opens.map(|_| left), divide, closes.map(|_| right)];
        for x in edges.into_iter().flatten() {
            for y in top + 1..bottom {
                self.canvas.behind(x, y, '╎');
            }
        }
        if opens.is_some() {
            self.canvas.text(left, top, "╭");
            self.canvas.behind_line(left, bottom, '╰');
        }
        if closes.is_some() {
            self.canvas.text(right, top, "╮");
            self.canvas.behind_line(right, bottom, '╯');
        }
        let room = divide.unwrap_or(right).saturating_sub(left + 4);
        if let Some(header) = around.header(&self.shown.columns, room) {
            self.canvas.text(left + 2, top, &format!(" {header} "));
        }
        if let Some(x) = divide {
            self.canvas.text(x, top, &format!("┬ {ELSE} "));
        }
    }
}
