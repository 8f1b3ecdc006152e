//! Rotations of different qubits in as few passes over a piece as possible.

use super::piece::{Location, Piece};
use super::stages::Axis;
use super::turns::{Lowest, Turn, Within};
use super::vector::LANES;
use super::width::Width;

/// Rotations of one kind of several bits of a piece.
#[derive(Clone, Copy)]
pub(super) struct Several {
    axis: Axis,
    /// For the bits within a group.
    within: [Option<f64>; 2],
    /// Bits of a group's number, from the lowest to the highest, each with the tangent.
    others: [(usize, f64); usize::BITS as usize],
    count: usize,
}

impl Several {
    pub(super) fn new(axis: Axis) -> Several {
        Several {
            axis,
            within: [None; 2],
            others: [(0, 0.0); usize::BITS as usize],
            count: 0,
        }
    }

    /// One more, on a higher bit than those before.
    pub(super) fn push(&mut self, bit: usize, tangent: f64) {
        if bit < LANES {
            self.within[bit / 2] = Some(tangent);
        } else {
            self.others[self.count] = (bit / LANES, tangent);
            self.count += 1;
        }
    }

    /// The tangents of the bits within a group.
    pub(super) fn within(&self) -> [Option<f64>; 2] {
        self.within
    }

    /// Those of bits of a group's number.
    fn others(&self) -> &[(usize, f64)] {
        &self.others[..self.count]
    }

    /// Applies all to a piece, and brings it to `end` on the way, if a rotation can.
    pub(super) fn apply(&self, width: Width, piece: &mut Piece, end: Location) {
        let axis = self.axis;
        let mut others = self.others();
        if let ([Some(a), Some(b)], [(1, c), (2, d), rest @ ..]) = (self.within, others) {
            others = rest;
            width.run_groups(Lowest {
                axis,
                state: piece.run(),
                tangents: [a, b, *c, *d],
            });
        } else if self.within != [None; 2] {
            width.run_groups(Within {
                axis,
                state: piece.run(),
                tangents: self.within,
            });
        }
        // The two highest and the two lowest together: lines far apart share few places of a cache.
        while let [a, b, rest @ .., c, d] = others {
            others = rest;
            width.run_groups(Turn::<4, 16> {
                axis,
                to: piece.next(others.is_empty(), end),
                turns: [*a, *b, *c, *d],
            });
        }
        if let [a, b, rest @ ..] = others {
            others = rest;
            width.run_groups(Turn::<2, 4> {
                axis,
                to: piece.next(others.is_empty(), end),
                turns: [*a, *b],
            });
        }
        if let [a] = others {
            width.run_groups(Turn::<1, 2> {
                axis,
                to: piece.next(true, end),
                turns: [*a],
            });
        }
    }
}
