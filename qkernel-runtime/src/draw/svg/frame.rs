//! Frames.

use std::fmt::Write;

use super::block::Writer;
use super::else_width;
use super::measures::{ABOVE, BELOW, PITCH};
use super::pen::ANGLE;
use crate::draw::picture::{Around, Family};
use crate::draw::shown;

impl Writer<'_> {
    /// Where a frame ends.
    pub(super) fn bottom(&self, around: &shown::Around<'_>) -> usize {
        self.rows[*around.rows.end()] + PITCH / 2 + BELOW * around.below - 2
    }

    pub(super) fn frame(&mut self, around: &shown::Around<'_>) {
        let frame = around.frame;
        let [opens, divide, closes] = around.edges(&self.columns);
        let left = opens.map_or(self.left, |column| self.start(column));
        let right = closes.map_or(self.end(), |column| self.finish(column));
        // The last pixels of the header's strip are left free.
        let top = self.rows[*around.rows.start()] - PITCH / 2 - ABOVE * around.above + 2;
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
        if opens.is_some() {
            let _ = write!(path, " M{left} {top} V{bottom}");
        }
        if closes.is_some() {
            let _ = write!(path, " M{right} {top} V{bottom}");
        }
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
            self.pen.label_from(left + 8, top + 12, &header);
        }
        if let Some(x) = divide {
            self.pen.label_from(x + 8, top + 12, "else");
        }
        self.pen.end();
    }
}
