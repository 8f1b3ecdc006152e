//! The nodes of a region, as the macro writes them: byte strings that are cast to tables. A kernel of a thousand gates has
//! many thousand nodes and values; as expressions they would cost rustc seconds, and each step of a loop that decodes them
//! a good part of a microsecond.

use bytemuck::{AnyBitPattern, Pod, Zeroable};

use super::{Constant, Loc, Node, Op, ValueId};

/// A list of nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nodes {
    #[doc(hidden)]
    pub records: &'static [Record],
    #[doc(hidden)]
    pub shapes: &'static [Shape],
    /// The numbers of the nodes that matter to [`analyse`](super::analyse), ascending.
    #[doc(hidden)]
    pub sized: &'static [u32],
    #[doc(hidden)]
    pub ids: &'static [ValueId],
    #[doc(hidden)]
    pub file: &'static str,
}

/// What tells a node from others of its shape. It is four numbers, so that a byte string can be cast to many.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Record {
    /// The number of the shape.
    pub shape: u32,
    /// Where its values begin in the list of them: those that go in, then those that come out.
    pub at: u32,
    pub line: u32,
    pub column: u32,
}

/// What many nodes have in common.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    pub op: Op,
    pub ins: usize,
    pub outs: usize,
    /// Whether the operation is a number, which stands behind the values.
    pub literal: bool,
}

impl Nodes {
    /// No nodes.
    pub const NONE: Nodes = Nodes {
        records: &[],
        shapes: &[],
        sized: &[],
        ids: &[],
        file: "",
    };

    /// The one node of a gate or an operation, with its values.
    #[doc(hidden)]
    pub const fn one(
        record: &'static Record,
        shape: &'static Shape,
        ids: &'static [ValueId],
        file: &'static str,
    ) -> Nodes {
        Nodes {
            records: std::slice::from_ref(record),
            shapes: std::slice::from_ref(shape),
            sized: &[],
            ids,
            file,
        }
    }

    /// How many nodes there are.
    pub const fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The node with this number.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    pub const fn get(&self, number: usize) -> Node {
        let Record {
            shape,
            at,
            line,
            column,
        } = self.records[number];
        let Shape {
            op,
            ins,
            outs,
            literal,
        } = self.shapes[shape as usize];
        let values = self.ids.split_at(at as usize).1;
        let (ins, values) = cut(values, ins);
        let (outs, values) = cut(values, outs);
        Node {
            op: match (literal, values) {
                (true, [value, ..]) => Op::Constant(Constant::UInt(value.0 as u64)),
                _ => op,
            },
            ins,
            outs,
            loc: Loc {
                file: self.file,
                line,
                column,
            },
        }
    }

    /// The nodes, in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Node> + ExactSizeIterator {
        (0..self.len()).map(move |number| self.get(number))
    }
}

/// The first `count` values, and the others.
const fn cut<T>(values: &[T], count: usize) -> (&[T], &[T]) {
    match (count, values) {
        (0, _) => (&[], values),
        // The most frequent, without a call.
        (1, [first, rest @ ..]) => (std::slice::from_ref(first), rest),
        _ => values.split_at(count),
    }
}

/// A part of a list of values.
#[doc(hidden)]
pub const fn part(ids: &[ValueId], from: usize, to: usize) -> &[ValueId] {
    ids.split_at(to).0.split_at(from).1
}

/// The numbers that a byte string holds, each as four bytes, the lowest first.
#[doc(hidden)]
pub const fn table<T: AnyBitPattern, const BYTES: usize, const N: usize>(
    mut bytes: [u8; BYTES],
) -> [T; N]
where
    [T; N]: AnyBitPattern,
    [u8; BYTES]: bytemuck::NoUninit,
{
    if cfg!(target_endian = "big") {
        let mut i = 0;
        while i + 3 < BYTES {
            (bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]) =
                (bytes[i + 3], bytes[i + 2], bytes[i + 1], bytes[i]);
            i += 4;
        }
    }
    bytemuck::must_cast(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_from_bytes() {
        const IDS: [ValueId; 3] = table(*b"\0\0\0\0\x07\0\0\0\x01\x02\x03\x04");
        assert_eq!(IDS, [ValueId(0), ValueId(7), ValueId(0x0403_0201)]);
    }

    #[test]
    fn nodes_are_put_together() {
        const NODES: Nodes = Nodes {
            records: &table::<Record, _, 2>(
                *b"\x01\0\0\0\0\0\0\0\x05\0\0\0\x09\0\0\0\0\0\0\0\x02\0\0\0\x06\0\0\0\x03\0\0\0",
            ),
            shapes: &[
                Shape {
                    op: Op::Take,
                    ins: 2,
                    outs: 1,
                    literal: false,
                },
                Shape {
                    op: Op::Constant(Constant::UInt(0)),
                    ins: 0,
                    outs: 1,
                    literal: true,
                },
            ],
            sized: &[],
            ids: &[ValueId(4), ValueId(300), ValueId(3), ValueId(4), ValueId(5)],
            file: "k.rs",
        };
        let loc = |line, column| Loc {
            file: "k.rs",
            line,
            column,
        };
        let nodes: Vec<Node> = NODES.iter().collect();
        assert_eq!(
            nodes,
            [
                Node {
                    op: Op::Constant(Constant::UInt(300)),
                    ins: &[],
                    outs: &[ValueId(4)],
                    loc: loc(5, 9),
                },
                Node {
                    op: Op::Take,
                    ins: &[ValueId(3), ValueId(4)],
                    outs: &[ValueId(5)],
                    loc: loc(6, 3),
                },
            ]
        );
    }
}
