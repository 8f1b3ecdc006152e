//! Lengths, in pixels.

/// Between columns, in pixels, as everything here.
pub(super) const GAP: usize = 14;

/// Around the picture.
pub(super) const MARGIN: usize = 16;

/// From one row to the next.
pub(super) const PITCH: usize = 46;

/// The height of a box on one row.
pub(super) const BOX: usize = 34;

/// What a frame needs above its first row for its header, and below its last row.
pub(super) const ABOVE: usize = 20;
pub(super) const BELOW: usize = 10;

/// From a line to a name beside it.
pub(super) const BESIDE: usize = 8;

/// Between a row of the page and the next.
pub(super) const FOLD: usize = 24;

/// A label has at most that many characters, but for the header of a frame that is wider; the whole of it is the element's title.
pub(super) const LONGEST: usize = 28;
