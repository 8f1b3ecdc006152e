//! The networks that [`network!`](crate::network!) declares.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use dfdx::nn::modules::{BuildModule, BuildOnDevice, Module, ModuleMut};
use dfdx::nn::{ModuleVisitor, TensorCollection};
use dfdx::prelude::{Const, Device, Dim, Dtype, Storage, Tape, Tensor};

use crate::failure::built;

/// What `network!` writes for a network of the layers `L`; dfdx builds a [`Declared`] of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Declaration<L, In, Out>(PhantomData<(L, In, Out)>);

/// A network that was declared with [`network!`](crate::network!): its layers, which take samples of shape `In` alone.
///
/// It is used like the tuple of its layers, `network.0` is the first one, and its parameters have the tuple's names.
#[derive(Clone, Debug)]
pub struct Declared<L, In, Out> {
    layers: L,
    shapes: PhantomData<(In, Out)>,
}

impl<L, In, Out> Declared<L, In, Out> {
    /// The tuple of layers.
    pub fn into_layers(self) -> L {
        self.layers
    }
}

impl<L, In, Out> Deref for Declared<L, In, Out> {
    type Target = L;

    fn deref(&self) -> &L {
        &self.layers
    }
}

impl<L, In, Out> DerefMut for Declared<L, In, Out> {
    fn deref_mut(&mut self) -> &mut L {
        &mut self.layers
    }
}

impl<L, In, Out, E: Dtype, D: Device<E>> BuildOnDevice<D, E> for Declaration<L, In, Out>
where
    L: BuildOnDevice<D, E>,
    Declared<L::Built, In, Out>: BuildModule<D, E>,
{
    type Built = Declared<L::Built, In, Out>;

    fn build_on_device(device: &D) -> Self::Built {
        built(|| Self::try_build_on_device(device))
    }
}

/// As dfdx has it for tuples: a field of the wrapper would be in the name of every parameter.
macro_rules! tuple {
    ($($layer:ident $place:tt),*) => {
        impl<In, Out, E: Dtype, D: Device<E>, $($layer: TensorCollection<E, D>),*> TensorCollection<E, D>
            for Declared<($($layer,)*), In, Out>
        {
            type To<E2: Dtype, D2: Device<E2>> = Declared<($($layer::To<E2, D2>,)*), In, Out>;

            fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
                visitor: &mut V,
            ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
                visitor.visit_fields(
                    ($(Self::module(
                        stringify!($place),
                        |network| &network.layers.$place,
                        |network| &mut network.layers.$place,
                    ),)*),
                    |layers| Declared { layers, shapes: PhantomData },
                )
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, F 3);
tuple!(A 0, B 1, C 2, F 3, G 4);
tuple!(A 0, B 1, C 2, F 3, G 4, H 5);

/// One sample, or a batch of them, and nothing else.
macro_rules! takes {
    ($([$($number:ident),*])*) => {$(
        takes! { @one [$($number),*] [] ($(Const<$number>,)*) }
        takes! { @one [$($number),*] [B] (B, $(Const<$number>),*) }
    )*};
    (@one [$($number:ident),*] [$($batch:ident)?] $shape:ty) => {
        impl<L, Out, $($batch: Dim,)? E: Dtype, D: Storage<E>, T: Tape<E, D>, $(const $number: usize),*>
            Module<Tensor<$shape, E, D, T>> for Declared<L, ($(Const<$number>,)*), Out>
        where
            L: Module<Tensor<$shape, E, D, T>>,
        {
            type Output = L::Output;
            type Error = L::Error;

            fn try_forward(&self, x: Tensor<$shape, E, D, T>) -> Result<L::Output, L::Error> {
                self.layers.try_forward(x)
            }
        }

        impl<L, Out, $($batch: Dim,)? E: Dtype, D: Storage<E>, T: Tape<E, D>, $(const $number: usize),*>
            ModuleMut<Tensor<$shape, E, D, T>> for Declared<L, ($(Const<$number>,)*), Out>
        where
            L: ModuleMut<Tensor<$shape, E, D, T>>,
        {
            type Output = L::Output;
            type Error = L::Error;

            fn try_forward_mut(&mut self, x: Tensor<$shape, E, D, T>) -> Result<L::Output, L::Error> {
                self.layers.try_forward_mut(x)
            }
        }
    };
}

takes! { [N] [R, N] [C, H, W] }
