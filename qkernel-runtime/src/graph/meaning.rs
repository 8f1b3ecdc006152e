//! What operations mean, for the binder and for the constant checker alike.

use std::cmp::Ordering;

use super::{BinaryOp, Graph, Node, Op, Region};

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

impl BinaryOp {
    /// Arithmetic on sizes, `None` where Rust would panic and for what is no arithmetic.
    pub(crate) const fn of_sizes(self, left: usize, right: usize) -> Option<usize> {
        match self {
            BinaryOp::Add => left.checked_add(right),
            BinaryOp::Sub => left.checked_sub(right),
            BinaryOp::Mul => left.checked_mul(right),
            BinaryOp::Div => left.checked_div(right),
            BinaryOp::Rem => left.checked_rem(right),
            _ => None,
        }
    }

    /// A comparison of sizes, `None` for what is no comparison.
    pub(crate) const fn compares_sizes(self, left: usize, right: usize) -> Option<bool> {
        self.compares(Some(if left < right {
            Ordering::Less
        } else if left > right {
            Ordering::Greater
        } else {
            Ordering::Equal
        }))
    }

    /// A comparison of two numbers in this order, which is none where one of them is NaN.
    pub(crate) const fn compares(self, order: Option<Ordering>) -> Option<bool> {
        let less = matches!(order, Some(Ordering::Less));
        let equal = matches!(order, Some(Ordering::Equal));
        let greater = matches!(order, Some(Ordering::Greater));
        Some(match self {
            BinaryOp::Eq => equal,
            BinaryOp::Ne => !equal,
            BinaryOp::Lt => less,
            BinaryOp::Le => less || equal,
            BinaryOp::Gt => greater,
            BinaryOp::Ge => greater || equal,
            _ => return None,
        })
    }
}
