//! Inputs that have to be known: their numbers are in the options.

use super::error::{QasmErrorKind, Read, fault_of};
use super::reader::{Access, Entry, Reader};
use super::syntax::{Scalar, Type};
use super::value::Value;
use crate::program::Condition;

impl<'t> Reader<'t> {
    /// An input that has to be known: a number that the options give.
    pub(super) fn known_input(&mut self, ty: &Type<'t>, name: &'t str, at: usize) -> Read<()> {
        let of = self.scalar(ty)?;
        let count = match &ty.length {
            Some(length) => Some(self.length(length)?),
            None => of.size.filter(|_| of.is_bits()),
        };
        let Some(count) = count else {
            let value = self.input_number(name, of, at)?;
            let entry = match of.is_bits() {
                true => self.input_bits(vec![value], of, at)?,
                false => Entry::Number(of, Some(value), Access::Constant),
            };
            return self.declare(name, entry, at);
        };
        let values = (0..count).map(|k| self.input_number(&format!("{name}[{k}]"), of, at));
        let values = values.collect::<Read<Vec<_>>>()?;
        let entry = match of.is_bits() && ty.length.is_none() {
            true => self.input_bits(values, of, at)?,
            false => {
                let values = values.into_iter().map(Some).collect();
                Entry::Array(of, values, Access::Constant)
            }
        };
        self.declare(name, entry, at)
    }

    fn input_bits(&mut self, values: Vec<Value>, of: Scalar, at: usize) -> Read<Entry<'t>> {
        let bits = self.bits_of(of, at)?;
        let values = values.iter().map(|value| self.truth(value, at));
        let values = values.collect::<Read<Vec<_>>>()?;
        self.assign(&bits.0, &values, at)?;
        Ok(Entry::Bits(bits, Access::Constant))
    }

    /// The number that the options give, or a bit.
    fn input_number(&mut self, name: &str, of: Scalar, at: usize) -> Read<Value> {
        let number = self.size(name, at)?;
        if of.is_bits() {
            return Ok(Value::Bit(truth(name, number, at)?));
        }
        let value = Value::Int(i128::try_from(number).unwrap_or(i128::MAX));
        self.converted(value, of, at)
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
