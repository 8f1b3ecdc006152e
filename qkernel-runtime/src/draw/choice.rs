//! Which layout a picture has on a page of some width.

use super::fold::Folds;
use super::layout::Layout;
use super::picture::Picture;
use super::shown::Shown;

impl Layout {
    /// The layout with the least cost of those that may begin layers in columns of their own, with its rows of the page and
    /// the room that names need to the left of them, by the width of each.
    pub(super) fn choose(
        picture: &Picture,
        width: impl Fn(&str) -> usize,
        fold: impl Fn(&Layout, usize) -> Folds,
    ) -> (Layout, Folds, usize) {
        let widest = |names: &mut dyn Iterator<Item = &String>| {
            names.map(|name| width(name)).max().unwrap_or(0)
        };
        let mut names = widest(&mut picture.rows.iter().map(|row| &row.name));
        let mut layout = Layout::new(picture, &[]);
        let mut folds = fold(&layout, names);
        if folds.rows.len() > 1 {
            // Lines that go on in the next row have their names there.
            let lifelines = picture.lifelines.iter().flatten();
            names = names.max(widest(&mut lifelines.map(|lifeline| &lifeline.name)));
            folds = fold(&layout, names);
            for layers in picture.layers.iter().filter(|layers| !layers.is_empty()) {
                let other = Layout::new(picture, layers);
                let found = fold(&other, names);
                if found.cost < folds.cost {
                    (layout, folds) = (other, found);
                }
            }
        }
        // Of these, those that are there.
        let shown = |shown: &Shown<'_>| {
            let names = shown.names.iter().zip(&shown.has_line);
            let names = names.filter(|(_, has_line)| **has_line);
            names.map(|(name, _)| width(name)).max().unwrap_or(0)
        };
        if let Some(widest) = layout.show(&folds.rows).iter().map(shown).max() {
            names = widest;
        }
        (layout, folds, names)
    }
}
