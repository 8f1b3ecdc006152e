//! What a run takes and gives, as Rust types.
//!
//! A kernel's free parameters are a tuple of `Float`, `Vector<Float>` and `Matrix<Float>`. A run takes a tuple of
//! numbers, slices, arrays and vectors that fit, and a gradient is a tuple of the same shape.

mod batch;
pub(crate) mod column;
mod numbers;
mod results;
mod sink;
mod tuple;

pub use batch::{BatchNumbers, Each, Rows, each};
pub use numbers::{Numbers, Parameter};
pub use results::{Bits, Differentiable, Outcome, Results};
pub(crate) use sink::Sink;

use crate::error::Error;
use crate::program::Shape;

/// The free parameters of a kernel, as a tuple of [`Parameter`]s, 16 at most.
#[diagnostic::on_unimplemented(
    message = "a circuit takes at most 16 arguments, and `{Self}` is not such a tuple",
    label = "has to be a tuple of at most 16 arguments",
    note = "help: put several `Float`s into one `Vector<Float>`"
)]
pub trait Parameters {
    /// A tuple of the parameters' gradients: `f64`, `Vec<f64>` or, row by row, `Vec<Vec<f64>>`.
    type Gradient;

    /// Puts numbers into the parameters' shapes.
    #[doc(hidden)]
    fn shaped(numbers: &[f64], shapes: &[Shape]) -> Self::Gradient;
}

/// Arguments of a run: a tuple with one entry for each free parameter, in signature order.
///
/// A kernel with one free parameter also takes it bare: `run(0.3)`, `run(&weights)`. One without takes `()`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit the arguments of the kernel, which are `{P}`",
    label = "the kernel takes `{P}`",
    note = "arguments are a tuple in the order of the signature, 16 at most: `run((&inputs, &weights))`"
)]
pub trait Arguments<P> {
    /// Writes all numbers, one argument after the other.
    #[doc(hidden)]
    fn write(&self, sink: &mut Sink<'_>) -> Result<(), Error>;
}

/// Arguments of a batch: some shared by all samples, some passed as [`each`]`(&rows)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit the arguments of a batch of the kernel, which are `{P}`",
    label = "the kernel takes `{P}`",
    note = "arguments are a tuple in the order of the signature, 16 at most, with `each(&rows)` for those that differ between samples: `run_batch((each(&inputs), &weights))`"
)]
pub trait BatchArguments<P> {
    /// A tuple: of a shared argument the gradient, summed over the samples; of one passed as [`each`] a `Vec` with one
    /// gradient a sample.
    type Gradient;

    /// Writes all numbers, one argument after the other.
    #[doc(hidden)]
    fn write(&self, sink: &mut Sink<'_>) -> Result<(), Error>;

    /// Puts numbers into shape, one list per argument.
    #[doc(hidden)]
    fn shaped(numbers: &[Vec<f64>], shapes: &[Shape], rows: usize) -> Self::Gradient;
}
