//! Gates, measurements and boxes.

use std::fmt::Write;

use super::block::Writer;
use super::measures::{BESIDE, BOX, LONGEST};
use super::pen::{ANGLE, NAME, width};
use super::{element_width, ports_width};
use crate::draw::labels::shortened;
use crate::draw::picture::{Element, Family, Shape};
use crate::draw::shown::Shown;

impl Writer<'_> {
    pub(super) fn element(&mut self, element: &Element, shown: &Shown<'_>) {
        let colors = self.pen.style.colors(element.family);
        let wires = element.wires();
        let x = match element.shape {
            Shape::Open(_) => self.start(element.column) + 12,
            _ => self.middle(element.column),
        };
        let is_edge = element.shape.is_edge();
        if is_edge && element.bits.is_empty() {
            return;
        }
        self.pen.begin(&element.label.whole);
        let (first, last) = (self.rows[*wires.start()], self.rows[*wires.end()]);
        if first < last && element.shape == Shape::Measure {
            self.pen.double((x, first), (x, last));
        } else if first < last && !is_edge {
            let color = match element.shape {
                Shape::Split | Shape::Join => self.pen.style.line(),
                _ => colors.stroke,
            };
            self.pen.stroke((x, first), (x, last), color, "1.5");
        }
        self.bits(element, shown, x, last);
        match element.shape {
            Shape::Box | Shape::Measure => {
                for run in element.boxes() {
                    let (top, bottom) = (
                        self.rows[*run.start()] - BOX / 2,
                        self.rows[*run.end()] + BOX / 2,
                    );
                    self.boxed(element, top, bottom);
                }
            }
            Shape::Plus => {
                let y = self.rows[element.targets[0]];
                let _ = write!(
                    self.pen.out,
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"11\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"/>",
                    colors.fill, colors.stroke
                );
                self.pen
                    .stroke((x - 11, y), (x + 11, y), colors.stroke, "1.5");
                self.pen
                    .stroke((x, y - 11), (x, y + 11), colors.stroke, "1.5");
            }
            Shape::Swap => {
                for &row in &element.targets {
                    let y = self.rows[row];
                    self.pen
                        .stroke((x - 7, y - 7), (x + 7, y + 7), colors.stroke, "2");
                    self.pen
                        .stroke((x - 7, y + 7), (x + 7, y - 7), colors.stroke, "2");
                }
            }
            Shape::Begin => self.pill(x, first, &element.label.text()),
            Shape::Split | Shape::Join => {
                let color = self.pen.style.line();
                let _ = write!(
                    self.pen.out,
                    "<circle cx=\"{x}\" cy=\"{first}\" r=\"3.5\" fill=\"{color}\"/>"
                );
                let label = element.label.shortened(LONGEST);
                if element.shape == Shape::Split {
                    self.pill(x, last, &label);
                } else if !label.is_empty() {
                    let at = x + 6 + width(&label, ANGLE) / 2;
                    self.pen
                        .text(at, first + 12, &label, ANGLE, self.pen.style.text());
                }
            }
            Shape::End => {
                self.pen
                    .stroke((x, first - 8), (x, first + 8), self.pen.style.line(), "2")
            }
            Shape::Open(_) | Shape::Else(_) | Shape::Close(_) => {}
        }
        for &row in &element.controls {
            let (y, color) = (self.rows[row], colors.stroke);
            let _ = write!(
                self.pen.out,
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"5\" fill=\"{color}\"/>"
            );
        }
        self.pen.end();
    }

    /// A name on a line.
    fn pill(&mut self, x: usize, y: usize, name: &str) {
        let wide = width(name, ANGLE) + 12;
        let (left, top) = (x - wide / 2, y - 10);
        let (ground, line) = (self.pen.style.ground(), self.pen.style.line());
        let _ = write!(
            self.pen.out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"20\" rx=\"10\" fill=\"{ground}\" stroke=\"{line}\"/>"
        );
        self.pen.text(x, y, name, ANGLE, self.pen.style.text());
    }

    /// A box from `top` to `bottom`, with what is written in it.
    fn boxed(&mut self, element: &Element, top: usize, bottom: usize) {
        let colors = self.pen.style.colors(element.family);
        let (x, y) = (self.middle(element.column), (top + bottom) / 2);
        let wide = element_width(element);
        let (left, high) = (x - wide / 2, bottom - top);
        let _ = write!(
            self.pen.out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" rx=\"4\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.25\"/>",
            colors.fill, colors.stroke
        );
        if element.shape == Shape::Measure {
            let _ = write!(
                self.pen.out,
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
            return self.pen.text(x, y, &label, ANGLE, colors.text);
        }
        let ports = ports_width(element);
        for (row, port) in &element.ports {
            let y = self.rows[*row];
            if (top..=bottom).contains(&y) {
                let at = left + 6 + width(port, ANGLE) / 2;
                self.pen.text(at, y, port, ANGLE, colors.text);
            }
        }
        let name = shortened(&element.label.name, LONGEST);
        // In the middle, if the names of the wires leave that.
        let half =
            (width(&name, NAME)).max(width(&shortened(&element.label.detail, LONGEST), ANGLE)) / 2;
        let x = if ports > 0 {
            x.max(left + ports + half)
        } else {
            x
        };
        if element.label.detail.is_empty() {
            return self.pen.text(x, y, &name, NAME, colors.text);
        }
        let detail = shortened(&element.label.detail, LONGEST);
        self.pen.text(x, y - 7, &name, NAME, colors.text);
        self.pen.text(x, y + 8, &detail, ANGLE, colors.text);
    }

    /// The line from an element, whose last wire is at `from`, to the bits that it writes or reads.
    fn bits(&mut self, element: &Element, shown: &Shown<'_>, x: usize, from: usize) {
        let Some(last) = element.bits.iter().map(|read| read.row).max() else {
            return;
        };
        let frame = match element.shape {
            Shape::Open(number) => shown.frame(number),
            _ => None,
        };
        let from = frame.map_or(from, |around| self.bottom(around));
        let color = self.pen.style.bits();
        let to = self.rows[last];
        let writes_last = element
            .bits
            .iter()
            .any(|read| read.row == last && read.writes);
        let end = if writes_last { to - 9 } else { to };
        self.pen.double((x, from), (x, end));
        let mut written = None;
        for read in &element.bits {
            let y = self.rows[read.row];
            if read.writes && written == Some(read.row) {
                continue;
            }
            if read.writes {
                written = Some(read.row);
                let _ = write!(
                    self.pen.out,
                    "<path d=\"M{} {} h12 l-6 9 z\" fill=\"{color}\"/>",
                    x - 6,
                    y - 10
                );
            } else {
                let fill = match read.value {
                    Some(false) => self.pen.style.ground(),
                    _ => color,
                };
                let _ = write!(
                    self.pen.out,
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"5\" fill=\"{fill}\" stroke=\"{color}\" stroke-width=\"1.5\"/>"
                );
            }
            if let Some(name) = &read.name {
                // Below the end of the line, or to the right of it where that goes on.
                let at = match read.row == last && !element.shape.is_edge() {
                    true => x,
                    false => x + BESIDE + width(name, ANGLE) / 2,
                };
                self.pen
                    .text(at, y + 13, name, ANGLE, self.pen.style.text());
            }
        }
    }
}
