//! Arithmetic on known numbers, and the lengths that a kernel states.

use super::machine::{Machine, Value};
use super::step::Frame;
use crate::graph::{BinaryOp, Node, Size, SizeOp, Text};

impl<const N: usize> Machine<N> {
    pub(super) const fn check_sizes(&mut self, frame: Frame) {
        let signature = &frame.graph.signature;
        let mut i = 0;
        while i < signature.params.len() && i < frame.graph.body.args.len() {
            let param = &signature.params[i];
            let id = frame.graph.body.args[i];
            if let Some(size) = &param.size {
                let value = self.get(frame, id);
                match (self.size(frame, size), length(&value)) {
                    (None, _) => {
                        let mut text = Text::new("[QK0080] the length `");
                        text.push(size.text);
                        text.push("` cannot be computed");
                        self.wrong(frame, param.loc, text);
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
                        self.wrong(frame, param.loc, text);
                    }
                    (Some(expected), None) => {
                        if let Value::Vector {
                            bits, after_run, ..
                        } = value
                        {
                            self.set(
                                frame,
                                id,
                                Value::Vector {
                                    count: Some(expected),
                                    bits,
                                    after_run,
                                },
                            );
                        }
                    }
                    _ => {}
                }
            }
            i += 1;
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
            (Value::UInt(a), Value::UInt(b)) => {
                if let Some(result) = op.compares_sizes(a, b) {
                    return Value::Bit(Some(result));
                }
                match op.of_sizes(a, b) {
                    Some(value) => Value::UInt(value),
                    None => {
                        let mut text = Text::new("[QK0080] ");
                        text.push_number(a as u64);
                        text.push(match op {
                            BinaryOp::Sub => " - ",
                            BinaryOp::Add => " + ",
                            BinaryOp::Mul => " * ",
                            BinaryOp::Div => " / ",
                            _ => " % ",
                        });
                        text.push_number(b as u64);
                        text.push(" is not a `UInt`: it is negative, too large or divides by zero");
                        self.wrong(frame, node.loc, text);
                        Value::Nothing
                    }
                }
            }
            (Value::Bit(Some(a)), Value::Bit(Some(b))) => Value::Bit(match op {
                BinaryOp::And => Some(a && b),
                BinaryOp::Or => Some(a || b),
                BinaryOp::Eq => Some(a == b),
                _ => Some(a != b),
            }),
            (Value::Float { after_run: a }, Value::Float { after_run: b }) => {
                match op.compares_sizes(0, 0) {
                    // Known when the circuit is compiled, but not here.
                    Some(_) => Value::Bit(None),
                    None => Value::Float { after_run: a || b },
                }
            }
            (Value::Observable(a), Value::Observable(b)) => {
                Value::Observable(if a > b { a } else { b })
            }
            (Value::Observable(span), _) | (_, Value::Observable(span)) => Value::Observable(span),
            _ => Value::Bit(None),
        }
    }
}

pub(super) const fn length(value: &Value) -> Option<usize> {
    match value {
        Value::Register { count, .. }
        | Value::Observables { count, .. }
        | Value::UInts { count, .. } => Some(*count),
        Value::Vector { count, .. } => *count,
        _ => None,
    }
}
