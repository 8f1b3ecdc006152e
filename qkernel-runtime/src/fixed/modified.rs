//! `control`, `inverse` and `power` of kernels: the kernel runs as it is, and gives its qubits back in their order.

use super::leaves::Leaves;
use super::machine::{Machine, Value};
use super::step::Frame;
use crate::graph::{Modified, Modifier, Node, Op, Text, Type};

/// A call of a modified kernel. The arguments in the callee's frame are also its results: the next run starts with
/// what the last one returned.
#[derive(Clone, Copy)]
struct Call {
    caller: Frame,
    callee: Frame,
    node: Node,
    modified: &'static Modified,
}

impl<const N: usize> Machine<N> {
    pub(super) const fn modified(
        &mut self,
        frame: Frame,
        node: &Node,
        modified: &'static Modified,
    ) {
        if let Some(text) = modified.refusal() {
            return self.wrong(frame, node.loc, text);
        }
        let (powers, first) = (modified.powers(), modified.first_argument());
        let (mut k, mut runs) = (0, true);
        while k < powers {
            match self.input(frame, node, k) {
                Value::UInt(count) => runs = runs && count > 0,
                _ => {
                    let text = "[QK0050] the number of repetitions depends on a measurement";
                    return self.wrong(frame, node.loc, Text::new(text));
                }
            }
            k += 1;
        }
        let graph = modified.graph;
        if let Some(Node {
            op: Op::Gate { kind, controls },
            ..
        }) = graph.primitive()
        {
            let count = modified.controls() + controls as usize + kind.targets();
            return match runs {
                true => self.gate(frame, node, powers, count, modified.name().as_str()),
                false => self.give_operands(frame, node, powers, count),
            };
        }
        let callee = Frame {
            graph,
            base: self.top,
        };
        let mut k = first;
        while k < node.ins.len() && k - first < graph.body.args.len() {
            let value = self.input(frame, node, k);
            let name = frame.graph.values.name(node.ins[k]);
            self.whole(frame, value, name, node.loc);
            self.set(callee, graph.body.args[k - first], value);
            k += 1;
        }
        let call = Call {
            caller: frame,
            callee,
            node: *node,
            modified,
        };
        self.check_controls(call);
        self.under(call, 0, 0);
        if self.fault.is_none() {
            self.give_back(call);
        }
    }

    /// A control is no other control and no argument.
    const fn check_controls(&mut self, call: Call) {
        let Call { caller, node, .. } = call;
        let mut qubits = self.arguments(call).qubits(self);
        let mut k = call.modified.first_argument();
        while k > call.modified.powers() {
            k -= 1;
            if let Value::Qubit(qubit) = self.input(caller, &node, k) {
                if qubits.contains(qubit) {
                    let text = Text::new("[QK0084] `").with(call.modified.name().as_str());
                    let text = text.with("` got qubit ").with_number(qubit as u64);
                    return self.wrong(caller, node.loc, text.with(" twice"));
                }
                qubits.push(qubit);
            }
        }
    }

    /// Runs the kernel under its modifiers from number `level` on; `power` is the number of the next count.
    const fn under(&mut self, call: Call, level: usize, power: usize) {
        if self.fault.is_some() {
            return;
        }
        if level == call.modified.modifiers.len() {
            let Call { caller, node, .. } = call;
            let first = call.modified.first_argument();
            self.called(caller, &node, call.callee, first);
            if self.fault.is_none() {
                self.take_results(call);
            }
            return;
        }
        let before = self.arguments(call).qubits(self);
        match call.modified.modifiers[level] {
            Modifier::Power => {
                let mut left = match self.input(call.caller, &call.node, power) {
                    Value::UInt(count) => count,
                    _ => 0,
                };
                let mut last = before;
                while left > 0 && self.fault.is_none() {
                    self.under(call, level + 1, power + 1);
                    let now = self.arguments(call).qubits(self);
                    // If nothing has moved, the next run is like this one.
                    left = if now.same(&last) { 0 } else { left - 1 };
                    last = now;
                }
            }
            modifier @ (Modifier::Inverse | Modifier::Control) => {
                self.under(call, level + 1, power);
                if self.fault.is_none() && !self.arguments(call).qubits(self).same(&before) {
                    let text = modifier.moved(call.modified.graph.signature.name);
                    self.wrong(call.caller, call.node.loc, text);
                }
            }
        }
    }

    /// The results of the last run are the arguments of the next.
    const fn take_results(&mut self, call: Call) {
        let graph = call.callee.graph;
        let mut results = Leaves::NONE;
        let mut k = 0;
        while k < graph.body.yields.len() {
            results.push(self.get(call.callee, graph.body.yields[k]), self);
            k += 1;
        }
        let mut k = 0;
        while k < graph.body.args.len() {
            let argument = self.get(call.callee, graph.body.args[k]);
            let value = self.refilled(argument, &mut results);
            self.set(call.callee, graph.body.args[k], value);
            k += 1;
        }
    }

    /// A value with other qubits.
    const fn refilled(&mut self, value: Value, from: &mut Leaves) -> Value {
        match value {
            Value::Qubit(_) | Value::Register { .. } => from.next(),
            Value::Tuple { first, count } => {
                let mut k = first;
                while k < first + count {
                    self.parts[k] = self.refilled(self.parts[k], from);
                    k += 1;
                }
                value
            }
            value => value,
        }
    }

    /// Binds what the node gives: the controls and the qubits of the arguments.
    const fn give_back(&mut self, call: Call) {
        let Call { caller, node, .. } = call;
        let mut leaves = Leaves::NONE;
        let mut k = call.modified.powers();
        while k < call.modified.first_argument() {
            leaves.push(self.input(caller, &node, k), self);
            k += 1;
        }
        let arguments = self.arguments(call);
        let mut k = 0;
        while k < arguments.count {
            leaves.push(arguments.list[k], self);
            k += 1;
        }
        let results = call.modified.results;
        if node.outs.len() == results.len() {
            let mut k = 0;
            while k < results.len() {
                let value = self.of_type(call, results[k], &mut leaves);
                self.set(caller, node.outs[k], value);
                k += 1;
            }
        } else if !node.outs.is_empty() {
            let value = self.of_type(call, Type::Tuple(results), &mut leaves);
            self.set(caller, node.outs[0], value);
        }
    }

    const fn of_type(&mut self, call: Call, ty: Type, from: &mut Leaves) -> Value {
        let Type::Tuple(parts) = ty else {
            return from.next();
        };
        let name = call.caller.graph.signature.name;
        let first = self.tuple(parts.len(), name, call.node.loc);
        let mut k = 0;
        while k < parts.len() && self.fault.is_none() {
            self.parts[first + k] = self.of_type(call, parts[k], from);
            k += 1;
        }
        Value::Tuple {
            first,
            count: parts.len(),
        }
    }

    /// The qubits and registers among the arguments.
    const fn arguments(&self, call: Call) -> Leaves {
        let args = call.callee.graph.body.args;
        let mut leaves = Leaves::NONE;
        let mut k = 0;
        while k < args.len() {
            leaves.push(self.get(call.callee, args[k]), self);
            k += 1;
        }
        leaves
    }
}
