//! Two-dimensional convolution. dfdx has one on nightly compilers only, so this is an own tape operation.

use dfdx::nn::modules::{BuildModule, BuildOnDevice, Module, NonMutableModule};
use dfdx::nn::{ModuleVisitor, TensorCollection, TensorOptions};
use dfdx::prelude::{
    Const, Cpu, CpuError, Device, Dim, Dtype, HasShape, PutTape, Rank1, Rank4, Storage, Tape,
    Tensor, TensorFromVec,
};
use rand_distr::Uniform;

use crate::constant::is_constant;
use crate::real::{Real, accumulate, gradient, split, values};

/// What to write in a network's type; see [`Conv`](super::Conv).
pub(crate) mod builder {
    /// `I` channels to `O` channels with a `K`×`K` kernel.
    #[derive(Clone, Copy, Debug, Default)]
    pub struct Conv<const I: usize, const O: usize, const K: usize>;
}

/// A convolution that keeps height and width: stride 1, zeros around the image, odd `K`.
///
/// `(batch, I, height, width)` → `(batch, O, height, width)`, cross-correlation as in PyTorch's `Conv2d` with
/// `padding = K / 2`. Weights and biases start uniform within ±1/√(I·K·K), PyTorch's default.
///
/// ```
/// use dfdx::prelude::*;
/// use hqnn_model::layers::builder::Conv;
///
/// let device = Cpu::seed_from_u64(1);
/// let conv = device.build_module::<Conv<1, 4, 3>, f32>();
/// let image: Tensor<Rank4<2, 1, 28, 28>, f32, _> = device.sample_normal();
/// let maps: Tensor<Rank4<2, 4, 28, 28>, f32, _> = conv.forward(image);
/// ```
#[derive(Clone, Debug)]
pub struct Conv<const I: usize, const O: usize, const K: usize, E: Dtype, D: Storage<E>> {
    /// The kernels, by output channel, input channel, row, column.
    pub weight: Tensor<Rank4<O, I, K, K>, E, D>,
    /// What is added to each output channel.
    pub bias: Tensor<Rank1<O>, E, D>,
}

impl<const I: usize, const O: usize, const K: usize, E: Dtype, D: Device<E>> BuildOnDevice<D, E>
    for builder::Conv<I, O, K>
where
    Conv<I, O, K, E, D>: BuildModule<D, E>,
{
    type Built = Conv<I, O, K, E, D>;
}

impl<const I: usize, const O: usize, const K: usize, E: Real, D: Device<E>> TensorCollection<E, D>
    for Conv<I, O, K, E, D>
{
    type To<E2: Dtype, D2: Device<E2>> = Conv<I, O, K, E2, D2>;

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
            |(weight, bias)| Conv { weight, bias },
        )
    }
}

/// The first weights and biases: uniform within ±1/√(inputs of one output).
pub(crate) fn fan_in_uniform<E: Real>(fan_in: usize) -> Uniform<E> {
    let bound = E::narrow(1.0 / (fan_in as f64).sqrt());
    Uniform::new(-bound, bound)
}

impl<const I: usize, const O: usize, const K: usize, E: Dtype, D: Storage<E>> NonMutableModule
    for Conv<I, O, K, E, D>
{
}

impl<
    const I: usize,
    const O: usize,
    const K: usize,
    B: Dim,
    H: Dim,
    W: Dim,
    E: Real,
    T: Tape<E, Cpu>,
> Module<Tensor<(B, Const<I>, H, W), E, Cpu, T>> for Conv<I, O, K, E, Cpu>
{
    type Output = Tensor<(B, Const<O>, H, W), E, Cpu, T>;
    type Error = CpuError;

    fn try_forward(
        &self,
        x: Tensor<(B, Const<I>, H, W), E, Cpu, T>,
    ) -> Result<Self::Output, CpuError> {
        const {
            assert!(
                K % 2 == 1,
                "a convolution that keeps the image's size needs an odd kernel"
            )
        };
        let (x, numbers, mut tape) = split(x)?;
        let (batch, channels, height, width) = *x.shape();
        let plan = Plan {
            batch: batch.size(),
            inputs: channels.size(),
            outputs: O,
            k: K,
            height: height.size(),
            width: width.size(),
        };
        let padded = plan.pad(&numbers);
        let weight = values(&self.weight);
        let y = plan.forward(&padded, &weight, &values(&self.bias));
        let y = x
            .device()
            .try_tensor_from_vec(y, (batch, Const::<O>, height, width))?;
        if T::OWNS_TAPE {
            let (y, w, b) = (y.clone(), self.weight.clone(), self.bias.clone());
            tape.add_backward_op(move |gradients| {
                let gy = gradient(gradients, &y)?.to_vec();
                let Backward {
                    padded,
                    weight,
                    bias,
                } = plan.backward(&padded, &weight, &gy);
                accumulate(gradients, &b, &bias)?;
                accumulate(gradients, &w, &weight)?;
                if !is_constant(&x) {
                    plan.unpad_into(&padded, gradient(gradients, &x)?);
                }
                Ok(())
            });
        }
        Ok(y.put_tape(tape))
    }
}

/// The sizes of one convolution.
#[derive(Clone, Copy)]
struct Plan {
    batch: usize,
    inputs: usize,
    outputs: usize,
    k: usize,
    height: usize,
    width: usize,
}

/// Gradients of the padded images, the kernels and the biases.
struct Backward<E> {
    padded: Vec<E>,
    weight: Vec<E>,
    bias: Vec<E>,
}

impl Plan {
    fn padded_width(&self) -> usize {
        self.width + self.k - 1
    }

    fn padded_plane(&self) -> usize {
        (self.height + self.k - 1) * self.padded_width()
    }

    /// Where row `y` of plane `plane` starts once the zeros are around it.
    fn inner(&self, plane: usize, y: usize) -> usize {
        plane * self.padded_plane() + (y + self.k / 2) * self.padded_width() + self.k / 2
    }

    /// Puts the zeros around every image, so that no loop below needs to look for the border.
    fn pad<E: Real>(&self, x: &[E]) -> Vec<E> {
        let mut padded = vec![E::zero(); self.batch * self.inputs * self.padded_plane()];
        for (row, pixels) in x.chunks_exact(self.width.max(1)).enumerate() {
            let start = self.inner(row / self.height, row % self.height);
            padded[start..start + self.width].copy_from_slice(pixels);
        }
        padded
    }

    /// Adds what is inside the border of `padded` to `x`.
    fn unpad_into<E: Real>(&self, padded: &[E], x: &mut [E]) {
        for (row, pixels) in x.chunks_exact_mut(self.width.max(1)).enumerate() {
            let start = self.inner(row / self.height, row % self.height);
            for (pixel, &more) in pixels.iter_mut().zip(&padded[start..start + self.width]) {
                *pixel += more;
            }
        }
    }

    /// y\[b,o,r,c\] = bias\[o\] + Σ weight\[o,i,u,v\] · x\[b,i,r+u,c+v\], the x padded.
    fn forward<E: Real>(&self, padded: &[E], weight: &[E], bias: &[E]) -> Vec<E> {
        let (k, width) = (self.k, self.width);
        let mut y = vec![E::zero(); self.batch * self.outputs * self.height * width];
        for (line, out) in y.chunks_exact_mut(width.max(1)).enumerate() {
            let (plane, row) = (line / self.height, line % self.height);
            let (b, o) = (plane / self.outputs, plane % self.outputs);
            out.fill(bias[o]);
            for i in 0..self.inputs {
                for u in 0..k {
                    let start = (b * self.inputs + i) * self.padded_plane()
                        + (row + u) * self.padded_width();
                    let line = &padded[start..start + self.padded_width()];
                    let taps = &weight[((o * self.inputs + i) * k + u) * k..][..k];
                    match taps {
                        // The usual kernel in one pass over the row, which the compiler turns into vector code.
                        &[left, middle, right] => {
                            for (((sum, &a), &b), &c) in
                                out.iter_mut().zip(line).zip(&line[1..]).zip(&line[2..])
                            {
                                *sum += left * a + middle * b + right * c;
                            }
                        }
                        _ => {
                            for (v, &tap) in taps.iter().enumerate() {
                                for (sum, &pixel) in out.iter_mut().zip(&line[v..]) {
                                    *sum += tap * pixel;
                                }
                            }
                        }
                    }
                }
            }
        }
        y
    }

    fn backward<E: Real>(&self, padded: &[E], weight: &[E], gy: &[E]) -> Backward<E> {
        let (k, inputs) = (self.k, self.inputs);
        let mut d = Backward {
            padded: vec![E::zero(); padded.len()],
            weight: vec![E::zero(); weight.len()],
            bias: vec![E::zero(); self.outputs],
        };
        for (line, row_gradient) in gy.chunks_exact(self.width.max(1)).enumerate() {
            let (plane, row) = (line / self.height, line % self.height);
            let (b, o) = (plane / self.outputs, plane % self.outputs);
            for (column, &g) in row_gradient.iter().enumerate() {
                // After a max pool and a ReLU at least three gradients of four are exactly zero.
                if g == E::zero() {
                    continue;
                }
                d.bias[o] += g;
                for i in 0..inputs {
                    let plane = (b * inputs + i) * self.padded_plane();
                    for u in 0..k {
                        let x = plane + (row + u) * self.padded_width() + column;
                        let w = ((o * inputs + i) * k + u) * k;
                        for ((dw, dx), (&w, &x)) in d.weight[w..w + k]
                            .iter_mut()
                            .zip(&mut d.padded[x..x + k])
                            .zip(weight[w..w + k].iter().zip(&padded[x..x + k]))
                        {
                            *dw += g * x;
                            *dx += g * w;
                        }
                    }
                }
            }
        }
        d
    }
}

#[cfg(test)]
#[path = "tests/conv.rs"]
mod tests;
