//! Inputs that have to be known: their numbers are in the options.

use super::error::{QasmErrorKind, Read, fault, fault_of};
use super::reader::{Entry, Reader};
use super::syntax::{Base, Type};
use super::value::Value;
use crate::program::Condition;

impl<'t> Reader<'t> {
    /// An input that has to be known: a number that the options give.
    pub(super) fn known_input(&mut self, ty: &Type<'t>, name: &'t str, at: usize) -> Read<()> {
        let size = self.width(ty)?;
        let is_bit = matches!(ty.base, Base::Bit | Base::Bool);
        let count = match &ty.length {
            Some(length) => {
                let count = self.eval(length)?;
                Some(self.length(&count, length.at)?)
            }
            None => size.filter(|_| is_bit),
        };
        let Some(count) = count else {
            let number = self.size(name, at)?;
            let entry = if is_bit {
                let cells = self.new_cells(1, at)?;
                self.assign(&cells, &[truth(name, number, at)?], at)?;
                Entry::Bits {
                    cells,
                    single: true,
                    constant: true,
                }
            } else {
                let value = Value::Int(i128::try_from(number).unwrap_or(i128::MAX));
                Entry::Number {
                    base: ty.base,
                    size,
                    value: Some(self.converted(value, ty.base, size, at)?),
                    constant: true,
                }
            };
            return self.declare(name, entry, at);
        };
        let mut values = Vec::new();
        for k in 0..count {
            let element = format!("{name}[{k}]");
            let number = self.size(&element, at)?;
            values.push(match is_bit {
                true => Value::Bit(truth(&element, number, at)?),
                false => {
                    let value = Value::Int(i128::try_from(number).unwrap_or(i128::MAX));
                    self.converted(value, ty.base, size, at)?
                }
            });
        }
        let entry = if is_bit && ty.length.is_none() {
            let cells = self.new_cells(count, at)?;
            let bits = values.into_iter().map(|value| self.truth(&value, at));
            let bits = bits.collect::<Read<Vec<_>>>()?;
            self.assign(&cells, &bits, at)?;
            Entry::Bits {
                cells,
                single: false,
                constant: true,
            }
        } else {
            Entry::Array {
                base: ty.base,
                size,
                values: values.into_iter().map(Some).collect(),
                constant: true,
            }
        };
        self.declare(name, entry, at)
    }

    /// The number that the options give.
    fn size(&mut self, name: &str, at: usize) -> Read<usize> {
        match self.sizes.get_mut(name) {
            Some((number, taken)) => {
                *taken = true;
                Ok(*number)
            }
            None => fault_of(
                QasmErrorKind::MissingSize,
                at,
                format!(
                    "the input `{name}` has to be known when the text is read: `qasm::Options::sizes` gives it, or write `const`"
                ),
            ),
        }
    }

    /// Whether there is an input for each number that the options give.
    pub(super) fn sizes_are_taken(&self) -> Read<()> {
        let names = |taken: bool| {
            let sizes = self.sizes.iter().filter(|(_, size)| size.1 == taken);
            let mut names = Vec::from_iter(sizes.map(|(name, _)| format!("`{name}`")));
            names.sort();
            names
        };
        let (unknown, known) = (names(false), names(true));
        let Some(name) = unknown.first() else {
            return Ok(());
        };
        let mut arguments = self.program.arguments.iter();
        let message = match &known[..] {
            _ if arguments.any(|argument| format!("`{}`", argument.name) == *name) => {
                format!(
                    "the input {name} is an argument of each run, and not known when the text is read"
                )
            }
            [] => format!(
                "the text has no input {name} that is known when it is read, and no other: that is an `input` of type `int`, `uint`, `bit` or `bool`"
            ),
            _ => format!(
                "the text has no input {name} that is known when it is read, but {}",
                known.join(", ")
            ),
        };
        fault_of(QasmErrorKind::UnknownSize, 0, message)
    }
}

/// 0 or 1.
fn truth(name: &str, number: usize, at: usize) -> Read<Condition> {
    match number {
        0 | 1 => Ok(Condition::Constant(number == 1)),
        _ => fault!(
            at,
            "the size that is given for the bit `{name}` is {number}, and not 0 or 1"
        ),
    }
}
