//! Runs the nodes of a kernel.

use std::rc::Rc;

use super::binder::{Binder, Caller, Frame, called_by};
use super::value::Value;
use crate::error::CompileError;
use crate::graph::{Constant, Graph, Loc, Node, Op, Region};
use crate::program::{Affine, Condition, Loop, Scope};

/// How many nodes may be run: beyond, a size was most likely mistaken.
const MAX_STEPS: usize = 1 << 28;

impl Binder {
    pub(super) fn region(
        &mut self,
        region: &'static Region,
        frame: &mut Frame,
    ) -> Result<Vec<Value>, CompileError> {
        for (position, node) in region.nodes.iter().enumerate() {
            let node = &node;
            self.step(frame, node.loc)?;
            if let Some(error) = self.same_element(region, position, frame) {
                return Err(error);
            }
            let results = self.node(node, frame)?;
            self.define(node, frame, results)?;
        }
        region
            .yields
            .iter()
            .map(|&id| self.get(frame, id, frame.graph.signature.loc))
            .collect()
    }

    pub(super) fn step(&mut self, frame: &Frame, loc: Loc) -> Result<(), CompileError> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(self.error(
                frame,
                loc,
                format!(
                    "[QK0082] the circuit needs more than {MAX_STEPS} steps: is a size too large?"
                ),
            ));
        }
        Ok(())
    }

    pub(super) fn define(
        &mut self,
        node: &Node,
        frame: &mut Frame,
        mut results: Vec<Value>,
    ) -> Result<(), CompileError> {
        match node.outs.len() {
            0 => return Ok(()),
            1 if results.len() != 1 => results = vec![Value::Tuple(results.into())],
            1 => {}
            count => {
                if results.len() == 1 {
                    results = results.remove(0).into_parts();
                }
                if results.len() != count {
                    return Err(self.error(
                        frame,
                        node.loc,
                        format!("{count} values are bound to {} results", results.len()),
                    ));
                }
            }
        }
        for (&id, value) in node.outs.iter().zip(results) {
            frame.values[id.0 as usize] = Some(value);
        }
        Ok(())
    }

    pub(super) fn node(
        &mut self,
        node: &Node,
        frame: &mut Frame,
    ) -> Result<Vec<Value>, CompileError> {
        let value = match node.op {
            Op::Call(graph) => return self.call(graph, node, frame),
            Op::Modified(modified) => return self.modified(modified, node, frame),
            Op::For { body, down } => return self.repeat(node, body, down, frame),
            Op::If { then, otherwise } => return self.branch(node, then, otherwise, frame),
            Op::Take => self.take(node, frame)?,
            Op::Put => return self.put(node, frame),
            Op::Constant(Constant::UInt(value)) => match usize::try_from(value) {
                Ok(value) => Value::UInt(value),
                Err(_) => {
                    return Err(self.error(
                        frame,
                        node.loc,
                        format!("[QK0080] {value} is too large for this machine"),
                    ));
                }
            },
            Op::Constant(Constant::Float(value)) => Value::Float(Affine::number(value)),
            Op::Constant(Constant::Bit(value)) => Value::Bit(Condition::Constant(value)),
            Op::Len => {
                let vector = self.input(frame, node, 0)?;
                match self.length(&vector) {
                    Some(length) => Value::UInt(length),
                    None => {
                        let name = frame.describe(node, 0);
                        let message = format!(
                            "[QK0078] the length of {name} is not stated: write `Vector<Float, {{ n }}>`"
                        );
                        return Err(self.error(frame, node.loc, message));
                    }
                }
            }
            Op::Pack => {
                let parts: Result<Vec<_>, _> = node
                    .ins
                    .iter()
                    .map(|&id| self.get(frame, id, node.loc))
                    .collect();
                Value::Tuple(parts?.into())
            }
            Op::Field(k) => match self
                .input(frame, node, 0)?
                .into_parts()
                .into_iter()
                .nth(k as usize)
            {
                Some(part) => part,
                None => {
                    return Err(self.error(
                        frame,
                        node.loc,
                        format!("the tuple has no element {k}"),
                    ));
                }
            },
            Op::Unary(op) => self.unary(op, node, frame)?,
            Op::Binary(op) => self.binary(op, node, frame)?,
            Op::ToFloat => self.float_of(node, frame)?,
            Op::Function(function) => self.function(function, node, frame)?,
            Op::Gate { .. }
            | Op::Qubit
            | Op::QubitArray
            | Op::Measure
            | Op::Reset
            | Op::Discard
            | Op::Expval
            | Op::Pauli(_)
            | Op::Identity => {
                let origin = self.origin(frame, node.loc);
                return self.primitive(node, node, frame, origin);
            }
        };
        Ok(vec![value])
    }

    pub(super) fn call(
        &mut self,
        graph: &'static Graph,
        node: &Node,
        frame: &mut Frame,
    ) -> Result<Vec<Value>, CompileError> {
        // A gate or an operation has no body of its own: errors and origins are those of its call.
        if let Some(primitive) = graph.primitive() {
            let origin = self.origin(frame, node.loc);
            return self.primitive(&primitive, node, frame, origin);
        }
        let arguments = self.arguments_from(0, node, frame)?;
        self.called(graph, arguments, node, frame)
    }

    /// The inputs of a call, from one of them on. Registers are whole.
    pub(super) fn arguments_from(
        &self,
        first: usize,
        node: &Node,
        frame: &Frame,
    ) -> Result<Vec<Value>, CompileError> {
        let mut arguments = Vec::with_capacity(node.ins.len());
        for &id in &node.ins[first..] {
            let value = self.get(frame, id, node.loc)?;
            if let Value::Register(register) = value {
                self.check_whole(frame, register, frame.name(id), node.loc)?;
            }
            arguments.push(value);
        }
        Ok(arguments)
    }

    /// Runs a kernel that is called at a node.
    pub(super) fn called(
        &mut self,
        graph: &'static Graph,
        arguments: Vec<Value>,
        node: &Node,
        frame: &Frame,
    ) -> Result<Vec<Value>, CompileError> {
        self.check_needs(graph, &arguments, node, frame)?;
        self.callers.push(Caller {
            kernel: frame.graph.signature.name,
            loc: node.loc,
            loops: std::mem::take(&mut self.loops),
        });
        let kernel = self.name(graph.signature.name);
        self.tally.call(kernel);
        let call = self.scope_of(graph, &arguments);
        let outer = self.within.enter(call);
        let results = self.kernel(graph, arguments);
        self.within.leave(outer);
        self.loops = self.callers.pop().map_or(Vec::new(), |caller| caller.loops);
        results.map_err(|error| self.in_call(error, graph, node, frame))
    }

    /// An error of a kernel that was called.
    fn in_call(
        &self,
        mut error: CompileError,
        graph: &Graph,
        node: &Node,
        frame: &Frame,
    ) -> CompileError {
        // The length of an argument is the caller's fault.
        if graph
            .signature
            .params
            .iter()
            .any(|param| error.loc == param.loc)
        {
            return self.error(frame, node.loc, error.message);
        }
        error.message += &called_by(frame.graph.signature.name, node.loc, &self.loops);
        error
    }

    pub(super) fn repeat(
        &mut self,
        node: &Node,
        body: &'static Region,
        down: bool,
        frame: &mut Frame,
    ) -> Result<Vec<Value>, CompileError> {
        let (start, end, step) = (
            self.uint(frame, node, 0)?,
            self.uint(frame, node, 1)?,
            self.uint(frame, node, 2)?,
        );
        if step == 0 {
            return Err(self.error(frame, node.loc, "[QK0053] the step of this range is zero"));
        }
        let mut carried: Vec<Value> = Vec::new();
        for &id in &node.ins[3..] {
            // What was moved before the loop and is assigned in it may have no value yet.
            carried.push(
                frame.values[id.0 as usize]
                    .clone()
                    .unwrap_or(Value::Tuple(Rc::new([]))),
            );
        }
        let name = match frame.name(body.args[0]) {
            "" => "_",
            name => name,
        };
        let count = if down {
            start.saturating_sub(end)
        } else {
            end.saturating_sub(start)
        }
        .div_ceil(step);
        let repeated = Loop {
            variable: self.name(name),
            first: start,
            step,
            down,
            rounds: count,
        };
        let outer = self.within.enter(Scope::Loop(Box::new(repeated)));
        for k in 0..count {
            self.step(frame, node.loc)?;
            let value = if down {
                start - k * step
            } else {
                start + k * step
            };
            frame.values[body.args[0].0 as usize] = Some(Value::UInt(value));
            for (&id, value) in body.args[1..].iter().zip(carried) {
                frame.values[id.0 as usize] = Some(value);
            }
            self.loops.push((name, value));
            let around = self.within.enter(Scope::Round(k));
            carried = self.region(body, frame)?;
            self.within.leave(around);
            self.loops.pop();
        }
        self.within.leave(outer);
        Ok(carried)
    }
}
