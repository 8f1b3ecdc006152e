//! What [`network!`](crate::network!) asks rustc: whether each layer takes what the layer before it gives.
//!
//! In dfdx that is a question about products of tensors, and rustc would answer in those terms. The questions here have
//! numbers in them, so that the answer has words. They are asked for batches of `f32` without gradients: shapes are
//! the same for others.

use std::convert::Infallible;
use std::marker::PhantomData;

use dfdx::nn::modules::{BuildOnDevice, Module};
use dfdx::prelude::{Const, Cpu, Tensor};
use qkernel_runtime::__private::Text;

type Rows<const N: usize> = Tensor<(usize, Const<N>), f32, Cpu>;
type Matrices<const R: usize, const N: usize> = Tensor<(usize, Const<R>, Const<N>), f32, Cpu>;
type Images<const C: usize, const H: usize, const W: usize> =
    Tensor<(usize, Const<C>, Const<H>, Const<W>), f32, Cpu>;

pub use super::declared::Declaration;
use crate::layers::builder::ConvReluPool;
use crate::layers::{Flatten, MaxPool2};

/// What the layers so far give.
#[derive(Debug)]
pub struct Given<X>(PhantomData<X>);

/// What the first layer is given.
pub fn input<S: OneSample<Batch = X>, X>() -> Given<X> {
    Given(PhantomData)
}

impl<X> Given<X> {
    /// What `L` makes of it. `Y` is inferred: of a layer that does not fit nothing more is known, so that the layers after
    /// it are not blamed.
    pub fn into_layer<L: After<X, Gives = Y>, Y>(&self) -> Given<Y> {
        Given(PhantomData)
    }
}

/// What the last layer gives is what the network is declared to give. Not a method, or rustc would mark the whole
/// declaration beside the shape.
pub fn ends<S: Ends<X>, X>(_: &Given<X>) {}

/// The shape of one sample.
#[diagnostic::on_unimplemented(
    message = "[QK0054] `{Self}` is not the shape of one sample",
    label = "not the shape of a sample",
    note = "help: `Rank1<N>`, `Rank2<ROWS, N>` or `Rank3<CHANNELS, HEIGHT, WIDTH>`"
)]
pub trait OneSample {
    type Batch;
}

impl<const N: usize> OneSample for (Const<N>,) {
    type Batch = Rows<N>;
}

impl<const R: usize, const N: usize> OneSample for (Const<R>, Const<N>) {
    type Batch = Matrices<R, N>;
}

impl<const C: usize, const H: usize, const W: usize> OneSample for (Const<C>, Const<H>, Const<W>) {
    type Batch = Images<C, H, W>;
}

/// A layer that takes an `X`.
#[diagnostic::on_unimplemented(
    message = "[QK0054] `network!` cannot check whether `{Self}` takes `{X}`",
    label = "is given something else than numbers or images",
    note = "help: `type Name = (..);` declares such a network without a check"
)]
pub trait After<X> {
    type Gives;
}

/// A second candidate beside the right one: with only one, rustc would assume that a layer after a mistake is given what
/// it takes, and report what follows from that.
impl<L> After<Infallible> for L {
    type Gives = Infallible;
}

/// What the traits with numbers below are implemented for. Were that the layer, rustc would report the outer trait of
/// the two, `After`, which has no numbers.
#[derive(Debug)]
pub struct Neighbours;

/// A form of what travels between layers: the trait that asks for it, and the words when the answer is no.
macro_rules! form {
    ($(#[$words:meta])* $into:ident: $given:ty, [$($number:ident)*]) => {
        $(#[$words])*
        pub trait $into<L, $(const $number: usize),*> {
            type Gives;
        }

        // For every `S`, or rustc would show this implementation as one that is nearly right.
        #[diagnostic::do_not_recommend]
        impl<S, L, M, Y, $(const $number: usize),*> $into<L, $($number),*> for S
        where
            L: BuildOnDevice<Cpu, f32, Built = M>,
            M: Module<$given, Output = Y>,
        {
            type Gives = Y;
        }

        impl<L, Y, $(const $number: usize),*> After<$given> for L
        where
            Neighbours: $into<L, $($number,)* Gives = Y>,
        {
            type Gives = Y;
        }
    };
}

form! {
    #[diagnostic::on_unimplemented(
        message = "[QK0054] `{L}` does not take {N} numbers",
        label = "is given {N} numbers",
        note = "help: change what it is given, or write a layer that takes {N}, such as `Linear<{N}, ..>`"
    )]
    NumbersInto: Rows<N>, [N]
}

form! {
    #[diagnostic::on_unimplemented(
        message = "[QK0054] `{L}` does not take {R} rows of {N} numbers",
        label = "is given {R} rows of {N} numbers",
        note = "help: change what it is given, or write a layer that takes rows of {N}, such as `Linear<{N}, ..>`"
    )]
    MatricesInto: Matrices<R, N>, [R N]
}

form! {
    #[diagnostic::on_unimplemented(
        message = "[QK0054] `{L}` does not take images of ({C}, {H}, {W})",
        label = "is given images of ({C}, {H}, {W})",
        note = "help: change what it is given, or write a layer that takes them, such as `Conv<{C}, .., 3>` or `Flatten<..>`"
    )]
    ImagesInto: Images<C, H, W>, [C H W]
}

/// Several tensors at once, as `SplitInto` gives them.
#[diagnostic::on_unimplemented(
    message = "[QK0054] `{L}` does not take `{X}`",
    label = "is given these tensors",
    note = "help: change what it is given, or write a layer that takes them, such as `AddInto<..>`"
)]
pub trait SeveralInto<L, X> {
    type Gives;
}

#[diagnostic::do_not_recommend]
impl<S, L, M, X, Y> SeveralInto<L, X> for S
where
    L: BuildOnDevice<Cpu, f32, Built = M>,
    M: Module<X, Output = Y>,
{
    type Gives = Y;
}

macro_rules! several {
    ($($tensor:ident)*) => {
        impl<L, Y, $($tensor),*> After<($($tensor,)*)> for L
        where
            Neighbours: SeveralInto<L, ($($tensor,)*), Gives = Y>,
        {
            type Gives = Y;
        }
    };
}

several!(A B);
several!(A B C);
several!(A B C D);
several!(A B C D E);
several!(A B C D E F);

/// The shape of what a network gives, where that is an `X`.
#[diagnostic::on_unimplemented(
    message = "[QK0054] the network is declared to give `{Self}`, but its last layer gives `{X}`",
    label = "the last layer gives something else",
    note = "help: `Rank1<N>` is for rows of `N` numbers, `Rank3<C, H, W>` for images"
)]
pub trait Ends<X> {
    /// `N`, so that a network that ends otherwise has no type.
    type Network<N>;
}

#[diagnostic::on_unimplemented(
    message = "[QK0054] the last layer gives {N} numbers, but the network is declared to give {M}",
    label = "the last layer gives {N} numbers",
    note = "help: `Rank1<{N}>`"
)]
pub trait SameNumbers<const N: usize, const M: usize> {
    type Network<T>;
}

impl<const N: usize> SameNumbers<N, N> for Neighbours {
    type Network<T> = T;
}

impl<const N: usize, const M: usize> Ends<Rows<N>> for (Const<M>,)
where
    Neighbours: SameNumbers<N, M>,
{
    type Network<T> = <Neighbours as SameNumbers<N, M>>::Network<T>;
}

impl<const R: usize, const N: usize> Ends<Matrices<R, N>> for (Const<R>, Const<N>) {
    type Network<T> = T;
}

impl<const C: usize, const H: usize, const W: usize> Ends<Images<C, H, W>>
    for (Const<C>, Const<H>, Const<W>)
{
    type Network<T> = T;
}

/// As for [`After`]: a network with a mistake does not end as it is declared to.
impl<S: OneSample> Ends<Infallible> for S {
    type Network<T> = T;
}

/// A list of layers, the first one with the list of the others.
pub trait Layers<X> {
    type Gives;
}

impl<X> Layers<X> for () {
    type Gives = X;
}

impl<L, Rest, X, Y, Z> Layers<X> for (L, Rest)
where
    L: After<X, Gives = Y>,
    Rest: Layers<Y, Gives = Z>,
{
    type Gives = Z;
}

/// The layers `L`, declared to go from `In` to `Out`.
#[derive(Debug)]
pub struct Layout<L, In, Out>(PhantomData<(L, In, Out)>);

/// The layer `L` after the layers of `P`, for what a trait cannot ask: whether numbers in its type follow from those of
/// what it is given. Layers without such numbers have the constant of [`AnySize`].
#[derive(Debug)]
pub struct Next<L, P>(PhantomData<(L, P)>);

pub trait AnySize {
    const FAULT: Option<Text> = None;
}

impl<L, P> AnySize for Next<L, P> {}

impl<const N: usize, const C: usize, const H: usize, const W: usize, P, In, X>
    Next<Flatten<N>, Layout<P, In, ()>>
where
    In: OneSample<Batch = X>,
    P: Layers<X, Gives = Images<C, H, W>>,
{
    pub const FAULT: Option<Text> = if C * H * W == N {
        None
    } else {
        let text = Text::new("[QK0054] `Flatten<").with_number(N as u64);
        let text = given(text.with(">` is given "), C, H, W);
        let text = text.with(", which are ").with_number((C * H * W) as u64);
        let text = text
            .with(" numbers\n\nhelp: `Flatten<")
            .with_number((C * H * W) as u64);
        Some(text.with(">`"))
    };
}

impl<const HO: usize, const WO: usize, const C: usize, const H: usize, const W: usize, P, In, X>
    Next<MaxPool2<HO, WO>, Layout<P, In, ()>>
where
    In: OneSample<Batch = X>,
    P: Layers<X, Gives = Images<C, H, W>>,
{
    pub const FAULT: Option<Text> = halves(Text::new("MaxPool2<"), [HO, WO], [C, H, W]);
}

impl<
    const I: usize,
    const O: usize,
    const K: usize,
    const HO: usize,
    const WO: usize,
    const H: usize,
    const W: usize,
    P,
    In,
    X,
> Next<ConvReluPool<I, O, K, HO, WO>, Layout<P, In, ()>>
where
    In: OneSample<Batch = X>,
    P: Layers<X, Gives = Images<I, H, W>>,
{
    pub const FAULT: Option<Text> = halves(
        Text::new("ConvReluPool<")
            .with_number(I as u64)
            .with(", ")
            .with_number(O as u64)
            .with(", ")
            .with_number(K as u64)
            .with(", "),
        [HO, WO],
        [I, H, W],
    );
}

/// What is wrong with a layer that is declared to give half the height and width of what it is given; `layer` is its type
/// up to those two numbers.
const fn halves(layer: Text, out: [usize; 2], of: [usize; 3]) -> Option<Text> {
    let ([height, width], [c, h, w]) = (out, of);
    if h / 2 == height && w / 2 == width {
        return None;
    }
    let text = named(Text::new("[QK0054] `"), &layer, height, width).with(" is given ");
    let text = given(text, c, h, w).with(", of which half the height and width are ");
    let text = text
        .with_number((h / 2) as u64)
        .with(" and ")
        .with_number((w / 2) as u64)
        .with("\n\nhelp: `");
    Some(named(text, &layer, h / 2, w / 2))
}

/// A type in backquotes, whose first one is there.
const fn named(text: Text, layer: &Text, height: usize, width: usize) -> Text {
    text.with(layer.as_str())
        .with_number(height as u64)
        .with(", ")
        .with_number(width as u64)
        .with(">`")
}

const fn given(text: Text, c: usize, h: usize, w: usize) -> Text {
    text.with("images of (")
        .with_number(c as u64)
        .with(", ")
        .with_number(h as u64)
        .with(", ")
        .with_number(w as u64)
        .with(")")
}

/// Layers that fit: their network is the tuple `N` of them. Where they do not it has no type, so that rustc has
/// little else to say where the network is used.
#[diagnostic::on_unimplemented(
    message = "[QK0054] the layers and shapes of this network do not fit each other",
    label = "a network without a type",
    note = "help: the error at its declaration says which"
)]
pub trait Fits {
    type Network<N>;
}

#[diagnostic::do_not_recommend]
impl<L, In, Out, X, Y> Fits for Layout<L, In, Out>
where
    In: OneSample<Batch = X>,
    L: Layers<X, Gives = Y>,
    Out: Ends<Y>,
{
    type Network<N> = Out::Network<N>;
}

#[cfg(test)]
#[path = "../tests/declared.rs"]
mod tests;
