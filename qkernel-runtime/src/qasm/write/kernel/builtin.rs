//! Gates, allocation, measurement, expectation values.

use super::frame::{Done, fault};
use super::statement::{Gate, GateOperand, Statement};
use super::text::Text;
use super::value::{Bit, Value, Vector};
use super::walk::{Inside, Walker};
use crate::formulas::Formula;
use crate::gate::GateKind;
use crate::graph::{Element, Follow, Op};
use crate::qasm::write::expand::Name;

impl Walker {
    pub(super) fn builtin(&mut self, op: &Op, arguments: Vec<Value>) -> Done<Vec<Value>> {
        match op {
            Op::Gate { kind, controls } => {
                let gate = gate(*kind, *controls as usize, arguments)?;
                let results = gate.qubits.iter().cloned().map(Value::Qubit).collect();
                self.push(Statement::Gate(gate))?;
                Ok(results)
            }
            Op::Qubit | Op::QubitArray => {
                if self.inside != Inside::Program {
                    return fault("a qubit that is allocated in a definition");
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
                        _ => return fault("a register whose length changes"),
                    }
                }
                let name = self.nameless("q");
                // There are no registers of no qubits. A length below 0 is in an arm that is not taken.
                if let Some(length) = &length
                    && self.number(length).is_some_and(|length| length <= 0)
                {
                    let register = self.register(name, Formula::default());
                    if let Some(register) = self.registers.last_mut() {
                        register.slots = Some(Vec::new());
                    }
                    return Ok(vec![register]);
                }
                self.declared += &match &length {
                    None => format!("qubit {name};\n"),
                    Some(length) => format!("qubit[{}] {name};\n", Text::int(length)),
                };
                // In a loop the qubit of the last iteration is taken again.
                if self.loops > 0 {
                    self.push(Statement::Plain(format!("reset {name};")))?;
                }
                Ok(vec![match length {
                    None => Value::Qubit(GateOperand::alone(name)),
                    Some(length) => self.register(name, length),
                }])
            }
            Op::Measure => {
                let value = arguments.into_iter().next().unwrap_or(Value::Missing);
                let from = self.operands(&value)?;
                let name = self.nameless("m");
                let length = self.length(&value);
                if from.is_empty() {
                    let empty = Vector::new(Element::Bit, name, Formula::default());
                    return Ok(vec![Value::Vector(empty)]);
                }
                self.push(Statement::Measure {
                    name: name.clone(),
                    length: length.clone(),
                    from,
                    declared: true,
                })?;
                Ok(vec![match length {
                    None => Value::Bit(Bit::measured(name)),
                    Some(length) => Value::Vector(Vector::new(Element::Bit, name, length)),
                }])
            }
            Op::Discard => Ok(Vec::new()),
            Op::Expval => {
                if self.loops > 0 || self.inside != Inside::Program {
                    return fault("an expectation value in a loop");
                }
                // In a tuple, qubits are counted one after the other.
                let of = match arguments.first() {
                    Some(parts @ Value::Tuple(_)) => {
                        let leaves = parts.clone().into_leaves().into_iter();
                        let names = leaves.map(|leaf| self.operands(&leaf));
                        let names = names.collect::<Done<Vec<_>>>()?.concat();
                        format!(" of {}", names.join(", "))
                    }
                    _ => String::new(),
                };
                Ok(vec![match arguments.get(1) {
                    Some(Value::Vector(vector)) => {
                        let name = format!("<{}>{of}", vector.name);
                        Value::Vector(Vector::new(Element::Float, name, vector.length.clone()))
                    }
                    Some(Value::Observable(text)) => {
                        Value::Float(Text::atom(format!("<{text}>{of}")))
                    }
                    _ => return fault("this expectation value"),
                }])
            }
            Op::Pauli(pauli) => {
                let index = match arguments.first() {
                    Some(Value::UInt(index)) => Text::int(index),
                    _ => return fault("this observable"),
                };
                let text = Text::atom(format!("{pauli:?}({index})"));
                Ok(vec![Value::Observable(text)])
            }
            Op::Identity => Ok(vec![Value::Observable(Text::atom("1"))]),
            _ => {
                let Some(operation) = op.operation() else {
                    return fault("this operation");
                };
                let value = arguments.into_iter().next().unwrap_or(Value::Missing);
                if let Some(statement) = operation.about().statement {
                    for operand in self.operands(&value)? {
                        let statement = Statement::Plain(format!("{statement} {operand};"));
                        self.push(statement)?;
                    }
                }
                Ok(vec![value])
            }
        }
    }
}

fn gate(kind: GateKind, controls: usize, arguments: Vec<Value>) -> Done<Gate> {
    let (mut angles, mut qubits) = (Vec::new(), Vec::new());
    for argument in arguments {
        match argument {
            Value::Qubit(place) => qubits.push(place),
            Value::Float(text) => angles.push(text),
            _ => return fault("a qubit that is not always the same"),
        }
    }
    Ok(Gate::new(Name::Kind(kind, controls), angles, qubits))
}
