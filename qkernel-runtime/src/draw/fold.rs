//! Where a picture breaks that is wider than the page.

use std::ops::Range;

use super::layout::Layout;

impl Layout {
    /// The columns of each row of the page. Rows are about equally long, and no longer than `most` unless one column is;
    /// they break inside of as few frames as possible, and at layers where there is one near.
    pub(super) fn fold(&self, widths: &[usize], gap: usize, most: usize) -> Vec<Range<usize>> {
        // How many frames are around the left edge of each column.
        let mut depth = vec![0usize; self.columns + 1];
        for frame in &self.frames {
            let inside = frame.columns.start() + 1..=*frame.columns.end();
            depth[inside].iter_mut().for_each(|depth| *depth += 1);
        }
        // How many quarters of a row have to be filled for a better place than its end.
        let fold = |most: usize, quarters: usize| {
            let (mut rows, mut start) = (Vec::new(), 0);
            while start < self.columns {
                let (mut end, mut width) = (start, 0);
                let mut least = start + 1;
                while end < self.columns && (end == start || width + widths[end] <= most) {
                    if width < most / 4 * quarters || quarters == 4 {
                        least = end + 1;
                    }
                    width += widths[end] + gap;
                    end += 1;
                }
                if end < self.columns {
                    let cost = |column: &usize| (depth[*column], !self.is_layer[*column]);
                    end = (least.min(end)..=end).rev().min_by_key(cost).unwrap_or(end);
                }
                rows.push(start..end);
                start = end;
            }
            rows
        };
        let (mut least, mut enough) = (0, most);
        // No more rows for that.
        let needed = fold(most, 4).len();
        let quarters = (2..4).find(|&quarters| fold(most, quarters).len() <= needed);
        let quarters = quarters.unwrap_or(4);
        while least < enough {
            let middle = least + (enough - least) / 2;
            if fold(middle, quarters).len() <= needed {
                enough = middle;
            } else {
                least = middle + 1;
            }
        }
        fold(enough, quarters)
    }
}
