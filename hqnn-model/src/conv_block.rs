//! Convolution, ReLU and max pooling as one tape operation.

use std::sync::{Arc, Mutex, PoisonError};

use dfdx::nn::modules::{BuildModule, BuildOnDevice, Module, NonMutableModule};
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::prelude::{
    Const, Cpu, CpuError, Device, Dim, Dtype, HasShape, PutTape, Rank1, Rank4, SplitTape, Storage,
    Tape, Tensor, TensorFromVec,
};
use dfdx::tensor_ops::ReshapeTo;
use hqnn_kernels::{Buffers, Sizes};

use crate::constant::is_constant;
use crate::conv::fan_in_uniform;
use crate::real::{Real, accumulate, gradient, read};

/// What to write in a network's type; see [`ConvReluPool`](super::ConvReluPool).
pub(crate) mod builder {
    /// `I` channels to `O` channels with a `K`×`K` kernel, and to `H`×`W` pixels.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct ConvReluPool<
        const I: usize,
        const O: usize,
        const K: usize,
        const H: usize,
        const W: usize,
    >;
}

/// [`Conv<I, O, K>`](super::layers::Conv), ReLU and [`MaxPool2<H, W>`](super::layers::MaxPool2) in one, several times as
/// fast as the three layers in a row.
///
/// `(batch, I, 2·H, 2·W)` → `(batch, O, H, W)`: the *output* size is in the type, and a last odd row or column of the
/// image has no window of its own; a wrong size does not compile. Weights and biases have the names, shapes and first values of
/// [`Conv`](super::layers::Conv)'s, and ties in a window are resolved as by [`MaxPool2`](super::layers::MaxPool2). A
/// NaN stays one, as in PyTorch, where dfdx's own ReLU makes it 0.
///
/// ```
/// use dfdx::prelude::*;
/// use hqnn_model::layers::builder::ConvReluPool;
///
/// let device = Cpu::seed_from_u64(1);
/// let layer = device.build_module::<ConvReluPool<1, 4, 3, 14, 14>, f32>();
/// let image: Tensor<Rank4<2, 1, 28, 28>, f32, _> = device.sample_normal();
/// let maps: Tensor<Rank4<2, 4, 14, 14>, f32, _> = layer.forward(image);
/// assert!(maps.as_vec().iter().all(|&x| x >= 0.0));
/// ```
///
/// The layer keeps its buffers, so that a step after the first allocates its result alone; a clone shares them. Large batches
/// are parted among the threads of rayon, unless [`set_threads`](qkernel_runtime::engine::set_threads) says one; always in the same parts, whose
/// sums are added in the same order: the result has the same bits for any number of threads, and for any processor.
#[derive(Clone, Debug)]
pub struct ConvReluPool<
    const I: usize,
    const O: usize,
    const K: usize,
    const H: usize,
    const W: usize,
    E: Dtype,
    D: Storage<E>,
> {
    /// The kernels, by output channel, input channel, row, column.
    pub weight: Tensor<Rank4<O, I, K, K>, E, D>,
    /// What is added to each output channel.
    pub bias: Tensor<Rank1<O>, E, D>,
    spare: Spare<E>,
}

/// Buffers that are not in use.
type Spare<E> = Arc<Mutex<Vec<Box<Buffers<E>>>>>;

impl<
    const I: usize,
    const O: usize,
    const K: usize,
    const H: usize,
    const W: usize,
    E: Dtype,
    D: Device<E>,
> BuildOnDevice<D, E> for builder::ConvReluPool<I, O, K, H, W>
where
    ConvReluPool<I, O, K, H, W, E, D>: BuildModule<D, E>,
{
    type Built = ConvReluPool<I, O, K, H, W, E, D>;
}

impl<
    const I: usize,
    const O: usize,
    const K: usize,
    const H: usize,
    const W: usize,
    E: Real,
    D: Device<E>,
> TensorCollection<E, D> for ConvReluPool<I, O, K, H, W, E, D>
{
    type To<E2: Dtype, D2: Device<E2>> = ConvReluPool<I, O, K, H, W, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "weight",
                    |s| &s.weight,
                    |s| &mut s.weight,
                    TensorOptions::reset_with(|t| t.try_fill_with_distr(fan_in_uniform(I * K * K))),
                ),
                Self::tensor(
                    "bias",
                    |s| &s.bias,
                    |s| &mut s.bias,
                    TensorOptions::reset_with(|t| t.try_fill_with_distr(fan_in_uniform(I * K * K))),
                ),
            ),
            |(weight, bias)| ConvReluPool {
                weight,
                bias,
                spare: Arc::default(),
            },
        )
    }
}

impl<
    const I: usize,
    const O: usize,
    const K: usize,
    const H: usize,
    const W: usize,
    E: Dtype,
    D: Storage<E>,
> NonMutableModule for ConvReluPool<I, O, K, H, W, E, D>
{
}

impl<
    const I: usize,
    const O: usize,
    const K: usize,
    const H: usize,
    const W: usize,
    const HIN: usize,
    const WIN: usize,
    B: Dim,
    E: Real,
    T: Tape<E, Cpu>,
> Module<Tensor<(B, Const<I>, Const<HIN>, Const<WIN>), E, Cpu, T>>
    for ConvReluPool<I, O, K, H, W, E, Cpu>
{
    type Output = Tensor<(B, Const<O>, Const<H>, Const<W>), E, Cpu, T>;
    type Error = CpuError;

    fn try_forward(
        &self,
        x: Tensor<(B, Const<I>, Const<HIN>, Const<WIN>), E, Cpu, T>,
    ) -> Result<Self::Output, CpuError> {
        const {
            assert!(
                K % 2 == 1,
                "a convolution that keeps the image's size needs an odd kernel"
            );
            assert!(
                HIN / 2 == H && WIN / 2 == W,
                "ConvReluPool<I, O, K, H, W> gives half the height and half the width; declared with `network!`, the network shows where"
            )
        };
        let mut buffers = take(&self.spare);
        let (x, mut tape) = x.try_contiguous()?.split_tape();
        read(&x, &mut buffers.x);
        read(&self.weight, &mut buffers.weight);
        read(&self.bias, &mut buffers.bias);
        let batch = x.shape().0;
        let sizes = Sizes {
            channels: I,
            maps: O,
            size: K,
            rows: H,
            columns: W,
            height: HIN,
            width: WIN,
        };
        let y = E::forward(&sizes, &mut buffers);
        let shape = (batch, Const::<O>, Const::<H>, Const::<W>);
        let y = x.device().try_tensor_from_vec(y, shape)?;
        if T::OWNS_TAPE {
            let (y, w, b, spare) = (
                y.clone(),
                self.weight.clone(),
                self.bias.clone(),
                self.spare.clone(),
            );
            tape.add_backward_op(move |gradients| {
                let gy = gradient(gradients, &y)?;
                buffers.gy.clear();
                buffers.gy.extend_from_slice(gy);
                let gx = if is_constant(&x) {
                    None
                } else {
                    Some(gradient(gradients, &x)?)
                };
                E::backward(&sizes, &mut buffers, gx);
                for (by_weight, by_bias) in buffers.gradients() {
                    accumulate(gradients, &w, by_weight)?;
                    accumulate(gradients, &b, by_bias)?;
                }
                put(&spare, buffers);
                Ok(())
            });
        } else {
            put(&self.spare, buffers);
        }
        Ok(y.put_tape(tape))
    }
}

fn take<E: Dtype>(spare: &Spare<E>) -> Box<Buffers<E>> {
    let mut spare = spare.lock().unwrap_or_else(PoisonError::into_inner);
    spare.pop().unwrap_or_default()
}

fn put<E: Dtype>(spare: &Spare<E>, buffers: Box<Buffers<E>>) {
    let mut spare = spare.lock().unwrap_or_else(PoisonError::into_inner);
    spare.push(buffers);
}

#[cfg(test)]
#[path = "tests/conv_block.rs"]
mod tests;
