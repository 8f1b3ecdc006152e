//! Choosing some classes and some images of each.

use rand::RngExt;
use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;

use super::{DataError, Dataset, PIXELS, Split};

/// Keeps the random draws of training and test images apart.
const TRAIN_STREAM: u64 = 1;
const TEST_STREAM: u64 = 2;

impl Dataset {
    /// Chosen classes and, of each, that many training and test images, drawn without replacement.
    ///
    /// The class at place `k` of `classes` gets label `k`. The same seed gives the same images.
    ///
    /// # Errors
    /// A class does not exist or is named twice, or there are fewer images than asked for.
    pub fn subset(
        &self,
        classes: &[u8],
        train: usize,
        test: usize,
        seed: u64,
    ) -> Result<Dataset, DataError> {
        for (place, &class) in classes.iter().enumerate() {
            if usize::from(class) >= self.classes.len() {
                let last = self.classes.len().saturating_sub(1);
                return Err(DataError::Classes(format!(
                    "class {class} does not exist: classes go from 0 to {last}"
                )));
            }
            if classes[..place].contains(&class) {
                return Err(DataError::Classes(format!("class {class} is chosen twice")));
            }
        }
        Ok(Dataset {
            source: self.source.clone(),
            classes: classes
                .iter()
                .map(|&class| self.classes[usize::from(class)].clone())
                .collect(),
            train: self.choose(&self.train, "training", classes, train, seed, TRAIN_STREAM)?,
            test: self.choose(&self.test, "test", classes, test, seed, TEST_STREAM)?,
        })
    }

    fn choose(
        &self,
        from: &Split,
        part: &'static str,
        classes: &[u8],
        count: usize,
        seed: u64,
        stream: u64,
    ) -> Result<Split, DataError> {
        let mut rng = ChaCha12Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        let mut chosen = Split::default();
        for (label, &class) in classes.iter().enumerate() {
            let mut indices: Vec<usize> = (0..from.len())
                .filter(|&i| from.labels[i] == class)
                .collect();
            if indices.len() < count {
                let name = self.classes[usize::from(class)].clone();
                return Err(DataError::TooFew {
                    part,
                    class,
                    name,
                    asked: count,
                    found: indices.len(),
                });
            }
            for place in 0..count {
                // The first steps of a Fisher-Yates shuffle.
                let other = rng.random_range(place..indices.len());
                indices.swap(place, other);
                let start = indices[place] * PIXELS;
                chosen
                    .pixels
                    .extend_from_slice(&from.pixels[start..start + PIXELS]);
                chosen.labels.push(label as u8);
            }
        }
        Ok(chosen)
    }
}

#[cfg(test)]
#[path = "../tests/subset.rs"]
mod tests;
