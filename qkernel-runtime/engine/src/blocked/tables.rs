//! Diagonal stages as tables.
//!
//! A diagonal multiplies the amplitude k by a phase, which is a product of one over the lower bits of k and one over the higher bits. Steps
//! that depend on both choose among a few lower tables by [conditions](super::stages::Condition) on the higher bits.

use num_complex::Complex64;

use super::stages::{Condition, Diagonal, Stage};
use super::vector::{Four, LANES};
use crate::Part;
use crate::statevector::runs;

/// A diagonal step, and the bits of its conditions among those of the stage.
#[derive(Clone, Copy, Debug)]
struct Entry {
    step: usize,
    diagonal: Diagonal,
    /// The conditions that all higher bits of `all` are 1, and that an odd number of those of `odd` is; none for always, and never.
    all: Option<usize>,
    odd: Option<usize>,
}

/// Which steps have which tables.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// Those that depend on the lower bits, by the highest of these.
    lower: Vec<Entry>,
    /// Those that depend on the higher bits alone; also those that depend on none.
    higher: Vec<Entry>,
    conditions: Vec<Condition>,
    qubits: usize,
    low: usize,
}

/// Phases.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    /// For each key a table over the lower bits.
    pub(super) lower: Vec<[Four; 2]>,
    pub(super) higher: Vec<Complex64>,
    /// For each value of the higher bits which conditions hold, as bits.
    pub(super) keys: Vec<u8>,
    scratch: Vec<Complex64>,
}

/// Sums of numbers over the amplitudes, from which the derivatives follow.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    /// For each key by the lower bits.
    pub(super) lower: Vec<Four>,
    /// By the higher bits.
    pub(super) higher: Vec<f64>,
}

impl Layout {
    pub(super) fn new(stage: &Stage, part: &Part, qubits: usize, low: usize) -> Layout {
        let mask = (1 << low) - 1;
        let conditions = stage.conditions();
        let entry = |step: usize| {
            let diagonal = Diagonal::of(part.steps.primitive(step));
            let [all, odd] = diagonal.conditions(mask);
            let bit = |condition| conditions.iter().position(|c| Some(*c) == condition);
            Entry {
                step,
                diagonal,
                all: bit(all),
                odd: bit(odd),
            }
        };
        let entries = stage.steps.iter().map(|&step| entry(step));
        let (mut lower, higher): (Vec<_>, Vec<_>) =
            entries.partition(|entry| (entry.diagonal.all | entry.diagonal.odd) & mask != 0);
        lower.sort_by_key(|entry| top(entry.diagonal, mask));
        Layout {
            lower,
            higher,
            conditions: conditions.to_vec(),
            qubits,
            low,
        }
    }

    /// How many values the higher bits have.
    fn higher(&self) -> usize {
        1 << (self.qubits - self.low)
    }

    /// Which conditions hold for a value of the higher bits.
    fn key(&self, higher: usize) -> u8 {
        let conditions = self.conditions.iter().enumerate();
        conditions.fold(0, |key, (bit, condition)| {
            key | u8::from(condition.holds(higher << self.low)) << bit
        })
    }

    /// How many vectors a lower table has.
    pub(super) fn vectors(&self) -> usize {
        (1 << self.low) / LANES
    }

    fn tables(&self) -> usize {
        1 << self.conditions.len()
    }

    /// Computes the phases, given cosine and sine of each step.
    pub(super) fn fill(&self, turns: &[[f64; 2]], tables: &mut Tables) {
        let (size, mask) = (1usize << self.low, (1 << self.low) - 1);
        tables
            .lower
            .resize(self.tables() * self.vectors(), [[0.0; LANES]; 2]);
        tables.scratch.resize(size, Complex64::ONE);
        for (key, lower) in tables.lower.chunks_exact_mut(size / LANES).enumerate() {
            let table = &mut tables.scratch;
            table[0] = Complex64::ONE;
            let mut entries = &*self.lower;
            // The table of one more bit is twice the one before, and then the steps that have this bit as their highest one.
            for bit in 0..self.low {
                let table = &mut table[..2 << bit];
                let (before, new) = table.split_at_mut(1 << bit);
                new.copy_from_slice(before);
                while let [entry, rest @ ..] = entries
                    && top(entry.diagonal, mask) >> bit == 1
                {
                    entries = rest;
                    if entry.holds(key) {
                        let Diagonal { all, odd, phase } = entry.diagonal;
                        let sign = if entry.negates(key) { -1.0 } else { 1.0 };
                        multiply(
                            table,
                            all & mask,
                            odd & mask,
                            phase,
                            sign,
                            turns[entry.step],
                        );
                    }
                }
            }
            for (to, from) in lower.iter_mut().zip(table.as_chunks::<LANES>().0) {
                *to = [from.map(|z| z.re), from.map(|z| z.im)];
            }
        }
        if tables.keys.is_empty() {
            tables.keys = (0..self.higher()).map(|higher| self.key(higher)).collect();
        }
        tables.higher.clear();
        tables.higher.resize(self.higher(), Complex64::ONE);
        for Entry { step, diagonal, .. } in &self.higher {
            let Diagonal { all, odd, phase } = *diagonal;
            let (all, odd) = (all >> self.low, odd >> self.low);
            multiply(&mut tables.higher, all, odd, phase, 1.0, turns[*step]);
        }
    }

    /// Makes room for sums, all 0.
    pub(super) fn clear(&self, sums: &mut Sums) {
        sums.lower.clear();
        sums.lower
            .resize(self.tables() * self.vectors(), [0.0; LANES]);
        sums.higher.clear();
        sums.higher.resize(self.higher(), 0.0);
    }

    /// Calls `each` with every step and its slope, given the sums of Im(bra* ket).
    pub(super) fn slopes(&self, sums: &Sums, mut each: impl FnMut(usize, f64)) {
        let mask = (1 << self.low) - 1;
        let lower = sums.lower.as_flattened();
        for entry in &self.lower {
            let Diagonal { all, odd, phase } = entry.diagonal;
            let mut sum = 0.0;
            for (key, numbers) in lower.chunks_exact(1 << self.low).enumerate() {
                if entry.holds(key) {
                    let found = total(numbers, all & mask, odd & mask);
                    sum += if entry.negates(key) { -found } else { found };
                }
            }
            each(entry.step, if phase { -2.0 * sum } else { sum });
        }
        for Entry { step, diagonal, .. } in &self.higher {
            let Diagonal { all, odd, phase } = *diagonal;
            let sum = total(&sums.higher, all >> self.low, odd >> self.low);
            each(*step, if phase { -2.0 * sum } else { sum });
        }
    }
}

impl Entry {
    /// Whether the step does anything where these conditions hold.
    fn holds(&self, key: usize) -> bool {
        self.all.is_none_or(|bit| key >> bit & 1 == 1)
    }

    /// Whether the step turns the other way.
    fn negates(&self, key: usize) -> bool {
        self.odd.is_some_and(|bit| key >> bit & 1 == 1)
    }
}

/// The highest of the lower bits that a step depends on.
fn top(diagonal: Diagonal, mask: usize) -> usize {
    let bits = (diagonal.all | diagonal.odd) & mask;
    1 << (usize::BITS - 1 - bits.leading_zeros())
}

/// Calls `each` for each run of the indices below `size` with all bits of `all`: where it begins, its length, and whether an odd
/// number of the bits of `odd` is 1.
fn signed(size: usize, all: usize, odd: usize, mut each: impl FnMut(usize, usize, bool)) {
    for (start, length) in runs(size, all | odd) {
        let mut bits = 0usize;
        loop {
            each(start | all | bits, length, bits.count_ones() % 2 == 1);
            bits = bits.wrapping_sub(odd) & odd;
            if bits == 0 {
                break;
            }
        }
    }
}

/// Multiplies a table by the phases of a step.
fn multiply(
    table: &mut [Complex64],
    all: usize,
    odd: usize,
    phase: bool,
    sign: f64,
    [cos, sin]: [f64; 2],
) {
    let factor = Complex64::new(cos, sign * sin);
    signed(table.len(), all, odd, |start, length, negative| {
        let factor = if phase || negative {
            factor
        } else {
            factor.conj()
        };
        table[start..][..length]
            .iter_mut()
            .for_each(|z| *z *= factor);
    });
}

/// The sum of the numbers with all bits of `all`, with a minus where an odd number of the bits of `odd` is 1.
pub(super) fn total(numbers: &[f64], all: usize, odd: usize) -> f64 {
    let mut sum = 0.0;
    signed(numbers.len(), all, odd, |start, length, negative| {
        let found: f64 = numbers[start..][..length].iter().sum();
        sum += if negative { -found } else { found };
    });
    sum
}
