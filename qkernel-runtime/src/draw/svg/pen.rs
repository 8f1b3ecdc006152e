//! Lines and texts.

use std::fmt::Write;

use crate::draw::style::Style;

/// Sizes of text. A character is 0.6 times as wide.
pub(super) const NAME: usize = 14;
pub(super) const ANGLE: usize = 11;

/// The width of a text: what it is drawn with, whatever the font.
pub(super) fn width(text: &str, size: usize) -> usize {
    (text.chars().count() * size * 6).div_ceil(10)
}

/// For XML.
pub(super) fn escaped(text: &str) -> String {
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

/// Writes elements of SVG.
pub(super) struct Pen {
    pub(super) out: String,
    pub(super) style: Style,
}

impl Pen {
    /// Begins a group, with a title if it has one.
    pub(super) fn begin(&mut self, whole: &str) {
        self.out.push_str("<g>");
        if !whole.is_empty() {
            let _ = write!(self.out, "<title>{}</title>", escaped(whole));
        }
    }

    /// Ends a group.
    pub(super) fn end(&mut self) {
        self.out.push_str("</g>\n");
    }

    /// A text around `x`, as wide as it is planned whatever the font.
    pub(super) fn text(&mut self, x: usize, y: usize, text: &str, size: usize, fill: &str) {
        let (length, y, text) = (width(text, size), y + size * 35 / 100, escaped(text));
        let _ = write!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{fill}\" textLength=\"{length}\" \
             lengthAdjust=\"spacingAndGlyphs\">{text}</text>"
        );
    }

    /// A text that is no name, in the usual colour.
    pub(super) fn label(&mut self, x: usize, y: usize, text: &str) {
        self.text(x, y, text, ANGLE, self.style.text());
    }

    /// The same, to the right of `x`.
    pub(super) fn label_from(&mut self, x: usize, y: usize, text: &str) {
        self.label(x + width(text, ANGLE) / 2, y, text);
    }

    /// A circle, with an edge if that has a colour.
    pub(super) fn circle(
        &mut self,
        (x, y): (usize, usize),
        radius: &str,
        fill: &str,
        edge: Option<&str>,
    ) {
        let edge = edge.map(|color| format!(" stroke=\"{color}\" stroke-width=\"1.5\""));
        let edge = edge.unwrap_or_default();
        let _ = write!(
            self.out,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\"{edge}/>"
        );
    }

    pub(super) fn stroke(
        &mut self,
        from: (usize, usize),
        to: (usize, usize),
        color: &str,
        thick: &str,
    ) {
        let _ = write!(
            self.out,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{color}\" stroke-width=\"{thick}\"/>",
            from.0, from.1, to.0, to.1
        );
    }

    /// Two lines, as bits have them.
    pub(super) fn double(&mut self, from: (usize, usize), to: (usize, usize)) {
        let color = self.style.bits();
        let (dx, dy) = if from.0 == to.0 { (2, 0) } else { (0, 2) };
        for side in [0, 1] {
            let moved = |(x, y): (usize, usize)| (x + side * 2 * dx - dx, y + side * 2 * dy - dy);
            self.stroke(moved(from), moved(to), color, "1");
        }
    }
}
