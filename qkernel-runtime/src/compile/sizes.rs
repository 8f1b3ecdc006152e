//! The lengths that a kernel states.

use super::binder::{Binder, Extent, Frame};
use super::refused;
use super::value::{Floats, Value};
use crate::error::CompileError;
use crate::graph::{Graph, Node, Param, Size, SizeOp};

impl Binder {
    /// Every vector has the length that the signature states.
    pub(super) fn check_sizes(&mut self, frame: &Frame) -> Result<(), CompileError> {
        let signature = &frame.graph.signature;
        for (param, &id) in signature.params.iter().zip(frame.graph.body.args) {
            let Some(size) = &param.size else { continue };
            let expected = self.size(frame, param, size)?;
            let found = match &frame.values[id.0 as usize] {
                Some(Value::Floats(Floats::Argument(number))) => {
                    let extent = &mut self.arguments[*number];
                    if !extent.stated && extent.columns > expected {
                        let message = format!(
                            "[QK0078] `{}` was used up to index {} before, but `{}` needs length {expected} (`{}`)",
                            param.name,
                            extent.columns - 1,
                            signature.name,
                            size.text
                        );
                        return Err(refused(signature.name, param.loc, message));
                    }
                    if !extent.stated {
                        *extent = Extent {
                            stated: true,
                            rows: 1,
                            columns: expected,
                            ..*extent
                        };
                    }
                    extent.columns
                }
                Some(value) => match self.length(value) {
                    Some(length) => length,
                    None => continue,
                },
                None => continue,
            };
            if found != expected {
                let message = format!(
                    "[QK0078] `{}` has length {found}, but `{}` needs {expected} (`{}`)",
                    param.name, signature.name, size.text
                );
                return Err(refused(signature.name, param.loc, message));
            }
        }
        Ok(())
    }

    /// A callee gets what it needs. Its arguments are the last of the node's inputs.
    pub(super) fn check_needs(
        &self,
        graph: &Graph,
        arguments: &[Value],
        node: &Node,
        frame: &Frame,
    ) -> Result<(), CompileError> {
        if graph.needs.is_empty() {
            return Ok(());
        }
        let number = |value: &Value| match value {
            Value::UInt(value) => i64::try_from(*value).ok(),
            value => i64::try_from(self.length(value)?).ok(),
        };
        let params: Vec<Option<i64>> = arguments.iter().map(number).collect();
        for need in graph.needs {
            if let Some(value) = need.unmet(&params) {
                let first = node.ins.len() - arguments.len();
                let vector = need.vector();
                let argument = vector.map(|number| frame.describe(node, first + number));
                let argument = argument.unwrap_or_default();
                let text = need.text(graph, &params, value, &argument);
                return Err(self.error(frame, node.loc, text.as_str()));
            }
        }
        Ok(())
    }

    /// The length of a parameter that stands in the stated length of another one.
    fn size_of(&self, frame: &Frame, number: usize, other: &Param) -> Result<usize, CompileError> {
        let signature = &frame.graph.signature;
        let param = &signature.params[number];
        let value = &frame.values[frame.graph.body.args[number].0 as usize];
        match (
            value.as_ref().and_then(|value| self.length(value)),
            &param.size,
        ) {
            (Some(length), _) => Ok(length),
            (None, Some(size)) => self.size(frame, param, size),
            (None, None) => {
                let message = format!(
                    "[QK0078] the length of `{}`, which `{}` needs, is not stated: write `Vector<Float, {{ n }}>`",
                    param.name, other.name
                );
                Err(refused(signature.name, other.loc, message))
            }
        }
    }

    /// The length that is stated for a parameter.
    fn size(&self, frame: &Frame, param: &Param, size: &Size) -> Result<usize, CompileError> {
        let mut stack: Vec<usize> = Vec::new();
        for step in size.code {
            let value = match *step {
                SizeOp::Length(number) => Some(self.size_of(frame, number as usize, param)?),
                SizeOp::Constant(value) => usize::try_from(value).ok(),
                SizeOp::Param(number) => {
                    match &frame.values[frame.graph.body.args[number as usize].0 as usize] {
                        Some(Value::UInt(value)) => Some(*value),
                        _ => None,
                    }
                }
                SizeOp::Binary(op) => {
                    let (right, left) = (stack.pop(), stack.pop());
                    left.zip(right)
                        .and_then(|(left, right)| op.of_sizes(left, right))
                }
            };
            let Some(value) = value else {
                let signature = &frame.graph.signature;
                let params = signature.params.iter().zip(frame.graph.body.args);
                let known = params.filter_map(|(param, &id)| match &frame.values[id.0 as usize] {
                    Some(Value::UInt(value)) => Some(format!("{} = {value}", param.name)),
                    _ => None,
                });
                let message = format!(
                    "[QK0080] `{}` cannot have the length `{}`: it is negative, too large or a division by zero ({})",
                    param.name,
                    size.text,
                    known.collect::<Vec<_>>().join(", ")
                );
                return Err(refused(signature.name, param.loc, message));
            };
            stack.push(value);
        }
        Ok(stack.pop().unwrap_or(0))
    }

    pub(super) fn length(&self, value: &Value) -> Option<usize> {
        match value {
            Value::Register(register) => Some(self.registers[*register].len()),
            Value::Floats(Floats::Known(values)) => Some(values.len()),
            Value::Floats(Floats::Argument(param)) => self.arguments[*param]
                .stated
                .then(|| self.arguments[*param].columns),
            Value::UInts(values) => Some(values.len()),
            Value::Bits(values) => Some(values.len()),
            Value::Observables(values) => Some(values.len()),
            _ => None,
        }
    }
}
