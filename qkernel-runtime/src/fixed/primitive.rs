//! Gates, allocation, measurement, observables.

use super::machine::{Machine, PLACES, Value};
use super::step::Frame;
use crate::graph::{Node, Op, Text};

impl<const N: usize> Machine<N> {
    pub(super) const fn primitive(&mut self, frame: Frame, node: &Node, op: &Op) {
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
            Op::Gate { kind, controls } => {
                let count = *controls as usize + kind.targets();
                return self.gate(frame, node, 0, count, kind.name());
            }
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
                Value::Register { count, .. } => Value::Vector {
                    count: Some(count),
                    bits: true,
                    after_run: false,
                },
                _ => Value::Bit(None),
            },
            Op::Reset => first,
            Op::Pauli(_) => match first {
                Value::UInt(qubit) => Value::Observable(qubit + 1),
                _ => Value::Observable(0),
            },
            Op::Identity => Value::Observable(0),
            Op::Expval => {
                let available = match first {
                    Value::Register { count, .. } => count,
                    _ => 1,
                };
                let (needed, value) = match self.input(frame, node, 1) {
                    Value::Observables { count, span } => (
                        span,
                        Value::Vector {
                            count: Some(count),
                            bits: false,
                            after_run: true,
                        },
                    ),
                    Value::Observable(span) => (span, Value::Float { after_run: true }),
                    _ => (0, Value::Float { after_run: true }),
                };
                if needed > available {
                    let text = self.past_the_register(frame, node, needed, available);
                    return self.wrong(frame, node.loc, text);
                }
                value
            }
            _ => return,
        };
        self.define(frame, node, value);
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
        let qubits = first + count;
        let mut k = first;
        while k < node.ins.len() {
            match self.input(frame, node, k) {
                Value::Float { after_run: true } => {
                    let text = Text::new(
                        "[QK0086] an angle cannot depend on an expectation value of the same circuit",
                    );
                    return self.wrong(frame, node.loc, text);
                }
                Value::Qubit(qubit) if k < qubits => {
                    let mut i = first;
                    while i < k {
                        if let Value::Qubit(other) = self.input(frame, node, i)
                            && other == qubit
                        {
                            let mut text = Text::new("[QK0084] `");
                            text.push(name);
                            text.push("` got qubit ");
                            text.push_number(qubit as u64);
                            text.push(" twice");
                            return self.wrong(frame, node.loc, text);
                        }
                        i += 1;
                    }
                }
                _ => {}
            }
            k += 1;
        }
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
