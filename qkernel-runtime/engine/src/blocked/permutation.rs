//! X, CX and exchanges of qubits as one map of the indices.
//!
//! The map is affine over the bits: the amplitude k comes from where the columns of the bits of k and a constant add up to, without
//! carry.

use super::amplitudes::{Amplitudes, GroupKernel};
use super::piece::{Piece, Written};
use super::shape::{PieceShape, Rows, mask};
use super::vector::{Group, LANES};
use super::width::Width;
use crate::{Primitive, PrimitiveKind};

/// Several primitives whose targets a piece has.
#[derive(Clone, Debug)]
pub(super) struct Permutation {
    forward: Map,
    backward: Map,
}

/// Where the amplitudes of a piece come from.
#[derive(Clone, Debug)]
struct Map {
    /// The source of the first amplitude, if all bits outside of the piece are 0.
    constant: usize,
    /// For each bit of a piece what it adds.
    columns: Vec<usize>,
    /// What bits of the index outside of the piece add.
    outer: Vec<(usize, usize)>,
    /// How many amplitudes stay together, in their order: a power of two.
    still: usize,
    /// What the numbers of groups below [`SOME`] add: groups, and lanes.
    few: [[usize; SOME]; 2],
    /// What the others add when they are counted up: all columns of the bits that change.
    counted: Vec<usize>,
}

impl Permutation {
    /// The primitives in the order in which they are applied.
    pub(super) fn new(
        primitives: impl DoubleEndedIterator<Item = Primitive> + Clone,
        shape: PieceShape,
        qubits: usize,
    ) -> Permutation {
        // What an amplitude comes from is found from the last primitive to the first; each is its own inverse.
        Permutation {
            forward: Map::new(primitives.clone().rev(), shape, qubits),
            backward: Map::new(primitives, shape, qubits),
        }
    }
}

fn moved(primitive: Primitive, index: usize) -> usize {
    let Primitive {
        kind,
        controls,
        low,
        high,
    } = primitive;
    match kind {
        PrimitiveKind::Swap if (index & low == 0) == (index & high == 0) => index,
        PrimitiveKind::Swap => index ^ low ^ high,
        _ if index & controls == controls => index ^ low,
        _ => index,
    }
}

impl Map {
    fn new(
        primitives: impl Iterator<Item = Primitive> + Clone,
        shape: PieceShape,
        qubits: usize,
    ) -> Map {
        let source = |index: usize| primitives.clone().fold(index, |index, p| moved(p, index));
        let origin = source(0);
        let column = |bit: usize| source(1 << bit) ^ origin;
        let (own, outer): (Vec<usize>, Vec<usize>) =
            (0..qubits).partition(|bit| shape.mask() >> bit & 1 == 1);
        let columns: Vec<usize> = (own.into_iter())
            .map(|bit| shape.local(column(bit)))
            .collect();
        let of_groups = &columns[2..];
        let few: [usize; SOME] = std::array::from_fn(|number| {
            let bits = of_groups.iter().enumerate();
            let bits = bits.filter(|(bit, _)| number >> bit & 1 == 1);
            bits.fold(0, |sum, (_, column)| sum ^ column)
        });
        let counted = of_groups.iter().skip(SOME_BITS).scan(0, |sum, column| {
            *sum ^= column;
            Some(*sum)
        });
        let outer: Vec<_> = (outer.into_iter())
            .map(|bit| (1 << bit, shape.local(column(bit))))
            .filter(|&(_, column)| column != 0)
            .collect();
        let constant = shape.local(origin);
        let same = (columns.iter().enumerate()).take_while(|&(bit, &column)| column == 1 << bit);
        let same = same.count();
        let rest = columns[same..]
            .iter()
            .chain(outer.iter().map(|(_, column)| column));
        let rest = rest.fold(constant, |all, column| all | column);
        Map {
            still: 1 << same.min(rest.trailing_zeros() as usize),
            few: [few.map(|from| from / LANES), few.map(|from| from % LANES)],
            // After the last one nothing follows.
            counted: counted.chain([0]).collect(),
            constant,
            columns,
            outer,
        }
    }
}

/// Writes the permutation of a piece to other memory.
struct Permute<'a> {
    map: &'a Map,
    /// The index of the first amplitude of the piece.
    base: usize,
    from: (&'a [Group], Rows),
    to: &'a mut [Group],
    rows: Rows,
    /// How many groups there are.
    groups: usize,
}

impl Permutation {
    /// Permutes the piece that begins with the amplitude `base` on its way between state and copy.
    pub(super) fn apply(&self, width: Width, base: usize, piece: &mut Piece) {
        let Written {
            from,
            to,
            rows,
            groups,
        } = piece.moved();
        if let Some(from) = from {
            width.run_groups(Permute {
                map: &self.forward,
                base,
                from,
                to,
                rows,
                groups,
            });
        }
    }

    /// Takes the permutation back from a piece, with scratch.
    pub(super) fn undo(
        &self,
        width: Width,
        base: usize,
        piece: &mut [Group],
        scratch: &mut [Group],
    ) {
        let groups = piece.len();
        let scratch = &mut scratch[..groups];
        scratch.copy_from_slice(piece);
        width.run_groups(Permute {
            map: &self.backward,
            base,
            from: (scratch, Rows::run(groups)),
            to: piece,
            rows: Rows::run(groups),
            groups,
        });
    }
}

impl GroupKernel for Permute<'_> {
    #[inline(always)]
    fn run<A: Amplitudes>(self) {
        let outer = self.map.outer.iter();
        let outer = outer.filter(|(bit, _)| self.base & bit != 0);
        let start = outer.fold(self.map.constant, |sum, (_, column)| sum ^ column);
        if self.map.still > LANES {
            self.runs(start);
        } else if self.map.few[1] == [0; SOME] && self.map.counted.iter().all(|c| c % LANES == 0) {
            self.groups::<A, true>(start);
        } else {
            self.groups::<A, false>(start);
        }
    }
}

impl Permute<'_> {
    /// Whole runs that stay as they are.
    fn runs(self, start: usize) {
        let (state, source) = self.from;
        let run = (self.map.still / LANES)
            .min(self.rows.row())
            .min(source.row());
        let columns = &self.map.columns[(run * LANES).ilog2() as usize..];
        // What comes next adds all columns of the bits that change when runs are counted up.
        let mut counted = [0; usize::BITS as usize];
        let mut sum = 0;
        for (to, column) in counted.iter_mut().zip(columns) {
            sum ^= column;
            *to = sum;
        }
        let mut from = start;
        for (number, first) in (0..self.groups).step_by(run).enumerate() {
            self.to[self.rows.at(first)..][..run]
                .copy_from_slice(&state[source.at(from / LANES)..][..run]);
            from ^= counted[(!number).trailing_zeros() as usize];
        }
    }

    /// Each group by itself. `ALIKE` says whether the lanes of all come from the same ones.
    #[inline(always)]
    fn groups<A: Amplitudes, const ALIKE: bool>(self, start: usize) {
        let Permute {
            map,
            from: (state, source),
            to,
            rows,
            groups,
            ..
        } = self;
        // Lane k of a group comes from `lanes[k]` relative to where its first lane comes from.
        let (one, two) = (map.columns[0], map.columns[1]);
        let lanes = [0, one, two, one ^ two];
        let (near, far) = (one / LANES, two / LANES);
        // Of two groups, the lanes whose bit this is come from the second.
        let (other, bit) = if near != 0 { (near, 1) } else { (far, 2) };
        let of = |first: usize| -> [usize; LANES] {
            std::array::from_fn(|lane| {
                let second = other != 0 && lane & bit != 0;
                (lanes[lane] ^ first) % LANES + if second { LANES } else { 0 }
            })
        };
        let mut indices = [A::index(of(0)); LANES];
        for (first, index) in indices.iter_mut().enumerate() {
            *index = A::index(of(first));
        }
        let alike = A::index(of(start % LANES));
        // Numbers of groups have no bits in common with the first place of a piece, so places are put together without carry.
        let (other, far) = (source.offset(other), source.offset(far));
        let both = near != 0 && far != 0;
        let place = |amplitude: usize| (source.offset(amplitude / LANES), amplitude % LANES);
        let [few_places, few_lanes] = &map.few;
        let mut places = [0; SOME];
        for (place, &group) in places.iter_mut().zip(few_places) {
            *place = source.offset(group);
        }
        let (mut at, mut lane) = place(start);
        at ^= source.at(0);
        let mut number = 0usize;
        let row = rows.row().min(SOME);
        for first in (0..groups).step_by(row) {
            let offset = first % SOME;
            let some = places[offset..].iter().zip(&few_lanes[offset..]);
            for (group, (place, lanes)) in to[rows.at(first)..][..row].iter_mut().zip(some) {
                let from = at ^ place;
                let index = if ALIKE {
                    alike
                } else {
                    indices[(lane ^ lanes) % LANES]
                };
                let mut moved = A::gather(&state[from], &state[from ^ other], index);
                if both {
                    let from = from ^ far;
                    let more = A::gather(&state[from], &state[from ^ other], index);
                    moved = moved.halves(more);
                }
                moved.store(group);
            }
            if (first + row).is_multiple_of(SOME) {
                let (place, lanes) = place(map.counted[(!number).trailing_zeros() as usize]);
                at ^= place;
                lane ^= lanes;
                number += 1;
            }
        }
    }
}

/// How many groups' sources are looked up.
const SOME: usize = 1 << SOME_BITS;
const SOME_BITS: usize = 4;

const _: () = assert!(mask(2) == LANES - 1);
