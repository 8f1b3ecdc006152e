//! Colours of pictures.

use super::picture::Family;

/// The colours of a picture in SVG.
///
/// Gates have a colour for what they do: Pauli X and Y, rotations, gates that are diagonal in the computational basis,
/// exchanges, other gates without an angle; measurements and resets; expectation values; kernels that are called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// Dark on white.
    #[default]
    Light,
    /// Light on dark.
    Dark,
    /// The colours of Okabe and Ito, which can be told apart with any kind of colour vision.
    ColorBlind,
}

/// The colours of a box.
pub(super) struct Colors {
    pub(super) fill: &'static str,
    pub(super) stroke: &'static str,
    pub(super) text: &'static str,
}

impl Style {
    pub(super) fn ground(self) -> &'static str {
        match self {
            Style::Light | Style::ColorBlind => "#ffffff",
            Style::Dark => "#14171c",
        }
    }

    /// Of wires and their names.
    pub(super) fn line(self) -> &'static str {
        match self {
            Style::Light => "#4b5563",
            Style::Dark => "#9aa4b2",
            Style::ColorBlind => "#000000",
        }
    }

    pub(super) fn text(self) -> &'static str {
        match self {
            Style::Light => "#1f2937",
            Style::Dark => "#e6e9ee",
            Style::ColorBlind => "#000000",
        }
    }

    /// Of bits and what hangs on them.
    pub(super) fn bits(self) -> &'static str {
        match self {
            Style::Light => "#6b7280",
            Style::Dark => "#aab4c2",
            Style::ColorBlind => "#404040",
        }
    }

    /// Inside of a frame.
    pub(super) fn frame(self) -> &'static str {
        match self {
            Style::Light | Style::ColorBlind => "#f5f6f8",
            Style::Dark => "#1d2229",
        }
    }

    pub(super) fn colors(self, family: Family) -> Colors {
        use Family::*;
        let (fill, stroke) = match (self, family) {
            (Style::Light, Clifford) => ("#fce4ec", "#ad1457"),
            (Style::Light, Pauli) => ("#e3f4e1", "#2e7d32"),
            (Style::Light, Rotation) => ("#ede7f6", "#5e35b1"),
            (Style::Light, Phase) => ("#e1f0fb", "#1565c0"),
            (Style::Light, Exchange) => ("#dff5f2", "#00796b"),
            (Style::Light, Measurement) => ("#eceff1", "#546e7a"),
            (Style::Light, Expectation) => ("#fff4d6", "#9a6a00"),
            (Style::Light, Kernel) => ("#f1efe7", "#5d5642"),
            (Style::Dark, Clifford) => ("#3b1f2b", "#f48fb1"),
            (Style::Dark, Pauli) => ("#1f3322", "#81c784"),
            (Style::Dark, Rotation) => ("#2b2340", "#b39ddb"),
            (Style::Dark, Phase) => ("#17304a", "#64b5f6"),
            (Style::Dark, Exchange) => ("#123330", "#4db6ac"),
            (Style::Dark, Measurement) => ("#263238", "#90a4ae"),
            (Style::Dark, Expectation) => ("#3a2f12", "#ffd54f"),
            (Style::Dark, Kernel) => ("#2e2c25", "#cfc7ad"),
            (Style::ColorBlind, Clifford) => ("#e69f00", "#000000"),
            (Style::ColorBlind, Pauli) => ("#009e73", "#000000"),
            (Style::ColorBlind, Rotation) => ("#cc79a7", "#000000"),
            (Style::ColorBlind, Phase) => ("#56b4e9", "#000000"),
            (Style::ColorBlind, Exchange) => ("#f0e442", "#000000"),
            (Style::ColorBlind, Measurement) => ("#dddddd", "#000000"),
            (Style::ColorBlind, Expectation) => ("#0072b2", "#000000"),
            (Style::ColorBlind, Kernel) => ("#ffffff", "#000000"),
        };
        let text = match (self, family) {
            (Style::ColorBlind, Expectation) => "#ffffff",
            _ => self.text(),
        };
        Colors { fill, stroke, text }
    }
}
