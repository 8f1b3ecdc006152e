//! One picture of a training run: learning curves, confusion matrix, sample predictions.

mod confusion;
mod curves;
mod paper;
mod samples;

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use crate::data::Split;
use crate::{EpochMetrics, Error, Evaluation};
use paper::{Drawn, INK, text};

const WIDTH: u32 = 1200;
const HEIGHT: u32 = 700;
const TITLE: u32 = 50;
const PANELS: u32 = 460;

/// What the picture shows.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The line at the top.
    pub title: &'a str,
    /// The epochs, for the learning curves.
    pub history: &'a [EpochMetrics],
    /// What the network made of the test images.
    pub evaluation: &'a Evaluation,
    /// The test images, in the order of the evaluation.
    pub images: &'a Split,
    /// The names of the classes, by label.
    pub classes: &'a [String],
}

impl Report<'_> {
    /// The picture as SVG.
    ///
    /// Epochs whose loss or accuracy is not finite are left out of the curve. Characters that a picture cannot hold,
    /// such as control characters, become `U+FFFD`.
    ///
    /// # Errors
    /// The images or the names of the classes are not those of the evaluation, or the picture cannot be drawn.
    pub fn svg(&self) -> Result<String, Error> {
        self.check()?;
        let mut svg = String::new();
        self.draw(&mut svg)
            .map_err(|e| Error::Report(e.to_string()))?;
        Ok(svg)
    }

    /// The picture as PNG, two pixels for each unit of the SVG. The font comes with this crate.
    ///
    /// # Errors
    /// As [`svg`](Report::svg).
    #[cfg(feature = "png")]
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        let file = qkernel_png::render(&self.svg()?, 2.0);
        file.map_err(|error| Error::Report(error.to_string()))
    }

    fn check(&self) -> Result<(), Error> {
        let (judged, classes) = (
            self.evaluation.labels().len(),
            self.evaluation.confusion().len(),
        );
        for (what, found, needed) in [
            ("images", self.images.len(), judged),
            ("names of classes", self.classes.len(), classes),
        ] {
            if found != needed {
                return Err(Error::Report(format!(
                    "{found} {what} were given, but the evaluation has {needed}"
                )));
            }
        }
        Ok(())
    }

    fn draw(&self, svg: &mut String) -> Drawn {
        let root = SVGBackend::with_string(svg, (WIDTH, HEIGHT)).into_drawing_area();
        root.fill(&WHITE)?;
        // A long title, with the path of a folder in it for instance, is written smaller.
        let size = (2 * WIDTH / self.title.chars().count().max(1) as u32).clamp(9, 22);
        text(
            &root,
            self.title,
            (WIDTH as i32 / 2, 32),
            size,
            &INK,
            HPos::Center,
        )?;
        let (upper, lower) = root.split_vertically(PANELS);
        let (left, right) = upper.margin(TITLE, 0, 0, 0).split_horizontally(690);
        curves::draw(&left, self.history)?;
        confusion::draw(&right, self.evaluation.confusion(), self.classes)?;
        samples::draw(&lower, self.evaluation, self.images, self.classes)?;
        root.present()?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "../tests/report.rs"]
mod tests;
