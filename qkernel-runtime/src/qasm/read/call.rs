//! Functions and subroutines, which are inlined.

use std::rc::Rc;

use super::error::{Read, fault};
use super::flow::Flow;
use super::reader::{Access, Entry, Reader};
use super::syntax::{Definition, Expr, ExprKind, Parameter};
use super::value::Value;
use crate::plural::counted;
use crate::program::CallArgument;
use crate::program::within::runs;

impl<'t> Reader<'t> {
    /// The value of a function or a subroutine, if it has one.
    pub(super) fn called(
        &mut self,
        name: &str,
        arguments: &[Expr<'t>],
        at: usize,
    ) -> Read<Option<Value>> {
        self.steps(1, at)?;
        if let Some(Entry::Def(definition)) = self.look_up(name) {
            let definition = Rc::clone(definition);
            return self.inlined(&definition, arguments, at);
        }
        if name == "sizeof" {
            return self.size_of(arguments, at).map(Some);
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.eval(argument)?);
        }
        match self.function(name, &values, at)? {
            Some(value) => Ok(Some(value)),
            None => fault!(at, "there is no function `{name}`"),
        }
    }

    pub(super) fn size_of(&mut self, arguments: &[Expr<'t>], at: usize) -> Read<Value> {
        let [argument] = arguments else {
            return fault(at, "`sizeof` takes one register");
        };
        if let ExprKind::Name(name) = argument.kind
            && let Some(Entry::Array(_, values, _)) = self.look_up(name)
        {
            return Ok(Value::Int(values.len() as i128));
        }
        let length = match self.qubits(argument) {
            Ok((ids, false)) => ids.len(),
            _ => self.cells_of(argument)?.0.len(),
        };
        Ok(Value::Int(length as i128))
    }

    pub(super) fn inlined(
        &mut self,
        definition: &Rc<Definition<'t>>,
        arguments: &[Expr<'t>],
        at: usize,
    ) -> Read<Option<Value>> {
        let (name, parameters) = (definition.name, &definition.parameters);
        if self.in_gate {
            return fault(at, "a gate can consist of gates only");
        }
        if arguments.len() != parameters.len() {
            let found = arguments.len();
            let needed = counted(parameters.len(), "argument");
            return fault!(at, "`{name}` takes {needed}, not {found}");
        }
        // Arguments are what they are outside; types may use constants only.
        let mut entries: Vec<Entry<'t>> = Vec::with_capacity(parameters.len());
        let mut used = Vec::new();
        for ((parameter_name, parameter), argument) in parameters.iter().zip(arguments) {
            let entry = match parameter {
                Parameter::Qubits(size) => {
                    let (ids, _) = self.qubits(argument)?;
                    let needed = match size {
                        Some(size) => self.length(size)?,
                        None => 1,
                    };
                    if ids.len() != needed {
                        let found = counted(ids.len(), "qubit");
                        return fault!(argument.at, "{found} where `{name}` takes {needed}");
                    }
                    used.extend_from_slice(&ids);
                    Entry::Qubits((ids, size.is_none()))
                }
                Parameter::Classical(ty) => {
                    if let Some(length) = &ty.length {
                        let count = self.length(length)?;
                        let found = match argument.kind {
                            ExprKind::Name(name) => self.look_up(name),
                            _ => None,
                        };
                        let Some(Entry::Array(of, values, _)) = found else {
                            return fault(argument.at, "the name of an array is needed here");
                        };
                        if values.len() != count {
                            let found = values.len();
                            return fault!(
                                argument.at,
                                "an array of {found} where `{name}` takes one of {count}"
                            );
                        }
                        entries.push(Entry::Array(*of, Rc::clone(values), Access::Constant));
                        continue;
                    }
                    let of = self.scalar(ty)?;
                    if of.is_bits() {
                        let (cells, single) = self.bits_of(of, at)?;
                        let own = format!("{name}.{parameter_name}");
                        let own = self.program.names.intern(&own);
                        self.name_cells(own, &cells, single, false);
                        self.assign_bits(&cells, of, argument)?;
                        Entry::Bits((cells, single), Access::Variable)
                    } else {
                        let value = self.eval(argument)?;
                        let value = self.stored(value, of, argument.at)?;
                        Entry::Number(of, Some(value), Access::Variable)
                    }
                }
            };
            entries.push(entry);
        }
        self.steps(used.len(), at)?;
        used.sort_unstable();
        if used.windows(2).any(|pair| pair[0] == pair[1]) {
            return fault!(at, "`{name}` would have one qubit twice");
        }
        let arguments = parameters.iter().zip(&entries);
        let arguments = arguments
            .map(|((name, _), entry)| (self.program.names.intern(name), argument(entry)))
            .collect();
        let flow = self.framed(name, arguments, at, |r| {
            for ((name, _), entry) in parameters.iter().zip(entries) {
                r.declare(name, entry, at)?;
            }
            r.body(definition, at)
        })?;
        match (flow, &definition.returns) {
            (Flow::Next | Flow::Either(_) | Flow::Return(None), None) => Ok(None),
            (Flow::Return(Some(value)), Some(ty)) => {
                let of = self.scalar(ty)?;
                self.converted(value, of, at).map(Some)
            }
            (Flow::Return(Some(_)), None) => {
                fault!(at, "`{name}` returns a value that it does not declare")
            }
            (Flow::Next | Flow::Either(_) | Flow::Return(None), Some(_)) => {
                fault!(at, "`{name}` ends without its value")
            }
            _ => fault!(
                at,
                "`{name}` leaves a loop or the program that is outside of it"
            ),
        }
    }
}

/// What a subroutine is called with, as the circuit has it.
fn argument(entry: &Entry<'_>) -> CallArgument {
    match entry {
        Entry::Qubits((ids, true)) if ids.len() == 1 => CallArgument::Qubit(ids[0]),
        Entry::Qubits((ids, _)) => CallArgument::Register(runs(&**ids)),
        Entry::Number(_, Some(Value::Float(number)), _) => {
            CallArgument::Float(Box::new(number.clone()))
        }
        Entry::Number(_, Some(Value::Int(number)), _) => {
            usize::try_from(*number).map_or(CallArgument::Other, CallArgument::UInt)
        }
        _ => CallArgument::Other,
    }
}
