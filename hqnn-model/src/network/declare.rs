//! The macro that declares networks; `fits` has what it asks rustc.

/// Declares a network as a dfdx tuple, and checks that its layers fit each other.
///
/// The shapes are those of one sample, `Rank1` for numbers, `Rank2` for rows of numbers, `Rank3` for images; a batch of
/// any size has one dimension more in front. dfdx builds, runs, trains and saves the network as it does a tuple, and its
/// parameters have the tuple's names; `network.0` is the first layer. It takes samples of the declared shape alone, so that
/// other data is an error where the two meet. Tuples in it are checked layer by layer, and longer networks need them, for dfdx knows tuples of up to six.
///
/// ```
/// use dfdx::prelude::*;
/// use hqnn_model::layers::{Flatten, MaxPool2, builder::Conv};
/// use hqnn_model::network;
///
/// network! {
///     /// From grey images to two classes.
///     pub type Net: Rank3<1, 28, 28> => Rank1<2> = (
///         (Conv<1, 2, 3>, ReLU, MaxPool2<14, 14>),
///         (Flatten<392>, Linear<392, 2>),
///     );
/// }
///
/// let device = Cpu::default();
/// let network = device.build_module::<Net, f32>();
/// let logits = network.forward(device.zeros::<Rank4<5, 1, 28, 28>>());
/// assert_eq!(logits.array().len(), 5);
/// ```
///
/// A layer that does not take what the one before it gives is an error at that layer, whether the network is used or not:
///
/// ```compile_fail,E0277
/// # use dfdx::prelude::*;
/// # use hqnn_model::network;
/// network! {
///     type Net: Rank1<8> => Rank1<4> = (Linear<8, 3>, Tanh, Linear<2, 4>);
/// }
/// ```
///
/// ```text
/// [QK0054] `dfdx::prelude::Linear<2, 4>` does not take 3 numbers
/// ```
#[macro_export]
macro_rules! network {
    (
        $(#[$meta:meta])*
        $visibility:vis type $name:ident: $in:ty => $out:ty = ($($layers:tt)*) $(;)?
    ) => {
        $crate::network! {
            @flat [[$(#[$meta])* $visibility type $name] $in, $out, ($($layers)*)] [] $($layers)*
        }
    };
    // Tuples in the tuple are taken apart, so that an error points at one layer.
    (@flat $network:tt [$($layer:ty,)*] , $($rest:tt)*) => {
        $crate::network! { @flat $network [$($layer,)*] $($rest)* }
    };
    (@flat $network:tt [$($layer:ty,)*] ($($inner:tt)*) $($rest:tt)*) => {
        $crate::network! { @flat $network [$($layer,)*] $($inner)* , $($rest)* }
    };
    (@flat $network:tt [$($layer:ty,)*] $next:ty $(, $($rest:tt)*)?) => {
        $crate::network! { @flat $network [$($layer,)* $next,] $($($rest)*)? }
    };
    (
        @flat [[$(#[$meta:meta])* $visibility:vis type $name:ident] $in:ty, $out:ty, $tuple:ty]
        [$($layer:ty,)*]
    ) => {
        $(#[$meta])*
        $visibility type $name = $crate::declared::Declaration<
            <
                $crate::declared::Layout<$crate::network!(@list $($layer,)*), $in, $out>
                as $crate::declared::Fits
            >::Network<$tuple>,
            $in,
            $out,
        >;

        const _: fn() = || {
            let given = $crate::declared::input::<$in, _>();
            $(let given = given.into_layer::<$layer, _>();)*
            $crate::declared::ends::<$out, _>(&given);
        };

        $crate::network! { @sizes [$in] [] $($layer,)* }
    };
    // What a layer's own numbers must be, in view of the layers before it.
    (@sizes [$in:ty] [$($before:ty,)*]) => {};
    (@sizes [$in:ty] [$($before:ty,)*] $layer:ty, $($rest:ty,)*) => {
        const _: () = {
            #[allow(unused_imports)]
            use $crate::declared::{AnySize as _, Layout, Next};
            use $crate::qkernel_runtime::__private::{fail, fail_at};

            if let ::std::option::Option::Some(message) =
                &<Next<$layer, Layout<$crate::network!(@list $($before,)*), $in, ()>>>::FAULT
            {
                fail_at!(($layer) (fail) message)
            }
        };
        $crate::network! { @sizes [$in] [$($before,)* $layer,] $($rest,)* }
    };
    (@list) => { () };
    (@list $first:ty, $($rest:ty,)*) => { ($first, $crate::network!(@list $($rest,)*)) };
}
