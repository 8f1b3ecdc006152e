//! What the panels of a report are drawn on, their colours and texts.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::files::printable;

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(super) type Drawn = Result<(), Box<dyn std::error::Error>>;

pub(super) const INK: RGBColor = RGBColor(40, 44, 52);
pub(super) const FAINT: RGBColor = RGBColor(222, 226, 230);
pub(super) const RED: RGBColor = RGBColor(200, 50, 50);
pub(super) const GREEN: RGBColor = RGBColor(35, 140, 70);
pub(super) const BLUE: RGBColor = RGBColor(45, 100, 175);

/// Writes text at a point, in the middle of its height.
pub(super) fn text(
    area: &Area,
    text: &str,
    at: (i32, i32),
    size: u32,
    color: &RGBColor,
    side: HPos,
) -> Drawn {
    write(
        area,
        text,
        at,
        ("sans-serif", size).into_font(),
        color,
        side,
    )
}

/// [`text`] that reads upwards.
pub(super) fn turned(area: &Area, text: &str, at: (i32, i32), size: u32, side: HPos) -> Drawn {
    let font = ("sans-serif", size)
        .into_font()
        .transform(FontTransform::Rotate270);
    write(area, text, at, font, &INK, side)
}

fn write(
    area: &Area,
    text: &str,
    at: (i32, i32),
    font: FontDesc,
    color: &RGBColor,
    side: HPos,
) -> Drawn {
    let style = TextStyle::from(font)
        .color(color)
        .pos(Pos::new(side, VPos::Center));
    area.draw(&Text::new(printable(text), at, style))?;
    Ok(())
}
