//! The number types that networks are made of, and the bridge between dfdx tensors and slices.

use dfdx::prelude::{Cpu, CpuError, Dtype, Gradients, HasShape, Shape, SplitTape, Tape, Tensor};
use dfdx::tensor_ops::ReshapeTo;
use num_traits::Float;
use rand_distr::uniform::SampleUniform;

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}

    pub(super) use crate::quantum_layer::Passes;
    pub(super) use hqnn_kernels::Arithmetic;

    /// What can be in a file, if there are files.
    #[cfg(feature = "train")]
    pub(super) use dfdx::tensor::safetensors::SafeDtype as Saved;
    #[cfg(not(feature = "train"))]
    pub(super) use std::marker::Sized as Saved;
}

/// `f32` or `f64`: what tensors of this crate hold. Quantum circuits compute in the same, where their engine does.
pub trait Real:
    Dtype + Float + SampleUniform + sealed::Saved + sealed::Arithmetic + sealed::Passes + sealed::Sealed
{
    /// The nearest number of this type.
    fn narrow(x: f64) -> Self;
    /// The same number in `f64`.
    fn wide(self) -> f64;
}

impl Real for f32 {
    fn narrow(x: f64) -> Self {
        x as f32
    }
    fn wide(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    fn narrow(x: f64) -> Self {
        x
    }
    fn wide(self) -> f64 {
        self
    }
}

#[cfg(feature = "train")]
/// [`Real::narrow`] of each number.
pub(crate) fn narrow<E: Real>(numbers: &[f64]) -> Vec<E> {
    numbers.iter().map(|&x| E::narrow(x)).collect()
}

#[cfg(feature = "train")]
/// [`Real::wide`] of each number.
pub(crate) fn wide<E: Real>(numbers: &[E]) -> Vec<f64> {
    numbers.iter().map(|&x| x.wide()).collect()
}

// The functions below have no `Cpu: Device<E>` bound on purpose: with it in scope, rustc no longer sees that the
// storage of `Cpu` is a `Vec`.

/// A tensor without its tape, its numbers in logical order, and its tape.
type Parts<S, E, T> = (Tensor<S, E, Cpu>, Vec<E>, T);

/// Splits a tensor into itself, its numbers in logical order, and its tape.
pub(crate) fn split<S: Shape, E: Real, T: Tape<E, Cpu>>(
    x: Tensor<S, E, Cpu, T>,
) -> Result<Parts<S, E, T>, CpuError> {
    let (x, tape) = contiguous(x)?;
    let numbers = values(&x);
    Ok((x, numbers, tape))
}

/// A tensor with its numbers in logical order, and its tape: copying out is in physical order, which is the logical one only for
/// contiguous tensors.
pub(crate) fn contiguous<S: Shape, E: Real, T: Tape<E, Cpu>>(
    x: Tensor<S, E, Cpu, T>,
) -> Result<(Tensor<S, E, Cpu>, T), CpuError> {
    Ok(x.try_contiguous()?.split_tape())
}

/// The numbers of a contiguous tensor. Parameters, and what [`split`] gives, are contiguous.
pub(crate) fn values<S: Shape, E: Real, T>(x: &Tensor<S, E, Cpu, T>) -> Vec<E> {
    let mut numbers = vec![E::zero(); x.shape().num_elements()];
    x.copy_into(&mut numbers);
    numbers
}

/// The numbers of a contiguous tensor, into a buffer that is used again.
pub(crate) fn read<S: Shape, E: Real, T>(x: &Tensor<S, E, Cpu, T>, buffer: &mut Vec<E>) {
    buffer.resize(x.shape().num_elements(), E::zero());
    x.copy_into(buffer);
}

/// The gradient of a contiguous tensor, zeros if there is none yet.
pub(crate) fn gradient<'a, S: Shape, E: Real>(
    gradients: &'a mut Gradients<E, Cpu>,
    of: &Tensor<S, E, Cpu>,
) -> Result<&'a mut [E], CpuError> {
    Ok(gradients.get_or_alloc_mut(of)?.as_mut_slice())
}

/// Adds `more` to the gradient of a contiguous tensor.
pub(crate) fn accumulate<S: Shape, E: Real>(
    gradients: &mut Gradients<E, Cpu>,
    of: &Tensor<S, E, Cpu>,
    more: &[E],
) -> Result<(), CpuError> {
    for (sum, &term) in gradient(gradients, of)?.iter_mut().zip(more) {
        *sum += term;
    }
    Ok(())
}
