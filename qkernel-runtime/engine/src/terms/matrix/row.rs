//! Rows of a matrix, some columns side by side.

use crate::real::Lane;

/// How many columns of a matrix go side by side.
pub(super) const COLUMNS: usize = 16;

/// The real and imaginary parts of some columns of a row.
pub(super) type Row<R> = [Lane<R, COLUMNS>; 2];
