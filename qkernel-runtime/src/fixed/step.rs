//! Runs the nodes of a kernel.

use super::machine::{Machine, Value};
use super::scalar::Scalar;
use crate::graph::{Constant, Graph, Loc, Node, Op, Region, Text, ValueId};

/// A running kernel, and where its values are.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) graph: &'static Graph,
    pub(super) base: usize,
}

impl<const N: usize> Machine<N> {
    pub(super) const fn get(&self, frame: Frame, id: ValueId) -> Value {
        self.values[frame.base + id.0 as usize]
    }

    pub(super) const fn set(&mut self, frame: Frame, id: ValueId, value: Value) {
        self.values[frame.base + id.0 as usize] = value;
    }

    pub(super) const fn input(&self, frame: Frame, node: &Node, k: usize) -> Value {
        if k < node.ins.len() {
            // As `get`, without its call.
            self.values[frame.base + node.ins[k].0 as usize]
        } else {
            Value::Nothing
        }
    }

    pub(super) const fn wrong(&mut self, frame: Frame, loc: Loc, text: Text) {
        self.fail(text, frame.graph.signature.name, loc);
    }

    /// The user's name for an input, or what it is, between two pieces of text.
    pub(super) const fn named(
        &self,
        frame: Frame,
        node: &Node,
        k: usize,
        before: &str,
        nameless: &str,
        after: &str,
    ) -> Text {
        let text = Text::new(before);
        let name = if k < node.ins.len() {
            frame.graph.values.name(node.ins[k])
        } else {
            ""
        };
        let text = if name.is_empty() {
            text.with(nameless)
        } else {
            text.with("`").with(name).with("`")
        };
        text.with(after)
    }

    /// Runs a kernel; one that is called, at that place of its caller.
    pub(super) const fn kernel(&mut self, frame: Frame, caller: Option<(Frame, Loc)>) {
        self.check_sizes(frame, caller);
        self.region(frame, &frame.graph.body);
        let mut i = 0;
        while i < frame.graph.body.yields.len() {
            let id = frame.graph.body.yields[i];
            self.whole(
                frame,
                self.get(frame, id),
                frame.graph.values.name(id),
                frame.graph.signature.loc,
            );
            i += 1;
        }
        self.check_stated_results(frame);
    }

    pub(super) const fn region(&mut self, frame: Frame, region: &'static Region) {
        let mut i = 0;
        while i < region.nodes.len() && self.fault.is_none() {
            let node = &region.nodes.get(i);
            self.node(frame, node, region, i);
            i += 1;
        }
    }

    /// `position` is the node's in its region.
    const fn node(&mut self, frame: Frame, node: &Node, region: &'static Region, position: usize) {
        let value = match node.op {
            Op::Call(graph) => return self.call(frame, node, graph),
            Op::Modified(modified) => return self.modified(frame, node, modified),
            Op::For { body, down } => return self.repeat(frame, node, body, down),
            Op::If { then, otherwise } => return self.branch(frame, node, then, otherwise),
            Op::Put => return self.put(frame, node),
            Op::Take => self.take(frame, node, region, position),
            Op::Constant(Constant::UInt(value)) => Value::UInt(value as usize),
            Op::Constant(Constant::Float(value)) => Value::Float(Scalar::number(value)),
            Op::ToFloat => self.float_of(frame, node),
            Op::Constant(Constant::Bit(value)) => Value::Bit(Some(value)),
            Op::Len => match self.length(&self.input(frame, node, 0)) {
                Some(count) => Value::UInt(count),
                None => {
                    let text = self.named(
                        frame,
                        node,
                        0,
                        "[QK0078] the length of ",
                        "this value",
                        " is not stated: write `Vector<Float, { n }>`",
                    );
                    self.wrong(frame, node.loc, text);
                    Value::Nothing
                }
            },
            Op::Pauli(_) | Op::Identity => return self.primitive(frame, node, &node.op),
            Op::Unary(op) => self.unary(frame, node, op),
            Op::Function(function) => self.function(frame, node, function),
            Op::Binary(op) => self.binary(frame, node, op),
            Op::Pack => {
                let first = self.tuple(node.ins.len(), frame.graph.signature.name, node.loc);
                let mut k = 0;
                while k < node.ins.len() && self.fault.is_none() {
                    self.parts[first + k] = self.input(frame, node, k);
                    k += 1;
                }
                Value::Tuple {
                    first,
                    count: node.ins.len(),
                }
            }
            Op::Field(k) => match self.input(frame, node, 0) {
                Value::Tuple { first, .. } => self.parts[first + k as usize],
                value => value,
            },
            _ => return self.primitive(frame, node, &node.op),
        };
        self.define(frame, node, value);
    }

    /// Binds the one result of a node, or the parts of a tuple.
    pub(super) const fn define(&mut self, frame: Frame, node: &Node, value: Value) {
        if node.outs.len() == 1 {
            self.set(frame, node.outs[0], value);
        } else if let Value::Tuple { first, count } = value {
            let mut k = 0;
            while k < node.outs.len() && k < count {
                self.set(frame, node.outs[k], self.parts[first + k]);
                k += 1;
            }
        }
    }

    /// Runs a kernel that is called at a node, with its arguments in place: the inputs from the `first` on.
    pub(super) const fn called(&mut self, frame: Frame, node: &Node, callee: Frame, first: usize) {
        self.check_needs(frame, node, callee, first);
        if self.fault.is_some() {
            return;
        }
        let values = callee.graph.values.len();
        self.top += values;
        self.kernel(callee, Some((frame, node.loc)));
        self.top -= values;
    }

    pub(super) const fn call(&mut self, frame: Frame, node: &Node, graph: &'static Graph) {
        if let Some(op) = graph.primitive_op() {
            return self.primitive(frame, node, op);
        }
        let callee = Frame {
            graph,
            base: self.top,
        };
        let mut k = 0;
        while k < node.ins.len() && k < graph.body.args.len() {
            let value = self.input(frame, node, k);
            self.whole(frame, value, frame.graph.values.name(node.ins[k]), node.loc);
            self.set(callee, graph.body.args[k], value);
            k += 1;
        }
        self.called(frame, node, callee, 0);
        if self.fault.is_some() {
            return;
        }
        let yields = graph.body.yields;
        if yields.len() == 1 {
            let value = self.get(callee, yields[0]);
            self.define(frame, node, value);
        } else if node.outs.len() == 1 {
            let first = self.tuple(yields.len(), frame.graph.signature.name, node.loc);
            let mut k = 0;
            while k < yields.len() && self.fault.is_none() {
                self.parts[first + k] = self.get(callee, yields[k]);
                k += 1;
            }
            self.set(
                frame,
                node.outs[0],
                Value::Tuple {
                    first,
                    count: yields.len(),
                },
            );
        } else {
            let mut k = 0;
            while k < yields.len() && k < node.outs.len() {
                self.set(frame, node.outs[k], self.get(callee, yields[k]));
                k += 1;
            }
        }
    }
}
