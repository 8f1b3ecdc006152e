//! Loss and accuracies by epoch.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::{Area, BLUE, Drawn, FAINT, INK, RED, text};
use crate::EpochMetrics;

const LIGHT_BLUE: RGBColor = RGBColor(140, 175, 225);

/// The loss on the left axis, accuracies on the right one.
pub(super) fn draw(area: &Area, history: &[EpochMetrics]) -> Drawn {
    let (width, height) = area.dim_in_pixel();
    let (Some(first), Some(last)) = (history.first(), history.last()) else {
        return text(
            area,
            "no epoch yet",
            (width as i32 / 2, height as i32 / 2),
            16,
            &INK,
            HPos::Center,
        );
    };
    let epochs = first.epoch as f64 - 0.3..last.epoch as f64 + 0.3;
    let top = history
        .iter()
        .map(|m| m.loss)
        .fold(f64::MIN_POSITIVE, f64::max)
        * 1.08;
    let mut chart = ChartBuilder::on(area)
        .caption(
            "Learning curves",
            ("sans-serif", 18).into_font().color(&INK),
        )
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .right_y_label_area_size(60)
        .build_cartesian_2d(epochs.clone(), 0.0..top)?
        .set_secondary_coord(epochs, 0.0..1.04);
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

    let points =
        |of: fn(&EpochMetrics) -> f64| history.iter().map(move |m| (m.epoch as f64, of(m)));
    chart
        .draw_series(LineSeries::new(points(|m| m.loss), dots(RED)).point_size(3))?
        .label("training loss")
        .legend(|(x, y)| Circle::new((x + 10, y), 4, RED.filled()));
    chart
        .draw_secondary_series(LineSeries::new(
            points(|m| m.train_accuracy),
            LIGHT_BLUE.stroke_width(2),
        ))?
        .label("training accuracy")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], LIGHT_BLUE.stroke_width(2)));
    chart
        .draw_secondary_series(
            LineSeries::new(points(|m| m.test_accuracy), dots(BLUE)).point_size(3),
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

/// A line whose points are filled.
fn dots(color: RGBColor) -> ShapeStyle {
    ShapeStyle {
        filled: true,
        ..color.stroke_width(2)
    }
}
