//! Loss and accuracies by epoch.

use std::ops::Range;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::paper::{Area, BLUE, Drawn, FAINT, INK, RED, text};
use crate::EpochMetrics;

const LIGHT_BLUE: RGBColor = RGBColor(140, 175, 225);

const ACCURACIES: Range<f64> = 0.0..1.04;
/// Losses between which the axis can have labels.
const LARGEST: f64 = 1e100;
const SMALLEST: f64 = 1e-9;

/// The loss on the left axis, accuracies on the right one.
pub(super) fn draw(area: &Area, history: &[EpochMetrics]) -> Drawn {
    let (width, height) = area.dim_in_pixel();
    let epochs = history.iter().map(|m| m.epoch);
    let (Some(first), Some(last)) = (epochs.clone().min(), epochs.max()) else {
        return text(
            area,
            "no epoch yet",
            (width as i32 / 2, height as i32 / 2),
            16,
            &INK,
            HPos::Center,
        );
    };
    let epochs = first as f64 - 0.3..last as f64 + 0.3;
    let losses = loss_axis(history);
    let mut chart = ChartBuilder::on(area)
        .caption(
            "Learning curves",
            ("sans-serif", 18).into_font().color(&INK),
        )
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .right_y_label_area_size(60)
        .build_cartesian_2d(epochs.clone(), losses.clone())?
        .set_secondary_coord(epochs, ACCURACIES);
    let label = ("sans-serif", 13).into_font().color(&INK);
    chart
        .configure_mesh()
        .x_desc("epoch")
        .y_desc("training loss")
        .axis_style(INK)
        .light_line_style(TRANSPARENT)
        .bold_line_style(FAINT)
        .x_labels(history.len().min(11))
        .y_labels(7)
        .x_label_formatter(&|x| format!("{x:.0}"))
        .y_label_formatter(&|y| format!("{y:.2}"))
        .label_style(label.clone())
        .axis_desc_style(("sans-serif", 14).into_font().color(&INK))
        .draw()?;
    chart
        .configure_secondary_axes()
        .y_desc("accuracy")
        .y_labels(6)
        .y_label_formatter(&|y| format!("{:.0} %", 100.0 * y))
        .axis_style(INK)
        .label_style(label.clone())
        .axis_desc_style(("sans-serif", 14).into_font().color(&INK))
        .draw()?;

    let points = |of: fn(&EpochMetrics) -> f64, within: Range<f64>| {
        history
            .iter()
            .map(move |m| (m.epoch as f64, of(m)))
            .filter(move |(_, y)| within.contains(y))
    };
    chart
        .draw_series(LineSeries::new(points(|m| m.loss, losses), dots(RED)).point_size(3))?
        .label("training loss")
        .legend(|(x, y)| Circle::new((x + 10, y), 4, RED.filled()));
    chart
        .draw_secondary_series(LineSeries::new(
            points(|m| m.train_accuracy, ACCURACIES),
            LIGHT_BLUE.stroke_width(2),
        ))?
        .label("training accuracy")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], LIGHT_BLUE.stroke_width(2)));
    chart
        .draw_secondary_series(
            LineSeries::new(points(|m| m.test_accuracy, ACCURACIES), dots(BLUE)).point_size(3),
        )?
        .label("test accuracy")
        .legend(|(x, y)| Circle::new((x + 10, y), 4, BLUE.filled()));
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::MiddleRight)
        .background_style(WHITE.mix(0.85))
        .border_style(FAINT)
        .label_font(label)
        .margin(8)
        .draw()?;
    Ok(())
}

/// From 0, or from the smallest loss where one is negative, to a little above the largest.
///
/// Plotters divides an axis into steps of a size that must be neither infinite nor lost in rounding, so losses of a
/// size that no training has are left out.
fn loss_axis(history: &[EpochMetrics]) -> Range<f64> {
    let (low, high) = history
        .iter()
        .map(|m| m.loss)
        .filter(|loss| loss.abs() < LARGEST)
        .fold((0.0, 0.0), |(low, high): (f64, f64), loss| {
            (low.min(loss), high.max(loss))
        });
    let span = (high - low).max(SMALLEST);
    let below = if low < 0.0 { 0.08 * span } else { 0.0 };
    low - below..low + 1.08 * span
}

/// A line whose points are filled.
fn dots(color: RGBColor) -> ShapeStyle {
    ShapeStyle {
        filled: true,
        ..color.stroke_width(2)
    }
}
