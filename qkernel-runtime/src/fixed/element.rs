//! The elements of registers and vectors.

use super::machine::{Machine, OUT, Value};
use super::scalar::Scalar;
use super::step::Frame;
use crate::graph::{Loc, Node, Op, Region, Text};
use crate::program::MAX_NUMBERS;

impl<const N: usize> Machine<N> {
    pub(super) const fn index(&mut self, frame: Frame, node: &Node, k: usize) -> Option<usize> {
        match self.input(frame, node, k) {
            Value::UInt(index) => Some(index),
            _ => {
                self.wrong(
                    frame,
                    node.loc,
                    Text::new("[QK0050] an index cannot depend on a measurement"),
                );
                None
            }
        }
    }

    pub(super) const fn take(
        &mut self,
        frame: Frame,
        node: &Node,
        region: &'static Region,
        position: usize,
    ) -> Value {
        let vector = self.input(frame, node, 0);
        let Some(index) = self.index(frame, node, 1) else {
            return Value::Nothing;
        };
        if let Value::Matrix(argument) = vector {
            return match self.index(frame, node, 2) {
                Some(column) => self.argument(frame, node, argument, index, column),
                None => Value::Nothing,
            };
        }
        if !self.in_range(frame, node, &vector, index) {
            return Value::Nothing;
        }
        match vector {
            Value::Register { first, .. } => {
                let qubit = self.places[first + index];
                if qubit == OUT {
                    self.same_element(frame, region, position, node);
                    let text = self.element(frame, node, index, "[QK0015] ");
                    self.wrong(
                        frame,
                        node.loc,
                        text.with(" was taken before and not put back"),
                    );
                }
                self.places[first + index] = OUT;
                Value::Qubit(qubit)
            }
            Value::UInts { first, .. } => Value::UInt(self.numbers[first + index]),
            Value::Observables { first, .. } => self.parts[first + index],
            Value::Bits(_) => Value::Bit(None),
            Value::KnownBits { first, .. } => Value::Bit(Some(self.numbers[first + index] == 1)),
            Value::Expectations { first, .. } => Value::Float(Scalar::derived(first + index, true)),
            Value::Angles(argument) => self.argument(frame, node, argument, 0, index),
            _ => Value::Nothing,
        }
    }

    /// An element of an argument. One whose size is not stated is as large as it is used.
    const fn argument(
        &mut self,
        frame: Frame,
        node: &Node,
        argument: usize,
        row: usize,
        column: usize,
    ) -> Value {
        let largest = if row > column { row } else { column };
        if largest >= MAX_NUMBERS {
            let text = Text::new("[QK0083] index ").with_number(largest as u64);
            self.wrong(
                frame,
                node.loc,
                text.with(" is too large for an argument of a run"),
            );
        }
        if let Some((rows, columns)) = self.extents[argument].shape
            && (row >= rows || column >= columns)
        {
            let text = Text::new("[QK0083] index (").with_number(row as u64);
            let text = text.with(", ").with_number(column as u64);
            let text = self.named(
                frame,
                node,
                0,
                text.with(") is out of range for ").as_str(),
                "this matrix",
                " of ",
            );
            let text = text.with_number(rows as u64).with(" x ");
            self.wrong(frame, node.loc, text.with_number(columns as u64));
        }
        let extent = &mut self.extents[argument];
        if extent.rows <= row {
            extent.rows = row + 1;
        }
        if extent.columns <= column {
            extent.columns = column + 1;
        }
        Value::Float(Scalar::argument(argument, row, column))
    }

    /// `before` and an element of a node's first input, as the user might write it.
    const fn element(&self, frame: Frame, node: &Node, index: usize, before: &str) -> Text {
        let name = frame.graph.values.name(node.ins[0]);
        let mut text = Text::new(before);
        if name.is_empty() {
            text.push("element ");
            text.push_number(index as u64);
            return text.with(" of this register");
        }
        text.push("`");
        text.push(name);
        text.push("[");
        text.push_number(index as u64);
        text.with("]`")
    }

    pub(super) const fn in_range(
        &mut self,
        frame: Frame,
        node: &Node,
        vector: &Value,
        index: usize,
    ) -> bool {
        let Some(count) = self.length(vector) else {
            return true;
        };
        if index >= count {
            self.past_the_end(frame, node, index, count);
        }
        index < count
    }

    const fn past_the_end(&mut self, frame: Frame, node: &Node, index: usize, count: usize) {
        let mut text = Text::new("[QK0083] index ");
        text.push_number(index as u64);
        let mut text = self.named(
            frame,
            node,
            0,
            text.with(" is out of range for ").as_str(),
            "this value",
            " of length ",
        );
        text.push_number(count as u64);
        self.wrong(frame, node.loc, text);
    }

    pub(super) const fn put(&mut self, frame: Frame, node: &Node) {
        let vector = self.input(frame, node, 0);
        let Some(index) = self.index(frame, node, 1) else {
            return;
        };
        if !self.in_range(frame, node, &vector, index) {
            return;
        }
        if let (Value::Register { first, .. }, Value::Qubit(qubit)) =
            (vector, self.input(frame, node, 2))
        {
            if self.places[first + index] != OUT {
                let text = self.element(frame, node, index, "[QK0017] ");
                self.wrong(
                    frame,
                    node.loc,
                    text.with(" still holds a qubit that would be lost"),
                );
            }
            self.places[first + index] = qubit;
        }
    }

    /// A register that is used whole has all of its qubits.
    pub(super) const fn whole(&mut self, frame: Frame, value: Value, name: &str, loc: Loc) {
        let mut i = 0;
        if let Value::Tuple { first, count } = value {
            while i < count {
                self.whole(frame, self.parts[first + i], name, loc);
                i += 1;
            }
        }
        let Value::Register { first, count } = value else {
            return;
        };
        while i < count {
            if self.places[first + i] == OUT {
                let name = if name.is_empty() {
                    "the register"
                } else {
                    name
                };
                let mut text = Text::new("[QK0016] `");
                text.push(name);
                text.push("` is used whole while `");
                text.push(name);
                text.push("[");
                text.push_number(i as u64);
                text.push("]` is out");
                return self.wrong(frame, loc, text);
            }
            i += 1;
        }
    }

    /// `cx(q[i], q[j])` where i and j are the same: the second element that is taken for the call is out.
    pub(super) const fn same_element(
        &mut self,
        frame: Frame,
        region: &'static Region,
        position: usize,
        node: &Node,
    ) {
        let Some(place) = self.place(frame, node) else {
            return;
        };
        if self.places[place] != OUT {
            return;
        }
        let mut k = position + 1;
        while k < region.nodes.len() {
            let call = &region.nodes.get(k);
            let callee = match call.op {
                Op::Call(callee) if uses(call, node) => Text::new(callee.signature.name),
                Op::Modified(modified) if uses(call, node) => modified.name(),
                _ => Text::EMPTY,
            };
            if !callee.as_str().is_empty() {
                let mut i = 0;
                while i < position {
                    let other = &region.nodes.get(i);
                    if let (Some(same), true) = (self.place(frame, other), uses(call, other))
                        && same == place
                    {
                        let mut text = Text::new("[QK0084] `").with(callee.as_str());
                        text.push("` needs different qubits, but ");
                        let index = match self.input(frame, node, 1) {
                            Value::UInt(index) => index,
                            _ => 0,
                        };
                        let text = self.element(frame, node, index, text.as_str());
                        let text = text.with(" is used twice");
                        return self.wrong(frame, call.loc, text);
                    }
                    i += 1;
                }
                return;
            }
            k += 1;
        }
    }

    /// The place of the register that a node takes a qubit from.
    pub(super) const fn place(&self, frame: Frame, node: &Node) -> Option<usize> {
        if let (Op::Take, 2) = (node.op, node.ins.len())
            && let (Value::Register { first, count }, Value::UInt(index)) =
                (self.input(frame, node, 0), self.input(frame, node, 1))
        {
            return if index < count {
                Some(first + index)
            } else {
                None
            };
        }
        None
    }
}

/// Whether what a node defines is an argument of a call.
const fn uses(call: &Node, node: &Node) -> bool {
    let mut i = 0;
    while i < call.ins.len() {
        if !node.outs.is_empty() && call.ins[i].0 == node.outs[0].0 {
            return true;
        }
        i += 1;
    }
    false
}
