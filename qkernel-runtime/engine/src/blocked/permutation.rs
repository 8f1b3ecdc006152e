//! X, CX and exchanges of qubits as one map of the indices.
//!
//! The map is affine over the bits: the amplitude k comes from where the columns of the bits of k and a constant add up to, without
//! carry.

use super::plan::{Shape, mask};
use super::vector::{Complex, Group, Kernel, LANES, Vector, Width};
use crate::{Op, Primitive};

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
}

impl Permutation {
    /// The primitives in the order in which they are applied.
    pub(super) fn new(
        primitives: impl DoubleEndedIterator<Item = Primitive> + Clone,
        shape: Shape,
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
        op,
        controls,
        low,
        high,
    } = primitive;
    match op {
        Op::Swap if (index & low == 0) == (index & high == 0) => index,
        Op::Swap => index ^ low ^ high,
        _ if index & controls == controls => index ^ low,
        _ => index,
    }
}

impl Map {
    fn new(
        primitives: impl Iterator<Item = Primitive> + Clone,
        shape: Shape,
        qubits: usize,
    ) -> Map {
        let source = |index: usize| primitives.clone().fold(index, |index, p| moved(p, index));
        let origin = source(0);
        let column = |bit: usize| source(1 << bit) ^ origin;
        let (own, outer): (Vec<usize>, Vec<usize>) =
            (0..qubits).partition(|bit| shape.mask() >> bit & 1 == 1);
        Map {
            constant: shape.local(origin),
            columns: own
                .into_iter()
                .map(|bit| shape.local(column(bit)))
                .collect(),
            outer: (outer.into_iter())
                .map(|bit| (1 << bit, shape.local(column(bit))))
                .filter(|&(_, column)| column != 0)
                .collect(),
        }
    }
}

/// Writes the permutation of a piece to other memory.
pub(super) struct Permute<'a> {
    pub(super) permutation: &'a Permutation,
    pub(super) back: bool,
    /// The index of the first amplitude of the piece.
    pub(super) base: usize,
    pub(super) from: &'a [Group],
    pub(super) to: To<'a>,
}

/// Where a piece lies: rows of so many groups, one in each stretch of so many, after the first ones of each.
pub(super) struct To<'a> {
    pub(super) state: &'a mut [Group],
    pub(super) first: usize,
    pub(super) row: usize,
    pub(super) stretch: usize,
}

impl<'a> To<'a> {
    /// In one run.
    fn run(state: &'a mut [Group]) -> To<'a> {
        let row = state.len();
        To {
            state,
            first: 0,
            row,
            stretch: row,
        }
    }

    /// The rows of a piece of the whole state.
    pub(super) fn rows(shape: Shape, base: usize, state: &'a mut [Group]) -> To<'a> {
        let stretch = (1 << shape.first) / LANES;
        let start = base / LANES / stretch * stretch;
        let rows = 1 << (shape.last - shape.first);
        To {
            first: base / LANES - start,
            state: &mut state[start..][..rows * stretch],
            row: (1 << shape.low) / LANES,
            stretch,
        }
    }
}

/// Permutes a piece, with scratch.
pub(super) fn permute(
    width: Width,
    permutation: &Permutation,
    back: bool,
    base: usize,
    piece: &mut [Group],
    scratch: &mut [Group],
) {
    let scratch = &mut scratch[..piece.len()];
    scratch.copy_from_slice(piece);
    width.run(Permute {
        permutation,
        back,
        base,
        from: scratch,
        to: To::run(piece),
    });
}

impl Kernel for Permute<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Permute {
            permutation,
            back,
            base,
            from: scratch,
            to,
        } = self;
        let map = if back {
            &permutation.backward
        } else {
            &permutation.forward
        };
        let outer = map.outer.iter().filter(|(bit, _)| base & bit != 0);
        let start = outer.fold(map.constant, |sum, (_, column)| sum ^ column);
        // Lane k of a group comes from `lanes[k]` relative to where its first lane comes from.
        let (one, two) = (map.columns[0], map.columns[1]);
        let lanes = [0, one, two, one ^ two];
        let (near, far) = (one / LANES, two / LANES);
        let index: [V::Index; LANES] =
            std::array::from_fn(|first| V::index(lanes.map(|lane| (lane ^ first) % LANES)));
        // What the index of a group adds when it is counted up: all columns of the bits that change.
        let mut counted = [0; usize::BITS as usize];
        let mut sum = 0;
        for (to, column) in counted.iter_mut().zip(&map.columns[2..]) {
            sum ^= column;
            *to = sum;
        }
        let masks = [1, 2].map(|bit| {
            V::load(&std::array::from_fn(|lane| {
                if lane & bit == 0 { 0.0 } else { -0.0 }
            }))
        });
        let mut from = start;
        let mut number = 0usize;
        for stretch in to.state.chunks_exact_mut(to.stretch) {
            for group in &mut stretch[to.first..][..to.row] {
                let index = index[from % LANES];
                let source = from / LANES;
                let moved = if near == 0 && far == 0 {
                    read::<V>(scratch, source, index)
                } else if far == 0 {
                    from_two::<V>(scratch, source, near, masks[0], index)
                } else if near == 0 {
                    from_two::<V>(scratch, source, far, masks[1], index)
                } else {
                    let low = from_two::<V>(scratch, source, near, masks[0], index);
                    let high = from_two::<V>(scratch, source ^ far, near, masks[0], index);
                    select(low, high, masks[1])
                };
                moved.store(group);
                from ^= counted[(!number).trailing_zeros() as usize];
                number += 1;
            }
        }
    }
}

/// A group, each of its lanes from another one.
#[inline(always)]
fn read<V: Vector>(state: &[Group], group: usize, index: V::Index) -> Complex<V> {
    let a = Complex::<V>::load(&state[group]);
    Complex {
        re: a.re.shuffle(index),
        im: a.im.shuffle(index),
    }
}

#[inline(always)]
fn select<V: Vector>(a: Complex<V>, b: Complex<V>, mask: V) -> Complex<V> {
    Complex {
        re: a.re.select(b.re, mask),
        im: a.im.select(b.im, mask),
    }
}

/// The lanes of a group, or where the mask says so those of another one.
#[inline(always)]
fn from_two<V: Vector>(
    state: &[Group],
    group: usize,
    other: usize,
    mask: V,
    index: V::Index,
) -> Complex<V> {
    let a = read::<V>(state, group, index);
    let b = read::<V>(state, group ^ other, index);
    select(a, b, mask)
}

const _: () = assert!(mask(2) == LANES - 1);
