//! Pooling and flattening: layers without parameters.

use dfdx::nn::modules::{Module, NonMutableModule, ZeroSizedModule};
use dfdx::prelude::{Const, Cpu, CpuError, Dim, HasShape, PutTape, Tape, Tensor, TensorFromVec};
use dfdx::tensor_ops::ReshapeTo;

use crate::real::{Real, gradient, split};

/// The maximum of each 2×2 window, windows side by side; a last odd row or column is left out.
///
/// `(batch, channels, 2·H, 2·W)` → `(batch, channels, H, W)`: the *output* size is in the type, since stable Rust
/// cannot halve a const parameter; a wrong one does not compile. Where several pixels of a window are equal, the first
/// in reading order gets the whole gradient, as in PyTorch (dfdx gives it to each of them, which counts it
/// several times on the flat background of most images).
///
/// ```
/// use dfdx::prelude::*;
/// use hqnn_model::layers::MaxPool2;
///
/// let device = Cpu::default();
/// let image = device.tensor([[[[1.0, 2.0, 5.0, 5.0], [4.0, 3.0, 5.0, 0.0]]]]);
/// let pooled: Tensor<Rank4<1, 1, 1, 2>, f32, _> = MaxPool2::<1, 2>.forward(image);
/// assert_eq!(pooled.array(), [[[[4.0, 5.0]]]]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct MaxPool2<const H: usize, const W: usize>;

impl<const H: usize, const W: usize> ZeroSizedModule for MaxPool2<H, W> {}
impl<const H: usize, const W: usize> NonMutableModule for MaxPool2<H, W> {}

impl<
    const H: usize,
    const W: usize,
    const HIN: usize,
    const WIN: usize,
    B: Dim,
    C: Dim,
    E: Real,
    T: Tape<E, Cpu>,
> Module<Tensor<(B, C, Const<HIN>, Const<WIN>), E, Cpu, T>> for MaxPool2<H, W>
{
    type Output = Tensor<(B, C, Const<H>, Const<W>), E, Cpu, T>;
    type Error = CpuError;

    fn try_forward(
        &self,
        x: Tensor<(B, C, Const<HIN>, Const<WIN>), E, Cpu, T>,
    ) -> Result<Self::Output, CpuError> {
        const {
            assert!(
                HIN / 2 == H && WIN / 2 == W,
                "MaxPool2<H, W> gives half the height and half the width; declared with `network!`, the network shows where"
            )
        };
        let (x, pixels, mut tape) = split(x)?;
        let &(batch, channels, _, _) = x.shape();
        let planes = batch.size() * channels.size();
        let mut maxima = Vec::with_capacity(planes * H * W);
        let mut winners = Vec::with_capacity(if T::OWNS_TAPE { planes * H * W } else { 0 });
        for plane in 0..planes {
            for row in 0..H {
                for column in 0..W {
                    let corner = plane * HIN * WIN + 2 * row * WIN + 2 * column;
                    let winner = first_maximum(
                        &pixels,
                        [corner, corner + 1, corner + WIN, corner + WIN + 1],
                    );
                    maxima.push(pixels[winner]);
                    if T::OWNS_TAPE {
                        winners.push(winner);
                    }
                }
            }
        }
        let y = x
            .device()
            .try_tensor_from_vec(maxima, (batch, channels, Const::<H>, Const::<W>))?;
        if T::OWNS_TAPE {
            let y = y.clone();
            tape.add_backward_op(move |gradients| {
                let gy = gradient(gradients, &y)?.to_vec();
                let gx = gradient(gradients, &x)?;
                for (&winner, &g) in winners.iter().zip(&gy) {
                    gx[winner] += g;
                }
                Ok(())
            });
        }
        Ok(y.put_tape(tape))
    }
}

/// The place of the largest pixel, the first of equal ones; a NaN wins, so that it is not hidden.
fn first_maximum<E: Real>(pixels: &[E], places: [usize; 4]) -> usize {
    let mut best = places[0];
    for &place in &places[1..] {
        if pixels[place] > pixels[best] || pixels[place].is_nan() {
            best = place;
        }
    }
    best
}

/// Lays the channels, rows and columns of each image in one row of `N` numbers.
///
/// `(batch, C, H, W)` → `(batch, N)` with N = C·H·W; another `N` does not compile.
///
/// ```
/// use dfdx::prelude::*;
/// use hqnn_model::layers::Flatten;
///
/// let maps: Tensor<Rank4<2, 4, 7, 7>, f32, _> = Cpu::default().zeros();
/// let rows: Tensor<Rank2<2, 196>, f32, _> = Flatten::<196>.forward(maps);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Flatten<const N: usize>;

impl<const N: usize> ZeroSizedModule for Flatten<N> {}
impl<const N: usize> NonMutableModule for Flatten<N> {}

impl<
    const N: usize,
    const C: usize,
    const H: usize,
    const W: usize,
    B: Dim,
    E: Real,
    T: Tape<E, Cpu>,
> Module<Tensor<(B, Const<C>, Const<H>, Const<W>), E, Cpu, T>> for Flatten<N>
{
    type Output = Tensor<(B, Const<N>), E, Cpu, T>;
    type Error = CpuError;

    fn try_forward(
        &self,
        x: Tensor<(B, Const<C>, Const<H>, Const<W>), E, Cpu, T>,
    ) -> Result<Self::Output, CpuError> {
        // Without this, dfdx would panic on the wrong number of elements.
        const {
            assert!(
                C * H * W == N,
                "Flatten<N> needs N = channels * height * width; declared with `network!`, the network shows where"
            )
        };
        let batch = x.shape().0;
        x.try_reshape_like(&(batch, Const::<N>))
    }
}

#[cfg(test)]
#[path = "tests/pool.rs"]
mod tests;
