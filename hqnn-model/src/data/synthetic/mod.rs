//! A drawn data set: ten garments from shape descriptions, each image with its own cut, place, size, slant, shade,
//! pattern and noise. It needs neither files nor a network, and its classes are those of Fashion-MNIST.

mod dice;
mod garments;
mod raster;

use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;

use super::{CLASS_NAMES, Dataset, PIXELS, Split};
use dice::Dice;
use raster::{Canvas, Pose};

/// Draws that many training and test images of each of the ten classes, interleaved by class.
///
/// The same seed gives the same images; training and test images never share a draw.
///
/// # Panics
/// The images do not fit into memory.
///
/// ```
/// let set = hqnn_model::data::synthetic::generate(3, 1, 42);
/// assert_eq!((set.train.len(), set.test.len()), (30, 10));
/// assert_eq!(set.test.labels(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
/// ```
pub fn generate(train_per_class: usize, test_per_class: usize, seed: u64) -> Dataset {
    Dataset {
        source: format!("built-in drawn garments, seed {seed}"),
        classes: CLASS_NAMES.map(String::from).into(),
        train: split(train_per_class, seed, 0),
        test: split(test_per_class, seed, 1),
    }
}

fn split(per_class: usize, seed: u64, stream: u64) -> Split {
    let mut rng = ChaCha12Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    let count = per_class.saturating_mul(CLASS_NAMES.len());
    let mut split = Split {
        pixels: Vec::with_capacity(count.saturating_mul(PIXELS)),
        labels: Vec::with_capacity(count),
    };
    for index in 0..count {
        let class = index % CLASS_NAMES.len();
        split.pixels.extend_from_slice(&draw(class, &mut rng));
        split.labels.push(class as u8);
    }
    split
}

/// One image of a class.
fn draw(class: usize, rng: &mut ChaCha12Rng) -> Vec<u8> {
    let mut dice = Dice(rng);
    let parts = garments::cut(class, &mut dice);
    let pose = Pose {
        shift: (dice.around(0.0, 0.09), dice.around(0.0, 0.07)),
        scale: (dice.around(0.86, 0.1), dice.around(0.9, 0.07)),
        slant: dice.around(0.0, 0.1),
        turn: dice.around(0.0, 0.07),
    };
    let mut canvas = Canvas::fill(&parts, &pose);
    canvas.shade(
        dice.around(0.68, 0.3),
        dice.around(0.0, 0.25),
        dice.around(0.0, 0.15),
    );
    // Every other garment or so has a pattern.
    if dice.chance(0.45) {
        let (along, across) = if dice.chance(0.6) {
            (0.0, 1.0)
        } else {
            (1.0, dice.around(0.0, 0.6))
        };
        canvas.stripes(
            (along, across),
            dice.around(1.3, 0.8),
            dice.around(0.0, 3.1),
            dice.around(0.2, 0.15),
        );
    }
    let grain = dice.around(0.07, 0.05);
    canvas.into_pixels(|| grain * dice.normal())
}

#[cfg(test)]
#[path = "../../tests/synthetic.rs"]
mod tests;
