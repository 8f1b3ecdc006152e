//! A small hash that is the same on every system and in every version: 64-bit FNV-1a. Each of its steps can be undone, so
//! a single byte that differs always changes it.

use std::hash::Hasher;

#[derive(Default)]
pub(crate) struct Fnv(::fnv::FnvHasher);

impl Fnv {
    pub(crate) fn new() -> Self {
        Fnv::default()
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    /// The length first, so that two parts are told from two others of the same bytes together.
    #[cfg(feature = "train")]
    pub(crate) fn part(&mut self, bytes: &[u8]) {
        self.bytes(&(bytes.len() as u64).to_le_bytes());
        self.bytes(bytes);
    }

    pub(crate) fn finish(&self) -> u64 {
        self.0.finish()
    }
}
