//! The picture of a kernel whose sizes are unknown, in the order of its graph: of a loop the body is drawn once, in a frame.

mod call;
mod expr;
mod finish;
mod frames;
mod lines;
mod names;
mod node;
mod wires;

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::circuit::Calls;
use super::picture::{Picture, Read};
use super::written::{ParamValue, WrittenKernel};
use crate::graph::{Element as Scalar, Graph, Node, Region, Type, follow};
use crate::program::BitId;
use expr::Expr;
use lines::{Bit, Gives, Lane, Strand};

/// Loops with more rounds stay folded.
const MOST_ROUNDS: usize = 64;

/// When that much is drawn, loops stay folded and calls are boxes: kernels that call each other twice double at each level.
pub(super) const MOST_ELEMENTS: usize = 10_000;

/// The picture of a kernel.
pub(super) fn picture(written: &WrittenKernel, calls: Calls, unrolled: bool) -> Picture {
    let graph = written.graph;
    let mut maker = Maker {
        opened: match calls {
            Calls::Inlined => usize::MAX,
            Calls::Framed(depth) => depth,
        },
        unrolled,
        ..Maker::default()
    };
    let params = graph.signature.params.iter().zip(&written.known);
    let arguments: Vec<Value> = params
        .map(|(param, known)| match known {
            ParamValue::Value(value) => Value::expr(Expr::constant(*value)),
            ParamValue::Length(length) => Value::expr(Expr::list(param.name, *length, &[])),
            ParamValue::List(items) => Value::expr(Expr::list(param.name, items.len(), items)),
            ParamValue::Nothing => {
                let size = param.size.map(|size| Expr::name(size.text));
                maker.parameter(param.name, param.ty, size)
            }
        })
        .collect();
    let results = maker.kernel(graph, arguments);
    maker.finish(graph, results)
}

/// A value of a graph while it is drawn.
#[derive(Clone, Debug)]
enum Value {
    Missing,
    Qubit(usize),
    Register(usize),
    /// A number, a condition or a list of them; and the measured bits that it depends on.
    Expr(Expr, BTreeSet<usize>),
    Tuple(Vec<Value>),
}

impl Value {
    fn expr(expr: Expr) -> Value {
        Value::Expr(expr, BTreeSet::new())
    }

    /// The line of a qubit or a register.
    fn strand(&self) -> Option<usize> {
        match self {
            Value::Qubit(strand) | Value::Register(strand) => Some(*strand),
            _ => None,
        }
    }
}

follow!(Value);

/// The kernel that is being followed, and its values.
type CallFrame = crate::graph::CallFrame<Value>;

impl CallFrame {
    /// An input as a number or a list, and the bits that it depends on.
    fn expr(&self, node: &Node, k: usize) -> (Expr, BTreeSet<usize>) {
        match self.input(node, k) {
            Value::Expr(expr, bits) => (expr, bits),
            _ => {
                let name = node.ins.get(k).map_or("", |&id| self.name(id));
                (Expr::name(name), BTreeSet::new())
            }
        }
    }
}

#[derive(Default)]
struct Maker {
    /// How many calls inside of each other are opened.
    opened: usize,
    unrolled: bool,
    strands: Vec<Strand>,
    lanes: Vec<Lane>,
    bits: Vec<Bit>,
    picture: Picture,
    /// How many frames are open.
    depth: usize,
    /// How many calls are open.
    calls: usize,
    /// How many calls are followed of which nothing is drawn.
    silent: usize,
    /// What the kernels give that are boxes.
    given: HashMap<*const Graph, Rc<Gives>>,
    /// Whether something was not opened because too much was drawn.
    is_cut: bool,
    /// The names of the loops' variables around.
    loops: Vec<String>,
}

impl Maker {
    fn parameter(&mut self, name: &str, ty: Type, size: Option<Expr>) -> Value {
        match ty {
            Type::Scalar(Scalar::Qubit) | Type::Either(Scalar::Qubit) => {
                let strand = self.strand(name, None);
                self.strands[strand].is_drawn = true;
                Value::Qubit(strand)
            }
            Type::Vector(Scalar::Qubit) => {
                let length = size.unwrap_or_else(|| Expr::length(&Expr::name(name)));
                let strand = self.strand(name, Some(length));
                self.strands[strand].is_drawn = true;
                Value::Register(strand)
            }
            Type::Tuple(parts) => Value::Tuple(
                (parts.iter().enumerate())
                    .map(|(k, &part)| self.parameter(&format!("{name}.{k}"), part, None))
                    .collect(),
            ),
            _ => Value::expr(Expr::name(name)),
        }
    }

    /// Follows a kernel.
    fn kernel(&mut self, graph: &'static Graph, arguments: Vec<Value>) -> Vec<Value> {
        for (&id, value) in graph.body.args.iter().zip(&arguments) {
            if let Some(strand) = value.strand() {
                self.name_strand(strand, graph, id, self.calls);
            }
            self.name_bit(value, graph, id);
        }
        self.region(&graph.body, &mut CallFrame::new(graph, arguments))
    }

    fn region(&mut self, region: &'static Region, scope: &mut CallFrame) -> Vec<Value> {
        for node in region.nodes.iter() {
            let results = self.node(&node, scope);
            self.define(&node, scope, results);
        }
        scope.all(region.yields)
    }

    /// Binds the results of a node, under the user's names.
    fn define(&mut self, node: &Node, scope: &mut CallFrame, results: Vec<Value>) {
        let results = node.results(results);
        for (&id, value) in node.outs.iter().zip(results) {
            let name = scope.name(id);
            let value = match value {
                // What was measured has the name of the variable.
                value if self.name_bit(&value, scope.graph, id) => value,
                Value::Expr(expr, bits) if !name.is_empty() => Value::Expr(expr.named(name), bits),
                value => {
                    if let Some(strand) = value.strand() {
                        self.name_strand(strand, scope.graph, id, self.calls);
                    }
                    value
                }
            };
            scope.set(&[id], [value]);
        }
    }

    /// Whether more can be opened or unrolled.
    fn has_room(&mut self) -> bool {
        let has_room = self.picture.moments.len() < MOST_ELEMENTS;
        self.is_cut |= !has_room;
        has_room
    }

    fn read(&mut self, bit: usize, value: Option<bool>) -> Read {
        self.bits[bit].is_read = true;
        Read::new(BitId::new(bit), false, value)
    }
}
