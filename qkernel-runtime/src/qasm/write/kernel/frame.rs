//! The kernel that is being written, its values, and what cannot be written of it.

use super::statement::Place;
use super::value::Value;
use crate::error::Error;
use crate::formulas::Formula;
use crate::graph::{Graph, Loc, Node, ValueId};

/// Why something cannot be written, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) kernel: &'static str,
    pub(super) loc: Loc,
    pub(super) what: String,
    /// Whether it helps to know the sizes.
    pub(super) sizes: bool,
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Error {
        Error::Loops {
            kernel: fault.kernel.into(),
            loc: fault.loc.into(),
            what: fault.what,
            help: match fault.sizes {
                true => "give the sizes with `Export::sizes`, or write what `compile()` gives",
                false => "write what `compile()` gives",
            },
        }
    }
}

pub(super) type Written<T> = Result<T, Fault>;

/// The kernel that is being run, and its values.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) graph: &'static Graph,
    pub(super) values: Vec<Value>,
}

impl Frame {
    pub(super) fn get(&self, id: ValueId) -> Value {
        self.values[id.0 as usize].clone()
    }

    pub(super) fn input(&self, node: &Node, k: usize) -> Value {
        node.ins.get(k).map_or(Value::Missing, |&id| self.get(id))
    }

    pub(super) fn fault<T>(&self, node: &Node, what: impl Into<String>) -> Written<T> {
        Err(Fault {
            kernel: self.graph.signature.name,
            loc: node.loc,
            what: what.into(),
            sizes: true,
        })
    }

    /// What no size makes possible.
    pub(super) fn never<T>(&self, node: &Node, what: impl Into<String>) -> Written<T> {
        self.fault(node, what).map_err(|fault| Fault {
            sizes: false,
            ..fault
        })
    }

    pub(super) fn uint(&self, node: &Node, k: usize) -> Written<Formula> {
        match self.input(node, k) {
            Value::UInt(value) => Ok(value),
            _ => self.fault(node, "a number that is none"),
        }
    }

    pub(super) fn place(&self, node: &Node, k: usize) -> Written<Place> {
        match self.input(node, k) {
            Value::Qubit(place) => Ok(place),
            _ => self.fault(node, "a qubit that is not always the same"),
        }
    }
}
