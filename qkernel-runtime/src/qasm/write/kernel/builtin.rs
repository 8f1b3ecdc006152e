//! Gates, allocation, measurement, expectation values.

use super::frame::{CallFrame, Written};
use super::statement::{Gate, GateOperand, Name, Statement};
use super::text::Text;
use super::value::{Bit, Register, Value, Vector};
use super::walk::{Inside, Walker};
use crate::formulas::Formula;
use crate::graph::{Element, Node, Op};

impl Walker<'_> {
    pub(super) fn builtin(
        &mut self,
        op: &Op,
        arguments: Vec<Value>,
        node: &Node,
        frame: &CallFrame,
    ) -> Written<Vec<Value>> {
        match op {
            Op::Gate { kind, controls } => {
                let gate = self.gate(*kind, *controls as usize, arguments, node, frame)?;
                let results = gate.qubits.iter().cloned().map(Value::Qubit).collect();
                self.push(Statement::Gate(gate), node, frame)?;
                Ok(results)
            }
            Op::Qubit | Op::QubitArray => {
                if self.inside != Inside::Program {
                    return frame.fault(node, "a qubit that is allocated in a definition");
                }
                let mut length = match arguments.first() {
                    Some(Value::UInt(length)) => Some(length.clone()),
                    _ => None,
                };
                if let Some(length) = &mut length
                    && !self.is_constant(length)
                {
                    match self.number(length) {
                        Some(number) if self.loops == 0 => *length = number.into(),
                        _ => return frame.fault(node, "a register whose length changes"),
                    }
                }
                let name = self.nameless("q");
                // There are no registers of no qubits. A length below 0 is in an arm that is not taken.
                if let Some(length) = &length
                    && self.number(length).is_some_and(|length| length <= 0)
                {
                    self.registers.push(Register {
                        name,
                        length: Formula::default(),
                        slots: Some(Vec::new()),
                    });
                    return Ok(vec![Value::Register(self.registers.len() - 1)]);
                }
                self.declared += &match &length {
                    None => format!("qubit {name};\n"),
                    Some(length) => format!("qubit[{}] {name};\n", Text::int(length)),
                };
                // In a loop the qubit of the last iteration is taken again.
                if self.loops > 0 {
                    self.push(Statement::Plain(format!("reset {name};")), node, frame)?;
                }
                Ok(vec![match length {
                    None => Value::Qubit(GateOperand {
                        register: name,
                        index: None,
                    }),
                    Some(length) => self.register(name, length),
                }])
            }
            Op::Measure => {
                let value = arguments.into_iter().next().unwrap_or(Value::Missing);
                let from = self.operands(&value, node, frame)?;
                let name = self.nameless("m");
                let length = self.length(&value);
                if from.is_empty() {
                    return Ok(vec![Value::Vector(Vector {
                        element: Element::Bit,
                        name,
                        length: Formula::default(),
                    })]);
                }
                self.push(
                    Statement::Measure {
                        name: name.clone(),
                        length: length.clone(),
                        from,
                        declared: true,
                    },
                    node,
                    frame,
                )?;
                Ok(vec![match length {
                    None => Value::Bit(Bit::measured(name)),
                    Some(length) => Value::Vector(Vector {
                        element: Element::Bit,
                        name,
                        length,
                    }),
                }])
            }
            Op::Discard => Ok(Vec::new()),
            Op::Expval => {
                if self.loops > 0 || self.inside != Inside::Program {
                    return frame.fault(node, "an expectation value in a loop");
                }
                // In a tuple, qubits are counted one after the other.
                let of = match arguments.first() {
                    Some(parts @ Value::Tuple(_)) => {
                        let leaves = parts.clone().into_leaves().into_iter();
                        let names = leaves.map(|leaf| self.operands(&leaf, node, frame));
                        let names = names.collect::<Written<Vec<_>>>()?.concat();
                        format!(" of {}", names.join(", "))
                    }
                    _ => String::new(),
                };
                Ok(vec![match arguments.get(1) {
                    Some(Value::Vector(vector)) => Value::Vector(Vector {
                        element: Element::Float,
                        name: format!("<{}>{of}", vector.name),
                        length: vector.length.clone(),
                    }),
                    Some(Value::Observable(text)) => {
                        Value::Float(Text::atom(format!("<{text}>{of}")))
                    }
                    _ => return frame.fault(node, "this expectation value"),
                }])
            }
            Op::Pauli(pauli) => {
                let index = match arguments.first() {
                    Some(Value::UInt(index)) => Text::int(index),
                    _ => return frame.fault(node, "this observable"),
                };
                Ok(vec![Value::Observable(Text::atom(format!(
                    "{pauli:?}({index})"
                )))])
            }
            Op::Identity => Ok(vec![Value::Observable(Text::atom("1"))]),
            _ => {
                let Some(operation) = op.operation() else {
                    return frame.fault(node, "this operation");
                };
                let value = arguments.into_iter().next().unwrap_or(Value::Missing);
                if let Some(statement) = operation.about().statement {
                    for operand in self.operands(&value, node, frame)? {
                        let statement = Statement::Plain(format!("{statement} {operand};"));
                        self.push(statement, node, frame)?;
                    }
                }
                Ok(vec![value])
            }
        }
    }

    pub(super) fn gate(
        &mut self,
        kind: crate::gate::GateKind,
        controls: usize,
        arguments: Vec<Value>,
        node: &Node,
        frame: &CallFrame,
    ) -> Written<Gate> {
        let (mut angles, mut qubits) = (Vec::new(), Vec::new());
        for argument in arguments {
            match argument {
                Value::Qubit(place) => qubits.push(place),
                Value::Float(text) => angles.push(text),
                _ => return frame.fault(node, "a qubit that is not always the same"),
            }
        }
        Ok(Gate {
            modifiers: Vec::new(),
            name: Name::Kind(kind, controls),
            angles,
            qubits,
        })
    }
}
