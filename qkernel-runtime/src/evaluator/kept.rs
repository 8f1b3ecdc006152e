//! What is kept of a batch: its samples for their derivatives, how it is parted, and columns.

use std::any::Any;
use std::ops::Range;

use super::columns::Columns;
use crate::engine::Precision;

/// The batch whose samples are kept for their derivatives.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub(super) rows: usize,
    /// For each argument: whether it has a row for each sample.
    pub(super) each: Vec<bool>,
    /// Whether each sample has a run of its own, which holds its state.
    pub(super) runs: bool,
    /// Whether the samples ran together.
    pub(super) together: bool,
    /// Of which precision it is: how many bytes a number has.
    pub(super) bytes: usize,
    /// How it is parted.
    pub(super) parts: Parts,
    /// How many amplitudes may be kept.
    pub(super) most: usize,
}

impl Kept {
    /// Forgets the batch.
    pub(super) fn clear(&mut self) {
        self.rows = 0;
    }
}

/// How the rows of a batch are parted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Parts {
    pub(super) rows: usize,
    /// How many rows each has; the last one may have fewer.
    pub(super) size: usize,
    /// What values and derivatives take together, in nanoseconds.
    pub(super) worth: f64,
}

impl Parts {
    pub(super) fn count(self) -> usize {
        self.rows.div_ceil(self.size.max(1))
    }

    /// Whether there is no more than one, told without a division.
    pub(super) fn is_one(self) -> bool {
        self.rows <= self.size.max(1)
    }

    pub(super) fn range(self, part: usize) -> Range<usize> {
        part * self.size..((part + 1) * self.size).min(self.rows)
    }
}

/// Columns in both precisions.
#[derive(Clone, Debug, Default)]
pub(super) struct Together {
    double: Columns<f64>,
    single: Columns<f32>,
    pub(super) kind: BatchKind,
}

/// The kind of batch that the runs were last made ready for.
#[derive(Clone, Debug, Default)]
pub(super) struct BatchKind {
    /// For each argument: whether it has a row for each sample.
    pub(super) each: Vec<bool>,
    pub(super) rows: usize,
    /// How many bytes a number has.
    pub(super) bytes: usize,
    /// What it costs; none if its samples do not run together.
    pub(super) costs: Option<[f64; 2]>,
}

impl Together {
    /// Those of one precision; there are no others than the two.
    pub(super) fn of<R: Precision>(&mut self) -> Option<&mut Columns<R>> {
        // One after the other, so that the compiler knows which it is.
        let (double, single): (&mut dyn Any, &mut dyn Any) = (&mut self.double, &mut self.single);
        match double.downcast_mut() {
            Some(columns) => Some(columns),
            None => single.downcast_mut(),
        }
    }
}
