//! Some test images with what they are and what the network says.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::paper::{Area, Drawn, GREEN, INK, RED, text};
use crate::data::Split;
use crate::{Evaluation, SIDE};

const SHOWN: usize = 8;
/// The side of one pixel of an image, in units of the picture: whole, so that no seams show.
const ZOOM: i32 = 4;
const TOP: i32 = 84;

/// For each place one image: what the network says above it, green if right and red if wrong, what it is below.
pub(super) fn draw(
    area: &Area,
    evaluation: &Evaluation,
    images: &Split,
    classes: &[String],
) -> Drawn {
    let (width, _) = area.dim_in_pixel();
    let shown = choose(evaluation.labels(), classes.len());
    text(
        area,
        "Test images: prediction above (green: right, red: wrong), truth below",
        (width as i32 / 2, 22),
        18,
        &INK,
        HPos::Center,
    )?;
    let step = width as i32 / SHOWN as i32;
    let side = SIDE as i32 * ZOOM;
    for (place, &index) in shown.iter().enumerate() {
        let left = place as i32 * step + (step - side) / 2;
        let (label, guess) = (evaluation.labels()[index], evaluation.predictions()[index]);
        let name = |class: usize| classes.get(class).map_or("?", String::as_str);
        let color = if label == guess { GREEN } else { RED };
        text(
            area,
            name(guess),
            (left + side / 2, TOP - 18),
            16,
            &color,
            HPos::Center,
        )?;
        text(
            area,
            name(label),
            (left + side / 2, TOP + side + 18),
            14,
            &INK,
            HPos::Center,
        )?;
        if let Some(image) = images.image(index) {
            paint(area, image, (left, TOP))?;
        }
        let frame = [(left - 2, TOP - 2), (left + side + 1, TOP + side + 1)];
        area.draw(&Rectangle::new(frame, color.stroke_width(2)))?;
    }
    Ok(())
}

/// The first image of each class, then the second of each, and so on.
fn choose(labels: &[usize], classes: usize) -> Vec<usize> {
    let of_class = |class: usize| -> Vec<usize> {
        (0..labels.len()).filter(|&i| labels[i] == class).collect()
    };
    let by_class: Vec<_> = (0..classes).map(of_class).collect();
    let longest = by_class.iter().map(Vec::len).max().unwrap_or(0);
    let turns = (0..longest).flat_map(|turn| {
        by_class
            .iter()
            .filter_map(move |images| images.get(turn).copied())
    });
    turns.take(SHOWN).collect()
}

fn paint(area: &Area, image: &[u8], (left, top): (i32, i32)) -> Drawn {
    let side = SIDE as i32 * ZOOM;
    area.draw(&Rectangle::new(
        [(left, top), (left + side, top + side)],
        BLACK.filled(),
    ))?;
    for (row, pixels) in image.chunks_exact(SIDE).enumerate() {
        let mut column = 0;
        // Neighbours of one grey become one rectangle, and black is there already: the file stays small.
        for run in pixels.chunk_by(|a, b| a == b) {
            let (x, y) = (left + column * ZOOM, top + row as i32 * ZOOM);
            column += run.len() as i32;
            if run[0] > 0 {
                let corners = [(x, y), (left + column * ZOOM, y + ZOOM)];
                area.draw(&Rectangle::new(
                    corners,
                    RGBColor(run[0], run[0], run[0]).filled(),
                ))?;
            }
        }
    }
    Ok(())
}
