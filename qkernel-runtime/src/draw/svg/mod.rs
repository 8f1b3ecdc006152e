//! A picture as SVG.

mod block;
mod frame;
mod mark;
mod measures;
mod pen;

use super::labels::{Label, NOTHING, shortened};
use super::layout::Layout;
use super::picture::{Family, Frame, Glyph, Mark, Picture};
use super::style::Style;
use block::Writer;
use measures::{BESIDE, BOX, FOLD, GAP, LONGEST, MARGIN};
use pen::{ANGLE, NAME, escaped, width};

pub(super) fn write(picture: &Picture, style: Style, page: usize) -> String {
    // Longer ones are shortened to the width that the frame has.
    let header = |frame: &Frame| {
        let longest = (LONGEST * ANGLE * 6).div_ceil(10);
        width(&frame.header.text(), ANGLE).min(longest) + 24
    };
    let widths = |layout: &Layout| layout.widths(column_width, GAP, header);
    let left = |names: usize| MARGIN + names + 10;
    let fold = |layout: &Layout, names: usize| {
        let room = page.saturating_sub(left(names) + MARGIN + 2 * GAP);
        layout.fold(&widths(layout), GAP, room)
    };
    let name = |name: &str| width(&shortened(name, LONGEST), NAME);
    let (layout, folds, names) = Layout::choose(picture, name, fold);
    let (widths, left, mut folds) = (widths(&layout), left(names), folds.rows);
    if folds.is_empty() {
        folds.push(0..0);
    }
    let mut writer = Writer::new(&layout, style, &widths, left);
    let across = folds.iter().map(|columns| writer.across(columns)).max();
    let mut y = MARGIN;
    let mut notes: Vec<&Label> = layout.notes.iter().collect();
    let nothing = Label::from(NOTHING);
    if layout.rows.is_empty() && notes.is_empty() {
        notes.push(&nothing);
    }
    let mut right = across.unwrap_or(0);
    for note in notes {
        right = right.max(writer.note(note, y + 10));
        y += 24;
    }
    for (k, shown) in layout.show(&folds).iter().enumerate() {
        y = writer.block(shown, y + if k == 0 { 0 } else { FOLD });
    }
    let (width, height) = (right + MARGIN, y + MARGIN);
    let (ground, body) = (style.ground(), writer.pen.out);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" text-anchor=\"middle\">\n\
         <title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>\n{body}</svg>\n",
        escaped(&layout.title.whole)
    )
}

/// How wide the names of a box's wires are, with the space after them.
fn ports_width(mark: &Mark) -> usize {
    let names = mark.ports.iter().map(|(_, name)| width(name, ANGLE));
    names.max().map_or(0, |longest| longest + 14)
}

/// How wide what parts the arms of a frame is.
fn else_width() -> usize {
    width("else", ANGLE) + 16
}

/// How wide a column has to be for a mark.
fn column_width(mark: &Mark) -> usize {
    let last = mark.bits.iter().map(|read| read.row).max();
    let names = mark.bits.iter().filter_map(|read| {
        let name = width(read.name.as_ref()?, ANGLE);
        Some(match Some(read.row) == last && !mark.glyph.is_edge() {
            true => name,
            // What is right of the middle; the space after the column is there for it, too.
            false => (2 * (BESIDE + name)).saturating_sub(GAP),
        })
    });
    names.fold(mark_width(mark), usize::max)
}

fn mark_width(mark: &Mark) -> usize {
    match mark.glyph {
        Glyph::Box if mark.targets.is_empty() => 14,
        Glyph::Box if mark.family == Family::Expectation => {
            width(&mark.label.shortened(LONGEST), ANGLE) + 16
        }
        Glyph::Box => {
            let label = &mark.label;
            let angles = width(&shortened(&label.detail, LONGEST), ANGLE);
            let name = width(&shortened(&label.name, LONGEST), NAME);
            (angles.max(name) + ports_width(mark) + 14).max(BOX)
        }
        Glyph::Measure => BOX,
        Glyph::Split => width(&mark.label.shortened(LONGEST), ANGLE) + 14,
        Glyph::Join => (2 * width(&mark.label.shortened(LONGEST), ANGLE)).max(8),
        Glyph::Begin => width(&mark.label.text(), ANGLE) + 12,
        Glyph::Plus => 22,
        Glyph::Swap => 16,
        Glyph::End => 4,
        Glyph::Open(_) => 24,
        Glyph::Else(_) => else_width(),
        Glyph::Close(_) => 6,
    }
}
