//! `control`, `inverse` and `power`: the kernel is run as it is, and what it has listed is changed.

use std::rc::Rc;

use super::binder::{Binder, Frame};
use super::undo;
use super::value::Value;
use crate::error::CompileError;
use crate::graph::{Modified, Modifier, Node, Type};
use crate::program::{Instruction, QubitId};

/// A call of a modified kernel.
struct Call<'a> {
    modified: &'static Modified,
    node: &'a Node,
    frame: &'a Frame,
}

impl Binder {
    pub(super) fn modified(
        &mut self,
        modified: &'static Modified,
        node: &Node,
        frame: &Frame,
    ) -> Result<Vec<Value>, CompileError> {
        if let Some(message) = modified.refusal() {
            return Err(self.error(frame, node.loc, message.as_str()));
        }
        let counts: Result<Vec<usize>, _> = (0..modified.powers())
            .map(|k| self.uint(frame, node, k))
            .collect();
        let values = self.arguments_from(modified.powers(), node, frame)?;
        let qubits = self.qubits_of(&values);
        // Two arguments of a kernel never share a qubit, but for a net, controls are looked at.
        for k in 0..modified.controls() {
            if qubits[..k].contains(&qubits[k]) || qubits[k + 1..].contains(&qubits[k]) {
                let name = modified.name();
                let message = format!("[QK0084] `{}` got qubit {} twice", name.as_str(), qubits[k]);
                return Err(self.error(frame, node.loc, message));
            }
        }
        let call = Call {
            modified,
            node,
            frame,
        };
        self.under(&call, modified.modifiers, &counts?, values)
    }

    /// Runs the kernel under some of its modifiers; `values` are the control qubits and the arguments.
    fn under(
        &mut self,
        call: &Call<'_>,
        modifiers: &'static [Modifier],
        counts: &[usize],
        mut values: Vec<Value>,
    ) -> Result<Vec<Value>, CompileError> {
        match *modifiers {
            [] => self.plain(call, values),
            [Modifier::Power, ref inner @ ..] => {
                for _ in 0..counts[0] {
                    self.step(call.frame, call.node.loc)?;
                    let results = self.under(call, inner, &counts[1..], values.clone())?;
                    let mut qubits = results.into_iter().flat_map(Value::into_leaves);
                    put_back(&mut values, &mut qubits);
                }
                // The inner call returns its controls and the kernel's results.
                let results = call.modified.results;
                let outside = call.modified.controls() - Modified::controls_of(inner);
                Ok(give_back(values, &results[outside..]))
            }
            [Modifier::Inverse, ref inner @ ..] => {
                self.within.inverses += 1;
                let listed = self.listed(call, Modifier::Inverse, inner, counts, values);
                self.within.inverses -= 1;
                let (results, list) = listed?;
                let Some(list) = undo::inverse(list) else {
                    return Err(self.error(
                        call.frame,
                        call.node.loc,
                        "[QK0072] a measurement has no inverse",
                    ));
                };
                self.instructions.extend(list);
                Ok(results)
            }
            [Modifier::Control, ref inner @ ..] => {
                let control = values.remove(0);
                self.within.controls += 1;
                let listed = self.listed(call, Modifier::Control, inner, counts, values);
                self.within.controls -= 1;
                let (mut results, mut list) = listed?;
                if let Value::Qubit(qubit) = control {
                    undo::control(&mut list, qubit);
                }
                self.instructions.extend(list);
                results.insert(0, control);
                Ok(results)
            }
        }
    }

    /// The results under the inner modifiers, and what was listed meanwhile. The qubits come back in their order.
    fn listed(
        &mut self,
        call: &Call<'_>,
        modifier: Modifier,
        inner: &'static [Modifier],
        counts: &[usize],
        values: Vec<Value>,
    ) -> Result<(Vec<Value>, Vec<Instruction>), CompileError> {
        let before = self.qubits_of(&values);
        let outer = std::mem::take(&mut self.instructions);
        let results = self.under(call, inner, counts, values)?;
        let list = std::mem::replace(&mut self.instructions, outer);
        if self.qubits_of(&results) != before {
            let message = modifier.moved(call.modified.graph.signature.name);
            return Err(self.error(call.frame, call.node.loc, message.as_str()));
        }
        Ok((results, list))
    }

    /// The kernel itself.
    fn plain(&mut self, call: &Call<'_>, values: Vec<Value>) -> Result<Vec<Value>, CompileError> {
        let (graph, node, frame) = (call.modified.graph, call.node, call.frame);
        if graph.primitive().is_none() {
            return self.called(graph, values, node, frame);
        }
        // A gate has no body of its own: errors and origins are those of its call.
        let first = self.instructions.len();
        let results = self
            .kernel(graph, values)
            .map_err(|error| self.error(frame, node.loc, error.message))?;
        let origin = self.origin(frame, node.loc);
        undo::relocate(&mut self.instructions[first..], origin);
        Ok(results)
    }

    /// The numbers of all qubits in some values, in order.
    fn qubits_of(&self, values: &[Value]) -> Vec<QubitId> {
        let mut qubits = Vec::new();
        for value in values {
            match value {
                Value::Qubit(qubit) => qubits.push(*qubit),
                Value::Register(register) => {
                    qubits.extend(self.registers[*register].iter().flatten());
                }
                Value::Tuple(parts) => qubits.extend(self.qubits_of(parts)),
                _ => {}
            }
        }
        qubits
    }
}

/// The arguments of the next run: qubits and registers are those that the last run gave.
fn put_back(arguments: &mut [Value], results: &mut dyn Iterator<Item = Value>) {
    for argument in arguments {
        match argument {
            Value::Qubit(_) | Value::Register(_) => {
                if let Some(result) = results.next() {
                    *argument = result;
                }
            }
            Value::Tuple(parts) => {
                let mut list = parts.to_vec();
                put_back(&mut list, results);
                *parts = list.into();
            }
            _ => {}
        }
    }
}

/// The qubits and registers among the arguments, as results of these types.
fn give_back(arguments: Vec<Value>, types: &'static [Type]) -> Vec<Value> {
    let leaves = arguments.into_iter().flat_map(Value::into_leaves);
    let mut qubits = leaves.filter(|leaf| matches!(leaf, Value::Qubit(_) | Value::Register(_)));
    types.iter().map(|ty| of_type(ty, &mut qubits)).collect()
}

fn of_type(ty: &Type, qubits: &mut dyn Iterator<Item = Value>) -> Value {
    match ty {
        Type::Tuple(parts) => {
            Value::Tuple(parts.iter().map(|part| of_type(part, qubits)).collect())
        }
        _ => qubits.next().unwrap_or(Value::Tuple(Rc::new([]))),
    }
}
