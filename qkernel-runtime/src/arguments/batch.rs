//! One argument of a batch: shared by all samples, or one row per sample.

use super::numbers::{Numbers, Parameter, all_long};
use crate::program::Shape;
use crate::types::{Float, Matrix, Vector};

/// One argument of a batch: [`Numbers`] that all samples share, or [`each`]`(&rows)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed to a batch where the kernel takes `{T}`",
    label = "the kernel takes `{T}` here",
    note = "pass numbers that all samples share, or `each(&rows)` with one row for each sample"
)]
pub trait BatchNumbers<T> {
    /// The gradient: of the parameter for a shared argument, a `Vec` of these for one passed as [`each`].
    type Gradient;

    #[doc(hidden)]
    const EACH: bool;

    #[doc(hidden)]
    fn write(&self, out: &mut Vec<f64>);

    #[doc(hidden)]
    fn fits(&self, shape: Shape) -> bool;

    #[doc(hidden)]
    fn shaped(numbers: &[f64], shape: Shape, rows: usize) -> Self::Gradient;
}

/// An argument of a batch that has one row for each sample. Made by [`each`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Each<R>(R);

/// Passes one row of `rows` to each sample of a batch: `run_batch((each(&inputs), &weights))`.
///
/// | parameter | rows |
/// | --- | --- |
/// | `Float` | `&[f64]`, `&Vec<f64>`, `&[f64; B]`: one number per sample |
/// | `Vector<Float>` | `&Vec<Vec<f64>>`, `&[[f64; N]]` and the like; or flat, `&[f64]`: the rows one after the other |
/// | `Matrix<Float>` | `&[Vec<Vec<f64>>]` and the like, or flat |
pub fn each<R>(rows: R) -> Each<R> {
    Each(rows)
}

impl<T: Parameter, N: Numbers<T>> BatchNumbers<T> for N {
    type Gradient = T::Gradient;
    const EACH: bool = false;

    fn write(&self, out: &mut Vec<f64>) {
        Numbers::write(self, out);
    }
    fn fits(&self, shape: Shape) -> bool {
        Numbers::fits(self, shape)
    }
    fn shaped(numbers: &[f64], shape: Shape, _: usize) -> T::Gradient {
        T::shaped(numbers, shape)
    }
}

/// Rows for [`each`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no rows of `{T}`",
    label = "`each` takes one row for each sample here"
)]
pub trait Rows<T> {
    #[doc(hidden)]
    fn write(&self, out: &mut Vec<f64>);

    /// Whether every row has the shape; of flat rows the length is checked where the numbers are read.
    #[doc(hidden)]
    fn fit(&self, _shape: Shape) -> bool {
        true
    }
}

impl<T, R: Rows<T> + ?Sized> Rows<T> for &R {
    fn write(&self, out: &mut Vec<f64>) {
        (**self).write(out);
    }
    fn fit(&self, shape: Shape) -> bool {
        (**self).fit(shape)
    }
}

/// Rows in a list are those of the slice.
macro_rules! lists {
    ($($parameter:ty: [$($generics:tt)*] $rows:ty;)*) => {$(
        impl<$($generics)*> Rows<$parameter> for $rows {
            fn write(&self, out: &mut Vec<f64>) {
                Rows::<$parameter>::write(self.as_slice(), out);
            }
            fn fit(&self, shape: Shape) -> bool {
                Rows::<$parameter>::fit(self.as_slice(), shape)
            }
        }
    )*};
}

macro_rules! rows {
    ($($parameter:ty),*) => {$(
        impl<R: Rows<$parameter>> BatchNumbers<$parameter> for Each<R> {
            type Gradient = Vec<<$parameter as Parameter>::Gradient>;
            const EACH: bool = true;

            fn write(&self, out: &mut Vec<f64>) {
                self.0.write(out);
            }
            fn fits(&self, shape: Shape) -> bool {
                self.0.fit(shape)
            }
            fn shaped(numbers: &[f64], shape: Shape, rows: usize) -> Self::Gradient {
                let n = shape.len();
                (0..rows).map(|row| <$parameter as Parameter>::shaped(&numbers[row * n..][..n], shape)).collect()
            }
        }

        /// Flat: the rows one after the other.
        impl Rows<$parameter> for [f64] {
            fn write(&self, out: &mut Vec<f64>) {
                out.extend_from_slice(self);
            }
        }

        lists! {
            $parameter: [] Vec<f64>;
            $parameter: [const N: usize] [f64; N];
        }
    )*};
}
rows!(Float, Vector<Float>, Matrix<Float>);

impl<R: Numbers<Vector<Float>>> Rows<Vector<Float>> for [R] {
    fn write(&self, out: &mut Vec<f64>) {
        self.iter().for_each(|row| row.write(out));
    }
    fn fit(&self, shape: Shape) -> bool {
        all_long(self, shape.len())
    }
}

impl<R: Numbers<Matrix<Float>>> Rows<Matrix<Float>> for [R] {
    fn write(&self, out: &mut Vec<f64>) {
        self.iter().for_each(|row| row.write(out));
    }
    fn fit(&self, shape: Shape) -> bool {
        self.iter().all(|matrix| matrix.fits(shape))
    }
}

lists! {
    Vector<Float>: [R: Numbers<Vector<Float>>] Vec<R>;
    Vector<Float>: [R: Numbers<Vector<Float>>, const N: usize] [R; N];
    Matrix<Float>: [R: Numbers<Matrix<Float>>] Vec<R>;
}
