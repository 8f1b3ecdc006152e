//! Gates, measurements and boxes.

use std::fmt::Write;

use super::block::Writer;
use super::measures::{BESIDE, BOX, LONGEST};
use super::pen::{ANGLE, NAME, width};
use super::{mark_width, ports_width};
use crate::draw::labels::shortened;
use crate::draw::picture::{Family, Glyph, Mark};
use crate::draw::shown::Shown;

impl Writer<'_> {
    pub(super) fn mark(&mut self, mark: &Mark, shown: &Shown<'_>) {
        let colors = self.pen.style.colors(mark.family);
        let wires = mark.wires();
        let x = match mark.glyph {
            Glyph::Open(_) => self.start(mark.column) + 12,
            _ => self.middle(mark.column),
        };
        let is_edge = mark.glyph.is_edge();
        if is_edge && mark.bits.is_empty() {
            return;
        }
        self.pen.begin(&mark.label.whole);
        let (first, last) = (self.rows[*wires.start()], self.rows[*wires.end()]);
        if first < last && mark.glyph == Glyph::Measure {
            self.pen.double((x, first), (x, last));
        } else if first < last && !is_edge {
            let color = match mark.glyph {
                Glyph::Split | Glyph::Join => self.pen.style.line(),
                _ => colors.stroke,
            };
            self.pen.stroke((x, first), (x, last), color, "1.5");
        }
        self.bits(mark, shown, x, last);
        match mark.glyph {
            Glyph::Box | Glyph::Measure => {
                for run in mark.boxes() {
                    let (first, last) = (self.rows[*run.start()], self.rows[*run.end()]);
                    self.boxed(mark, first - BOX / 2, last + BOX / 2);
                }
            }
            Glyph::Plus => {
                let (y, color) = (self.rows[mark.targets[0]], colors.stroke);
                self.pen.circle((x, y), "11", colors.fill, Some(color));
                self.pen.stroke((x - 11, y), (x + 11, y), color, "1.5");
                self.pen.stroke((x, y - 11), (x, y + 11), color, "1.5");
            }
            Glyph::Swap => {
                for &row in &mark.targets {
                    let (y, color) = (self.rows[row], colors.stroke);
                    self.pen.stroke((x - 7, y - 7), (x + 7, y + 7), color, "2");
                    self.pen.stroke((x - 7, y + 7), (x + 7, y - 7), color, "2");
                }
            }
            Glyph::Begin => self.pill(x, first, &mark.label.text()),
            Glyph::Split | Glyph::Join => {
                let color = self.pen.style.line();
                self.pen.circle((x, first), "3.5", color, None);
                let label = mark.label.shortened(LONGEST);
                if mark.glyph == Glyph::Split {
                    self.pill(x, last, &label);
                } else if !label.is_empty() {
                    self.pen.label_from(x + 6, first + 12, &label);
                }
            }
            Glyph::End => {
                let color = self.pen.style.line();
                self.pen.stroke((x, first - 8), (x, first + 8), color, "2");
            }
            Glyph::Open(_) | Glyph::Else(_) | Glyph::Close(_) => {}
        }
        for &row in &mark.controls {
            self.pen
                .circle((x, self.rows[row]), "5", colors.stroke, None);
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
        self.pen.label(x, y, name);
    }

    /// A box from `top` to `bottom`, with what is written in it.
    fn boxed(&mut self, mark: &Mark, top: usize, bottom: usize) {
        let colors = self.pen.style.colors(mark.family);
        let (x, y) = (self.middle(mark.column), (top + bottom) / 2);
        let wide = mark_width(mark);
        let (left, high) = (x - wide / 2, bottom - top);
        let _ = write!(
            self.pen.out,
            "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" rx=\"4\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.25\"/>",
            colors.fill, colors.stroke
        );
        if mark.glyph == Glyph::Measure {
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
        if mark.family == Family::Expectation {
            let label = mark.label.shortened(LONGEST);
            return self.pen.text(x, y, &label, ANGLE, colors.text);
        }
        let ports = ports_width(mark);
        for (row, port) in &mark.ports {
            let y = self.rows[*row];
            if (top..=bottom).contains(&y) {
                let at = left + 6 + width(port, ANGLE) / 2;
                self.pen.text(at, y, port, ANGLE, colors.text);
            }
        }
        let name = shortened(&mark.label.name, LONGEST);
        let detail = shortened(&mark.label.detail, LONGEST);
        // In the middle, if the names of the wires leave that.
        let half = width(&name, NAME).max(width(&detail, ANGLE)) / 2;
        let x = match ports {
            0 => x,
            _ => x.max(left + ports + half),
        };
        if detail.is_empty() {
            return self.pen.text(x, y, &name, NAME, colors.text);
        }
        self.pen.text(x, y - 7, &name, NAME, colors.text);
        self.pen.text(x, y + 8, &detail, ANGLE, colors.text);
    }

    /// The line from a mark, whose last wire is at `from`, to the bits that it writes or reads.
    fn bits(&mut self, mark: &Mark, shown: &Shown<'_>, x: usize, from: usize) {
        let Some(last) = mark.bits.iter().map(|read| read.row).max() else {
            return;
        };
        let frame = match mark.glyph {
            Glyph::Open(number) => shown.frame(number),
            _ => None,
        };
        let from = frame.map_or(from, |around| self.bottom(around));
        let color = self.pen.style.bits();
        let to = self.rows[last];
        let writes_last = mark.bits.iter().any(|read| read.row == last && read.writes);
        let end = if writes_last { to - 9 } else { to };
        self.pen.double((x, from), (x, end));
        let mut written = None;
        for read in &mark.bits {
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
                self.pen.circle((x, y), "5", fill, Some(color));
            }
            if let Some(name) = &read.name {
                // Below the end of the line, or to the right of it where that goes on.
                match read.row == last && !mark.glyph.is_edge() {
                    true => self.pen.label(x, y + 13, name),
                    false => self.pen.label_from(x + BESIDE, y + 13, name),
                }
            }
        }
    }
}
