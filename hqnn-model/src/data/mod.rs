//! Images and labels: IDX files, Fashion-MNIST, a built-in drawn set, and subsets of them, all with the feature `data`.
//! [`Dataset`] and [`Split`] are there with `train`, too.

mod error;
#[cfg(feature = "data")]
pub mod fashion;
#[cfg(feature = "data")]
mod gzip;
#[cfg(feature = "data")]
pub mod idx;
#[cfg(feature = "data")]
mod subset;
#[cfg(feature = "data")]
pub mod synthetic;

#[cfg(feature = "download")]
pub mod download;

pub use error::DataError;

use std::fmt;

use crate::fnv::Fnv;
use crate::model::SIDE;

/// The names of the ten classes, by label. The drawn set has the same ones as Fashion-MNIST.
pub const CLASS_NAMES: [&str; 10] = [
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
];

/// Numbers in one image.
pub const PIXELS: usize = SIDE * SIDE;

/// Mean and standard deviation of Fashion-MNIST's pixels, once they are within 0..=1.
const MEAN: f32 = 0.2860;
const DEVIATION: f32 = 0.3530;

/// Training and test samples with what is to be learnt of them: images with what they show, or [`Samples`](crate::Samples)
/// of your own.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset<P = Split> {
    /// Where the samples come from, for people to read.
    pub source: String,
    /// The name of each class, by label; none where numbers are learnt.
    pub classes: Vec<String>,
    /// What is learnt from.
    pub train: P,
    /// What is only looked at to judge the network.
    pub test: P,
}

/// Grey images of 28×28 pixels with their labels.
#[derive(Clone, Default, PartialEq)]
pub struct Split {
    /// Image after image, row by row, 0 is black.
    pixels: Vec<u8>,
    /// The class of each image.
    labels: Vec<u8>,
}

impl fmt::Debug for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Split({} images)", self.len())
    }
}

impl Split {
    /// Images (each 28·28 pixels, row by row, 0 is black) and the class of each.
    ///
    /// # Errors
    /// There are not 784 pixels for each label.
    pub fn new(pixels: Vec<u8>, labels: Vec<u8>) -> Result<Self, DataError> {
        if Some(pixels.len()) != labels.len().checked_mul(PIXELS) {
            return Err(DataError::Pixels {
                pixels: pixels.len(),
                labels: labels.len(),
            });
        }
        Ok(Split { pixels, labels })
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The class of each image.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// The 784 pixels of an image, row by row, or `None` if there are fewer images.
    pub fn image(&self, index: usize) -> Option<&[u8]> {
        let start = index.checked_mul(PIXELS)?;
        self.pixels.get(start..start.checked_add(PIXELS)?)
    }

    /// Every image as the network wants it: (pixel / 255 - 0.2860) / 0.3530, image after image.
    pub fn normalized(&self) -> Vec<f32> {
        self.pixels
            .iter()
            .map(|&p| (f32::from(p) / 255.0 - MEAN) / DEVIATION)
            .collect()
    }

    /// A number that changes when any pixel or label does, to tell data sets apart (64-bit FNV-1a).
    pub fn fingerprint(&self) -> u64 {
        let mut hash = Fnv::new();
        hash.bytes(&self.labels);
        hash.bytes(&self.pixels);
        hash.finish()
    }
}

#[cfg(test)]
#[path = "../tests/split.rs"]
mod tests;
