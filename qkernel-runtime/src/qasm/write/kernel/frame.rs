//! The kernel that is being written, its values, and what cannot be written of it.

use std::collections::BTreeMap;

use super::statement::GateOperand;
use super::value::Value;
use crate::error::Error;
use crate::formulas::Formula;
use crate::graph::{Follow, Graph, Loc, Node, Op, Region, ValueId};

/// Why something cannot be written.
#[derive(Debug)]
pub(super) struct Fault {
    what: String,
    /// Whether it helps to know the sizes.
    sizes: bool,
    /// The kernel and the place of the innermost node that cannot be written.
    place: Option<(&'static str, Loc)>,
}

impl Fault {
    /// With its place, if it has none.
    pub(super) fn at(mut self, graph: &Graph, node: &Node) -> Fault {
        self.place
            .get_or_insert((graph.signature.name, graph.loc(node.loc)));
        self
    }

    /// As the error of a kernel.
    pub(super) fn of(self, graph: &Graph) -> Error {
        let (kernel, loc) = (self.place).unwrap_or((graph.signature.name, graph.signature.loc));
        Error::Loops {
            kernel: kernel.into(),
            loc: loc.into(),
            what: self.what,
            help: match self.sizes {
                true => "give the sizes with `Export::sizes`, or write what `compile()` gives",
                false => "write what `compile()` gives",
            },
        }
    }
}

pub(super) type Done<T> = Result<T, Fault>;

pub(super) fn fault<T>(what: impl Into<String>) -> Done<T> {
    Err(Fault {
        what: what.into(),
        sizes: true,
        place: None,
    })
}

/// What no size makes possible.
pub(super) fn never<T>(what: impl Into<String>) -> Done<T> {
    fault(what).map_err(|fault| Fault {
        sizes: false,
        ..fault
    })
}

/// What is known of the loops around.
#[derive(Clone, Default)]
pub(super) struct Around {
    /// For what goes from round to round, the variables that its parts are in.
    pub(super) heads: BTreeMap<ValueId, Vec<Option<String>>>,
    /// The regions, and the node of each that comes next.
    pub(super) open: Vec<(&'static Region, usize)>,
}

/// The kernel that is being run, and its values.
pub(super) type CallFrame = crate::graph::CallFrame<Value, Around>;

impl CallFrame {
    /// A value when a round begins.
    pub(super) fn head(&self, node: &Node) -> Value {
        let value = self.input(node, 0);
        let Some(variables) = self.more.heads.get(&node.ins[0]) else {
            return value;
        };
        let leaves = value.clone().into_leaves().into_iter().enumerate();
        let leaves = leaves.map(|(k, leaf)| match variables.get(k) {
            Some(Some(name)) => leaf.named(name),
            _ => leaf,
        });
        value.with_leaves(&mut leaves.collect::<Vec<_>>().into_iter())
    }

    /// Whether a value from before a loop is read as it was: in the rounds, which find it in what begins them, or after the loop.
    pub(super) fn reads(&self, value: &Value, begins: ValueId, body: &Region) -> bool {
        let is_it = |id: ValueId| self.get(id).into_leaves().contains(value);
        let reads = |node: &Node| {
            let is_head = matches!(node.op, Op::Head);
            let mut ins = node.ins.iter();
            ins.any(|&id| is_it(id) && !(is_head && id == begins))
        };
        let yields = |region: &Region| region.yields.iter().any(|&id| is_it(id));
        let after = self.more.open.iter().any(|&(region, from)| {
            let mut nodes = (from..region.nodes.len()).map(|k| region.nodes.get(k));
            nodes.any(|node| any_node(&node, &reads, &yields)) || yields(region)
        });
        let mut given = self.graph.body.args.iter();
        after || any_in(body, &reads, &yields) || given.any(|&id| is_it(id))
    }

    pub(super) fn uint(&self, node: &Node, k: usize) -> Done<Formula> {
        match self.input(node, k) {
            Value::UInt(value) => Ok(value),
            _ => fault("a value that is not a number"),
        }
    }

    pub(super) fn place(&self, node: &Node, k: usize) -> Done<GateOperand> {
        match self.input(node, k) {
            Value::Qubit(place) => Ok(place),
            _ => fault("a qubit that is not always the same"),
        }
    }
}

/// Whether this holds for a node or what is in it.
fn any_node(node: &Node, holds: &dyn Fn(&Node) -> bool, ends: &dyn Fn(&Region) -> bool) -> bool {
    let inner = |region| any_in(region, holds, ends);
    holds(node)
        || match node.op {
            Op::For { body, .. } => inner(body),
            Op::If { then, otherwise } => inner(then) || inner(otherwise),
            _ => false,
        }
}

fn any_in(region: &Region, holds: &dyn Fn(&Node) -> bool, ends: &dyn Fn(&Region) -> bool) -> bool {
    let mut nodes = region.nodes.iter();
    nodes.any(|node| any_node(&node, holds, ends)) || ends(region)
}
