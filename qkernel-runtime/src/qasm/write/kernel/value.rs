//! Values of a graph as a text says them.

use super::statement::GateOperand;
use super::text::Text;
use crate::formulas::{Formula, Symbol};
use crate::graph::{BinaryOp, Element, follow};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    UInt(Formula),
    Float(Text),
    Bit(Bit),
    Qubit(GateOperand),
    /// The number of a register; which qubits are in it is in the walker, for it changes in place.
    Register(usize),
    /// Anything else with a length.
    Vector(Vector),
    /// An array, row by row.
    Matrix {
        name: String,
        rows: Formula,
        columns: Formula,
    },
    /// For comments.
    Observable(Text),
    Tuple(Vec<Value>),
    /// It was moved, or never assigned.
    Missing,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bit {
    pub(super) text: Text,
    /// Its value, where the sizes that are given decide.
    pub(super) known: Option<bool>,
    /// Whether it depends on no size.
    pub(super) literal: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Vector {
    pub(super) element: Element,
    pub(super) name: String,
    pub(super) length: Formula,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Register {
    pub(super) name: String,
    pub(super) length: Formula,
    /// Its qubits, where they are not at their places.
    pub(super) slots: Option<Vec<GateOperand>>,
}

impl Vector {
    pub(super) fn new(element: Element, name: String, length: Formula) -> Vector {
        Vector {
            element,
            name,
            length,
        }
    }

    /// The type of the variable that holds it, if one can.
    pub(super) fn ty(&self) -> Option<String> {
        let length = Text::int(&self.length);
        match self.element {
            Element::Float => Some(format!("array[float[64], {length}]")),
            Element::UInt => Some(format!("array[int, {length}]")),
            Element::Bit => Some(bits(Some(&self.length))),
            _ => None,
        }
    }

    pub(super) fn named(&self, name: &str) -> Vector {
        Vector::new(self.element, name.to_owned(), self.length.clone())
    }
}

/// The type of a measured bit, or of several.
pub(super) fn bits(length: Option<&Formula>) -> String {
    match length {
        None => "bit".into(),
        Some(length) => format!("bit[{}]", Text::int(length)),
    }
}

/// A number that a text calls so.
pub(super) fn number(name: &str) -> Formula {
    (&Symbol::Size(0, name.into())).into()
}

impl Bit {
    pub(super) fn literal(value: bool) -> Bit {
        Bit {
            text: Text::atom(value.to_string()),
            known: Some(value),
            literal: true,
        }
    }

    pub(super) fn measured(name: String) -> Bit {
        Bit {
            text: Text::atom(name),
            known: None,
            literal: false,
        }
    }

    pub(super) fn not(self) -> Bit {
        match (self.literal, self.known) {
            (true, Some(value)) => Bit::literal(!value),
            _ => Bit {
                text: self.text.not(),
                known: self.known.map(|value| !value),
                literal: false,
            },
        }
    }

    pub(super) fn binary(op: BinaryOp, sign: &str, a: Bit, b: Bit) -> Bit {
        let known = match (op, a.known, b.known) {
            (BinaryOp::And, Some(false), _) | (BinaryOp::And, _, Some(false)) => Some(false),
            (BinaryOp::Or, Some(true), _) | (BinaryOp::Or, _, Some(true)) => Some(true),
            (BinaryOp::And, Some(a), Some(b)) => Some(a && b),
            (BinaryOp::Or, Some(a), Some(b)) => Some(a || b),
            (BinaryOp::Eq, Some(a), Some(b)) => Some(a == b),
            (BinaryOp::Ne | BinaryOp::Xor, Some(a), Some(b)) => Some(a != b),
            _ => None,
        };
        if let (true, true, Some(value)) = (a.literal, b.literal, known) {
            return Bit::literal(value);
        }
        // What is stated decides, or changes nothing.
        for (one, other) in [(&a, &b), (&b, &a)] {
            if let (true, Some(value)) = (one.literal, one.known) {
                match (op, value) {
                    (BinaryOp::And, true)
                    | (BinaryOp::Or, false)
                    | (BinaryOp::Eq, true)
                    | (BinaryOp::Ne | BinaryOp::Xor, false) => return other.clone(),
                    (BinaryOp::And, false) => return Bit::literal(false),
                    (BinaryOp::Or, true) => return Bit::literal(true),
                    _ => return other.clone().not(),
                }
            }
        }
        Bit {
            text: Text::binary(&a.text, sign, &b.text),
            known,
            literal: false,
        }
    }
}

follow!(Value);

impl Value {
    /// The same tuples around other leaves.
    pub(super) fn with_leaves(&self, leaves: &mut dyn Iterator<Item = Value>) -> Value {
        match self {
            Value::Tuple(parts) => {
                Value::Tuple(parts.iter().map(|part| part.with_leaves(leaves)).collect())
            }
            _ => leaves.next().unwrap_or(Value::Missing),
        }
    }

    /// The type of a variable that holds it, where one can.
    pub(super) fn variable(&self) -> Option<&'static str> {
        match self {
            Value::UInt(_) => Some("int"),
            Value::Float(_) => Some("float[64]"),
            Value::Bit(_) => Some("bool"),
            _ => None,
        }
    }

    /// What is assigned to a variable.
    pub(super) fn text(&self) -> Text {
        match self {
            Value::UInt(value) => Text::int(value),
            Value::Float(text) | Value::Observable(text) => text.clone(),
            Value::Bit(bit) => bit.text.clone(),
            Value::Vector(vector) => Text::atom(vector.name.as_str()),
            _ => Text::atom("?"),
        }
    }

    /// A value that is in a variable.
    pub(super) fn named(&self, name: &str) -> Value {
        match self {
            Value::UInt(_) => Value::UInt(number(name)),
            Value::Bit(_) => Value::Bit(Bit::measured(name.to_owned())),
            Value::Vector(vector) => Value::Vector(vector.named(name)),
            _ => Value::Float(Text::atom(name)),
        }
    }
}
