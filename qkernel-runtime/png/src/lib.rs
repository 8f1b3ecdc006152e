//! From SVG to PNG: pictures of circuits, and reports of training runs.
//!
//! ```
//! let square = r#"<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="4" height="8"/></svg>"#;
//! let file = qkernel_png::render(square, 2.0)?;
//! assert_eq!(&file[..8], b"\x89PNG\r\n\x1a\n");
//! assert!(qkernel_png::render(square, -1.0).is_err());
//! # Ok::<(), qkernel_png::PngError>(())
//! ```

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, Query};
use resvg::usvg::{FontResolver, Options, Tree};

/// Where no font is found resvg leaves text out without a word, so fonts come with the library.
const SANS: &str = "DejaVu Sans";
const MONO: &str = "DejaVu Sans Mono";

/// Why there is no picture of pixels.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PngError {
    /// The text is no SVG.
    #[error("this is not an SVG: {0}")]
    Svg(String),
    /// The scale is no positive number, or so large that the picture would not fit in memory.
    #[error("an SVG of {width} x {height} pixels cannot be drawn with the scale {scale}: {reason}")]
    Scale {
        /// The width of the SVG, in its own pixels.
        width: f32,
        /// The height of the SVG, in its own pixels.
        height: f32,
        /// What was asked for.
        scale: f32,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The pixels cannot be written as PNG.
    #[error("the pixels cannot be written as PNG: {0}")]
    Encoding(String),
}

/// The most pixels: they take a GiB.
const MOST: f32 = 268_435_456.0;

/// An SVG as a PNG file, with `scale` pixels for each of its own pixels, across and down. Text is drawn in DejaVu Sans, or in
/// DejaVu Sans Mono where a monospaced font is asked for.
///
/// # Errors
/// If the text is no SVG, or the scale is no positive number or too large.
pub fn render(svg: &str, scale: f32) -> Result<Vec<u8>, PngError> {
    static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
        let mut fonts = Database::new();
        fonts.load_font_data(dejavu::sans::regular().to_vec());
        fonts.load_font_data(dejavu::sans_mono::regular().to_vec());
        fonts.set_sans_serif_family(SANS);
        fonts.set_monospace_family(MONO);
        Arc::new(fonts)
    });
    let options = Options {
        fontdb: Arc::clone(&FONTS),
        font_family: SANS.into(),
        font_resolver: resolver(),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| PngError::Svg(error.to_string()))?;
    let size = tree.size();
    let refused = |reason| PngError::Scale {
        width: size.width(),
        height: size.height(),
        scale,
        reason,
    };
    if !(scale > 0.0 && scale.is_finite()) {
        return Err(refused("it has to be a positive number"));
    }
    let side = |length: f32| (length * scale).ceil().max(1.0);
    let (width, height) = (side(size.width()), side(size.height()));
    let large = "it is too large, a picture has at most 2^28 pixels";
    if width * height > MOST {
        return Err(refused(large));
    }
    let mut pixels = Pixmap::new(width as u32, height as u32).ok_or_else(|| refused(large))?;
    let scaled = Transform::from_scale(scale, scale);
    resvg::render(&tree, scaled, &mut pixels.as_mut());
    pixels
        .encode_png()
        .map_err(|error| PngError::Encoding(error.to_string()))
}

/// Takes the first font for families that are not there.
fn resolver() -> FontResolver<'static> {
    let select = FontResolver::default_font_selector();
    FontResolver {
        select_font: Box::new(move |font, fonts| {
            let query = Query {
                families: &[Family::Name(SANS)],
                ..Query::default()
            };
            select(font, fonts).or_else(|| fonts.query(&query))
        }),
        select_fallback: FontResolver::default_fallback_selector(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"20\">{inside}</svg>"
        )
    }

    fn size(file: &[u8]) -> (u32, u32) {
        let number = |at: usize| u32::from_be_bytes(file[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    }

    #[test]
    fn text_leaves_ink_in_any_family() {
        let blank = render(&svg(""), 1.0).unwrap();
        for family in ["sans-serif", "ui-monospace, Menlo, monospace", "unheard of"] {
            let text = format!("<text x=\"9\" y=\"15\" font-family=\"{family}\">⟨ψ⟩ ry</text>");
            assert_ne!(render(&svg(&text), 1.0).unwrap(), blank, "{family}");
        }
    }

    #[test]
    fn the_scale_is_pixels_a_pixel() {
        assert_eq!(size(&render(&svg(""), 1.0).unwrap()), (80, 20));
        assert_eq!(size(&render(&svg(""), 2.5).unwrap()), (200, 50));
        assert_eq!(size(&render(&svg(""), 1e-9).unwrap()), (1, 1));
        for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e4, f32::MAX] {
            let error = render(&svg(""), scale).unwrap_err();
            assert!(matches!(error, PngError::Scale { .. }), "{scale}: {error}");
        }
        assert!(matches!(render("<svg", 1.0), Err(PngError::Svg(_))));
    }
}
