//! The lengths that a kernel states.

use super::binder::{Binder, Extent, Frame};
use super::refused;
use super::value::{Floats, Value};
use crate::error::CompileError;
use crate::graph::{Axis, Graph, Loc, Node, Of, Size, SizeOp};

impl Binder {
    /// Every argument has the sizes that the signature states.
    pub(super) fn check_sizes(&mut self, frame: &Frame) -> Result<(), CompileError> {
        let signature = &frame.graph.signature;
        let argument = |k: usize| frame.values[frame.graph.body.args[k].0 as usize].as_ref();
        for (k, param) in signature.params.iter().enumerate() {
            if let (Some(size), Some(value)) = (&param.size, argument(k)) {
                let axes = [(Axis::Length, size)];
                self.check_size(frame, &signature.param(k), axes, value, param.loc)?;
            }
        }
        for stated in signature.stated {
            if let Some(k) = stated.param.map(|k| k as usize)
                && let Some(value) = argument(k).and_then(|value| part(value, stated.fields))
            {
                let (of, loc) = (stated.of(signature), signature.params[k].loc);
                self.check_size(frame, &of, stated.axes(), value, loc)?;
            }
        }
        Ok(())
    }

    /// The results have the sizes that the signature states.
    pub(super) fn check_result_sizes(
        &mut self,
        frame: &Frame,
        results: &[Value],
    ) -> Result<(), CompileError> {
        let signature = &frame.graph.signature;
        for stated in signature
            .stated
            .iter()
            .filter(|stated| stated.param.is_none())
        {
            let (result, fields) = stated.yielded(&signature.result);
            let value = results.get(result).and_then(|value| part(value, fields));
            if let Some(value) = value {
                let of = stated.of(signature);
                self.check_size(frame, &of, stated.axes(), value, signature.loc)?;
            }
        }
        Ok(())
    }

    fn check_size<'a>(
        &mut self,
        frame: &Frame,
        of: &Of<'_>,
        axes: impl IntoIterator<Item = (Axis, &'a Size)>,
        value: &Value,
        loc: Loc,
    ) -> Result<(), CompileError> {
        let mut expected = Vec::new();
        for (axis, size) in axes {
            expected.push((axis, size, self.size(frame, of, size, loc)?));
        }
        let wrong = |message| refused(frame.graph.signature.name, loc, message);
        if let Value::Floats(Floats::Argument(number)) | Value::Matrix(number) = value {
            let extent = &mut self.arguments[*number];
            if !extent.stated {
                for &(axis, size, expected) in &expected {
                    let used = extent.along(axis);
                    if used > expected {
                        return Err(wrong(size.used_before(of, axis, used, expected)));
                    }
                }
                extent.stated = true;
                for &(axis, _, expected) in &expected {
                    *extent.along_mut(axis) = expected;
                }
            }
        }
        for (axis, size, expected) in expected {
            let found = match value {
                Value::Matrix(number) => Some(self.arguments[*number].along(axis)),
                value => self.length(value),
            };
            if let Some(found) = found
                && found != expected
            {
                return Err(wrong(size.differs(of, axis, found, expected)));
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

    /// The length of a parameter that occurs in the stated length of another one.
    fn size_of(
        &self,
        frame: &Frame,
        number: usize,
        of: &Of<'_>,
        loc: Loc,
    ) -> Result<usize, CompileError> {
        let signature = &frame.graph.signature;
        let param = &signature.params[number];
        let value = &frame.values[frame.graph.body.args[number].0 as usize];
        match (
            value.as_ref().and_then(|value| self.length(value)),
            &param.size,
        ) {
            (Some(length), _) => Ok(length),
            (None, Some(size)) => self.size(frame, &signature.param(number), size, param.loc),
            (None, None) => {
                let message = format!(
                    "[QK0078] the length of `{}`, which {} needs, is not stated: write `Vector<Float, {{ n }}>`",
                    param.name, of.name
                );
                Err(refused(signature.name, loc, message))
            }
        }
    }

    /// A declared size; `loc` is where it is declared.
    fn size(
        &self,
        frame: &Frame,
        of: &Of<'_>,
        size: &Size,
        loc: Loc,
    ) -> Result<usize, CompileError> {
        let signature = &frame.graph.signature;
        let known = |number: usize| match &frame.values[frame.graph.body.args[number].0 as usize] {
            Some(Value::UInt(value)) => Some(*value),
            _ => None,
        };
        let value = size.value(|step| match step {
            SizeOp::Length(number) => self.size_of(frame, number as usize, of, loc).map(Some),
            SizeOp::Param(number) => Ok(known(number as usize)),
            _ => Ok(None),
        })?;
        value.ok_or_else(|| refused(signature.name, loc, size.impossible(of, signature, known)))
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

impl Extent {
    fn along(&self, axis: Axis) -> usize {
        match axis {
            Axis::Rows => self.rows,
            Axis::Length | Axis::Columns => self.columns,
        }
    }

    fn along_mut(&mut self, axis: Axis) -> &mut usize {
        match axis {
            Axis::Rows => &mut self.rows,
            Axis::Length | Axis::Columns => &mut self.columns,
        }
    }
}

/// The part of a value that some fields lead to.
fn part<'a>(value: &'a Value, fields: &[u32]) -> Option<&'a Value> {
    let Some((first, rest)) = fields.split_first() else {
        return Some(value);
    };
    match value {
        Value::Tuple(parts) => part(parts.get(*first as usize)?, rest),
        _ => None,
    }
}
