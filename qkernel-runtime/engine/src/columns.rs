//! Numbers of a batch, row by row as callers have them, and column by column as engines take them.

use crate::Precision;
use crate::wide::{Work, widest};

/// Columns from rows of `width` numbers; `column` says to which column the number at each place of a row goes.
///
/// # Panics
/// If there are not as many numbers in columns as in rows, or these are not whole.
pub fn to_columns<R: Precision>(
    rows: &[R],
    width: usize,
    column: impl Fn(usize) -> usize,
    columns: &mut [R],
) {
    assert!(rows.len() == columns.len() && rows.len().is_multiple_of(width));
    if rows.len() == width {
        for (place, &number) in rows.iter().enumerate() {
            columns[column(place)] = number;
        }
        return;
    }
    widest(ToColumns {
        rows,
        width,
        column,
        columns,
    });
}

/// Rows of `width` numbers from columns; `column` says from which column the number at each place of a row comes.
///
/// # Panics
/// As [`to_columns`].
pub fn to_rows<R: Precision>(
    columns: &[R],
    width: usize,
    column: impl Fn(usize) -> usize,
    rows: &mut [R],
) {
    assert!(rows.len() == columns.len() && rows.len().is_multiple_of(width));
    if rows.len() == width {
        for (place, number) in rows.iter_mut().enumerate() {
            *number = columns[column(place)];
        }
        return;
    }
    widest(ToRows {
        columns,
        width,
        column,
        rows,
    });
}

/// Whether all numbers are finite, without a look at where one is not.
pub fn all_finite<R: Precision>(numbers: &[R]) -> bool {
    if numbers.len() < 32 {
        return finite::<R, 4>(numbers);
    }
    let mut all = true;
    widest(Finite {
        numbers,
        all: &mut all,
    });
    all
}

struct Finite<'a, R> {
    numbers: &'a [R],
    all: &'a mut bool,
}

impl<R: Precision> Work for Finite<'_, R> {
    #[inline(always)]
    fn run(self) {
        *self.all = finite::<R, 16>(self.numbers);
    }
}

/// The same, some numbers at a time.
// `x - x` is the question.
#[allow(clippy::eq_op)]
#[inline(always)]
fn finite<R: Precision, const LANES: usize>(numbers: &[R]) -> bool {
    // A number less itself is 0, or not a number if it was not finite; sums of zeros are 0.
    let (blocks, rest) = numbers.as_chunks::<LANES>();
    let mut sums = [R::default(); LANES];
    for block in blocks {
        for (sum, &x) in sums.iter_mut().zip(block) {
            *sum = *sum + (x - x);
        }
    }
    for (sum, &x) in sums.iter_mut().zip(rest) {
        *sum = *sum + (x - x);
    }
    sums.iter().all(|&sum| sum == R::default())
}

/// The columns of four places, as slices of their own; none if two are the same.
#[inline(always)]
fn four<'a, R>(
    columns: &'a mut [R],
    count: usize,
    column: &impl Fn(usize) -> usize,
) -> Option<[&'a mut [R]; 4]> {
    let at = [0, 1, 2, 3].map(|place| column(place) * count..(column(place) + 1) * count);
    columns.get_disjoint_mut(at).ok()
}

struct ToColumns<'a, R, F> {
    rows: &'a [R],
    width: usize,
    column: F,
    columns: &'a mut [R],
}

impl<R: Precision, F: Fn(usize) -> usize> Work for ToColumns<'_, R, F> {
    #[inline(always)]
    fn run(self) {
        let ToColumns {
            rows,
            width,
            column,
            columns,
        } = self;
        let count = rows.len() / width;
        // Loops whose step is known are compiled to exchanges within registers.
        if width == 4
            && let Some(all) = four(columns, count, &column)
        {
            let (rows, _) = rows.as_chunks::<4>();
            let [a, b, c, d] = all;
            for ((((row, a), b), c), d) in rows.iter().zip(a).zip(b).zip(c).zip(d) {
                [*a, *b, *c, *d] = *row;
            }
            return;
        }
        for place in 0..width {
            let to = &mut columns[column(place) * count..][..count];
            for (to, row) in to.iter_mut().zip(rows.chunks_exact(width)) {
                *to = row[place];
            }
        }
    }
}

struct ToRows<'a, R, F> {
    columns: &'a [R],
    width: usize,
    column: F,
    rows: &'a mut [R],
}

impl<R: Precision, F: Fn(usize) -> usize> Work for ToRows<'_, R, F> {
    #[inline(always)]
    fn run(self) {
        let ToRows {
            columns,
            width,
            column,
            rows,
        } = self;
        let count = columns.len() / width;
        if width == 4 {
            let (rows, _) = rows.as_chunks_mut::<4>();
            let [a, b, c, d] = [0, 1, 2, 3].map(|place| &columns[column(place) * count..][..count]);
            for ((((row, a), b), c), d) in rows.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *row = [*a, *b, *c, *d];
            }
            return;
        }
        for place in 0..width {
            let from = &columns[column(place) * count..][..count];
            for (from, row) in from.iter().zip(rows.chunks_exact_mut(width)) {
                row[place] = *from;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<R: Precision>() {
        for (count, width) in [
            (1, 5),
            (5, 1),
            (3, 4),
            (8, 4),
            (19, 4),
            (16, 8),
            (23, 11),
            (40, 3),
        ] {
            let rows: Vec<R> = (0..count * width).map(|k| R::narrow(k as f64)).collect();
            // A list has no column for a place past the last.
            let list: Vec<usize> = (0..width).map(|c| (c + 1) % width).collect();
            let orders: [&dyn Fn(usize) -> usize; 2] = [&|c| c, &|c| list[c]];
            for order in orders {
                let mut columns = vec![R::default(); rows.len()];
                to_columns(&rows, width, order, &mut columns);
                for (k, number) in rows.iter().enumerate() {
                    let at = order(k % width) * count + k / width;
                    assert!(columns[at] == *number, "{count} {width}: {k}");
                }
                let mut again = vec![R::default(); rows.len()];
                to_rows(&columns, width, order, &mut again);
                assert!(again == rows, "{count} {width}");
            }
        }
    }

    #[test]
    fn columns_are_rows_turned() {
        check::<f64>();
        check::<f32>();
    }

    #[test]
    fn a_number_that_is_not_finite_is_seen_wherever_it_is() {
        for length in 0..70 {
            let mut numbers: Vec<f64> = (0..length).map(|k| f64::MAX - f64::from(k)).collect();
            assert!(all_finite(&numbers));
            for k in 0..numbers.len() {
                for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
                    let right = std::mem::replace(&mut numbers[k], wrong);
                    assert!(!all_finite(&numbers), "{wrong} at {k} of {length}");
                    assert!(!all_finite(
                        &numbers.iter().map(|&x| x as f32).collect::<Vec<_>>()
                    ));
                    numbers[k] = right;
                }
            }
        }
    }
}
