//! The numbers of one argument of a batch.

/// The numbers of one argument for a batch of samples, in `f64` or `f32`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Column<'a, R = f64> {
    /// The same for all samples.
    Shared(&'a [R]),
    /// One row for each sample, one after the other.
    Each(&'a [R]),
}

impl<R> Column<'_, R> {
    /// All numbers.
    pub fn numbers(&self) -> &[R] {
        match self {
            Column::Shared(numbers) | Column::Each(numbers) => numbers,
        }
    }
}
