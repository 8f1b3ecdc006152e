//! A picture in characters.

mod block;
mod canvas;
mod page;

use super::labels::NOTHING;
use super::layout::Layout;
use super::picture::Picture;
use block::Block;
use page::{GAP, LONGEST, MARGIN, Page, length};

pub(super) fn write(picture: &Picture, width: usize) -> String {
    let longest_name = (width / 3).clamp(12, LONGEST);
    let room = |names: usize| width.saturating_sub(names + MARGIN).max(5);
    let fold = |layout: &Layout, names: usize| {
        let room = room(names);
        let page = Page::new(layout, names, room);
        layout.fold(&page.widths(), GAP, room.saturating_sub(2))
    };
    let name = |name: &str| length(name).min(longest_name);
    let (layout, folds, names) = Layout::choose(picture, name, fold);
    let page = Page::new(&layout, names, room(names));
    let (widths, mut folds) = (page.widths(), folds.rows);
    let notes = layout.notes.iter();
    let mut blocks: Vec<String> = notes.map(|note| note.shortened(width.max(1))).collect();
    if layout.rows.is_empty() && blocks.is_empty() {
        return NOTHING.into();
    }
    if folds.is_empty() && !layout.rows.is_empty() {
        folds.push(0..0);
    }
    for (k, shown) in layout.show(&folds).into_iter().enumerate() {
        blocks.push(Block::draw(&page, &widths, shown, k == 0));
    }
    blocks.join("\n\n")
}
