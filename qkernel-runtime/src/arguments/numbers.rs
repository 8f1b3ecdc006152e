//! One argument of a run.

use crate::program::Shape;
use crate::types::{Float, Matrix, Vector};

/// Numbers that can be passed where a kernel takes `T`: a `Float`, `Vector<Float>` or `Matrix<Float>`.
///
/// | parameter | takes |
/// | --- | --- |
/// | `Float` | `f64`, `&f64` |
/// | `Vector<Float>` | `Vec<f64>`, `[f64; N]`, `Vector<Float>`, references to them, `&[f64]` |
/// | `Matrix<Float>` | `Vec<Vec<f64>>`, `[[f64; C]; R]`, `Matrix<Float>`, references to them, `&[Vec<f64>]`, `&[[f64; C]]` |
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed where the kernel takes `{T}`",
    label = "the kernel takes `{T}` here",
    note = "a `Float` takes an `f64`, a `Vector<Float>` a `&[f64]`, `&Vec<f64>` or `&[f64; N]`, a `Matrix<Float>` rows of these",
    note = "in a batch, `each(&rows)` passes one row to each sample"
)]
pub trait Numbers<T> {
    /// Appends the numbers, a matrix row by row.
    #[doc(hidden)]
    fn write(&self, out: &mut Vec<f64>);

    /// Whether rows and columns fit; the length is checked where the numbers are read.
    #[doc(hidden)]
    fn fits(&self, _shape: Shape) -> bool {
        true
    }
}

/// A type that a run takes, and what a gradient by it is.
#[diagnostic::on_unimplemented(
    message = "a run takes no argument of type `{Self}`",
    label = "only `Float`, `Vector<Float>` and `Matrix<Float>` are passed to a run"
)]
pub trait Parameter {
    /// The gradient: `f64`, `Vec<f64>` or, row by row, `Vec<Vec<f64>>`.
    type Gradient;

    /// Puts numbers into the parameter's shape.
    #[doc(hidden)]
    fn shaped(numbers: &[f64], shape: Shape) -> Self::Gradient;
}

impl Parameter for Float {
    type Gradient = f64;
    fn shaped(numbers: &[f64], _: Shape) -> f64 {
        numbers[0]
    }
}

impl Parameter for Vector<Float> {
    type Gradient = Vec<f64>;
    fn shaped(numbers: &[f64], _: Shape) -> Vec<f64> {
        numbers.to_vec()
    }
}

impl Parameter for Matrix<Float> {
    type Gradient = Vec<Vec<f64>>;
    fn shaped(numbers: &[f64], shape: Shape) -> Vec<Vec<f64>> {
        match shape {
            Shape::Matrix(rows, columns) => (0..rows)
                .map(|row| numbers[row * columns..][..columns].to_vec())
                .collect(),
            _ => vec![numbers.to_vec()],
        }
    }
}

impl Numbers<Float> for f64 {
    fn write(&self, out: &mut Vec<f64>) {
        out.push(*self);
    }
}

macro_rules! flat {
    ($([$($generics:tt)*] $numbers:ty),*) => {$(
        impl<$($generics)*> Numbers<Vector<Float>> for $numbers {
            fn write(&self, out: &mut Vec<f64>) {
                out.extend_from_slice(self.as_slice());
            }
        }
    )*};
}
flat!([] Vec<f64>, [const N: usize] [f64; N], [] Vector<Float>);

impl Numbers<Vector<Float>> for [f64] {
    fn write(&self, out: &mut Vec<f64>) {
        out.extend_from_slice(self);
    }
}

impl Numbers<Matrix<Float>> for Matrix<Float> {
    fn write(&self, out: &mut Vec<f64>) {
        out.extend_from_slice(self.as_slice());
    }
    fn fits(&self, shape: Shape) -> bool {
        matches!(shape, Shape::Matrix(rows, columns) if (rows, columns) == (self.rows(), self.columns()))
    }
}

impl<R: Numbers<Vector<Float>>> Numbers<Matrix<Float>> for [R] {
    fn write(&self, out: &mut Vec<f64>) {
        self.iter().for_each(|row| row.write(out));
    }
    fn fits(&self, shape: Shape) -> bool {
        matches!(shape, Shape::Matrix(rows, columns) if self.len() == rows && all_long(self, columns))
    }
}

macro_rules! rows {
    ($([$($generics:tt)*] $rows:ty),*) => {$(
        impl<R: Numbers<Vector<Float>>, $($generics)*> Numbers<Matrix<Float>> for $rows {
            fn write(&self, out: &mut Vec<f64>) {
                self.as_slice().write(out);
            }
            fn fits(&self, shape: Shape) -> bool {
                self.as_slice().fits(shape)
            }
        }
    )*};
}
rows!([] Vec<R>, [const N: usize] [R; N]);

impl<T, N: Numbers<T> + ?Sized> Numbers<T> for &N {
    fn write(&self, out: &mut Vec<f64>) {
        (**self).write(out);
    }
    fn fits(&self, shape: Shape) -> bool {
        (**self).fits(shape)
    }
}

/// Whether each row has that many numbers.
pub(super) fn all_long<T>(rows: &[impl Numbers<T>], length: usize) -> bool {
    let mut row = Vec::with_capacity(length);
    rows.iter().all(|numbers| {
        row.clear();
        numbers.write(&mut row);
        row.len() == length
    })
}
