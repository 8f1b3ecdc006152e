//! What operations mean, for the binder and for the constant checker alike.

use super::{Graph, Node, Op, Region};

impl Graph {
    /// What the one node of a gate or of an operation does.
    pub(crate) const fn primitive_op(&self) -> Option<&'static Op> {
        match self.body.nodes.shapes {
            [shape] if shape.op.is_primitive() => Some(&shape.op),
            _ => None,
        }
    }

    /// The one node of a gate or of an operation such as `measure`: a call of it is that node.
    pub(crate) const fn primitive(&self) -> Option<Node> {
        match self.primitive_op() {
            Some(_) => Some(self.body.nodes.get(0)),
            None => None,
        }
    }
}

impl Region {
    /// Whether it is what a `while` repeats.
    pub(crate) const fn repeats(&self) -> bool {
        let count = self.nodes.len();
        count > 0 && matches!(self.nodes.get(count - 1).op, Op::Again)
    }
}

impl Op {
    const fn is_primitive(&self) -> bool {
        matches!(
            self,
            Op::Gate { .. }
                | Op::Qubit
                | Op::QubitArray
                | Op::Measure
                | Op::Reset
                | Op::Discard
                | Op::Expval
                | Op::Pauli(_)
                | Op::Identity
        )
    }
}
