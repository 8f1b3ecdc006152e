//! Where a picture breaks that is wider than the page.

use std::ops::{Range, RangeInclusive};

use super::layout::Layout;

/// What a row of the page costs, and what a break costs: in frames, times the square of their number; for each element of a
/// register that has a line; where no layer begins; in a frame that takes half a row at most; and where no more of a frame is left
/// than its edge.
const ROW: usize = 5;
const FRAMES: usize = 2;
const ELEMENT: usize = 1;
const NO_LAYER: usize = 1;
const SHORT: usize = 4;
const EDGE: usize = 6;

/// How many columns before the end of a row are looked at for a better place.
const BACK: usize = 64;

/// The columns of each row of the page, and what that costs.
#[derive(Debug)]
pub(super) struct Folds {
    pub(super) rows: Vec<Range<usize>>,
    pub(super) cost: usize,
}

impl Layout {
    /// The columns of each row of the page, at the least cost. Rows are about equally long, and no longer than `most` unless
    /// one column is.
    pub(super) fn fold(&self, widths: &[usize], gap: usize, most: usize) -> Folds {
        // Where each column begins, if all are in one row.
        let mut starts = Vec::with_capacity(self.columns + 1);
        let mut x = 0;
        for width in widths {
            starts.push(x);
            x += width + gap;
        }
        starts.push(x);
        let is_short = |columns: &RangeInclusive<usize>| {
            2 * (starts[columns.end() + 1] - starts[*columns.start()]) <= most + gap
        };
        let breaks = self.breaks(is_short);
        if x <= most + gap {
            let whole = std::iter::once(0..self.columns);
            return Folds {
                rows: whole.filter(|row| !row.is_empty()).collect(),
                cost: ROW,
            };
        }
        let best = fold(&starts, &breaks, gap, most);
        // As even as it can be for that.
        let (mut least, mut enough) = (0, most);
        while least < enough {
            let middle = least + (enough - least) / 2;
            if fold(&starts, &breaks, gap, middle).cost <= best.cost {
                enough = middle;
            } else {
                least = middle + 1;
            }
        }
        fold(&starts, &breaks, gap, enough)
    }

    /// What a break costs that is before each column.
    fn breaks(&self, is_short: impl Fn(&RangeInclusive<usize>) -> bool) -> Vec<usize> {
        let layer = |is_layer: &bool| if *is_layer { 0 } else { NO_LAYER };
        let mut costs: Vec<usize> = self.is_layer.iter().map(layer).collect();
        let ends = || self.frames.iter().map(|frame| frame.columns.clone());
        let frames = self.across(ends());
        let short = self.across(ends().filter(is_short));
        let elements = self.lines.iter().filter(|line| !line.name.is_empty());
        let elements = self.across(elements.filter_map(|line| Some(line.from?..=line.to?)));
        for (cost, (frames, elements)) in costs.iter_mut().zip(frames.into_iter().zip(elements)) {
            *cost += FRAMES * frames * frames + ELEMENT * elements;
        }
        for (cost, short) in costs.iter_mut().zip(short) {
            *cost += SHORT * short;
        }
        for frame in &self.frames {
            let (first, last) = (*frame.columns.start(), *frame.columns.end());
            let after_else = frame.divide.map(|column| column + 1);
            for edge in [Some(first + 1), after_else, Some(last)] {
                edge.into_iter().for_each(|edge| costs[edge] += EDGE);
            }
        }
        costs
    }

    /// How many of these begin before each column and end in it or after it.
    fn across(&self, all: impl Iterator<Item = RangeInclusive<usize>>) -> Vec<usize> {
        let (mut begun, mut ended) = (vec![0; self.columns + 1], vec![0; self.columns + 1]);
        for columns in all {
            begun[(columns.start() + 1).min(self.columns)] += 1;
            ended[(columns.end() + 1).min(self.columns)] += 1;
        }
        let mut open = 0;
        let changes = begun.into_iter().zip(ended);
        changes
            .map(|(begun, ended)| {
                open = open + begun - ended;
                open
            })
            .collect()
    }
}

/// The folds of the least cost, found from the last column to the first.
fn fold(starts: &[usize], breaks: &[usize], gap: usize, most: usize) -> Folds {
    let columns = starts.len() - 1;
    let least = breaks.iter().copied().min().unwrap_or(0);
    let mut best = vec![(0, columns); columns + 1];
    for start in (0..columns).rev() {
        let fits = |end: &usize| *end <= starts[start] + most + gap;
        let longest = starts.partition_point(|end| fits(end)).max(start + 2) - 1;
        // A row is at least half full.
        let half = starts[start] + most / 2;
        let mut found = (usize::MAX, longest);
        for end in (start + 1..=longest).rev().take(BACK) {
            if end < longest && starts[end] < half {
                break;
            }
            let own = if end < columns { breaks[end] } else { 0 };
            let cost = ROW + own + best[end].0;
            if cost < found.0 {
                found = (cost, end);
            }
            if end == columns || own == least {
                break;
            }
        }
        best[start] = found;
    }
    let mut rows = Vec::new();
    let mut start = 0;
    while start < columns {
        let end = best[start].1;
        rows.push(start..end);
        start = end;
    }
    Folds {
        rows,
        cost: best[0].0,
    }
}
