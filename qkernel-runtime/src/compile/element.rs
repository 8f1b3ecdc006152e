//! The elements of registers and vectors.

use super::binder::{Binder, Frame};
use super::value::{Floats, Value};
use crate::error::CompileError;
use crate::graph::{Loc, Node, Op, Region};
use crate::program::{MAX_NUMBERS, QubitId, SlotId};

impl Binder {
    /// `cx(q[i], q[j])` where i and j are the same: the second element that is taken for the call is out.
    pub(super) fn same_element(
        &self,
        region: &'static Region,
        position: usize,
        frame: &Frame,
    ) -> Option<CompileError> {
        let element = |node: &Node| match (node.op, node.ins) {
            (Op::Take, [register, index]) => {
                match (
                    &frame.values[register.0 as usize],
                    &frame.values[index.0 as usize],
                ) {
                    (Some(Value::Register(register)), Some(Value::UInt(index))) => {
                        Some((*register, *index))
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        let node = &region.nodes.get(position);
        let (register, index) = element(node)?;
        if self.registers[register].get(index)?.is_some() {
            return None;
        }
        let call = (region.nodes.iter())
            .skip(position)
            .find(|call| call.ins.contains(&node.outs[0]))?;
        let callee = match call.op {
            Op::Call(callee) => callee.signature.name.to_owned(),
            Op::Modified(modified) => modified.name().as_str().to_owned(),
            _ => return None,
        };
        let mut before = (0..position).rev().map(|other| region.nodes.get(other));
        before.find(|other| {
            other.outs.first().is_some_and(|out| call.ins.contains(out))
                && element(other) == Some((register, index))
        })?;
        let message = format!(
            "[QK0084] `{}` needs different qubits, but {} is used twice",
            callee,
            frame.describe_element(node, index),
        );
        Some(self.error(frame, call.loc, message))
    }

    pub(super) fn take(&mut self, node: &Node, frame: &Frame) -> Result<Value, CompileError> {
        let vector = self.input(frame, node, 0)?;
        let index = self.uint(frame, node, 1)?;
        let column = if node.ins.len() > 2 {
            Some(self.uint(frame, node, 2)?)
        } else {
            None
        };
        if let (Value::Matrix(argument), Some(column)) = (&vector, column) {
            let extent = self.arguments[*argument];
            if !extent.stated {
                self.extend(frame, node, *argument, index, column)?;
            } else if index >= extent.rows || column >= extent.columns {
                let message = format!(
                    "[QK0083] index ({index}, {column}) is out of range for {} of {} x {}",
                    frame.describe(node, 0),
                    extent.rows,
                    extent.columns
                );
                return Err(self.error(frame, node.loc, message));
            }
            return Ok(Value::Float(SlotId::entry(*argument, index, column).into()));
        }
        if let Value::Floats(Floats::Argument(argument)) = vector {
            if !self.arguments[argument].stated {
                self.extend(frame, node, argument, 0, index)?;
            } else if index >= MAX_NUMBERS {
                let message =
                    format!("[QK0083] index {index} is too large for an argument of a run");
                return Err(self.error(frame, node.loc, message));
            }
        }
        let name = frame.describe(node, 0);
        if let Some(length) = self.length(&vector)
            && index >= length
        {
            let message =
                format!("[QK0083] index {index} is out of range for {name} of length {length}");
            return Err(self.error(frame, node.loc, message));
        }
        Ok(match vector {
            Value::Floats(Floats::Argument(argument)) => {
                Value::Float(SlotId::element(argument, index).into())
            }
            Value::Floats(Floats::Known(values)) => Value::Float(values[index].clone()),
            Value::UInts(values) => Value::UInt(values[index]),
            Value::Bits(values) => Value::Bit(values[index].clone()),
            Value::Observables(values) => Value::Observable(values[index].clone().into()),
            Value::Register(register) => match self.registers[register][index].take() {
                Some(qubit) => Value::Qubit(qubit),
                None => {
                    let element = frame.describe_element(node, index);
                    let message = format!("[QK0015] {element} was taken before and not put back");
                    return Err(self.error(frame, node.loc, message));
                }
            },
            value => {
                return Err(self.error(
                    frame,
                    node.loc,
                    format!("a `{}` has no elements", value.kind()),
                ));
            }
        })
    }

    /// An argument whose size is not stated is as large as it is used.
    pub(super) fn extend(
        &mut self,
        frame: &Frame,
        node: &Node,
        argument: usize,
        row: usize,
        column: usize,
    ) -> Result<(), CompileError> {
        if row >= MAX_NUMBERS || column >= MAX_NUMBERS {
            return Err(self.error(
                frame,
                node.loc,
                format!(
                    "[QK0083] index {} is too large for an argument of a run",
                    row.max(column)
                ),
            ));
        }
        let extent = &mut self.arguments[argument];
        extent.rows = extent.rows.max(row + 1);
        extent.columns = extent.columns.max(column + 1);
        Ok(())
    }

    pub(super) fn put(&mut self, node: &Node, frame: &Frame) -> Result<Vec<Value>, CompileError> {
        let (register, index) = (self.input(frame, node, 0)?, self.uint(frame, node, 1)?);
        let (Value::Register(register), Value::Qubit(qubit)) =
            (register, self.input(frame, node, 2)?)
        else {
            return Err(self.error(
                frame,
                node.loc,
                "only elements of a register can be assigned",
            ));
        };
        let name = frame.describe(node, 0);
        let length = self.registers[register].len();
        match self.registers[register].get_mut(index) {
            Some(place @ None) => *place = Some(qubit),
            Some(Some(_)) => {
                let element = frame.describe_element(node, index);
                let message = format!("[QK0017] {element} still holds a qubit that would be lost");
                return Err(self.error(frame, node.loc, message));
            }
            None => {
                let message =
                    format!("[QK0083] index {index} is out of range for {name} of length {length}");
                return Err(self.error(frame, node.loc, message));
            }
        }
        Ok(Vec::new())
    }

    /// A register that is used whole has all of its qubits; they are given.
    pub(super) fn check_whole(
        &self,
        frame: &Frame,
        register: usize,
        name: &str,
        loc: Loc,
    ) -> Result<Vec<QubitId>, CompileError> {
        let qubits = &self.registers[register];
        let whole: Option<Vec<QubitId>> = qubits.iter().copied().collect();
        whole.ok_or_else(|| {
            let out = qubits.iter().position(Option::is_none).unwrap_or(0);
            let message = match name {
                "" => {
                    format!("[QK0016] this register is used whole while element {out} of it is out")
                }
                name => format!("[QK0016] `{name}` is used whole while `{name}[{out}]` is out"),
            };
            self.error(frame, loc, message)
        })
    }
}
