//! Gates, allocation, measurement, observables.

use super::machine::{Machine, PLACES, Value};
use super::operator::Operator;
use super::scalar::Scalar;
use super::step::Frame;
use crate::graph::{Node, Op, Text};

impl<const N: usize> Machine<N> {
    pub(super) const fn primitive(&mut self, frame: Frame, node: &Node, op: &Op) {
        match op {
            Op::Gate { kind, controls } => {
                let count = *controls as usize + kind.targets();
                self.gate(frame, node, 0, count, kind.name())
            }
            _ => self.operation(frame, node, op),
        }
    }

    /// All but gates: apart from them, for a long circuit is made of gates and rustc takes time for each local here.
    const fn operation(&mut self, frame: Frame, node: &Node, op: &Op) {
        let first = self.input(frame, node, 0);
        if let (Op::Measure | Op::Reset | Op::Discard | Op::Expval, true) =
            (op, !node.ins.is_empty())
        {
            self.whole(frame, first, frame.graph.values.name(node.ins[0]), node.loc);
        }
        if let Op::Measure | Op::Discard | Op::Expval = op {
            self.end(first);
        }
        let value = match op {
            Op::Qubit => Value::Qubit(self.born(frame, node)),
            Op::QubitArray => match first {
                Value::UInt(count) => self.register(frame, node, count),
                _ => {
                    return self.wrong(
                        frame,
                        node.loc,
                        Text::new("[QK0050] a register's size cannot depend on a measurement"),
                    );
                }
            },
            Op::Measure => match first {
                Value::Register { count, .. } => Value::Bits(count),
                _ => Value::Bit(None),
            },
            Op::Reset => first,
            Op::Pauli(pauli) => match first {
                Value::UInt(qubit) => Value::Observable(self.terms.pauli(*pauli, qubit)),
                _ => Value::Observable(self.terms.number(Some(1.0))),
            },
            Op::Identity => Value::Observable(self.terms.number(Some(1.0))),
            Op::Expval => {
                let available = self.available(first);
                match self.input(frame, node, 1) {
                    Value::Observables { first, count } => {
                        let mut k = 0;
                        while k < count && self.fault.is_none() {
                            if let Value::Observable(operator) = self.parts[first + k] {
                                self.measured(frame, node, operator, available);
                            }
                            k += 1;
                        }
                        let first = self.derive(count);
                        Value::Expectations { first, count }
                    }
                    Value::Observable(operator) => {
                        self.measured(frame, node, operator, available);
                        Value::Float(Scalar::derived(self.derive(1), true))
                    }
                    _ => Value::Nothing,
                }
            }
            _ => return,
        };
        self.define(frame, node, value);
    }

    /// How many qubits there are in a register or a tuple.
    const fn available(&self, value: Value) -> usize {
        match value {
            Value::Register { count, .. } => count,
            Value::Tuple { first, count } => {
                let (mut all, mut i) = (0, 0);
                while i < count {
                    all += self.available(self.parts[first + i]);
                    i += 1;
                }
                all
            }
            _ => 1,
        }
    }

    /// Whether an observable can be measured on so many qubits.
    const fn measured(&mut self, frame: Frame, node: &Node, operator: Operator, available: usize) {
        if operator.span > available {
            let text = self.past_the_register(frame, node, operator.span, available);
            self.wrong(frame, node.loc, text);
        } else if let Some(text) = self.terms.fault(operator) {
            self.wrong(frame, node.loc, text);
        }
    }

    /// An observable that needs more qubits than there are.
    const fn past_the_register(
        &self,
        frame: Frame,
        node: &Node,
        needed: usize,
        available: usize,
    ) -> Text {
        let acts = " acts on qubit ";
        let mut text = self.named(frame, node, 1, "[QK0081] ", "the observable", acts);
        text.push_number(needed as u64 - 1);
        let text = text.with(", but ");
        let mut text = self.named(frame, node, 0, text.as_str(), "the register", " has ");
        text.push_number(available as u64);
        text.push(if available == 1 { " qubit" } else { " qubits" });
        if available > 0 {
            text.push(" (the last is ");
            text.push_number(available as u64 - 1);
            text.push(")");
        }
        text
    }

    /// A register of new qubits.
    const fn register(&mut self, frame: Frame, node: &Node, count: usize) -> Value {
        let first = self.used_places;
        if count > PLACES - first {
            self.wrong(
                frame,
                node.loc,
                Text::new("[QK0082] the circuit is too large to be checked here; use `compile()`"),
            );
            return Value::Register { first, count: 0 };
        }
        let mut i = 0;
        while i < count {
            self.places[first + i] = self.born(frame, node);
            i += 1;
        }
        self.used_places += count;
        Value::Register { first, count }
    }

    /// A gate whose qubits are `count` of the node's inputs, from `first` on; angles follow.
    pub(super) const fn gate(
        &mut self,
        frame: Frame,
        node: &Node,
        first: usize,
        count: usize,
        name: &str,
    ) {
        self.check_operands(frame, node, first, count, name);
        if self.fault.is_none() {
            self.give_operands(frame, node, first, count);
        }
    }

    // Texts are large, and rustc takes time for each local of a function that is called: errors have functions of their own.

    const fn twice(&mut self, frame: Frame, node: &Node, name: &str, qubit: usize) {
        let text = Text::new("[QK0084] `").with(name).with("` got qubit ");
        let text = text.with_number(qubit as u64).with(" twice");
        self.wrong(frame, node.loc, text);
    }

    const fn wrong_angle(&mut self, frame: Frame, node: &Node, after_run: bool) {
        let text = Text::new(if after_run {
            "[QK0086] an angle cannot depend on an expectation value of the same circuit"
        } else {
            "[QK0079] this angle must be finite, but is infinite or not a number"
        });
        self.wrong(frame, node.loc, text);
    }

    const fn check_operands(
        &mut self,
        frame: Frame,
        node: &Node,
        first: usize,
        count: usize,
        name: &str,
    ) {
        let qubits = first + count;
        let mut k = first;
        while k < node.ins.len() {
            match self.input(frame, node, k) {
                Value::Float(angle) if angle.after_run || !angle.is_finite() => {
                    return self.wrong_angle(frame, node, angle.after_run);
                }
                Value::Qubit(qubit) if k < qubits => {
                    let mut i = first;
                    while i < k {
                        if let Value::Qubit(other) = self.input(frame, node, i)
                            && other == qubit
                        {
                            return self.twice(frame, node, name, qubit);
                        }
                        i += 1;
                    }
                }
                _ => {}
            }
            k += 1;
        }
    }

    /// The results of a node that returns `count` of its inputs, from `first` on.
    pub(super) const fn give_operands(
        &mut self,
        frame: Frame,
        node: &Node,
        first: usize,
        count: usize,
    ) {
        if node.outs.len() == 1 && count > 1 {
            let part = self.tuple(count, frame.graph.signature.name, node.loc);
            let mut k = 0;
            while k < count && self.fault.is_none() {
                self.parts[part + k] = self.input(frame, node, first + k);
                k += 1;
            }
            return self.set(frame, node.outs[0], Value::Tuple { first: part, count });
        }
        let mut k = 0;
        while k < node.outs.len() && k < count {
            self.set(frame, node.outs[k], self.input(frame, node, first + k));
            k += 1;
        }
    }
}
