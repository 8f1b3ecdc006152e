//! The last step: arguments have their lengths.

use super::binder::{Binder, Extent};
use super::refused;
use super::value::{Floats, Value};
use crate::error::CompileError;
use crate::graph::Type;
use crate::program::{Argument, MAX_NUMBERS, Output, Program, Shape, SlotId};

impl Binder {
    /// The program, once the entry kernel has given its results.
    pub(super) fn finish(self, results: Vec<Value>) -> Result<Program, CompileError> {
        let signature = &self.entry.signature;
        let mut arguments = Vec::new();
        for &Extent {
            param,
            rows,
            columns,
            ..
        } in &self.arguments
        {
            if rows.saturating_mul(columns) > MAX_NUMBERS {
                let message = format!(
                    "[QK0082] `{}` would hold {rows} x {columns} numbers, more than {MAX_NUMBERS}: is a size or an index too large?",
                    param.name
                );
                return Err(refused(signature.name, param.loc, message));
            }
            arguments.push(Argument {
                name: param.name.into(),
                shape: match param.ty {
                    Type::Scalar(_) => Shape::Scalar,
                    Type::Matrix(_) => Shape::Matrix(rows, columns),
                    _ => Shape::Vector(columns),
                },
            });
        }
        let outputs = self.outputs(results)?;
        Ok(Program {
            kernel: signature.name.into(),
            names: self.names,
            scopes: self.within.scopes,
            calls: self.tally.calls(),
            qubits: self.qubits,
            bits: self.bits,
            instructions: self.instructions,
            arguments,
            derived: self.derived,
            observables: self.observables,
            outputs,
        })
    }

    fn outputs(&self, results: Vec<Value>) -> Result<Vec<Output>, CompileError> {
        let mut outputs = Vec::new();
        for value in results.into_iter().flat_map(Value::into_leaves) {
            outputs.push(match value {
                Value::Float(value) => Output::Float(value),
                Value::Floats(Floats::Known(values)) => Output::FloatVector(values.to_vec()),
                Value::Floats(Floats::Argument(argument)) => Output::FloatVector(
                    (0..self.arguments[argument].columns)
                        .map(|k| SlotId::element(argument, k).into())
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
