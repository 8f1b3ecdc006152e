//! What training makes small.

use dfdx::prelude::{Cpu, OwnedTape, Rank0, Tensor};

use super::target::Target;
use crate::layers::{cross_entropy, mean_squared_error};
use crate::network::Outputs;
use crate::{Error, Real};

/// A number with what `backward` needs.
pub type Traced<E> = Tensor<Rank0, E, Cpu, OwnedTape<E, Cpu>>;

/// What training makes small: a number that says how wrong the network's outputs for a batch are.
///
/// One of your own is written with dfdx's operations:
///
/// ```
/// use dfdx::prelude::*;
/// use hqnn_model::{Error, Loss, Outputs, Traced};
///
/// /// The mean of |output - target|.
/// struct MeanAbsolute;
///
/// impl Loss<1, f32> for MeanAbsolute {
///     type Target = [f64; 1];
///
///     fn loss(
///         &self,
///         outputs: Outputs<1, f32, OwnedTape<f32, Cpu>>,
///         targets: &[[f64; 1]],
///     ) -> Result<Traced<f32>, Error> {
///         let numbers = targets.iter().map(|target| target[0] as f32).collect();
///         let targets = outputs.device().try_tensor_from_vec(numbers, *outputs.shape())?;
///         Ok(outputs.try_sub(targets)?.try_abs()?.try_mean()?)
///     }
/// }
/// ```
pub trait Loss<const OUT: usize, E: Real> {
    /// What is known of each sample.
    type Target: Target;

    /// The loss of a batch, the mean over its samples.
    ///
    /// # Errors
    /// dfdx could not allocate memory, or the targets do not fit the outputs.
    fn loss(
        &self,
        outputs: Outputs<OUT, E, OwnedTape<E, Cpu>>,
        targets: &[Self::Target],
    ) -> Result<Traced<E>, Error>;
}

/// The loss of a classifier, [`cross_entropy`]: the outputs are logits, the targets numbers of classes.
#[derive(Clone, Copy, Debug, Default)]
pub struct CrossEntropy;

impl<const C: usize, E: Real> Loss<C, E> for CrossEntropy {
    type Target = usize;

    fn loss(
        &self,
        logits: Outputs<C, E, OwnedTape<E, Cpu>>,
        labels: &[usize],
    ) -> Result<Traced<E>, Error> {
        cross_entropy(logits, labels)
    }
}

/// The loss of a regression, [`mean_squared_error`]: the targets are as many numbers as the outputs.
#[derive(Clone, Copy, Debug, Default)]
pub struct MeanSquaredError;

impl<const N: usize, E: Real> Loss<N, E> for MeanSquaredError {
    type Target = [f64; N];

    fn loss(
        &self,
        outputs: Outputs<N, E, OwnedTape<E, Cpu>>,
        targets: &[[f64; N]],
    ) -> Result<Traced<E>, Error> {
        mean_squared_error(outputs, targets)
    }
}
