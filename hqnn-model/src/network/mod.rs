//! Networks: what training asks of one, and [`network!`](crate::network!), which declares one.

mod declare;
mod declared;
#[doc(hidden)]
pub mod fits;

use dfdx::nn::TensorCollection;
use dfdx::nn::modules::Module;
use dfdx::prelude::{Const, ConstShape, Cpu, Device, Dim, NoneTape, OwnedTape, Shape, Tensor};

use crate::failure::forget;
use crate::{Error, Real};

pub use declared::Declared;

/// The shape of one sample: dfdx's `Rank1` for a row of numbers, `Rank2` for rows, `Rank3` for an image, `Rank4`.
#[diagnostic::on_unimplemented(
    message = "[QK0054] `{Self}` is not the shape of one sample",
    label = "not the shape of a sample",
    note = "help: `Rank1<N>`, `Rank2<ROWS, N>`, `Rank3<CHANNELS, HEIGHT, WIDTH>` or `Rank4<..>`"
)]
pub trait SampleShape: ConstShape {
    /// `B` such samples: one dimension more in front.
    type Batch<B: Dim>: Shape;

    /// The shape of that many samples.
    fn batch<B: Dim>(samples: B) -> Self::Batch<B>;
}

/// Samples of shape `S`, in the first dimension.
pub type Batch<S, E, T> = Tensor<<S as SampleShape>::Batch<usize>, E, Cpu, T>;

/// What a network makes of samples: one row of `OUT` numbers each. For a classifier these are the logits.
pub type Outputs<const OUT: usize, E, T> = Tensor<(usize, Const<OUT>), E, Cpu, T>;

/// A network from samples of shape `S` to `OUT` numbers.
///
/// Every dfdx module with these inputs and outputs is one, a tuple of layers as well as [`Hqnn`](crate::Hqnn). One
/// that gives images or several rows ends with [`Flatten`](crate::layers::Flatten) to be trained.
#[diagnostic::on_unimplemented(
    message = "[QK0054] this is not a network from samples of shape `{S}` to {OUT} numbers",
    label = "the layers do not fit each other, the samples or the {OUT} outputs",
    note = "help: `network! {{ type Name: .. => Rank1<{OUT}> = (..); }}` shows the layer that does not fit"
)]
pub trait Trainable<S: SampleShape, const OUT: usize, E: Real>: TensorCollection<E, Cpu>
where
    Cpu: Device<E>,
{
    /// What the network makes of the samples.
    ///
    /// # Errors
    /// A quantum circuit failed, or dfdx could not allocate memory.
    fn infer(&self, samples: Batch<S, E, NoneTape>) -> Result<Outputs<OUT, E, NoneTape>, Error>;

    /// What the network makes of the samples, with what `backward` needs.
    ///
    /// # Errors
    /// As [`infer`](Trainable::infer).
    fn trace(
        &self,
        samples: Batch<S, E, OwnedTape<E, Cpu>>,
    ) -> Result<Outputs<OUT, E, OwnedTape<E, Cpu>>, Error>;
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

fn forward<M, X, Y>(network: &M, samples: X) -> Result<Y, Error>
where
    M: Module<X, Output: Is<Y>, Error: Into<Error>>,
{
    forget();
    Ok(network.try_forward(samples).map_err(Into::into)?.same())
}

/// A form of samples: its shape, and the trait that says in numbers what a network of them must be.
macro_rules! form {
    ($(#[$words:meta])* $from:ident: [$($number:ident),*]) => {
        impl<$(const $number: usize),*> SampleShape for ($(Const<$number>,)*) {
            type Batch<B: Dim> = (B, $(Const<$number>),*);

            fn batch<B: Dim>(samples: B) -> Self::Batch<B> {
                (samples, $(Const::<$number>),*)
            }
        }

        $(#[$words])*
        #[doc(hidden)]
        pub trait $from<$(const $number: usize,)* const OUT: usize, E: Real> {
            fn run(
                &self,
                samples: Tensor<(usize, $(Const<$number>),*), E, Cpu, NoneTape>,
            ) -> Result<Outputs<OUT, E, NoneTape>, Error>;

            fn run_traced(
                &self,
                samples: Tensor<(usize, $(Const<$number>),*), E, Cpu, OwnedTape<E, Cpu>>,
            ) -> Result<Outputs<OUT, E, OwnedTape<E, Cpu>>, Error>;
        }

        #[diagnostic::do_not_recommend]
        impl<M, $(const $number: usize,)* const OUT: usize, E: Real> $from<$($number,)* OUT, E> for M
        where
            M: Module<
                Tensor<(usize, $(Const<$number>),*), E, Cpu, NoneTape>,
                Output: Is<Outputs<OUT, E, NoneTape>>,
                Error: Into<Error>,
            > + Module<
                Tensor<(usize, $(Const<$number>),*), E, Cpu, OwnedTape<E, Cpu>>,
                Output: Is<Outputs<OUT, E, OwnedTape<E, Cpu>>>,
                Error: Into<Error>,
            >,
        {
            fn run(
                &self,
                samples: Tensor<(usize, $(Const<$number>),*), E, Cpu, NoneTape>,
            ) -> Result<Outputs<OUT, E, NoneTape>, Error> {
                forward(self, samples)
            }

            fn run_traced(
                &self,
                samples: Tensor<(usize, $(Const<$number>),*), E, Cpu, OwnedTape<E, Cpu>>,
            ) -> Result<Outputs<OUT, E, OwnedTape<E, Cpu>>, Error> {
                forward(self, samples)
            }
        }

        impl<M, $(const $number: usize,)* const OUT: usize, E: Real>
            Trainable<($(Const<$number>,)*), OUT, E> for M
        where
            Cpu: Device<E>,
            M: TensorCollection<E, Cpu> + $from<$($number,)* OUT, E>,
        {
            fn infer(
                &self,
                samples: Tensor<(usize, $(Const<$number>),*), E, Cpu, NoneTape>,
            ) -> Result<Outputs<OUT, E, NoneTape>, Error> {
                self.run(samples)
            }

            fn trace(
                &self,
                samples: Tensor<(usize, $(Const<$number>),*), E, Cpu, OwnedTape<E, Cpu>>,
            ) -> Result<Outputs<OUT, E, OwnedTape<E, Cpu>>, Error> {
                self.run_traced(samples)
            }
        }
    };
}

form! {
    #[diagnostic::on_unimplemented(
        message = "[QK0054] this is not a network from {N} numbers to {OUT}",
        label = "the layers do not fit each other, the {N} numbers of a sample or the {OUT} outputs",
        note = "help: `network! {{ type Name: Rank1<{N}> => Rank1<{OUT}> = (..); }}` shows the layer that does not fit"
    )]
    FromNumbers: [N]
}

form! {
    #[diagnostic::on_unimplemented(
        message = "[QK0054] this is not a network from {R} rows of {N} numbers to {OUT} numbers",
        label = "the layers do not fit each other, the rows of a sample or the {OUT} outputs",
        note = "help: `network! {{ type Name: Rank2<{R}, {N}> => Rank1<{OUT}> = (..); }}` shows the layer that does not fit"
    )]
    FromMatrices: [R, N]
}

form! {
    #[diagnostic::on_unimplemented(
        message = "[QK0054] this is not a network from images of ({C}, {H}, {W}) to {OUT} numbers",
        label = "the layers do not fit each other, the images or the {OUT} outputs",
        note = "help: `network! {{ type Name: Rank3<{C}, {H}, {W}> => Rank1<{OUT}> = (..); }}` shows the layer that does not fit"
    )]
    FromImages: [C, H, W]
}

form! {
    #[diagnostic::on_unimplemented(
        message = "[QK0054] this is not a network from samples of ({A}, {C}, {H}, {W}) to {OUT} numbers",
        label = "the layers do not fit each other, the samples or the {OUT} outputs"
    )]
    FromVolumes: [A, C, H, W]
}
