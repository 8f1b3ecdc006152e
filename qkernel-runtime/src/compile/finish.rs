//! The last step: arguments have their lengths, so slots get their numbers.

use super::affine::affine_slot;
use super::binder::{Binder, Extent};
use super::refused;
use super::value::{Floats, Value, slot};
use crate::error::CompileError;
use crate::graph::{Element, Type};
use crate::program::{Affine, Argument, Derived, Instruction, Output, Program, Shape};

/// How many numbers one argument may hold.
pub(crate) const MAX_NUMBERS: usize = 1 << 24;

impl Binder {
    /// The program, once the entry kernel has given its results.
    pub(super) fn finish(mut self, results: Vec<Value>) -> Result<Program, CompileError> {
        let signature = &self.entry.signature;
        let mut arguments = Vec::new();
        let mut numbering = Numbering {
            first: vec![0; signature.params.len()],
            extents: self.arguments.clone(),
            derived: 0,
        };
        for (index, param) in signature.params.iter().enumerate() {
            let Extent { rows, columns, .. } = self.arguments[index];
            if rows.saturating_mul(columns) > MAX_NUMBERS {
                let message = format!(
                    "[QK0082] `{}` would hold {rows} x {columns} numbers, more than {MAX_NUMBERS}: is a size or an index too large?",
                    param.name
                );
                return Err(refused(signature.name, param.loc, message));
            }
            let shape = match param.ty {
                Type::Scalar(Element::Float) => Shape::Scalar,
                Type::Vector(Element::Float) => Shape::Vector(columns),
                Type::Matrix(Element::Float) => Shape::Matrix(rows, columns),
                _ => continue,
            };
            numbering.first[index] = numbering.derived;
            numbering.derived += shape.len();
            arguments.push(Argument {
                name: param.name,
                shape,
            });
        }
        let outputs = self.outputs(results, &numbering)?;
        number_instructions(&mut self.instructions, &numbering);
        for derived in &mut self.derived {
            match derived {
                Derived::Product(a, b) => {
                    numbering.number(a);
                    numbering.number(b);
                }
                Derived::Apply(_, a) => numbering.number(a),
                Derived::Expectation(_) => {}
            }
        }
        Ok(Program {
            kernel: signature.name,
            qubits: self.qubits,
            bits: self.bits,
            instructions: self.instructions,
            arguments,
            derived: self.derived,
            observables: self.observables,
            outputs,
        })
    }

    fn outputs(
        &self,
        results: Vec<Value>,
        numbering: &Numbering,
    ) -> Result<Vec<Output>, CompileError> {
        let mut outputs = Vec::new();
        for value in results.into_iter().flat_map(Value::into_leaves) {
            outputs.push(match value {
                Value::Float(mut value) => {
                    numbering.number(&mut value);
                    Output::Float(value)
                }
                Value::Floats(Floats::Known(values)) => {
                    let mut values = values.to_vec();
                    values.iter_mut().for_each(|value| numbering.number(value));
                    Output::FloatVector(values)
                }
                Value::Floats(Floats::Argument(param)) => Output::FloatVector(
                    (0..self.arguments[param].columns)
                        .map(|k| affine_slot(numbering.first[param] + k))
                        .collect(),
                ),
                Value::Bit(bit) => Output::Bit(bit),
                Value::Bits(bits) => Output::BitVector(bits.to_vec()),
                value => {
                    let message =
                        format!("a kernel that is run cannot return a `{}`", value.kind());
                    return Err(refused(
                        self.entry.signature.name,
                        self.entry.signature.loc,
                        message,
                    ));
                }
            });
        }
        Ok(outputs)
    }
}

/// The final number of each slot.
struct Numbering {
    /// The first slot of each parameter.
    first: Vec<usize>,
    extents: Vec<Extent>,
    /// The first derived slot.
    derived: usize,
}

impl Numbering {
    fn number(&self, affine: &mut Affine) {
        for (number, _) in &mut affine.terms {
            *number = match slot::decode(*number) {
                slot::Slot::Derived(derived) => self.derived + derived,
                slot::Slot::Argument { param, row, column } => {
                    self.first[param] + row * self.extents[param].columns + column
                }
            };
        }
    }
}

fn number_instructions(instructions: &mut [Instruction], numbering: &Numbering) {
    for instruction in instructions {
        match instruction {
            Instruction::Gate(gate) => gate
                .angles
                .iter_mut()
                .for_each(|angle| numbering.number(angle)),
            Instruction::Branch {
                then, otherwise, ..
            } => {
                number_instructions(then, numbering);
                number_instructions(otherwise, numbering);
            }
            Instruction::Measure { .. } | Instruction::Reset { .. } => {}
        }
    }
}
