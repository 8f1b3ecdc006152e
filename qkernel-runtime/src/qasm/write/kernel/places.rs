//! Registers, their elements, and where their qubits are.

use super::frame::{CallFrame, Done, fault};
use super::statement::GateOperand;
use super::text::Text;
use super::value::{Bit, Register, Value, Vector};
use super::walk::Walker;
use crate::formulas::{Atom, Formula, Symbol};
use crate::graph::{Element, Node};

impl Walker {
    pub(super) fn take(&mut self, node: &Node, frame: &CallFrame) -> Done<Value> {
        let index = frame.uint(node, 1)?;
        match frame.input(node, 0) {
            Value::Register(number) => {
                let register = &self.registers[number];
                let Some(slots) = &register.slots else {
                    return Ok(Value::Qubit(GateOperand::element(&register.name, index)));
                };
                let slot = self.number(&index).and_then(|k| usize::try_from(k).ok());
                match slot.and_then(|k| slots.get(k)) {
                    Some(place) => Ok(Value::Qubit(place.clone())),
                    None => fault("an element of a register whose qubits changed places"),
                }
            }
            Value::Vector(vector) => Ok(self.element(&vector, &index)),
            Value::Matrix { name, columns, .. } => {
                let place = index.times(&columns).plus(&frame.uint(node, 2)?);
                let text = format!("{name}[{}]", Text::int(&place));
                Ok(Value::Float(Text::atom(text)))
            }
            _ => fault("an element of this"),
        }
    }

    fn element(&self, vector: &Vector, index: &Formula) -> Value {
        let text = || Text::atom(format!("{}[{}]", vector.name, Text::int(index)));
        match vector.element {
            Element::UInt => {
                let symbol = Symbol::Size(0, vector.name.as_str().into());
                Value::UInt(Atom::Element(symbol, index.clone()).into())
            }
            Element::Bit => {
                let element = |k| self.numbers.get(&format!("{}[{k}]", vector.name));
                let known = self.number(index).and_then(element);
                Value::Bit(Bit {
                    text: text(),
                    known: known.map(|&bit| bit != 0),
                    literal: false,
                })
            }
            Element::Observable => Value::Observable(text()),
            _ => Value::Float(text()),
        }
    }

    /// A qubit that comes back to its place needs nothing to be written.
    pub(super) fn put(&mut self, node: &Node, frame: &CallFrame) -> Done<()> {
        let Value::Register(number) = frame.input(node, 0) else {
            return fault("this register");
        };
        let (index, place) = (frame.uint(node, 1)?, frame.place(node, 2)?);
        let register = &self.registers[number];
        let home = GateOperand::element(&register.name, index.clone());
        if register.slots.is_none() && self.same(&home, &place) {
            return Ok(());
        }
        let (length, slot) = (self.number(&register.length), self.number(&index));
        let (Some(length), Some(slot)) = (length, slot) else {
            return fault("a qubit that is put in the place of another");
        };
        let at = |k: i128| GateOperand::element(&register.name, k.into());
        let homes: Vec<GateOperand> = (0..length).map(at).collect();
        let mut slots = register.slots.clone().unwrap_or_else(|| homes.clone());
        let place = GateOperand {
            index: place.index.map(|index| match self.number(&index) {
                Some(number) => number.into(),
                None => index,
            }),
            ..place
        };
        match usize::try_from(slot).ok().and_then(|k| slots.get_mut(k)) {
            Some(slot) => *slot = place,
            None => return fault("an element outside of the register"),
        }
        let register = &mut self.registers[number];
        register.slots = (slots != homes).then_some(slots);
        Ok(())
    }

    pub(super) fn length(&self, value: &Value) -> Option<Formula> {
        match value {
            Value::Register(number) => Some(self.registers[*number].length.clone()),
            Value::Vector(vector) => Some(vector.length.clone()),
            _ => None,
        }
    }

    /// The qubits of a value as a statement names them.
    pub(super) fn operands(&self, value: &Value) -> Done<Vec<String>> {
        match value {
            Value::Qubit(place) => Ok(vec![place.text()]),
            Value::Register(number) => {
                let register = &self.registers[*number];
                Ok(match &register.slots {
                    None => vec![register.name.clone()],
                    Some(slots) => slots.iter().map(GateOperand::text).collect(),
                })
            }
            _ => fault("qubits that are not always the same"),
        }
    }

    /// A new register whose qubits are at their places.
    pub(super) fn register(&mut self, name: String, length: Formula) -> Value {
        self.registers.push(Register {
            name,
            length,
            slots: None,
        });
        Value::Register(self.registers.len() - 1)
    }

    pub(super) fn same(&self, a: &GateOperand, b: &GateOperand) -> bool {
        let same = |a: &Formula, b: &Formula| {
            a == b || self.number(a).is_some() && self.number(a) == self.number(b)
        };
        let indices = a.index.as_ref().zip(b.index.as_ref());
        a.register == b.register && indices.map_or(a.index == b.index, |(a, b)| same(a, b))
    }
}
