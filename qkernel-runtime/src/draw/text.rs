//! A picture in characters.

use std::ops::{Range, RangeInclusive};

use super::layout::{Element, Frame, Kind, Layout, Line, Shape};

/// Between columns.
const GAP: usize = 1;

/// A label is no longer than this even where there is room.
const LONGEST: usize = 28;

/// How many characters there are in a text.
fn length(text: &str) -> usize {
    text.chars().count()
}

pub(super) fn write(layout: &Layout, width: usize) -> String {
    let names = layout.rows.iter().map(|row| length(&row.name));
    let margin = names.max().map_or(0, |longest| longest + 2);
    let room = width.saturating_sub(margin).max(5);
    let page = Page {
        layout,
        margin,
        longest: LONGEST.min(room - 4),
    };
    let header = |frame: &Frame| length(&page.header(frame)) + 6;
    let widths = layout.widths(|element| page.width(element), GAP, header);
    let mut blocks: Vec<String> = layout
        .notes
        .iter()
        .map(|note| note.shortened(width.max(1)))
        .collect();
    if layout.rows.is_empty() && blocks.is_empty() {
        return "(no qubits)".into();
    }
    let mut folds = layout.fold(&widths, GAP, room.saturating_sub(2));
    if folds.is_empty() && !layout.rows.is_empty() {
        folds.push(0..0);
    }
    for (k, columns) in folds.into_iter().enumerate() {
        blocks.push(page.block(&widths, columns, k == 0));
    }
    blocks.join("\n\n")
}

struct Page<'l> {
    layout: &'l Layout,
    /// How many characters the names of the rows take.
    margin: usize,
    /// How many characters a label has at most.
    longest: usize,
}

impl Page<'_> {
    fn header(&self, frame: &Frame) -> String {
        frame.header.shortened(self.longest)
    }

    /// How wide an element has to be.
    fn width(&self, element: &Element) -> usize {
        let own = match element.shape {
            Shape::Box if element.targets.is_empty() => 1,
            Shape::Box => length(&element.label.shortened(self.longest)) + 4,
            Shape::Measure => 3,
            Shape::Begin => length(&element.label.text) + 1,
            Shape::Plus | Shape::Swap | Shape::End => 1,
            Shape::Open(_) | Shape::Close(_) => 1,
            Shape::Else(_) => length(ELSE) + 2,
        };
        let names = element.bits.iter().flat_map(|read| &read.name);
        // Below the middle of the element, or to the right of it.
        names.fold(own, |width, name| width.max(2 * length(name) + 1))
    }

    /// One row of the page.
    fn block(&self, widths: &[usize], columns: Range<usize>, first: bool) -> String {
        let layout = self.layout;
        let mut starts = Vec::new();
        let mut x = self.margin + if first { 0 } else { 1 };
        for &width in &widths[columns.clone()] {
            starts.push(x);
            x += width + GAP;
        }
        let end = (x + 1 - GAP).max(self.margin + 1);
        let frames: Vec<&Frame> = layout
            .frames
            .iter()
            .filter(|f| *f.columns.start() < columns.end && *f.columns.end() >= columns.start)
            .collect();
        let lines = Lines::new(layout.rows.len(), &frames);
        let mut block = Block {
            canvas: Canvas::new(end, lines.count),
            columns: columns.clone(),
            starts,
            widths,
            lines,
            page: self,
            end,
        };
        for (row, named) in layout.rows.iter().enumerate() {
            let x = self.margin - 2 - length(&named.name);
            let y = block.lines.middle[row];
            block.canvas.text(x, y, &named.name);
            block.canvas.text(self.margin - 2, y, ":");
        }
        for line in &layout.lines {
            block.line(line);
        }
        let elements = layout.within(&columns);
        for element in elements {
            block.links(element);
        }
        for element in elements {
            block.element(element);
        }
        for frame in frames {
            block.frame(frame);
        }
        block.canvas.print()
    }
}

const ELSE: &str = "else";

/// Which line of a block each row is on.
struct Lines {
    /// Where a box on the row has its upper edge.
    top: Vec<usize>,
    middle: Vec<usize>,
    bottom: Vec<usize>,
    count: usize,
}

impl Lines {
    fn new(rows: usize, frames: &[&Frame]) -> Lines {
        let (mut above, mut below) = (vec![0; rows], vec![0; rows]);
        for frame in frames {
            let (first, last) = (*frame.rows.start(), *frame.rows.end());
            above[first] = frame.level.max(above[first]);
            below[last] = frame.level.max(below[last]);
        }
        let mut lines = Lines {
            top: Vec::new(),
            middle: Vec::new(),
            bottom: Vec::new(),
            count: 0,
        };
        let mut y = 0;
        for row in 0..rows {
            // Boxes on neighbouring rows share an edge where no frame is between them.
            let between = above[row] + if row == 0 { 0 } else { below[row - 1] };
            if row > 0 && between > 0 {
                y += 1;
            }
            y += between;
            lines.top.push(y);
            lines.middle.push(y + 1);
            lines.bottom.push(y + 2);
            y += 2;
        }
        lines.count = y + 1 + below.last().copied().unwrap_or(0);
        lines
    }
}

/// One row of the page, while it is drawn.
struct Block<'l> {
    canvas: Canvas,
    columns: Range<usize>,
    /// Where each column begins.
    starts: Vec<usize>,
    widths: &'l [usize],
    lines: Lines,
    page: &'l Page<'l>,
    /// Where the lines end.
    end: usize,
}

impl Block<'_> {
    fn start(&self, column: usize) -> usize {
        self.starts[column - self.columns.start]
    }

    fn middle(&self, column: usize) -> usize {
        self.start(column) + (self.widths[column] - 1) / 2
    }

    fn finish(&self, column: usize) -> usize {
        self.start(column) + self.widths[column] - 1
    }

    fn line(&mut self, line: &Line) {
        let from = match line.from {
            None => self.page.margin,
            Some(column) if column < self.columns.start => self.page.margin,
            Some(column) if column >= self.columns.end => return,
            Some(column) => self.middle(column),
        };
        let to = match line.to {
            None => self.end - 1,
            Some(column) if column < self.columns.start => return,
            Some(column) if column >= self.columns.end => self.end - 1,
            Some(column) => self.middle(column),
        };
        let weight = match self.page.layout.rows[line.row].kind {
            Kind::Wire => Weight::Light,
            Kind::Bits => Weight::Double,
        };
        // From the edge of the picture, and to it, lines are whole.
        let (open, ends) = (from == self.page.margin, to + 1 == self.end);
        let y = self.lines.middle[line.row];
        self.canvas.across(from, to, y, weight);
        if open {
            self.canvas.arm(from, y, LEFT, weight);
        }
        if ends {
            self.canvas.arm(to, y, RIGHT, weight);
        }
    }

    /// Where an element hangs its lines.
    fn x(&self, element: &Element) -> usize {
        match element.shape {
            Shape::Open(_) => self.start(element.column),
            _ => self.middle(element.column),
        }
    }

    /// The lines between the rows of an element.
    fn links(&mut self, element: &Element) {
        let x = self.x(element);
        let wires = element.wires();
        if !matches!(
            element.shape,
            Shape::Open(_) | Shape::Else(_) | Shape::Close(_)
        ) {
            let (from, to) = (
                self.lines.middle[*wires.start()],
                self.lines.middle[*wires.end()],
            );
            self.canvas.down(x, from, to, Weight::Light);
        }
        let Some(last) = element.bits.iter().map(|read| read.row).max() else {
            return;
        };
        let from = match element.shape {
            Shape::Open(number) => {
                self.lines.bottom[*wires.end()] + self.page.layout.frames[number].level
            }
            Shape::Box | Shape::Measure
                if element.targets.iter().any(|run| run.end() == wires.end()) =>
            {
                self.lines.bottom[*wires.end()]
            }
            _ => self.lines.middle[*wires.end()],
        };
        self.canvas
            .down(x, from, self.lines.middle[last], Weight::Double);
    }

    fn element(&mut self, element: &Element) {
        let x = self.x(element);
        match element.shape {
            Shape::Box => {
                let label = element.label.shortened(self.page.longest);
                let (left, right) = (self.start(element.column), self.finish(element.column));
                for run in &element.targets {
                    let (top, bottom) =
                        (self.lines.top[*run.start()], self.lines.bottom[*run.end()]);
                    self.canvas.rectangle(left..=right, top..=bottom);
                    let at = left + (right + 1 - left - length(&label)) / 2;
                    self.canvas.text(at, (top + bottom) / 2, &label);
                }
            }
            Shape::Measure => {
                for run in &element.targets {
                    let (top, bottom) =
                        (self.lines.top[*run.start()], self.lines.bottom[*run.end()]);
                    self.canvas.rectangle(x - 1..=x + 1, top..=bottom);
                    self.canvas.text(x, (top + bottom) / 2, "M");
                }
            }
            Shape::Plus | Shape::Swap => {
                let mark = if element.shape == Shape::Plus {
                    "⊕"
                } else {
                    "×"
                };
                for row in element.targets.iter().cloned().flatten() {
                    self.canvas.text(x, self.lines.middle[row], mark);
                }
            }
            Shape::Begin => {
                let y = self.lines.middle[*element.wires().start()];
                let start = self.start(element.column);
                let space = " ".repeat(self.widths[element.column]);
                self.canvas.text(start, y, &space);
                self.canvas.text(start, y, &element.label.text);
                let from = start + length(&element.label.text) + 1;
                let to = self.finish(element.column);
                if from <= to {
                    self.canvas.text(from, y, &"─".repeat(to + 1 - from));
                }
            }
            Shape::End => {
                let y = self.lines.middle[*element.wires().start()];
                self.canvas.text(x, y, "┤");
            }
            Shape::Open(_) | Shape::Else(_) | Shape::Close(_) => {}
        }
        for &row in &element.controls {
            self.canvas.text(x, self.lines.middle[row], "●");
        }
        let last = element.bits.iter().map(|read| read.row).max();
        for read in &element.bits {
            let y = self.lines.middle[read.row];
            if element.shape != Shape::Measure {
                let dot = if read.value == Some(false) {
                    "○"
                } else {
                    "●"
                };
                self.canvas.text(x, y, dot);
            }
            if let Some(name) = &read.name {
                let at = match (Some(read.row) == last, element.shape) {
                    (true, Shape::Open(_)) => x,
                    (true, _) => x.saturating_sub(length(name) / 2),
                    (false, _) => x + 1,
                };
                self.canvas.text(at, self.lines.bottom[read.row], name);
            }
        }
    }

    fn frame(&mut self, frame: &Frame) {
        let (first, last) = (*frame.columns.start(), *frame.columns.end());
        let (opens, closes) = (first >= self.columns.start, last < self.columns.end);
        let left = if opens {
            self.start(first)
        } else {
            self.page.margin
        };
        let right = if closes {
            self.finish(last)
        } else {
            self.end - 1
        };
        let top = self.lines.top[*frame.rows.start()] - frame.level;
        let bottom = self.lines.bottom[*frame.rows.end()] + frame.level;
        for y in [top, bottom] {
            for x in left..=right {
                self.canvas.behind(x, y, '╌');
            }
        }
        let divide = frame.divide.filter(|column| self.columns.contains(column));
        let divide = divide.map(|column| self.start(column));
        let edges = [opens.then_some(left), divide, closes.then_some(right)];
        for x in edges.into_iter().flatten() {
            for y in top + 1..bottom {
                self.canvas.behind(x, y, '╎');
            }
        }
        if opens {
            self.canvas.text(left, top, "╭");
            self.canvas.behind_line(left, bottom, '╰');
        }
        if closes {
            self.canvas.text(right, top, "╮");
            self.canvas.behind_line(right, bottom, '╯');
        }
        let header = format!(" {} ", self.page.header(frame));
        let room = divide.unwrap_or(right).saturating_sub(left + 2);
        if length(&header) <= room {
            self.canvas.text(left + 2, top, &header);
        }
        if let Some(x) = divide {
            self.canvas.text(x, top, &format!("┬ {ELSE} "));
        }
    }
}

/// How strong a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Light = 1,
    Double = 2,
}

const UP: usize = 0;
const RIGHT: usize = 1;
const DOWN: usize = 2;
const LEFT: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    /// The weight of a line's arm up, right, down and left; 0 where there is none.
    Arms([u8; 4]),
    Char(char),
}

/// Characters, where lines that meet become one.
struct Canvas {
    width: usize,
    cells: Vec<Cell>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Canvas {
        Canvas {
            width,
            cells: vec![Cell::Arms([0; 4]); width * height],
        }
    }

    /// What is outside of the canvas is not drawn.
    fn at(&mut self, x: usize, y: usize) -> Option<&mut Cell> {
        if x < self.width {
            self.cells.get_mut(y * self.width + x)
        } else {
            None
        }
    }

    fn text(&mut self, x: usize, y: usize, text: &str) {
        for (k, c) in text.chars().enumerate() {
            if let Some(cell) = self.at(x + k, y) {
                *cell = Cell::Char(c);
            }
        }
    }

    /// Writes where nothing is.
    fn behind(&mut self, x: usize, y: usize, c: char) {
        if let Some(cell) = self.at(x, y)
            && *cell == Cell::Arms([0; 4])
        {
            *cell = Cell::Char(c);
        }
    }

    /// Writes where nothing is but what the frame drew, or a line that begins here.
    fn behind_line(&mut self, x: usize, y: usize, c: char) {
        if let Some(cell) = self.at(x, y) {
            let is_free = match cell {
                Cell::Char(c) => *c == '╌',
                Cell::Arms(arms) => arms[UP] == 0,
            };
            if is_free {
                *cell = Cell::Char(c);
            }
        }
    }

    fn arm(&mut self, x: usize, y: usize, side: usize, weight: Weight) {
        if let Some(Cell::Arms(arms)) = self.at(x, y) {
            arms[side] = arms[side].max(weight as u8);
        }
    }

    /// From the middle of one cell to that of another.
    fn across(&mut self, from: usize, to: usize, y: usize, weight: Weight) {
        for x in from..to {
            self.arm(x, y, RIGHT, weight);
            self.arm(x + 1, y, LEFT, weight);
        }
    }

    fn down(&mut self, x: usize, from: usize, to: usize, weight: Weight) {
        for y in from..to {
            self.arm(x, y, DOWN, weight);
            self.arm(x, y + 1, UP, weight);
        }
    }

    /// A box: lines end at its edges.
    fn rectangle(&mut self, across: RangeInclusive<usize>, down: RangeInclusive<usize>) {
        let ((left, right), (top, bottom)) = (across.into_inner(), down.into_inner());
        for y in top..=bottom {
            for x in left..=right {
                let Some(Cell::Arms(arms)) = self.at(x, y) else {
                    continue;
                };
                // What points inwards is cut off.
                if x > left {
                    arms[LEFT] = 0;
                }
                if x < right {
                    arms[RIGHT] = 0;
                }
                if y > top {
                    arms[UP] = 0;
                }
                if y < bottom {
                    arms[DOWN] = 0;
                }
            }
        }
        for y in [top, bottom] {
            self.across(left, right, y, Weight::Light);
        }
        for x in [left, right] {
            self.down(x, top, bottom, Weight::Light);
        }
    }

    /// The lines, without space at their ends, and without empty ones at the start and the end.
    fn print(&self) -> String {
        let line = |cells: &[Cell]| {
            let text: String = cells.iter().copied().map(character).collect();
            text.trim_end().to_owned()
        };
        let lines: Vec<String> = self.cells.chunks(self.width.max(1)).map(line).collect();
        let first = lines.iter().position(|line| !line.is_empty());
        let last = lines.iter().rposition(|line| !line.is_empty());
        match (first, last) {
            (Some(first), Some(last)) => lines[first..=last].join("\n"),
            _ => String::new(),
        }
    }
}

/// A cell as a character; lines that meet are one.
fn character(cell: Cell) -> char {
    let arms = match cell {
        Cell::Char(c) => return c,
        Cell::Arms(arms) => arms,
    };
    let across = arms[LEFT].max(arms[RIGHT]);
    let down = arms[UP].max(arms[DOWN]);
    let has = |side: usize| arms[side] > 0;
    let set = match (across, down) {
        (2, 2) => ['═', '║', '╚', '╔', '╝', '╗', '╠', '╣', '╩', '╦', '╬'],
        (2, _) => ['═', '│', '╘', '╒', '╛', '╕', '╞', '╡', '╧', '╤', '╪'],
        (_, 2) => ['─', '║', '╙', '╓', '╜', '╖', '╟', '╢', '╨', '╥', '╫'],
        _ => ['─', '│', '└', '┌', '┘', '┐', '├', '┤', '┴', '┬', '┼'],
    };
    match (has(UP), has(RIGHT), has(DOWN), has(LEFT)) {
        (false, false, false, false) => ' ',
        (false, _, false, _) => set[0],
        (_, false, _, false) => set[1],
        (true, true, false, false) => set[2],
        (false, true, true, false) => set[3],
        (true, false, false, true) => set[4],
        (false, false, true, true) => set[5],
        (true, true, true, false) => set[6],
        (true, false, true, true) => set[7],
        (true, true, false, true) => set[8],
        (false, true, true, true) => set[9],
        (true, true, true, true) => set[10],
    }
}
