//! Frames.

use std::fmt::Write;

use super::block::Writer;
use super::else_width;
use super::measures::{ABOVE, BELOW, PITCH};
use super::pen::{ANGLE, width};
use crate::draw::picture::{Around, Family};
use crate::draw::shown;

impl Writer<'_> {
    /// Where a frame ends.
    pub(super) fn bottom(&self, around: &shown::Around<'_>) -> usize {
        self.rows[*around.rows.end()] + PITCH / 2 + BELOW * around.below - 2
    }

    pub(super) fn frame(&mut self, around: &shown::Around<'_>) {
        let frame = around.frame;
        let (first, last) = (*frame.columns.start(), *frame.columns.end());
        let (opens, closes) = (first >= self.columns.start, last < self.columns.end);
        let left = if opens { self.start(first) } else { self.left };
        let right = if closes {
            self.finish(last)
        } else {
            self.end()
        };
        let top = self.rows[*around.rows.start()] - PITCH / 2 - ABOVE * around.above;
        // The last pixels of the header's strip are left free.
        let top = top + 2;
        let bottom = self.bottom(around);
        let fill = self.pen.style.frame();
        let (line, dashes) = match frame.around {
            Around::Branch => (self.pen.style.bits(), " stroke-dasharray=\"4 3\""),
            Around::Loop => (self.pen.style.line(), ""),
            Around::Call => (self.pen.style.colors(Family::Kernel).stroke, ""),
        };
        self.pen.begin(&frame.header.whole);
        let _ = write!(
            self.pen.out,
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
        let divide = divide.map(|column| self.finish(column) - else_width());
        if let Some(x) = divide {
            let _ = write!(path, " M{x} {top} V{bottom}");
        }
        let _ = write!(
            self.pen.out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{line}\"{dashes}/>"
        );
        let room = divide.unwrap_or(right).saturating_sub(left + 12);
        if let Some(header) = around.header(&self.columns, room * 10 / (6 * ANGLE)) {
            self.pen.text(
                left + 8 + width(&header, ANGLE) / 2,
                top + 12,
                &header,
                ANGLE,
                self.pen.style.text(),
            );
        }
        if let Some(x) = divide {
            let at = x + 8 + width("else", ANGLE) / 2;
            self.pen
                .text(at, top + 12, "else", ANGLE, self.pen.style.text());
        }
        self.pen.end();
    }
}
