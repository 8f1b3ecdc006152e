//! Tuples of parameters, arguments and results.

use std::slice::Iter;

use super::sink::Sink;
use super::{
    Arguments, BatchArguments, BatchNumbers, Bits, Each, Numbers, Outcome, Parameter, Parameters,
    Results,
};
use crate::error::Error;
use crate::estimate::Estimate;
use crate::program::{Output, Shape};
use crate::types::{Float, Matrix, Vector};

impl Parameters for () {
    type Gradient = ();
    fn shaped(_: &[f64], _: &[Shape]) {}
}

impl Arguments<()> for () {
    fn write(&self, _: &mut Sink<'_>) -> Result<(), Error> {
        Ok(())
    }
}

macro_rules! tuples {
    // Each tuple, and the ones that are longer.
    ([$($done:tt)*] $P:ident $A:ident $i:tt $($rest:tt)*) => {
        tuples!(@impl $($done)* $P $A $i);
        tuples!([$($done)* $P $A $i] $($rest)*);
    };
    ([$($done:tt)*]) => {};
    (@impl $($P:ident $A:ident $i:tt)*) => {
        impl<$($P: Parameter),*> Parameters for ($($P,)*) {
            type Gradient = ($($P::Gradient,)*);

            fn shaped(mut numbers: &[f64], shapes: &[Shape]) -> Self::Gradient {
                ($({
                    let (first, rest) = numbers.split_at(shapes[$i].len());
                    numbers = rest;
                    let _ = numbers;
                    $P::shaped(first, shapes[$i])
                },)*)
            }
        }

        impl<$($P,)* $($A: Numbers<$P>),*> Arguments<($($P,)*)> for ($($A,)*) {
            fn write(&self, sink: &mut Sink<'_>) -> Result<(), Error> {
                $(sink.push(&self.$i)?;)*
                Ok(())
            }
        }

        impl<$($P,)* $($A: BatchNumbers<$P>),*> BatchArguments<($($P,)*)> for ($($A,)*) {
            type Gradient = ($($A::Gradient,)*);

            fn write(&self, sink: &mut Sink<'_>) -> Result<(), Error> {
                $(sink.push_batch(&self.$i)?;)*
                Ok(())
            }

            fn shaped(numbers: &[Vec<f64>], shapes: &[Shape], rows: usize) -> Self::Gradient {
                ($($A::shaped(&numbers[$i], shapes[$i], rows),)*)
            }
        }

        impl<$($P: Bits),*> Bits for ($($P,)*) {
            type Outcome = ($($P::Outcome,)*);
        }

        impl<$($P: Outcome),*> Outcome for ($($P,)*) {
            fn take(bits: &mut &[bool], widths: &mut Iter<'_, usize>) -> Self {
                ($($P::take(bits, widths),)*)
            }

            fn fits(widths: &mut Iter<'_, usize>) -> bool {
                true $(&& $P::fits(widths))*
            }
        }

        impl<$($P: Results),*> Results for ($($P,)*) {
            type Value = ($($P::Value,)*);
            type Estimate = ($($P::Estimate,)*);

            fn estimates(
                values: &mut Iter<'_, Estimate>,
                outputs: &mut Iter<'_, Output>,
            ) -> Self::Estimate {
                ($($P::estimates(values, outputs),)*)
            }

            fn take(values: &mut Iter<'_, f64>, outputs: &mut Iter<'_, Output>) -> Self::Value {
                ($($P::take(values, outputs),)*)
            }
        }
    };
}
// As many as a tuple of a kernel has parts.
tuples! {
    []
    P0 A0 0 P1 A1 1 P2 A2 2 P3 A3 3 P4 A4 4 P5 A5 5 P6 A6 6 P7 A7 7
    P8 A8 8 P9 A9 9 P10 A10 10 P11 A11 11 P12 A12 12 P13 A13 13 P14 A14 14 P15 A15 15
}

/// A kernel with one parameter also takes the argument without a tuple around it.
macro_rules! bare {
    ($($parameter:ty { $([$($generics:tt)*] $argument:ty),* $(,)? })*) => {$($(
        impl<$($generics)*> Arguments<($parameter,)> for $argument {
            fn write(&self, sink: &mut Sink<'_>) -> Result<(), Error> {
                sink.push::<$parameter>(self)
            }
        }
    )*)*};
}
bare! {
    Float { [] f64, [] &f64 }
    Vector<Float> {
        [] Vec<f64>, [] &Vec<f64>, [] &[f64], [const N: usize] [f64; N], [const N: usize] &[f64; N],
        [] Vector<Float>,
    }
    Matrix<Float> {
        [] Vec<Vec<f64>>, [] &Vec<Vec<f64>>, [] &[Vec<f64>],
        [const N: usize] &[[f64; N]], [const N: usize, const M: usize] [[f64; N]; M],
        [const N: usize, const M: usize] &[[f64; N]; M], [] Matrix<Float>,
    }
}

/// A batch of one argument, which then differs between the samples.
impl<P, R> BatchArguments<(P,)> for Each<R>
where
    Each<R>: BatchNumbers<P>,
{
    type Gradient = (<Each<R> as BatchNumbers<P>>::Gradient,);

    fn write(&self, sink: &mut Sink<'_>) -> Result<(), Error> {
        sink.push_batch(self)
    }

    fn shaped(numbers: &[Vec<f64>], shapes: &[Shape], rows: usize) -> Self::Gradient {
        (<Each<R> as BatchNumbers<P>>::shaped(
            &numbers[0],
            shapes[0],
            rows,
        ),)
    }
}
