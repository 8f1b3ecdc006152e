//! Declarations and assignments.

use std::rc::Rc;

use super::apply::counted;
use super::error::{Read, fault};
use super::reader::{Entry, Reader, Register};
use super::syntax::{Base, Definition, Expr, ExprKind, Role, Type};
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
            Some(pair) => fault(at, format!("`{}` is already declared", pair[0])),
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
            return fault(at, format!("the constant `{name}` has no value"));
        }
        let size = self.width(ty)?;
        if let Some(length) = &ty.length {
            if role == Role::Output {
                return fault(at, "an array cannot be an output");
            }
            let count = self.eval(length)?;
            let count = self.count(&count, length.at)?;
            let Some(Expr {
                kind: ExprKind::Set(elements),
                ..
            }) = value
            else {
                return fault(at, "the values of an array are written in braces");
            };
            if elements.len() != count {
                let found = elements.len();
                return fault(at, format!("{found} values for an array of {count}"));
            }
            let mut values = Vec::with_capacity(count);
            for element in elements {
                let value = self.eval(element)?;
                values.push(self.converted(value, ty.base, size, element.at)?);
            }
            return self.declare(name, Entry::Values(values.into()), at);
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
                Some(self.converted(found, ty.base, size, value.at)?)
            }
        };
        let entry = Entry::Number {
            base: ty.base,
            size,
            value,
            constant,
            branches: self.branches,
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
            return fault(at, format!("the input `{name}` cannot have a value"));
        }
        if !matches!(ty.base, Base::Float | Base::Angle) {
            return self.given(ty, name, at);
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
                    branches: 0,
                },
            ),
            Some(length) => {
                let count = self.eval(length)?;
                let count = self.count(&count, length.at)?;
                if count > MAX_NUMBERS {
                    return fault(
                        length.at,
                        format!("an input has at most {MAX_NUMBERS} numbers"),
                    );
                }
                let values = (0..count).map(value).collect();
                (Shape::Vector(count), Entry::Values(values))
            }
        };
        self.program.arguments.push(Argument {
            name: name.to_owned(),
            shape,
        });
        self.declare(name, entry, at)
    }

    pub(super) fn assign_bits(
        &mut self,
        cells: &[usize],
        base: Base,
        size: Option<usize>,
        value: &Expr<'t>,
    ) -> Read<()> {
        let at = value.at;
        if let ExprKind::Measure(operand) = &value.kind {
            let (qubits, _) = self.qubits(operand)?;
            if qubits.len() != cells.len() {
                let found = counted(qubits.len(), "qubit");
                let places = counted(cells.len(), "bit");
                return fault(
                    at,
                    format!("the outcomes of {found} cannot be put into {places}"),
                );
            }
            return self.measure(&qubits, cells, at);
        }
        let found = self.eval(value)?;
        let bits = match self.converted(found, base, size, at)? {
            Value::Bits(bits) => bits,
            other => Rc::new([self.truth(&other, at)?]),
        };
        self.steps(bits.len(), at)?;
        self.assign(cells, &bits, at)
    }

    pub(super) fn assignment(
        &mut self,
        target: &Expr<'t>,
        op: Option<&'static str>,
        value: &Expr<'t>,
        at: usize,
    ) -> Read<()> {
        let inner = match &target.kind {
            ExprKind::Index(inner, _) => &inner.kind,
            other => other,
        };
        let ExprKind::Name(name) = inner else {
            return fault(target.at, "this cannot be assigned to");
        };
        let branches = self.branches;
        match self.variable(name) {
            Some(Entry::Bits {
                constant: false, ..
            }) => {
                let (cells, single) = self.cells_of(target)?;
                let size = (!single).then_some(cells.len());
                match op {
                    None => self.assign_bits(&cells, Base::Bit, size, value),
                    Some(op) => {
                        let (old, new) = (self.eval(target)?, self.eval(value)?);
                        let found = self.binary(op, old, new, at)?;
                        let bits = match self.converted(found, Base::Bit, size, at)? {
                            Value::Bits(bits) => bits,
                            other => Rc::new([self.truth(&other, at)?]),
                        };
                        self.assign(&cells, &bits, at)
                    }
                }
            }
            Some(Entry::Number {
                constant: false,
                base,
                size,
                branches: declared,
                ..
            }) => {
                let (base, size, declared) = (*base, *size, *declared);
                if declared != branches {
                    return fault(
                        at,
                        format!(
                            "`{name}` would depend on a measured bit, but numbers have to be known when the text is read"
                        ),
                    );
                }
                if !matches!(target.kind, ExprKind::Name(_)) {
                    return fault(target.at, "bits of a number cannot be assigned to");
                }
                let mut found = self.eval(value)?;
                if let Some(op) = op {
                    let old = self.eval(target)?;
                    found = self.binary(op, old, found, at)?;
                }
                let found = self.converted(found, base, size, value.at)?;
                if let Some(Entry::Number { value, .. }) = self.variable(name) {
                    *value = Some(found);
                }
                Ok(())
            }
            // Durations are not kept.
            Some(Entry::Duration) if matches!(target.kind, ExprKind::Name(_)) => Ok(()),
            Some(_) => fault(target.at, format!("`{name}` cannot be assigned to")),
            None => self.unknown(name, target.at),
        }
    }
}
