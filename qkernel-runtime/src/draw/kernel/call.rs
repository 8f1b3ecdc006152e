//! Calls of kernels: boxes, or frames around what they do.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::expr::{Expr, label_with};
use super::lines::{Given, Gives};
use super::{CallFrame, Maker, Value};
use crate::draw::labels::Label;
use crate::draw::picture::{Around, Family, Glyph, Mark, Read};
use crate::graph::{Follow, Graph, Modified, Modifier, Node, Op, Type};
use crate::program::BitId;

impl Maker {
    pub(super) fn call(
        &mut self,
        graph: &'static Graph,
        node: &Node,
        scope: &CallFrame,
    ) -> Vec<Value> {
        if let Some(op) = graph.builtin() {
            return self.builtin(op, node, 0, scope);
        }
        let arguments = scope.all(node.ins);
        let label = call_label(graph.signature.name, graph, node, 0, scope);
        if self.silent == 0
            && (self.calls < self.opened || self.has_no_line(graph, &arguments))
            && self.has_room()
        {
            for leaf in arguments.iter().cloned().flat_map(Value::into_leaves) {
                self.whole(&leaf);
            }
            self.put_all_back();
            let start = self.enter();
            self.calls += 1;
            let results = self.kernel(graph, arguments);
            self.calls -= 1;
            self.leave(Around::Call, label, start, None, Vec::new());
            return results;
        }
        self.boxed(graph, label, &[], arguments, node, scope)
    }

    pub(super) fn modified(
        &mut self,
        modified: &'static Modified,
        node: &Node,
        scope: &CallFrame,
    ) -> Vec<Value> {
        let graph = modified.graph;
        let is_control = |modifier: &Modifier| matches!(modifier, Modifier::Control);
        if let Some(op @ Op::Gate { .. }) = graph.builtin()
            && modified.modifiers.iter().all(is_control)
        {
            return self.builtin(op, node, modified.controls(), scope);
        }
        // The controls are dots; the other modifiers are part of the name.
        let mut name = String::new();
        let mut counts = Vec::new();
        for modifier in modified.modifiers {
            if !is_control(modifier) {
                name.push_str(modifier.name());
                name.push('(');
            }
            if matches!(modifier, Modifier::Power) {
                counts.push(scope.expr(node, counts.len()).0.short().to_owned());
            }
        }
        name.push_str(graph.signature.name);
        for modifier in modified.modifiers.iter().rev() {
            match modifier {
                Modifier::Power => {
                    name.push_str(", ");
                    name.push_str(&counts.pop().unwrap_or_default());
                    name.push(')');
                }
                Modifier::Inverse => name.push(')'),
                Modifier::Control => {}
            }
        }
        let first = modified.first_argument();
        let values = scope.all(&node.ins[modified.powers()..]);
        let (controls, arguments) = values.split_at(modified.controls());
        let by: Vec<usize> = controls.iter().filter_map(Value::strand).collect();
        let label = call_label(&name, graph, node, first, scope);
        self.boxed(graph, label, &by, arguments.to_vec(), node, scope);
        // The qubits come back in their order.
        let leaves = values.into_iter().flat_map(Value::into_leaves);
        let mut qubits = leaves.filter(|leaf| leaf.strand().is_some());
        let results = modified.results.iter();
        results.map(|ty| Value::of_type(ty, &mut qubits)).collect()
    }

    /// Whether there is no line that a box could be on, though the kernel has qubits of its own: then what it does is drawn.
    fn has_no_line(&mut self, graph: &'static Graph, arguments: &[Value]) -> bool {
        let mut leaves = arguments.iter().cloned().flat_map(Value::into_leaves);
        if leaves.any(|leaf| leaf.strand().is_some()) {
            return false;
        }
        let known = self.given(graph);
        let is_line = |part: &Given| matches!(part, Given::Qubit | Given::Register(_));
        known.acts && !known.parts.iter().any(is_line)
    }

    /// Draws a box, and gives what the kernel gives.
    fn boxed(
        &mut self,
        graph: &'static Graph,
        label: Label,
        controls: &[usize],
        arguments: Vec<Value>,
        node: &Node,
        scope: &CallFrame,
    ) -> Vec<Value> {
        let given = self.given(graph);
        let mut taken = Vec::new();
        let mut read = BTreeSet::new();
        let mut ports = Vec::new();
        let params = graph.signature.params.iter().zip(graph.body.args);
        for ((param, &id), argument) in params.zip(arguments) {
            let is_whole = argument.strand().is_some();
            for leaf in argument.into_leaves() {
                match &leaf {
                    Value::Expr(_, bits) => read.extend(bits.iter().copied()),
                    _ => {
                        if let Some(strand) = self.whole(&leaf) {
                            if is_whole {
                                self.name_strand(strand, graph, id, self.calls + 1);
                            }
                            ports.push((strand, param.name.to_owned()));
                            taken.push(leaf);
                        }
                    }
                }
            }
        }
        let mut rows: Vec<usize> = taken.iter().filter_map(Value::strand).collect();
        let mut returned = BTreeSet::new();
        let mut writes = Vec::new();
        let outs = node.outs.iter().map(|&id| scope.name(id));
        let mut names = outs.chain(std::iter::repeat(""));
        let leaves: Vec<Value> = (given.parts.iter())
            .map(|part| {
                let name = names.next().unwrap_or("");
                match part {
                    Given::Taken(k) => {
                        returned.insert(*k);
                        taken.get(*k).cloned().unwrap_or(Value::Missing)
                    }
                    Given::Qubit => {
                        let strand = self.strand("", None);
                        rows.push(strand);
                        Value::Qubit(strand)
                    }
                    Given::Register(length) => {
                        let length = length.clone().unwrap_or(Expr::name("?"));
                        let strand = self.strand("", Some(length));
                        rows.push(strand);
                        Value::Register(strand)
                    }
                    Given::Bits => {
                        let (bit, value) = self.bit();
                        writes.push(bit);
                        value
                    }
                    Given::Other if name.is_empty() => {
                        Value::Expr(Expr::name(&label.text()), read.clone())
                    }
                    Given::Other => Value::Expr(Expr::name(name), read.clone()),
                }
            })
            .collect();
        let mut mark = Mark::on(Glyph::Box, Family::Kernel, label, rows.iter().copied());
        mark.controls = controls.to_vec();
        if ports.len() > 1 {
            mark.ports = ports;
        }
        let written = |bit| Read::new(BitId::new(bit), true, None);
        mark.bits = writes.into_iter().map(written).collect();
        for bit in read {
            let read = self.read(bit, None);
            mark.bits.push(read);
        }
        rows.extend(controls);
        if !rows.is_empty() {
            self.moment(mark, &rows);
        }
        for (k, leaf) in taken.iter().enumerate() {
            if let Some(strand) = leaf.strand()
                && !returned.contains(&k)
                && controls.is_empty()
            {
                self.gone(strand);
            }
        }
        let mut leaves = leaves.into_iter();
        match graph.signature.result {
            Type::Tuple(parts) => parts
                .iter()
                .map(|ty| Value::of_type(ty, &mut leaves))
                .collect(),
            ty => vec![Value::of_type(&ty, &mut leaves)],
        }
    }

    /// What a kernel gives: found once, by following it without drawing.
    fn given(&mut self, graph: &'static Graph) -> Rc<Gives> {
        if let Some(known) = self.given.get(&std::ptr::from_ref(graph)) {
            return Rc::clone(known);
        }
        self.silent += 1;
        let lanes = std::mem::take(&mut self.lanes);
        let first_bit = self.bits.len();
        let params = graph.signature.params.iter();
        let arguments: Vec<Value> = params
            .map(|param| self.parameter(param.name, param.ty, None))
            .collect();
        let taken: Vec<usize> = (arguments.iter().cloned())
            .flat_map(Value::into_leaves)
            .filter_map(|leaf| leaf.strand())
            .collect();
        for &strand in &taken {
            self.strands[strand].is_drawn = false;
        }
        let lines = self.strands.len();
        let results = self.kernel(graph, arguments);
        let place = |strand: usize| taken.iter().position(|&taken| taken == strand);
        let parts = (results.into_iter().flat_map(Value::into_leaves))
            .map(|leaf| match leaf {
                Value::Qubit(strand) => place(strand).map_or(Given::Qubit, Given::Taken),
                Value::Register(strand) => match place(strand) {
                    Some(k) => Given::Taken(k),
                    None => Given::Register(self.strands[strand].length.clone()),
                },
                Value::Expr(_, bits) if bits.iter().any(|&bit| bit >= first_bit) => Given::Bits,
                _ => Given::Other,
            })
            .collect();
        let given = Rc::new(Gives {
            parts,
            acts: self.strands.len() > lines,
        });
        self.bits.truncate(first_bit);
        self.lanes = lanes;
        self.silent -= 1;
        self.given.insert(graph, Rc::clone(&given));
        given
    }
}

/// A kernel's name with what it is called with, but for its qubits.
fn call_label(name: &str, graph: &Graph, node: &Node, first: usize, scope: &CallFrame) -> Label {
    let inputs = (first..node.ins.len()).zip(graph.signature.params);
    let others: Vec<Expr> = inputs
        .filter(|(k, _)| {
            let leaves = scope.input(node, *k).into_leaves();
            leaves.iter().all(|leaf| leaf.strand().is_none())
        })
        .map(|(k, param)| match scope.input(node, k) {
            Value::Expr(expr, _) => expr,
            _ => Expr::name(param.name),
        })
        .collect();
    label_with(name, &others)
}
