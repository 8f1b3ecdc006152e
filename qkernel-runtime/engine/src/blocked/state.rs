//! The memory of a state.

use num_complex::Complex64;

use super::vector::{Group, LANES};
use crate::Error;
use crate::statevector::reserve;

/// The bytes of a group, which is then a line of the cache.
const ALIGNMENT: usize = size_of::<Group>();

/// 2ⁿ amplitudes in groups of four, or four where there are fewer; those past the end are zero.
#[derive(Debug, Default)]
pub(super) struct State {
    memory: Vec<Complex64>,
    /// Where the first group begins.
    start: usize,
}

impl State {
    /// Zeros, in memory that is asked for first; errors name the kernel.
    pub(super) fn new(kernel: &str, qubits: usize) -> Result<State, Error> {
        let mut memory = reserve(kernel, qubits, ALIGNMENT / size_of::<Complex64>() + LANES)?;
        let start = memory.as_ptr().align_offset(ALIGNMENT);
        memory.resize(start + (1usize << qubits).max(LANES), Complex64::ZERO);
        Ok(State { memory, start })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.memory.is_empty()
    }

    pub(super) fn groups(&self) -> &[Group] {
        self.memory[self.start..].as_chunks().0.as_chunks().0
    }

    pub(super) fn groups_mut(&mut self) -> &mut [Group] {
        self.memory[self.start..]
            .as_chunks_mut()
            .0
            .as_chunks_mut()
            .0
    }

    /// Turns the groups into `count` amplitudes, times `factor`.
    pub(super) fn amplitudes(&mut self, factor: f64, count: usize) -> &[Complex64] {
        for [re, im] in self.groups_mut() {
            let ([a, b], [c, d]) = (*re, *im);
            *re = [Complex64::new(a.re, c.re), Complex64::new(a.im, c.im)].map(|z| z * factor);
            *im = [Complex64::new(b.re, d.re), Complex64::new(b.im, d.im)].map(|z| z * factor);
        }
        &self.memory[self.start..][..count]
    }
}
