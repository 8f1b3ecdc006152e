//! A picture as SVG.

use std::fmt::Write;
use std::ops::Range;

use super::labels::Label;
use super::layout::{Element, Family, Frame, Kind, Layout, Line, Shape};
use super::style::Style;

/// Between columns, in pixels, as everything here.
const GAP: usize = 14;

/// Around the picture.
const MARGIN: usize = 16;

/// From one row to the next.
const PITCH: usize = 46;

/// The height of a box on one row.
const BOX: usize = 34;

/// What a frame needs above its first row for its header, and below its last row.
const ABOVE: usize = 20;
const BELOW: usize = 10;

/// Between a row of the page and the next.
const FOLD: usize = 24;

/// A label has at most that many characters; the whole of it is the element's title.
const LONGEST: usize = 28;

/// Sizes of text. A character is 0.6 times as wide.
const NAME: usize = 14;
const ANGLE: usize = 11;

/// The width of a text: what it is drawn with, whatever the font.
fn width(text: &str, size: usize) -> usize {
    (text.chars().count() * size * 6).div_ceil(10)
}

pub(super) fn write(layout: &Layout, style: Style, page: usize) -> String {
    let names = layout.rows.iter().map(|row| width(&row.name, NAME));
    let left = MARGIN + names.max().unwrap_or(0) + 10;
    let header = |frame: &Frame| width(&frame.header.shortened(LONGEST), ANGLE) + 24;
    let widths = layout.widths(element_width, GAP, header);
    let room = page.saturating_sub(left + MARGIN + 2 * GAP);
    let mut folds = layout.fold(&widths, GAP, room);
    if folds.is_empty() {
        folds.push(0..0);
    }
    let mut writer = Writer {
        out: String::new(),
        layout,
        style,
        widths: &widths,
        left,
        right: 0,
        columns: 0..0,
        starts: Vec::new(),
        rows: Vec::new(),
    };
    let across = folds.iter().map(|columns| writer.across(columns)).max();
    writer.right = across.unwrap_or(0);
    let mut y = MARGIN;
    for note in &layout.notes {
        writer.note(note, y + 10);
        y += 24;
    }
    for (k, columns) in folds.into_iter().enumerate() {
        y = writer.block(columns, y + if k == 0 { 0 } else { FOLD });
    }
    let (width, height) = (writer.right + MARGIN, y + MARGIN);
    let (ground, body) = (style.ground(), writer.out);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" text-anchor=\"middle\">\n\
         <title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>\n{body}</svg>\n",
        escaped(&layout.title.whole)
    )
}

/// Name and angles of a gate; the angles are below the name.
fn parts(label: &Label) -> (String, Option<String>) {
    let inside = label
        .text
        .strip_suffix(')')
        .and_then(|text| text.split_once('('));
    match inside {
        Some((name, angles)) => (
            name.to_owned(),
            Some(Label::from(angles).shortened(LONGEST)),
        ),
        None => (label.shortened(LONGEST), None),
    }
}

fn element_width(element: &Element) -> usize {
    match element.shape {
        Shape::Box if element.targets.is_empty() => 14,
        Shape::Box if element.family == Family::Expectation => {
            width(&element.label.shortened(LONGEST), ANGLE) + 16
        }
        Shape::Box => {
            let (name, angles) = parts(&element.label);
            let angles = angles.map_or(0, |angles| width(&angles, ANGLE));
            (angles.max(width(&name, NAME)) + 14).max(BOX)
        }
        Shape::Measure => BOX,
        Shape::Begin => width(&element.label.text, ANGLE) + 12,
        Shape::Plus => 22,
        Shape::Swap => 16,
        Shape::End => 4,
        Shape::Open(_) => 24,
        Shape::Else(_) => width("else", ANGLE) + 16,
        Shape::Close(_) => 6,
    }
}

/// For XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

struct Writer<'l> {
    out: String,
    layout: &'l Layout,
    style: Style,
    widths: &'l [usize],
    /// Where lines begin, and where the longest row of the page ends.
    left: usize,
    right: usize,
    /// The columns of this row of the page, where each begins, and where the rows are.
    columns: Range<usize>,
    starts: Vec<usize>,
    rows: Vec<usize>,
}

impl Writer<'_> {
    /// Where a row of the page ends.
    fn across(&self, columns: &Range<usize>) -> usize {
        let widths = self.widths[columns.clone()].iter();
        self.left + GAP + widths.map(|width| width + GAP).sum::<usize>()
    }

    fn start(&self, column: usize) -> usize {
        self.starts[column - self.columns.start]
    }

    fn finish(&self, column: usize) -> usize {
        self.start(column) + self.widths[column]
    }

    fn middle(&self, column: usize) -> usize {
        self.start(column) + self.widths[column] / 2
    }

    /// Where the lines of this row of the page end.
    fn end(&self) -> usize {
        self.across(&self.columns)
    }

    fn note(&mut self, note: &Label, y: usize) {
        self.title(&note.whole);
        let text = note.shortened(2 * LONGEST);
        let x = MARGIN + width(&text, ANGLE) / 2;
        self.text(x, y, &text, ANGLE, self.style.text());
        self.out.push_str("</g>\n");
    }

    /// Begins a group, with a title if it has one.
    fn title(&mut self, whole: &str) {
        self.out.push_str("<g>");
        if !whole.is_empty() {
            let _ = write!(self.out, "<title>{}</title>", escaped(whole));
        }
    }

    /// A text around `x`, as wide as it is planned whatever the font.
    fn text(&mut self, x: usize, y: usize, text: &str, size: usize, fill: &str) {
        let (length, y, text) = (width(text, size), y + size * 35 / 100, escaped(text));
        let _ = write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{fill}\" textLength=\"{length}\" \
             lengthAdjust=\"spacingAndGlyphs\">{text}</text>"
        );
    }

    fn stroke(&mut self, from: (usize, usize), to: (usize, usize), color: &str, thick: &str) {
        let _ = write!(
            self.out,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{color}\" stroke-width=\"{thick}\"/>",
            from.0, from.1, to.0, to.1
        );
    }

    /// Two lines, as bits have them.
    fn double(&mut self, from: (usize, usize), to: (usize, usize)) {
        let color = self.style.bits();
        let (dx, dy) = if from.0 == to.0 { (2, 0) } else { (0, 2) };
        for side in [0, 1] {
            let moved = |(x, y): (usize, usize)| (x + side * 2 * dx - dx, y + side * 2 * dy - dy);
            self.stroke(moved(from), moved(to), color, "1");
        }
    }

    /// One row of the page, from `top`; returns where it ends.
    fn block(&mut self, columns: Range<usize>, top: usize) -> usize {
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
        let mut y = top;
        for row in 0..layout.rows.len() {
            y += above[row] * ABOVE;
            self.rows.push(y + PITCH / 2);
            y += PITCH + below[row] * BELOW;
        }
        for frame in &frames {
            self.frame(frame);
        }
        for line in &layout.lines {
            self.line(line);
        }
        for (row, named) in layout.rows.iter().enumerate() {
            let x = self.left - 8 - width(&named.name, NAME) / 2;
            self.text(x, self.rows[row], &named.name, NAME, self.style.text());
            self.out.push('\n');
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
            Kind::Wire => self.stroke((from, y), (to, y), self.style.line(), "1.25"),
            Kind::Bits => self.double((from, y), (to, y)),
        }
        self.out.push('\n');
    }

    fn element(&mut self, element: &Element) {
        let colors = self.style.colors(element.family);
        let wires = element.wires();
        let x = match element.shape {
            Shape::Open(_) => self.start(element.column) + 12,
            _ => self.middle(element.column),
        };
        let is_edge = matches!(
            element.shape,
            Shape::Open(_) | Shape::Else(_) | Shape::Close(_)
        );
        if is_edge && element.bits.is_empty() {
            return;
        }
        self.title(&element.label.whole);
        let (first, last) = (self.rows[*wires.start()], self.rows[*wires.end()]);
        if first < last && !is_edge {
            self.stroke((x, first), (x, last), colors.stroke, "1.5");
        }
        self.bits(element, x, last);
        match element.shape {
            Shape::Box | Shape::Measure => {
                for run in element.targets.clone() {
                    let (top, bottom) = (
                        self.rows[*run.start()] - BOX / 2,
                        self.rows[*run.end()] + BOX / 2,
                    );
                    self.boxed(element, top, bottom);
                }
            }
            Shape::Plus => {
                let y = self.rows[*element.targets[0].start()];
                let _ = write!(
                    self.out,
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"11\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"/>",
                    colors.fill, colors.stroke
                );
                self.stroke((x - 11, y), (x + 11, y), colors.stroke, "1.5");
                self.stroke((x, y - 11), (x, y + 11), colors.stroke, "1.5");
            }
            Shape::Swap => {
                for row in element.targets.iter().cloned().flatten() {
                    let y = self.rows[row];
                    self.stroke((x - 7, y - 7), (x + 7, y + 7), colors.stroke, "2");
                    self.stroke((x - 7, y + 7), (x + 7, y - 7), colors.stroke, "2");
                }
            }
            Shape::Begin => {
                let wide = width(&element.label.text, ANGLE) + 12;
                let (left, top) = (x - wide / 2, first - 10);
                let (ground, line) = (self.style.ground(), self.style.line());
                let _ = write!(
                    self.out,
                    "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"20\" rx=\"10\" fill=\"{ground}\" stroke=\"{line}\"/>"
                );
                self.text(x, first, &element.label.text, ANGLE, self.style.text());
            }
            Shape::End => self.stroke((x, first - 8), (x, first + 8), self.style.line(), "2"),
            Shape::Open(_) | Shape::Else(_) | Shape::Close(_) => {}
        }
        for &row in &element.controls {
            let (y, color) = (self.rows[row], colors.stroke);
            let _ = write!(
                self.out,
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"5\" fill=\"{color}\"/>"
            );
        }
        self.out.push_str("</g>\n");
    }

    /// A box from `top` to `bottom`, with what is written in it.
    fn boxed(&mut self, element: &Element, top: usize, bottom: usize) {
        let colors = self.style.colors(element.family);
        let (x, y) = (self.middle(element.column), (top + bottom) / 2);
        let wide = element_width(element);
        let (left, high) = (x - wide / 2, bottom - top);
        let _ = write!(
            self.out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" rx=\"4\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.25\"/>",
            colors.fill, colors.stroke
        );
        if element.shape == Shape::Measure {
            let _ = write!(
                self.out,
                "<path d=\"M{} {} a10 10 0 0 1 20 0 M{x} {} l8 -12\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"/>",
                x - 10,
                y + 6,
                y + 6,
                colors.text
            );
            return;
        }
        if element.family == Family::Expectation {
            let label = element.label.shortened(LONGEST);
            return self.text(x, y, &label, ANGLE, colors.text);
        }
        match parts(&element.label) {
            (name, Some(angles)) => {
                self.text(x, y - 7, &name, NAME, colors.text);
                self.text(x, y + 8, &angles, ANGLE, colors.text);
            }
            (name, None) => self.text(x, y, &name, NAME, colors.text),
        }
    }

    /// The line from an element, whose last wire is at `from`, to the bits that it writes or reads.
    fn bits(&mut self, element: &Element, x: usize, from: usize) {
        let Some(last) = element.bits.iter().map(|read| read.row).max() else {
            return;
        };
        let from = match element.shape {
            Shape::Open(number) => from + PITCH / 2 + BELOW * self.layout.frames[number].level,
            _ => from,
        };
        let writes = element.shape == Shape::Measure;
        let color = self.style.bits();
        let to = self.rows[last];
        self.double((x, from), (x, if writes { to - 9 } else { to }));
        for read in &element.bits {
            let y = self.rows[read.row];
            if writes {
                let _ = write!(
                    self.out,
                    "<path d=\"M{} {} h12 l-6 9 z\" fill=\"{color}\"/>",
                    x - 6,
                    y - 10
                );
            } else {
                let fill = match read.value {
                    Some(false) => self.style.ground(),
                    _ => color,
                };
                let _ = write!(
                    self.out,
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"5\" fill=\"{fill}\" stroke=\"{color}\" stroke-width=\"1.5\"/>"
                );
            }
            if let Some(name) = &read.name {
                let at = x + 8 + width(name, ANGLE) / 2;
                self.text(at, y + 11, name, ANGLE, self.style.text());
            }
        }
    }

    fn frame(&mut self, frame: &Frame) {
        let (first, last) = (*frame.columns.start(), *frame.columns.end());
        let (opens, closes) = (first >= self.columns.start, last < self.columns.end);
        let left = if opens { self.start(first) } else { self.left };
        let right = if closes {
            self.finish(last)
        } else {
            self.end()
        };
        let top = self.rows[*frame.rows.start()] - PITCH / 2 - ABOVE * frame.level;
        // The last pixels of the header's strip are left free.
        let top = top + 2;
        let bottom = self.rows[*frame.rows.end()] + PITCH / 2 + BELOW * frame.level - 2;
        let (fill, line) = (self.style.frame(), self.style.bits());
        self.title(&frame.header.whole);
        let _ = write!(
            self.out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" fill=\"{fill}\"/>",
            right - left,
            bottom - top
        );
        let mut path = format!("M{left} {top} H{right} M{left} {bottom} H{right}");
        if opens {
            let _ = write!(path, " M{left} {top} V{bottom}");
        }
        if closes {
            let _ = write!(path, " M{right} {top} V{bottom}");
        }
        let divide = frame.divide.filter(|column| self.columns.contains(column));
        let divide = divide.map(|column| self.start(column));
        if let Some(x) = divide {
            let _ = write!(path, " M{x} {top} V{bottom}");
        }
        let _ = write!(
            self.out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{line}\" stroke-dasharray=\"4 3\"/>"
        );
        let header = frame.header.shortened(LONGEST);
        let room = divide.unwrap_or(right).saturating_sub(left + 12);
        let length = width(&header, ANGLE);
        if length <= room {
            self.text(
                left + 8 + length / 2,
                top + 12,
                &header,
                ANGLE,
                self.style.text(),
            );
        }
        if let Some(x) = divide {
            let at = x + 8 + width("else", ANGLE) / 2;
            self.text(at, top + 12, "else", ANGLE, self.style.text());
        }
        self.out.push_str("</g>\n");
    }
}
