//! Pieces of a state: which amplitudes they have, and where these lie.

use super::vector::{Group, LANES};

/// Which bits of the index the pieces of a sweep have: the lowest `low` ones, and those from `first` to before `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PieceShape {
    pub(super) low: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

impl PieceShape {
    /// All bits below the first so many.
    pub(super) fn block(bits: usize) -> PieceShape {
        PieceShape {
            low: bits,
            first: bits,
            last: bits,
        }
    }

    /// How many bits a piece has.
    pub(super) fn bits(self) -> usize {
        self.low + self.last - self.first
    }

    pub(super) fn mask(self) -> usize {
        mask(self.low) | (mask(self.last) & !mask(self.first))
    }

    /// Bits of the index as bits within a piece, without those that it does not have.
    pub(super) fn local(self, bits: usize) -> usize {
        let high = (bits & mask(self.last)) >> self.first;
        (bits & mask(self.low)) | (high << self.low)
    }

    /// Bits of the index that a piece does not have.
    pub(super) fn outer(self, bits: usize) -> usize {
        bits & !self.mask()
    }

    /// How many pieces there are.
    pub(super) fn count(self, qubits: usize) -> usize {
        1 << (qubits.max(self.bits()) - self.bits())
    }

    /// The index of the first amplitude of a piece.
    pub(super) fn base(self, piece: usize) -> usize {
        let between = self.first - self.low;
        ((piece & mask(between)) << self.low) | ((piece >> between) << self.last)
    }
}

pub(super) const fn mask(bits: usize) -> usize {
    (1 << bits) - 1
}

/// Where the groups of a piece lie in a state: rows of so many, by so much apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    first: usize,
    /// The row of a group is its number without so many bits.
    bits: u32,
    apart: usize,
}

impl Rows {
    /// In one run.
    pub(super) fn run(groups: usize) -> Rows {
        Rows {
            first: 0,
            bits: groups.ilog2(),
            apart: groups,
        }
    }

    /// Those of the piece that begins with the amplitude `base`.
    pub(super) fn of(shape: PieceShape, base: usize) -> Rows {
        Rows {
            first: base / LANES,
            bits: (shape.low - LANES.ilog2() as usize) as u32,
            apart: (1 << shape.first) / LANES,
        }
    }

    /// How many groups a row has.
    #[inline(always)]
    pub(super) fn row(self) -> usize {
        1 << self.bits
    }

    /// Where a group of the piece lies.
    #[inline(always)]
    pub(super) fn at(self, group: usize) -> usize {
        self.first + self.offset(group)
    }

    /// By how much a group comes after the first one. For numbers that share no bit, that of the sum is the sum of theirs.
    #[inline(always)]
    pub(super) fn offset(self, group: usize) -> usize {
        (group >> self.bits) * self.apart + (group & (self.row() - 1))
    }

    /// Copies a piece.
    pub(super) fn read(self, state: &[Group], piece: &mut [Group]) {
        for (row, to) in piece.chunks_exact_mut(self.row()).enumerate() {
            to.copy_from_slice(&state[self.first + row * self.apart..][..to.len()]);
        }
    }

    /// Brings a piece back.
    pub(super) fn write(self, piece: &[Group], state: &mut [Group]) {
        for (row, from) in piece.chunks_exact(self.row()).enumerate() {
            state[self.first + row * self.apart..][..from.len()].copy_from_slice(from);
        }
    }
}
