//! Batches of images, in groups that may be computed side by side.

use qkernel_engine::threads;
use qkernel_engine::wide::{Work, widest};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
use rayon::slice::{ParallelSlice, ParallelSliceMut};

use crate::kernels::{Number, Scratch, Sizes, backward, forward};

/// Images in a group. Gradients are summed up within each group first, whatever the number of threads.
const GROUP: usize = 16;

/// Operations that are worth waking a thread for: about 100 microseconds.
const WORTH: usize = 2_000_000;

/// The buffers of one call, which later calls use again.
#[derive(Debug, Default)]
pub struct Buffers<E> {
    /// The images as they came.
    pub x: Vec<E>,
    /// The kernels, by map, channel, row and column.
    pub weight: Vec<E>,
    /// What is added to each map.
    pub bias: Vec<E>,
    /// Which pixel of each window won, for the way back.
    winners: Vec<E>,
    /// The gradient of the result.
    pub gy: Vec<E>,
    /// One for each group; there may be more than the batch at hand needs.
    groups: Vec<Scratch<E>>,
    /// How many groups the batch at hand has.
    used: usize,
}

impl<E> Buffers<E> {
    /// The gradients of kernels and biases, each the sum of what is given here, group after group.
    pub fn gradients(&self) -> impl Iterator<Item = (&[E], &[E])> {
        let groups = self.groups.iter().take(self.used);
        groups.map(|group| (&group.by_weight[..], &group.by_bias[..]))
    }
}

/// The arithmetic for one type of numbers, `f32` or `f64`: compiled in this crate, once for all networks.
pub trait Arithmetic: Number {
    /// The results for the images in `buffers`; what [`Arithmetic::backward`] needs stays there.
    fn forward(sizes: &Sizes, buffers: &mut Buffers<Self>) -> Vec<Self>;

    /// The gradients of kernels and biases, after [`Arithmetic::forward`] and with the gradient of its result in `buffers`, for
    /// [`Buffers::gradients`]; those of the images are added to `gx`, if that is wanted.
    fn backward(sizes: &Sizes, buffers: &mut Buffers<Self>, gx: Option<&mut [Self]>);
}

macro_rules! arithmetic {
    ($($number:ty)*) => {$(
        impl Arithmetic for $number {
            fn forward(sizes: &Sizes, buffers: &mut Buffers<Self>) -> Vec<Self> {
                all_forward(sizes, buffers)
            }

            fn backward(sizes: &Sizes, buffers: &mut Buffers<Self>, gx: Option<&mut [Self]>) {
                all_backward(sizes, buffers, gx);
            }
        }
    )*};
}

arithmetic!(f32 f64);

/// Whether so many images are worth several threads.
fn worth(sizes: &Sizes, images: usize) -> bool {
    images > GROUP && images * sizes.work() > WORTH && threads() > 1
}

/// What a group of images is run with: buffers, images, results, winners.
type Group<'a, E> = (((&'a mut Scratch<E>, &'a [E]), &'a mut [E]), &'a mut [E]);

fn all_forward<E: Number>(sizes: &Sizes, buffers: &mut Buffers<E>) -> Vec<E> {
    let (image, result) = (sizes.image(), sizes.result());
    if image * result == 0 {
        buffers.used = 0;
        return Vec::new();
    }
    let images = buffers.x.len() / image;
    buffers.used = images.div_ceil(GROUP);
    if buffers.groups.len() < buffers.used {
        buffers.groups.resize_with(buffers.used, Scratch::default);
    }
    let Buffers {
        x,
        weight,
        bias,
        winners,
        groups,
        used,
        ..
    } = buffers;
    let groups = &mut groups[..*used];
    let mut y = vec![E::zero(); images * result];
    winners.resize(images * result, E::zero());
    let (weight, bias) = (&weight[..], &bias[..]);
    let run = |(((scratch, images), y), winners): Group<'_, E>| {
        widest(Forward {
            sizes,
            weight,
            bias,
            images,
            scratch,
            y,
            winners,
        });
    };
    let (images_of, results_of) = (GROUP * image, GROUP * result);
    if worth(sizes, images) {
        groups
            .par_iter_mut()
            .zip(x.par_chunks(images_of))
            .zip(y.par_chunks_mut(results_of))
            .zip(winners.par_chunks_mut(results_of))
            .for_each(run);
    } else {
        groups
            .iter_mut()
            .zip(x.chunks(images_of))
            .zip(y.chunks_mut(results_of))
            .zip(winners.chunks_mut(results_of))
            .for_each(run);
    }
    y
}

fn all_backward<E: Number>(sizes: &Sizes, buffers: &mut Buffers<E>, gx: Option<&mut [E]>) {
    let (image, result) = (sizes.image(), sizes.result());
    if buffers.used == 0 {
        return;
    }
    let Buffers {
        x,
        weight,
        winners,
        gy,
        groups,
        used,
        ..
    } = buffers;
    let images = x.len() / image;
    let groups = &mut groups[..*used];
    let weight = &weight[..];
    let (images_of, results_of) = (GROUP * image, GROUP * result);
    // Without gradients of images each group gets a part of nothing.
    let mut parts: Vec<Option<&mut [E]>> = match gx {
        Some(gx) => gx.chunks_mut(images_of).map(Some).collect(),
        None => groups.iter().map(|_| None).collect(),
    };
    type Item<'a, 'b, E> = (
        (((&'a mut Scratch<E>, &'a [E]), &'a [E]), &'a [E]),
        &'a mut Option<&'b mut [E]>,
    );
    let run = |((((scratch, images), gy), winners), by_images): Item<'_, '_, E>| {
        widest(Backward {
            sizes,
            weight,
            images,
            gy,
            winners,
            scratch,
            by_images: by_images.take(),
        });
    };
    if worth(sizes, images) {
        groups
            .par_iter_mut()
            .zip(x.par_chunks(images_of))
            .zip(gy.par_chunks(results_of))
            .zip(winners.par_chunks(results_of))
            .zip(&mut parts)
            .for_each(run);
    } else {
        groups
            .iter_mut()
            .zip(x.chunks(images_of))
            .zip(gy.chunks(results_of))
            .zip(winners.chunks(results_of))
            .zip(&mut parts)
            .for_each(run);
    }
}

struct Forward<'a, E> {
    sizes: &'a Sizes,
    weight: &'a [E],
    bias: &'a [E],
    images: &'a [E],
    scratch: &'a mut Scratch<E>,
    y: &'a mut [E],
    winners: &'a mut [E],
}

impl<E: Number> Work for Forward<'_, E> {
    #[inline(always)]
    fn run(self) {
        forward(
            self.sizes,
            (self.weight, self.bias),
            self.images,
            self.scratch,
            self.y,
            self.winners,
        );
    }
}

struct Backward<'a, 'b, E> {
    sizes: &'a Sizes,
    weight: &'a [E],
    images: &'a [E],
    gy: &'a [E],
    winners: &'a [E],
    scratch: &'a mut Scratch<E>,
    by_images: Option<&'b mut [E]>,
}

impl<E: Number> Work for Backward<'_, '_, E> {
    #[inline(always)]
    fn run(self) {
        backward(
            self.sizes,
            self.weight,
            self.images,
            (self.gy, self.winners),
            self.scratch,
            self.by_images,
        );
    }
}
