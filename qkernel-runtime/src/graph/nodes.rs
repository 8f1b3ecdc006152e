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
    /// The numbers of the nodes that matter to the analysis of sizes, ascending.
    #[doc(hidden)]
    pub sized: &'static [u32],
    /// The numbers of the calls that take two elements of one register.
    #[doc(hidden)]
    pub apart: &'static [u32],
    /// The values that go into nodes and come out of them. Each list of them starts a row: rustc cuts pieces from a row
    /// without calls, and a call costs it more than all the rest.
    #[doc(hidden)]
    pub rows: &'static [Row],
    #[doc(hidden)]
    pub file: &'static str,
}

/// Four values, or fewer and what is not looked at.
#[doc(hidden)]
pub type Row = [ValueId; 4];

/// What tells a node from others of its shape. It is four numbers, so that a byte string can be cast to many.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Record {
    /// The number of the shape.
    pub shape: u32,
    /// The row in which its values begin: those that go in, then those that come out.
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
    /// Whether the operation is an integer, stored after the outputs.
    pub literal: bool,
}

impl Nodes {
    /// No nodes.
    pub const NONE: Nodes = Nodes {
        records: &[],
        shapes: &[],
        sized: &[],
        apart: &[],
        rows: &[],
        file: "",
    };

    /// The one node of a gate or an operation, with its values.
    #[doc(hidden)]
    pub const fn one(
        record: &'static Record,
        shape: &'static Shape,
        rows: &'static [Row],
        file: &'static str,
    ) -> Nodes {
        Nodes {
            records: std::slice::from_ref(record),
            shapes: std::slice::from_ref(shape),
            sized: &[],
            apart: &[],
            rows,
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
        let at = at as usize;
        let next = at + rows(ins);
        Node {
            op: if literal {
                let value = self.rows[next + rows(outs)][0];
                Op::Constant(Constant::UInt(value.0 as u64))
            } else {
                op
            },
            ins: part(self.rows, at, ins),
            outs: part(self.rows, next, outs),
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

/// How many rows a list of values takes.
const fn rows(count: usize) -> usize {
    (count + 3) >> 2
}

/// A list of `count` values that starts a row.
#[doc(hidden)]
pub const fn part(rows: &'static [Row], at: usize, count: usize) -> &'static [ValueId] {
    match count {
        0 => &[],
        1 => {
            let [list @ .., _, _, _] = &rows[at];
            list
        }
        2 => {
            let [list @ .., _, _] = &rows[at];
            list
        }
        3 => {
            let [list @ .., _] = &rows[at];
            list
        }
        4 => &rows[at],
        _ => rows.as_flattened().split_at(4 * at).1.split_at(count).0,
    }
}

/// The rows of the one node of a gate or an operation, whose values are numbered in order.
pub(crate) const fn few(ins: usize, outs: usize) -> [Row; 4] {
    let mut list = [[ValueId(0); 4]; 4];
    let mut k = 0;
    while k < ins + outs {
        let at = if k < ins { k } else { 4 * rows(ins) + k - ins };
        list[at / 4][at % 4] = ValueId(k as u32);
        k += 1;
    }
    list
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
    fn lists_start_rows() {
        const FEW: [Row; 4] = few(5, 3);
        for (at, count, first) in [
            (0, 0, 0),
            (0, 1, 0),
            (0, 4, 0),
            (0, 5, 0),
            (2, 3, 5),
            (2, 2, 5),
        ] {
            let expected: Vec<ValueId> = (first..first + count).map(ValueId).collect();
            assert_eq!(part(&FEW, at, count as usize), expected);
        }
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
        apart: &[],
            rows: &table::<Row, _, 6>(
                *b"\x04\0\0\0............\x2c\x01\0\0............\x03\0\0\0\x04\0\0\0........\x05\0\0\0............\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0\x05\0\0\0............",
            ),
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
