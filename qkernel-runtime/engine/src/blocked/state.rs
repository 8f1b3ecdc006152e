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

/// How many amplitudes after the first one a group may begin at the start of a line. Where memory is aligned to less than an amplitude,
/// none does, and groups begin at the first one.
fn aligned(first: *const Complex64) -> usize {
    match first.align_offset(ALIGNMENT) {
        offset if offset < ALIGNMENT / size_of::<Complex64>() => offset,
        _ => 0,
    }
}

impl State {
    /// Zeros, in memory that is asked for first; errors name the kernel.
    pub(super) fn new(kernel: &str, qubits: usize) -> Result<State, Error> {
        let mut memory = reserve(kernel, qubits, ALIGNMENT / size_of::<Complex64>() + LANES)?;
        let start = aligned(memory.as_ptr());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_of_any_alignment_holds_a_state() {
        let numbers = [0.0f64; 32];
        for skipped in 0..16 {
            let first = numbers[skipped..].as_ptr();
            let start = aligned(first.cast());
            assert!(
                start < ALIGNMENT / size_of::<Complex64>(),
                "{skipped}: {start}"
            );
            let at = first.addr() + start * size_of::<Complex64>();
            let possible = first.addr().is_multiple_of(size_of::<Complex64>());
            assert!(
                !possible || at.is_multiple_of(ALIGNMENT),
                "{skipped}: {start}"
            );
        }
    }
}
