//! Batches of images, in groups that may be computed side by side.

use qkernel_runtime::engine::wide::{Work, widest};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefMutIterator, ParallelIterator};
use rayon::slice::{ParallelSlice, ParallelSliceMut};

use super::kernels::{Scratch, Sizes, backward, forward};
use crate::real::Real;

/// Images in a group. Gradients are summed up within each group first, whatever the number of threads.
const GROUP: usize = 16;

/// Operations that are worth waking a thread for: about 100 microseconds.
const WORTH: usize = 2_000_000;

/// The buffers of one call, which later calls use again.
#[derive(Debug, Default)]
pub(super) struct Buffers<E> {
    /// The images as they came.
    pub(super) x: Vec<E>,
    pub(super) weight: Vec<E>,
    pub(super) bias: Vec<E>,
    /// Which pixel of each window won, for the way back.
    winners: Vec<E>,
    /// The gradient of the result.
    pub(super) gy: Vec<E>,
    /// One for each group; there may be more than the batch at hand needs.
    groups: Vec<Scratch<E>>,
    /// How many groups the batch at hand has.
    used: usize,
}

impl<E> Buffers<E> {
    /// The gradients of kernels and biases, each the sum of what is given here, group after group.
    pub(super) fn gradients(&self) -> impl Iterator<Item = (&[E], &[E])> {
        let groups = self.groups.iter().take(self.used);
        groups.map(|group| (&group.by_weight[..], &group.by_bias[..]))
    }
}

/// The kernels for one type of numbers: compiled here, once for all networks.
pub trait Arithmetic: Sized {
    #[doc(hidden)]
    #[expect(private_interfaces, reason = "only this crate calls it")]
    fn forward(sizes: &Sizes, buffers: &mut Buffers<Self>) -> Vec<Self>;

    #[doc(hidden)]
    #[expect(private_interfaces, reason = "only this crate calls it")]
    fn backward(sizes: &Sizes, buffers: &mut Buffers<Self>, gx: Option<&mut [Self]>);
}

macro_rules! arithmetic {
    ($($number:ty)*) => {$(
        #[expect(private_interfaces, reason = "only this crate calls it")]
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
    images > GROUP && images * sizes.work() > WORTH
}

/// What a group of images is run with: buffers, images, results, winners.
type Group<'a, E> = (((&'a mut Scratch<E>, &'a [E]), &'a mut [E]), &'a mut [E]);

/// The result for the images in `buffers`; what [`all_backward`] needs stays there.
fn all_forward<E: Real>(sizes: &Sizes, buffers: &mut Buffers<E>) -> Vec<E> {
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

/// The gradients of kernels and biases after [`all_forward`] and the gradient of its result, into `buffers`; those of the
/// images are added to `gx`, if that is wanted.
fn all_backward<E: Real>(sizes: &Sizes, buffers: &mut Buffers<E>, gx: Option<&mut [E]>) {
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

impl<E: Real> Work for Forward<'_, E> {
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

impl<E: Real> Work for Backward<'_, '_, E> {
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
