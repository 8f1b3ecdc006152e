//! The functions of the language.

use std::rc::Rc;

use super::error::Read;
use super::reader::Reader;
use super::value::Value;
use crate::plural::counted;
use crate::program::{Affine, Derived, Function, SlotId};

impl Reader<'_> {
    pub(super) fn apply_function(&mut self, function: Function, value: Affine) -> Affine {
        if value.terms.is_empty() {
            return Affine::number(function.value(value.constant));
        }
        self.derived(Derived::Apply(function, value))
    }

    pub(super) fn derived(&mut self, derived: Derived) -> Affine {
        self.program.derived.push(derived);
        SlotId::derived(self.program.derived.len() - 1).into()
    }

    /// A function of numbers; `None` if there is none of this name.
    pub(super) fn function(
        &mut self,
        name: &str,
        values: &[Value],
        at: usize,
    ) -> Read<Option<Value>> {
        let needed = match name {
            "floor" | "ceiling" | "popcount" => 1,
            "pow" | "mod" => 2,
            _ if Function::of_qasm(name).is_some() => 1,
            _ => return Ok(None),
        };
        if values.len() != needed {
            let found = values.len();
            return fault!(
                at,
                "`{name}` takes {}, not {found}",
                counted(needed, "number")
            );
        }
        let value = values[0].clone();
        if name == "popcount" {
            let digits = match &value {
                Value::Whole(whole) if whole.range().0 >= 0 => Some(Rc::clone(&whole.digits)),
                value => value.bits(),
            };
            if let Some(digits) = digits {
                return self.ones(&digits, at).map(Some);
            }
            let number = self.whole(&value, at)?;
            return Ok(Some(Value::Int(number.count_ones().into())));
        }
        if needed == 2 {
            let op = if name == "pow" { "**" } else { "%" };
            return self.binary(op, value, values[1].clone(), at).map(Some);
        }
        let x = self.real(value, at)?;
        let result = match (Function::of_qasm(name), name) {
            (Some(function), _) => self.apply_function(function, x),
            (None, _) if !x.terms.is_empty() => {
                return fault!(at, "`{name}` of an input is not supported");
            }
            (None, "floor") => Affine::number(x.constant.floor()),
            (None, _) => Affine::number(x.constant.ceil()),
        };
        self.real(Value::Float(result), at)
            .map(|value| Some(Value::Float(value)))
    }
}
