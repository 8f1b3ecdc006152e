//! The typed circuit graph: what `#[qkernel]` makes of a function, as constant data.
//!
//! A [`Graph`] is a tree of [`Region`]s of [`Node`]s. Numbers, qubits and registers are *values*, each
//! defined once and named by a [`ValueId`]; a loop or a branch is one node that holds its body as a region, so
//! a graph has the same size whatever the sizes bound later. A register is one value for as long as no
//! new one is bound to its name: [`Op::Take`] and [`Op::Put`] move qubits out of it and back in program order.

mod analyse;
mod effects;
mod infer;
mod meaning;
mod modified;
mod needs;
mod nodes;
mod poly;
mod size;
mod text;
mod types;
mod values;

pub use analyse::{Analysis, analyse};
pub use effects::{Effects, effects};
pub use infer::{TypeRule, infer, result_type};
pub use modified::{Modified, Modifier};
pub use needs::Need;
pub(crate) use needs::Relation;
pub(crate) use nodes::few;
pub use nodes::{Nodes, Record, Row, Shape, part, table};
pub use poly::Poly;
pub(crate) use size::{Axis, Of};
pub use text::Text;
pub use types::*;
pub use values::{Names, Value, Values};
