//! What training asks of a network; everything that dfdx can run has it.

use dfdx::nn::TensorCollection;
use dfdx::nn::modules::Module;
use dfdx::prelude::{Const, Cpu, Device, NoneTape, OwnedTape, Tensor};

use crate::failure::forget;
use crate::model::Images;
use crate::{Error, Real};

/// Logits of `C` classes, one row an image.
pub type Logits<const C: usize, E, T> = Tensor<(usize, Const<C>), E, Cpu, T>;

/// A network from images of 28×28 pixels to `C` classes.
///
/// Every dfdx module with these inputs and outputs is one, a tuple of layers as well as [`Hqnn`](crate::Hqnn).
#[diagnostic::on_unimplemented(
    message = "[QK0054] this is not a network from images of (1, 28, 28) to {C} classes",
    label = "the layers do not fit each other, the images or the {C} classes",
    note = "help: `network! {{ type Name: Rank3<1, 28, 28> => Rank1<{C}> = (..); }}` shows the layer that does not fit"
)]
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

/// Equality of types, as a question that has an answer in words where it is not so.
#[doc(hidden)]
pub trait Is<T> {
    fn same(self) -> T;
}

impl<T> Is<T> for T {
    fn same(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<M, const C: usize, E: Real> Network<C, E> for M
where
    Cpu: Device<E>,
    M: TensorCollection<E, Cpu>
        + Module<Images<usize, E, NoneTape>, Output: Is<Logits<C, E, NoneTape>>, Error: Into<Error>>
        + Module<
            Images<usize, E, OwnedTape<E, Cpu>>,
            Output: Is<Logits<C, E, OwnedTape<E, Cpu>>>,
            Error: Into<Error>,
        >,
{
    fn infer(&self, images: Images<usize, E, NoneTape>) -> Result<Logits<C, E, NoneTape>, Error> {
        forget();
        Ok(self.try_forward(images).map_err(Into::into)?.same())
    }

    fn trace(
        &self,
        images: Images<usize, E, OwnedTape<E, Cpu>>,
    ) -> Result<Logits<C, E, OwnedTape<E, Cpu>>, Error> {
        forget();
        Ok(self.try_forward(images).map_err(Into::into)?.same())
    }
}
