//! `if`: decided here where the condition is known, feed-forward where it was measured.

use std::rc::Rc;

use super::binder::{Binder, Frame};
use super::condition::{and, not, or};
use super::value::{Floats, Value};
use crate::error::CompileError;
use crate::graph::{Node, Region};
use crate::program::{Condition, Instruction, QubitId, Scope};

impl Binder {
    pub(super) fn branch(
        &mut self,
        node: &Node,
        then: &'static Region,
        otherwise: &'static Region,
        frame: &mut Frame,
    ) -> Result<Vec<Value>, CompileError> {
        match self.input(frame, node, 0)? {
            Value::Bit(Condition::Constant(true)) => self.region(then, frame),
            Value::Bit(Condition::Constant(false)) => self.region(otherwise, frame),
            Value::Bit(condition) => self.feed_forward(condition, node, then, otherwise, frame),
            value => Err(self.error(
                frame,
                node.loc,
                format!("expected a condition, found `{}`", value.kind()),
            )),
        }
    }

    /// Both arms become part of the circuit. They may do different gates, but leave the same qubits in the same
    /// places: which qubit is where is known before the circuit runs.
    fn feed_forward(
        &mut self,
        condition: Condition,
        node: &Node,
        then: &'static Region,
        otherwise: &'static Region,
        frame: &mut Frame,
    ) -> Result<Vec<Value>, CompileError> {
        let outer = std::mem::take(&mut self.instructions);
        let outer_tally = std::mem::take(&mut self.tally);
        let before = self.registers.clone();
        let lives = self.lives.clone();
        let around = self.within.enter(Scope::Arm(true));
        let then_values = self.region(then, frame)?;
        self.within.leave(around);
        let then_instructions = std::mem::take(&mut self.instructions);
        let then_tally = std::mem::take(&mut self.tally);
        let created = self.registers.split_off(before.len());
        let after_then = std::mem::replace(&mut self.registers, before);
        // The registers that were made in the first arm keep their numbers.
        self.registers.extend(created);
        let then_lives: Vec<_> = self.lives[..lives.len()].to_vec();
        self.lives[..lives.len()].clone_from_slice(&lives);
        let around = self.within.enter(Scope::Arm(false));
        let else_values = self.region(otherwise, frame)?;
        self.within.leave(around);
        let else_instructions = std::mem::replace(&mut self.instructions, outer);
        let else_tally = std::mem::replace(&mut self.tally, outer_tally);
        self.tally.branch(then_tally, else_tally);
        self.merge_lives(&then_lives);
        for (register, then_qubits) in after_then.iter().enumerate() {
            self.merge_register(register, then_qubits, node, frame)?;
        }
        let merged: Result<Vec<Value>, _> = then_values
            .into_iter()
            .zip(else_values)
            .map(|(then, otherwise)| self.merge(&condition, then, otherwise, node, frame))
            .collect();
        let branch = Instruction::Branch {
            condition,
            then: then_instructions,
            otherwise: else_instructions,
        };
        self.emit(branch, frame, node.loc)?;
        merged
    }

    fn merge_register(
        &mut self,
        register: usize,
        then: &[Option<QubitId>],
        node: &Node,
        frame: &Frame,
    ) -> Result<(), CompileError> {
        for (index, &then) in then.iter().enumerate() {
            let place = &mut self.registers[register][index];
            match (then, *place) {
                (Some(a), Some(b)) if a != b => return Err(self.moved(node, frame)),
                // Out on one side: out after the branch, and an error where it is used.
                (None, _) => *place = None,
                _ => {}
            }
        }
        Ok(())
    }

    fn moved(&self, node: &Node, frame: &Frame) -> CompileError {
        let message = "[QK0022] the branches of an `if` on a measurement leave different qubits in the same place: \
                       use a controlled `swap`, or do the same moves in both";
        self.error(frame, node.loc, message)
    }

    fn merge(
        &self,
        condition: &Condition,
        then: Value,
        otherwise: Value,
        node: &Node,
        frame: &Frame,
    ) -> Result<Value, CompileError> {
        let select = |a: Condition, b: Condition| {
            if a == b {
                a
            } else {
                or(and(condition.clone(), a), and(not(condition.clone()), b))
            }
        };
        Ok(match (then, otherwise) {
            (Value::Bit(a), Value::Bit(b)) => Value::Bit(select(a, b)),
            (Value::Bits(a), Value::Bits(b)) if a.len() == b.len() => Value::Bits(
                a.iter()
                    .zip(b.iter())
                    .map(|(a, b)| select(a.clone(), b.clone()))
                    .collect(),
            ),
            (Value::UInt(a), Value::UInt(b)) if a == b => Value::UInt(a),
            (Value::UInt(_), Value::UInt(_)) => {
                return Err(self.error(frame, node.loc, "[QK0050] a number of this `if` depends on a measurement, but sizes and loops are fixed before the circuit runs"));
            }
            (Value::Float(a), Value::Float(b)) if a == b => Value::Float(a),
            (Value::Float(_), Value::Float(_)) => {
                return Err(self.error(frame, node.loc, "[QK0050] an angle of this `if` depends on a measurement: apply the gate inside of both branches"));
            }
            (Value::Qubit(a), Value::Qubit(b)) if a == b => Value::Qubit(a),
            (Value::Register(a), Value::Register(b)) if self.registers[a] == self.registers[b] => {
                Value::Register(a)
            }
            (Value::Qubit(_), Value::Qubit(_)) | (Value::Register(_), Value::Register(_)) => {
                return Err(self.moved(node, frame));
            }
            (Value::Tuple(a), Value::Tuple(b)) if a.len() == b.len() => {
                let parts: Result<Vec<_>, _> = a
                    .iter()
                    .zip(b.iter())
                    .map(|(a, b)| self.merge(condition, a.clone(), b.clone(), node, frame))
                    .collect();
                Value::Tuple(Rc::from(parts?))
            }
            (Value::Observable(a), Value::Observable(b)) if a == b => Value::Observable(a),
            (Value::Floats(Floats::Argument(a)), Value::Floats(Floats::Argument(b))) if a == b => {
                Value::Floats(Floats::Argument(a))
            }
            (Value::Floats(Floats::Known(a)), Value::Floats(Floats::Known(b))) if a == b => {
                Value::Floats(Floats::Known(a))
            }
            (Value::UInts(a), Value::UInts(b)) if a == b => Value::UInts(a),
            (Value::Observables(a), Value::Observables(b)) if a == b => Value::Observables(a),
            (Value::Matrix(a), Value::Matrix(b)) if a == b => Value::Matrix(a),
            (value, _) => {
                let message = format!(
                    "[QK0050] a `{}` of this `if` depends on a measurement",
                    value.kind()
                );
                return Err(self.error(frame, node.loc, message));
            }
        })
    }
}
