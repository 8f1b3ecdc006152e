//! Declarations and assignments.

use std::rc::Rc;

use super::error::{Read, fault};
use super::reader::{Entry, Reader, Register};
use super::syntax::{Base, Definition, Expr, Role, Type};
use super::value::Value;
use crate::program::{Argument, MAX_NUMBERS, Shape, SlotId};

impl<'t> Reader<'t> {
    pub(super) fn defined_once(&mut self, definition: &Definition<'t>, at: usize) -> Read<()> {
        if !self.is_global() {
            return fault(at, "gates and subroutines are defined outside of blocks");
        }
        let parameters = definition.parameters.iter().map(|(name, _)| name);
        let mut names: Vec<&str> = definition
            .angles
            .iter()
            .chain(&definition.qubits)
            .chain(parameters)
            .copied()
            .collect();
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
        let size = self.width(ty)?;
        if let Some(length) = &ty.length {
            if role == Role::Output {
                return fault(at, "an array cannot be an output");
            }
            let count = self.eval(length)?;
            let count = self.length(&count, length.at)?;
            let values = match value {
                Some(value) => self.elements(value, ty.base, size, count)?,
                None => {
                    self.steps(count, at)?;
                    vec![None; count].into()
                }
            };
            let entry = Entry::Array {
                base: ty.base,
                size,
                values,
                constant: role == Role::Constant,
            };
            return self.declare(name, entry, at);
        }
        if role == Role::Output && !(matches!(ty.base, Base::Bit | Base::Bool)) {
            return fault(at, "outputs other than bits are not supported");
        }
        let constant = role == Role::Constant;
        if let Base::Bit | Base::Bool = ty.base {
            let cells = self.new_cells(size.unwrap_or(1), at)?;
            let single = size.is_none();
            if let Some(value) = value {
                self.assign_bits(&cells, ty.base, size, value)?;
            }
            if !constant {
                self.name_bits(name, &cells, single);
            }
            if self.is_global() && !constant && (ty.base == Base::Bit || role == Role::Output) {
                self.registers.push(Register {
                    cells: Rc::clone(&cells),
                    single,
                    output: role == Role::Output,
                });
            }
            let entry = Entry::Bits {
                cells,
                single,
                constant,
            };
            return self.declare(name, entry, at);
        }
        let value = match value {
            None => None,
            Some(value) => {
                let found = self.eval(value)?;
                let found = self.converted(found, ty.base, size, value.at)?;
                Some(self.kept(found, value.at)?)
            }
        };
        let entry = Entry::Number {
            base: ty.base,
            size,
            value,
            constant,
        };
        self.declare(name, entry, at)
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
        self.width(ty)?;
        let argument = self.program.arguments.len();
        let value = |k| Value::Float(SlotId::element(argument, k).into());
        let (shape, entry) = match &ty.length {
            None => (
                Shape::Scalar,
                Entry::Number {
                    base: ty.base,
                    size: None,
                    value: Some(value(0)),
                    constant: true,
                },
            ),
            Some(length) => {
                let count = self.eval(length)?;
                let count = self.length(&count, length.at)?;
                if count > MAX_NUMBERS {
                    return fault!(length.at, "an input has at most {MAX_NUMBERS} numbers");
                }
                let values = (0..count).map(|k| Some(value(k))).collect();
                (
                    Shape::Vector(count),
                    Entry::Array {
                        base: ty.base,
                        size: None,
                        values,
                        constant: true,
                    },
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
