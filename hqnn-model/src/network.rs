//! What training asks of a network; everything that dfdx can run has it.

use dfdx::nn::TensorCollection;
use dfdx::nn::modules::Module;
use dfdx::prelude::{Const, Cpu, Device, NoneTape, OwnedTape, Tensor};

use crate::model::Images;
use crate::{Error, Real};

/// Logits of `C` classes, one row an image.
pub type Logits<const C: usize, E, T> = Tensor<(usize, Const<C>), E, Cpu, T>;

/// A network from images of 28×28 pixels to `C` classes.
///
/// Every dfdx module with these inputs and outputs is one, a tuple of layers as well as [`Hqnn`](crate::Hqnn).
pub trait Network<const C: usize, E: Real>: TensorCollection<E, Cpu>
where
    Cpu: Device<E>,
{
    /// The logits.
    ///
    /// # Errors
    /// A quantum circuit failed, or dfdx could not allocate memory.
    fn infer(&self, images: Images<usize, E, NoneTape>) -> Result<Logits<C, E, NoneTape>, Error>;

    /// The logits, with what `backward` needs.
    ///
    /// # Errors
    /// As [`infer`](Network::infer).
    fn trace(
        &self,
        images: Images<usize, E, OwnedTape<E, Cpu>>,
    ) -> Result<Logits<C, E, OwnedTape<E, Cpu>>, Error>;
}

impl<M, const C: usize, E: Real, F1, F2> Network<C, E> for M
where
    Cpu: Device<E>,
    M: TensorCollection<E, Cpu>
        + Module<Images<usize, E, NoneTape>, Output = Logits<C, E, NoneTape>, Error = F1>
        + Module<
            Images<usize, E, OwnedTape<E, Cpu>>,
            Output = Logits<C, E, OwnedTape<E, Cpu>>,
            Error = F2,
        >,
    F1: Into<Error> + std::fmt::Debug,
    F2: Into<Error> + std::fmt::Debug,
{
    fn infer(&self, images: Images<usize, E, NoneTape>) -> Result<Logits<C, E, NoneTape>, Error> {
        self.try_forward(images).map_err(Into::into)
    }

    fn trace(
        &self,
        images: Images<usize, E, OwnedTape<E, Cpu>>,
    ) -> Result<Logits<C, E, OwnedTape<E, Cpu>>, Error> {
        self.try_forward(images).map_err(Into::into)
    }
}
