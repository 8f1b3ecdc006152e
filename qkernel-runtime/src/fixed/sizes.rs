//! Arithmetic on known numbers, and the lengths that a kernel states.

use super::machine::{ARGUMENTS, Extent, Machine, Value};
use super::step::Frame;
use crate::graph::{BinaryOp, Loc, Node, Param, Size, SizeOp, Text};
use crate::program::MAX_NUMBERS;

impl<const N: usize> Machine<N> {
    /// Every vector has the length that the kernel states; where it is called, the length of an argument is the caller's fault.
    pub(super) const fn check_sizes(&mut self, frame: Frame, caller: Option<(Frame, Loc)>) {
        let signature = &frame.graph.signature;
        let mut i = 0;
        while i < signature.params.len() && i < frame.graph.body.args.len() {
            let param = &signature.params[i];
            let id = frame.graph.body.args[i];
            if let Some(size) = &param.size {
                let (at, loc) = match caller {
                    Some(caller) => caller,
                    None => (frame, param.loc),
                };
                let value = self.get(frame, id);
                match (self.size(frame, size), self.length(&value)) {
                    (None, _) => {
                        let text = match self.unstated(frame, size) {
                            Some(vector) => Text::new("[QK0078] the length of `")
                                .with(vector)
                                .with("`, which `")
                                .with(param.name)
                                .with("` needs, is not stated: write `Vector<Float, { n }>`"),
                            None => Text::new("[QK0080] the length `")
                                .with(size.text)
                                .with("` cannot be computed"),
                        };
                        self.wrong(at, loc, text);
                    }
                    (Some(expected), Some(found)) if found != expected => {
                        let mut text = Text::new("[QK0078] `");
                        text.push(param.name);
                        text.push("` has length ");
                        text.push_number(found as u64);
                        text.push(", but `");
                        text.push(signature.name);
                        text.push("` needs ");
                        text.push_number(expected as u64);
                        text.push(" (`");
                        text.push(size.text);
                        text.push("`)");
                        self.wrong(at, loc, text);
                    }
                    (Some(expected), None) => {
                        if let Value::Angles(argument) = value {
                            self.state_length((at, loc), signature.name, param, argument, expected);
                        }
                    }
                    _ => {}
                }
            }
            i += 1;
        }
        self.check_stated_arguments(frame);
    }

    /// The length of an argument is stated for the first time.
    const fn state_length(
        &mut self,
        (at, loc): (Frame, Loc),
        kernel: &str,
        param: &Param,
        argument: usize,
        expected: usize,
    ) {
        let used = self.extents[argument].columns;
        if used > expected {
            let text = Text::new("[QK0078] `").with(param.name);
            let text = text
                .with("` was used up to index ")
                .with_number(used as u64 - 1);
            let text = text.with(" before, but `").with(kernel);
            let text = text.with("` needs length ").with_number(expected as u64);
            self.wrong(at, loc, text);
        }
        self.extents[argument].stated = Some(expected);
    }

    /// No argument is larger than one may be.
    pub(super) const fn check_arguments(&mut self, frame: Frame) {
        let signature = &frame.graph.signature;
        let mut i = 0;
        while i < signature.params.len() {
            let Extent {
                stated,
                shape,
                rows,
                columns,
            } = self.extents[i];
            let numbers = match (stated, shape) {
                (Some(length), _) => length,
                (None, Some((rows, columns))) => rows.saturating_mul(columns),
                (None, None) => rows.saturating_mul(columns),
            };
            if numbers > MAX_NUMBERS {
                let text = Text::new("[QK0082] `").with(signature.params[i].name);
                let text = text.with("` would hold ").with_number(numbers as u64);
                self.wrong(
                    frame,
                    signature.params[i].loc,
                    text.with(" numbers: is a size or an index too large?"),
                );
            }
            i += 1;
        }
    }

    /// A callee gets what it needs: its arguments begin with the node's input number `first`.
    pub(super) const fn check_needs(
        &mut self,
        frame: Frame,
        node: &Node,
        callee: Frame,
        first: usize,
    ) {
        let graph = callee.graph;
        if graph.needs.is_empty() {
            return;
        }
        let (mut params, mut i) = ([None; ARGUMENTS], 0);
        while i < graph.body.args.len() && i < ARGUMENTS {
            params[i] = match self.get(callee, graph.body.args[i]) {
                Value::UInt(value) if value <= i64::MAX as usize => Some(value as i64),
                Value::UInt(_) => None,
                value => match self.length(&value) {
                    Some(length) => Some(length as i64),
                    None => None,
                },
            };
            i += 1;
        }
        let mut i = 0;
        while i < graph.needs.len() {
            if let Some(value) = graph.needs[i].unmet(&params) {
                let argument = match graph.needs[i].vector() {
                    Some(number) => self.named(frame, node, first + number, "", "this value", ""),
                    None => Text::EMPTY,
                };
                let text = graph.needs[i].text(graph, &params, value, argument.as_str());
                return self.wrong(frame, node.loc, text);
            }
            i += 1;
        }
    }

    /// The vector in a size whose length is not known.
    const fn unstated(&self, frame: Frame, size: &Size) -> Option<&'static str> {
        let mut i = 0;
        while i < size.code.len() {
            if let SizeOp::Length(number) = size.code[i] {
                let param = &frame.graph.signature.params[number as usize];
                if self.size_of(frame, number as usize).is_none() {
                    return match &param.size {
                        Some(size) => self.unstated(frame, size),
                        None => Some(param.name),
                    };
                }
            }
            i += 1;
        }
        None
    }

    /// The length of a parameter that occurs in the stated length of another one.
    const fn size_of(&self, frame: Frame, number: usize) -> Option<usize> {
        let length = self.length(&self.get(frame, frame.graph.body.args[number]));
        match (length, &frame.graph.signature.params[number].size) {
            (None, Some(size)) => self.size(frame, size),
            (length, _) => length,
        }
    }

    pub(super) const fn size(&self, frame: Frame, size: &Size) -> Option<usize> {
        let mut stack = [0; 16];
        let mut height = 0;
        let mut i = 0;
        while i < size.code.len() {
            let value = match size.code[i] {
                SizeOp::Constant(value) => value as usize,
                SizeOp::Param(number) => {
                    match self.get(frame, frame.graph.body.args[number as usize]) {
                        Value::UInt(value) => value,
                        _ => return None,
                    }
                }
                SizeOp::Length(number) => match self.size_of(frame, number as usize) {
                    Some(length) => length,
                    None => return None,
                },
                SizeOp::Binary(op) => {
                    if height < 2 {
                        return None;
                    }
                    height -= 2;
                    match op.of_sizes(stack[height], stack[height + 1]) {
                        Some(value) => value,
                        None => return None,
                    }
                }
            };
            if height == stack.len() {
                return None;
            }
            stack[height] = value;
            height += 1;
            i += 1;
        }
        Some(stack[0])
    }

    pub(super) const fn binary(&mut self, frame: Frame, node: &Node, op: BinaryOp) -> Value {
        match (self.input(frame, node, 0), self.input(frame, node, 1)) {
            (Value::UInt(a), Value::UInt(b)) => match op.of_sizes(a, b) {
                Some(value) => Value::UInt(value),
                None => self.compared(frame, node, op, a, b),
            },
            (Value::Bit(a), Value::Bit(b)) => Value::Bit(bits(op, a, b)),
            (Value::Float(a), Value::Float(b)) => self.scalars(frame, node, op, &a, &b),
            (a @ Value::Observable(_), b) | (a, b @ Value::Observable(_)) => {
                self.operators(frame, node, op, &a, &b)
            }
            _ => Value::Bit(None),
        }
    }

    /// A comparison of sizes, or arithmetic that has no result.
    const fn compared(
        &mut self,
        frame: Frame,
        node: &Node,
        op: BinaryOp,
        left: usize,
        right: usize,
    ) -> Value {
        if let Some(result) = op.compares_sizes(left, right) {
            return Value::Bit(Some(result));
        }
        let text = Text::new("[QK0080] ").with_number(left as u64);
        let text = text.with(match op {
            BinaryOp::Sub => " - ",
            BinaryOp::Add => " + ",
            BinaryOp::Mul => " * ",
            BinaryOp::Div => " / ",
            _ => " % ",
        });
        let text = text.with_number(right as u64);
        self.wrong(
            frame,
            node.loc,
            text.with(" is not a `UInt`: it is negative, too large or divides by zero"),
        );
        Value::Nothing
    }

    pub(super) const fn length(&self, value: &Value) -> Option<usize> {
        match value {
            Value::Register { count, .. }
            | Value::Observables { count, .. }
            | Value::UInts { count, .. }
            | Value::KnownBits { count, .. }
            | Value::Expectations { count, .. }
            | Value::Bits(count) => Some(*count),
            Value::Angles(argument) => self.extents[*argument].stated,
            _ => None,
        }
    }

    /// How many numbers an argument or a result has.
    pub(super) const fn numbers(&self, value: &Value) -> Option<usize> {
        match value {
            Value::Float(_) => Some(1),
            _ => self.length(value),
        }
    }
}

const fn bits(op: BinaryOp, left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (op, left, right) {
        (BinaryOp::And, Some(false), _) | (BinaryOp::And, _, Some(false)) => Some(false),
        (BinaryOp::Or, Some(true), _) | (BinaryOp::Or, _, Some(true)) => Some(true),
        (BinaryOp::And | BinaryOp::Or, Some(true | false), other) => other,
        (BinaryOp::And | BinaryOp::Or, other, _) => other,
        (BinaryOp::Eq, Some(a), Some(b)) => Some(a == b),
        (_, Some(a), Some(b)) => Some(a != b),
        _ => None,
    }
}
