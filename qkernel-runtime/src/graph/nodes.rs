//! The nodes of a region, put together from the tables that the macro writes.

use qkernel_ir::{Record, Row, node_rows, part};

use super::{Constant, Node, NodeShape, Nodes, Offset, Op};

impl Nodes {
    /// No nodes.
    pub const NONE: Nodes = Nodes {
        records: &[],
        shapes: &[],
        sized: &[],
        apart: &[],
        rows: &[],
    };

    /// The one node of a gate or an operation, with its values.
    #[doc(hidden)]
    pub const fn one(
        record: &'static Record,
        shape: &'static NodeShape,
        rows: &'static [Row],
    ) -> Nodes {
        Nodes {
            records: std::slice::from_ref(record),
            shapes: std::slice::from_ref(shape),
            sized: &[],
            apart: &[],
            rows,
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
    #[inline]
    pub const fn get(&self, number: usize) -> Node {
        let record = &self.records[number];
        let shape = &self.shapes[record.shape as usize];
        let at = record.at as usize;
        let (next, last) = node_rows(at, shape.ins, shape.outs);
        // The operation is copied whole: a choice between two would be copied in pieces, which takes longer than all the rest.
        let mut node = Node {
            op: shape.op,
            ins: part(self.rows, at, shape.ins),
            outs: part(self.rows, next, shape.outs),
            loc: Offset {
                line: record.line,
                column: record.column,
            },
        };
        if shape.literal {
            node.op = Op::Constant(Constant::UInt(self.rows[last][0].0 as u64));
        }
        node
    }

    /// The nodes, in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Node> + ExactSizeIterator {
        (0..self.len()).map(move |number| self.get(number))
    }
}

#[cfg(test)]
mod tests {
    use qkernel_ir::{ValueId, table};

    use super::*;

    #[test]
    fn nodes_are_put_together() {
        const NODES: Nodes = Nodes {
            records: &table::<Record, _, 2>(
                *b"\x01\0\0\0\0\0\0\0\x05\0\0\0\x09\0\0\0\0\0\0\0\x02\0\0\0\x06\0\0\0\x03\0\0\0",
            ),
            shapes: &[
                NodeShape {
                    op: Op::Take,
                    ins: 2,
                    outs: 1,
                    literal: false,
                },
                NodeShape {
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
        };
        let loc = |line, column| Offset { line, column };
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
