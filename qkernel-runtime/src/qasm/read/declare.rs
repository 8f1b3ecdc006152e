//! Declarations and assignments.

use std::rc::Rc;

use super::error::{Read, fault};
use super::reader::{Access, Entry, Reader, Register};
use super::syntax::{Base, Definition, Expr, Role, Scalar, Type};
use super::value::Value;
use crate::program::{Argument, MAX_NUMBERS, Shape, SlotId};

impl<'t> Reader<'t> {
    pub(super) fn defined_once(&mut self, definition: &Definition<'t>, at: usize) -> Read<()> {
        if !self.is_global() {
            return fault(at, "gates and subroutines are defined outside of blocks");
        }
        let parameters = definition.parameters.iter().map(|(name, _)| name);
        let names = definition.angles.iter().chain(&definition.qubits);
        let mut names: Vec<&str> = names.chain(parameters).copied().collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => fault!(at, "`{}` is already declared", pair[0]),
            None => Ok(()),
        }
    }

    pub(super) fn declaration(
        &mut self,
        role: Role,
        ty: &Type<'t>,
        name: &'t str,
        value: Option<&Expr<'t>>,
        at: usize,
    ) -> Read<()> {
        if role == Role::Input {
            return self.input(ty, name, value, at);
        }
        if role == Role::Constant && value.is_none() {
            return fault!(at, "the constant `{name}` has no value");
        }
        let of = self.scalar(ty)?;
        let access = match role {
            Role::Constant => Access::Constant,
            _ => Access::Variable,
        };
        if let Some(length) = &ty.length {
            if role == Role::Output {
                return fault(at, "an array cannot be an output");
            }
            let count = self.length(length)?;
            let values = match value {
                Some(value) => self.elements(value, of, count)?,
                None => {
                    self.steps(count, at)?;
                    vec![None; count].into()
                }
            };
            return self.declare(name, Entry::Array(of, values, access), at);
        }
        if of.is_bits() {
            let (cells, single) = self.bits_of(of, at)?;
            if let Some(value) = value {
                self.assign_bits(&cells, of, value)?;
            }
            if access == Access::Variable {
                self.name_bits(name, &cells, single);
                if self.is_global() && (of.base == Base::Bit || role == Role::Output) {
                    self.registers.push(Register {
                        cells: Rc::clone(&cells),
                        single,
                        output: role == Role::Output,
                    });
                }
            }
            return self.declare(name, Entry::Bits((cells, single), access), at);
        }
        if role == Role::Output {
            return fault(at, "outputs other than bits are not supported");
        }
        let value = match value {
            None => None,
            Some(value) => {
                let found = self.eval(value)?;
                Some(self.stored(found, of, value.at)?)
            }
        };
        self.declare(name, Entry::Number(of, value, access), at)
    }

    pub(super) fn input(
        &mut self,
        ty: &Type<'t>,
        name: &'t str,
        value: Option<&Expr<'t>>,
        at: usize,
    ) -> Read<()> {
        if !self.is_global() {
            return fault(at, "inputs are declared outside of blocks and definitions");
        }
        if value.is_some() {
            return fault!(at, "the input `{name}` cannot have a value");
        }
        if !matches!(ty.base, Base::Float | Base::Angle) {
            return self.known_input(ty, name, at);
        }
        self.scalar(ty)?;
        let of = Scalar::new(ty.base, None);
        let argument = self.program.arguments.len();
        let value = |k| Some(Value::Float(SlotId::element(argument, k).into()));
        let (shape, entry) = match &ty.length {
            None => (Shape::Scalar, Entry::Number(of, value(0), Access::Constant)),
            Some(length) => {
                let count = self.length(length)?;
                if count > MAX_NUMBERS {
                    return fault!(length.at, "an input has at most {MAX_NUMBERS} numbers");
                }
                let values = (0..count).map(value).collect();
                (
                    Shape::Vector(count),
                    Entry::Array(of, values, Access::Constant),
                )
            }
        };
        self.program.arguments.push(Argument {
            name: name.to_owned(),
            shape,
        });
        self.declare(name, entry, at)
    }
}
