//! The typed circuit graph: what `#[qkernel]` makes of a function, as constant data.
//!
//! A [`Graph`] is a tree of [`Region`]s of [`Node`]s. Numbers, qubits and registers are *values*, each
//! defined once and named by a [`ValueId`]; a loop or a branch is one node that holds its body as a region, so
//! a graph has the same size whatever the sizes bound later. A register is one value for as long as no
//! new one is bound to its name: [`Op::Take`] and [`Op::Put`] move qubits out of it and back in program order.

pub(crate) mod analyse;
mod frame;
pub(crate) mod infer;
mod modified;
pub(crate) mod needs;
mod nodes;
pub(crate) mod op;
mod size;
mod types;
mod unmet;
mod values;

pub(crate) use frame::{CallFrame, Follow, follow};
pub(crate) use needs::{Need, Relation};
pub(crate) use op::NodeShape;
pub use op::{Effects, Graph, Modified, Node, Nodes, Op, Region};
#[doc(hidden)]
pub use qkernel_ir::Names;
pub(crate) use qkernel_ir::{Record, Row, Text, few, part};
pub(crate) use size::{Axis, Of};
pub use types::*;
pub(crate) use values::VariableKey;
pub use values::{Value, Values};
