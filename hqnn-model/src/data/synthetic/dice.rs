//! Random numbers.

use rand::{Rng, RngExt};
use rand_chacha::ChaCha12Rng;

/// Random numbers in the words of drawings.
pub(super) struct Dice<'a>(pub(super) &'a mut ChaCha12Rng);

impl Dice<'_> {
    /// Uniform within `spread` of `middle`.
    pub(super) fn around(&mut self, middle: f32, spread: f32) -> f32 {
        middle + spread * (2.0 * self.0.random::<f32>() - 1.0)
    }

    pub(super) fn chance(&mut self, probability: f32) -> bool {
        self.0.random::<f32>() < probability
    }

    /// About a standard normal: the sum of twelve uniform numbers, which needs no logarithm whose last bit differs
    /// between systems.
    pub(super) fn normal(&mut self) -> f32 {
        (0..12)
            .map(|_| (self.0.next_u32() >> 8) as f32 / (1 << 24) as f32)
            .sum::<f32>()
            - 6.0
    }
}
