//! From SVG to PNG.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use crate::Error;

/// A family that is not there would make resvg leave text out without a word, so a font comes with the program.
const FAMILY: &str = "DejaVu Sans";

pub(super) fn render(svg: &str, zoom: f32) -> Result<Vec<u8>, Error> {
    let wrong = |what: String| Error::Report(what);
    let mut fonts = Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.set_sans_serif_family(FAMILY);
    let options = Options {
        fontdb: Arc::new(fonts),
        font_family: FAMILY.into(),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|e| wrong(e.to_string()))?;
    let size = tree.size();
    let side = |length: f32| (length * zoom).ceil() as u32;
    let mut pixels = Pixmap::new(side(size.width()), side(size.height()))
        .ok_or_else(|| wrong("the picture has no pixels".into()))?;
    resvg::render(
        &tree,
        Transform::from_scale(zoom, zoom),
        &mut pixels.as_mut(),
    );
    pixels.encode_png().map_err(|e| wrong(e.to_string()))
}
