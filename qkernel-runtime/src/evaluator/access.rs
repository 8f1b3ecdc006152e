//! Where the arguments of a batch are, and where its derivatives go.

use crate::arguments::column::Column;

/// Where the arguments of a batch are.
pub(super) trait ColumnSource<R> {
    /// The numbers of the argument at this place.
    fn column(&self, argument: usize) -> Column<'_, R>;
}

impl<R> ColumnSource<R> for &[Column<'_, R>] {
    fn column(&self, argument: usize) -> Column<'_, R> {
        match self[argument] {
            Column::Shared(numbers) => Column::Shared(numbers),
            Column::Each(numbers) => Column::Each(numbers),
        }
    }
}

/// Where the derivatives by arguments with a row for each sample go. Those by shared arguments are summed up in
/// `by_shared`.
pub(super) trait Gradients<R> {
    /// The rows that are being computed, of the argument at this place.
    fn rows(&mut self, argument: usize) -> &mut [R];
}
