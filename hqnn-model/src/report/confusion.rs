//! How many images of each class were taken for which.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::metrics::share;

use super::paper::{Area, Drawn, FAINT, INK, text, turned};

const LEFT: i32 = 110;
const TOP: i32 = 40;
const BOTTOM: i32 = 110;
const RIGHT: i32 = 30;

/// True classes downwards, predicted ones to the right; darker is more.
pub(super) fn draw(area: &Area, confusion: &[Vec<usize>], classes: &[String]) -> Drawn {
    let (width, height) = area.dim_in_pixel();
    let (width, height) = (width as i32, height as i32);
    let count = confusion.len().max(1) as i32;
    let cell = ((width - LEFT - RIGHT) / count).min((height - TOP - BOTTOM) / count);
    let middle = LEFT + cell * count / 2;
    text(
        area,
        "Confusion matrix",
        (middle, 20),
        18,
        &INK,
        HPos::Center,
    )?;

    for (row, counts) in confusion.iter().enumerate() {
        let total: usize = counts.iter().sum();
        for (column, &images) in counts.iter().enumerate() {
            let (x, y) = (LEFT + column as i32 * cell, TOP + row as i32 * cell);
            let part = share(images, total);
            let corners = [(x, y), (x + cell, y + cell)];
            area.draw(&Rectangle::new(corners, shade(part).filled()))?;
            area.draw(&Rectangle::new(corners, FAINT))?;
            if images > 0 {
                let ink = if part > 0.5 { &WHITE } else { &INK };
                let size = (cell / 3).clamp(10, 18) as u32;
                text(
                    area,
                    &images.to_string(),
                    (x + cell / 2, y + cell / 2),
                    size,
                    ink,
                    HPos::Center,
                )?;
            }
        }
    }
    // Beside the cells where they fit, else turned.
    let upwards = count > 5;
    for (index, name) in classes.iter().enumerate().take(confusion.len()) {
        let along = index as i32 * cell + cell / 2;
        text(area, name, (LEFT - 8, TOP + along), 13, &INK, HPos::Right)?;
        let below = TOP + count * cell + 8;
        if upwards {
            turned(area, name, (LEFT + along, below), 13, HPos::Right)?;
        } else {
            text(
                area,
                name,
                (LEFT + along, below + 8),
                13,
                &INK,
                HPos::Center,
            )?;
        }
    }
    let names = if upwards { 84 } else { 36 };
    text(
        area,
        "predicted",
        (middle, TOP + count * cell + names),
        14,
        &INK,
        HPos::Center,
    )?;
    turned(area, "true", (20, TOP + count * cell / 2), 14, HPos::Center)
}

/// From white to dark blue.
fn shade(part: f64) -> RGBColor {
    let mix = |from: f64, to: f64| (from + (to - from) * part).round() as u8;
    RGBColor(mix(250.0, 25.0), mix(252.0, 70.0), mix(255.0, 140.0))
}
