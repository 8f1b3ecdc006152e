//! The bits depend neither on the number of threads nor on the width of the vectors. That they are right is held by
//! hqnn-model's tests of the layer.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::kernels::{self, Scratch};
use crate::{Arithmetic, Buffers, Sizes};

/// Random numbers for a batch of images with gradients of the results.
fn batch_of(images: usize) -> Buffers<f32> {
    let sizes = TUTORIAL;
    let mut random = StdRng::seed_from_u64(3);
    let mut numbers =
        |count: usize| -> Vec<f32> { (0..count).map(|_| random.random_range(-1.0..1.0)).collect() };
    let mut buffers = Buffers::default();
    buffers.x = numbers(images * sizes.image());
    buffers.weight = numbers(4 * 4 * 9);
    buffers.bias = numbers(4);
    buffers.gy = numbers(images * sizes.result());
    buffers
}

const TUTORIAL: Sizes = Sizes {
    channels: 4,
    maps: 4,
    size: 3,
    rows: 7,
    columns: 7,
    height: 14,
    width: 14,
};

/// The bits of the result, of the gradients of kernels and biases, and of that of the images.
type Bits = [Vec<u32>; 3];

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|x| x.to_bits()).collect()
}

fn on_threads(threads: usize, images: usize) -> Bits {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| {
        let mut buffers = batch_of(images);
        let mut gx = vec![0.0; buffers.x.len()];
        let y = f32::forward(&TUTORIAL, &mut buffers);
        f32::backward(&TUTORIAL, &mut buffers, Some(&mut gx));
        let sums: Vec<f32> = buffers
            .gradients()
            .flat_map(|(w, b)| [w, b].concat())
            .collect();
        [bits(&y), bits(&sums), bits(&gx)]
    })
}

/// 150 images are ten groups, the last one smaller, and worth several threads.
#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let one = on_threads(1, 150);
    for threads in [2, 3, 8] {
        assert!(on_threads(threads, 150) == one, "{threads} threads");
    }
}

/// The same code without the processor's wider vectors, which is what runs on one that has none.
#[test]
fn any_width_of_vectors_gives_the_same_bits() {
    let [y, sums, gx] = on_threads(1, 7);
    let Buffers {
        x,
        weight,
        bias,
        gy,
        ..
    } = batch_of(7);
    let mut scratch = Scratch::default();
    let [mut result, mut winners] = [(); 2].map(|()| vec![0.0; gy.len()]);
    let mut by_images = vec![0.0; x.len()];
    kernels::forward(
        &TUTORIAL,
        (&weight, &bias),
        &x,
        &mut scratch,
        &mut result,
        &mut winners,
    );
    kernels::backward(
        &TUTORIAL,
        &weight,
        &x,
        (&gy, &winners),
        &mut scratch,
        Some(&mut by_images),
    );
    assert!(result.iter().any(|&y| y > 0.0));
    assert_eq!(y, bits(&result));
    assert_eq!(sums, bits(&[scratch.by_weight, scratch.by_bias].concat()));
    assert_eq!(gx, bits(&by_images));
}
