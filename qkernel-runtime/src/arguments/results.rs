//! What a run gives.

use std::slice::Iter;

use crate::estimate::Estimate;
use crate::program::Output;
use crate::types::{Bit, Float, Vector};

/// A kernel's result type, where it is made of expectation values: `Float`, `Vector<Float>` or a tuple of these,
/// 16 at most.
#[diagnostic::on_unimplemented(
    message = "a kernel that returns `{Self}` cannot be run for exact values",
    label = "the kernel returns `{Self}`",
    note = "`run` is for kernels that return `Float`, `Vector<Float>` or tuples of these, 16 at most; measured bits come from `sample`"
)]
pub trait Results {
    /// What a run gives: `f64`, `Vec<f64>` or a tuple of these.
    type Value;

    /// The same with an [`Estimate`] for each number.
    type Estimate;

    /// Takes the estimates off the front.
    #[doc(hidden)]
    fn estimates(values: &mut Iter<'_, Estimate>, outputs: &mut Iter<'_, Output>)
    -> Self::Estimate;

    /// Takes the results off the front.
    #[doc(hidden)]
    fn take(values: &mut Iter<'_, f64>, outputs: &mut Iter<'_, Output>) -> Self::Value;
}

/// A kernel's result type that gradients are taken of: `Float` or `Vector<Float>`.
#[diagnostic::on_unimplemented(
    message = "[QK0070] no Jacobian can be taken of a kernel that returns `{Self}`",
    label = "the kernel returns `{Self}`",
    note = "`jacobian`, `vjp` and `jvp` are for kernels that return `Float` or `Vector<Float>`"
)]
pub trait Differentiable: Results {
    /// The gradient itself for one result, a `Vec` with one gradient per result for several.
    type Jacobian<G>;

    #[doc(hidden)]
    fn jacobian<G>(rows: impl Iterator<Item = G>) -> Self::Jacobian<G>;
}

/// A kernel's result type, where it is made of measured bits: `Bit`, `Vector<Bit>` or a tuple of these,
/// 16 at most.
#[diagnostic::on_unimplemented(
    message = "a kernel that returns `{Self}` cannot be sampled",
    label = "the kernel returns `{Self}`",
    note = "`sample` is for kernels that return `Bit`, `Vector<Bit>` or tuples of these, 16 at most; expectation values come from `run`"
)]
pub trait Bits {
    /// What an outcome is: `bool`, `Vec<bool>` or a tuple of these.
    type Outcome: Outcome;
}

impl Bits for Bit {
    type Outcome = bool;
}

impl Bits for Vector<Bit> {
    type Outcome = Vec<bool>;
}

/// What one shot gives: `bool`, `Vec<bool>` or a tuple of these; `Vec<Vec<bool>>` for a circuit without a kernel.
pub trait Outcome {
    /// Takes the bits of the results off the front; each result has its number of bits in `widths`.
    #[doc(hidden)]
    fn take(bits: &mut &[bool], widths: &mut Iter<'_, usize>) -> Self;

    /// Whether the first results have as many bits as it needs; takes them off the front.
    #[doc(hidden)]
    fn fits(widths: &mut Iter<'_, usize>) -> bool;
}

impl Outcome for bool {
    fn take(bits: &mut &[bool], widths: &mut Iter<'_, usize>) -> bool {
        <Vec<bool>>::take(bits, widths)
            .first()
            .is_some_and(|&bit| bit)
    }

    fn fits(widths: &mut Iter<'_, usize>) -> bool {
        widths.next() == Some(&1)
    }
}

/// The results one after the other, of a circuit without a kernel.
impl Outcome for Vec<Vec<bool>> {
    fn take(bits: &mut &[bool], widths: &mut Iter<'_, usize>) -> Self {
        (0..widths.len())
            .map(|_| <Vec<bool>>::take(bits, widths))
            .collect()
    }

    fn fits(widths: &mut Iter<'_, usize>) -> bool {
        widths.by_ref().for_each(drop);
        true
    }
}

impl Outcome for Vec<bool> {
    fn take(bits: &mut &[bool], widths: &mut Iter<'_, usize>) -> Vec<bool> {
        let width = widths.next().map_or(0, |&width| width);
        let (own, rest) = bits.split_at(width.min(bits.len()));
        *bits = rest;
        own.to_vec()
    }

    fn fits(widths: &mut Iter<'_, usize>) -> bool {
        widths.next().is_some()
    }
}

impl Results for Float {
    type Value = f64;
    type Estimate = Estimate;

    fn estimates(values: &mut Iter<'_, Estimate>, outputs: &mut Iter<'_, Output>) -> Estimate {
        outputs.next();
        values.next().copied().unwrap_or_default()
    }

    fn take(values: &mut Iter<'_, f64>, outputs: &mut Iter<'_, Output>) -> f64 {
        outputs.next();
        values.next().copied().unwrap_or(f64::NAN)
    }
}

impl Results for Vector<Float> {
    type Value = Vec<f64>;
    type Estimate = Vec<Estimate>;

    fn estimates(values: &mut Iter<'_, Estimate>, outputs: &mut Iter<'_, Output>) -> Vec<Estimate> {
        values.take(length(outputs)).copied().collect()
    }

    fn take(values: &mut Iter<'_, f64>, outputs: &mut Iter<'_, Output>) -> Vec<f64> {
        values.take(length(outputs)).copied().collect()
    }
}

/// How many numbers the next result has.
fn length(outputs: &mut Iter<'_, Output>) -> usize {
    match outputs.next() {
        Some(Output::FloatVector(all)) => all.len(),
        _ => 0,
    }
}

impl Differentiable for Float {
    type Jacobian<G> = G;
    fn jacobian<G>(mut rows: impl Iterator<Item = G>) -> G {
        rows.next().expect("a Float result has one row")
    }
}

impl Differentiable for Vector<Float> {
    type Jacobian<G> = Vec<G>;
    fn jacobian<G>(rows: impl Iterator<Item = G>) -> Vec<G> {
        rows.collect()
    }
}
