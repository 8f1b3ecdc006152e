//! Statements of a text, and their inverse and control.

use std::fmt::Write;

use super::text::Text;
use crate::formulas::{Formula, Range};
use crate::gate::UndoAngle;
use crate::graph::Modifier;
use crate::program::{Affine, Slot, SlotId};
use crate::qasm::write::expand::{Name, Placed, expand};
use crate::qasm::write::gates::{Definitions, statement};
use crate::qasm::write::numbers::affine;
use crate::qasm::write::options::Version;

/// A qubit: one of its own, or an element of a register.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GateOperand {
    pub(super) register: String,
    pub(super) index: Option<Formula>,
}

impl GateOperand {
    /// A qubit of its own.
    pub(super) fn alone(name: String) -> GateOperand {
        GateOperand {
            register: name,
            index: None,
        }
    }

    pub(super) fn element(register: &str, index: Formula) -> GateOperand {
        GateOperand {
            register: register.to_owned(),
            index: Some(index),
        }
    }

    pub(super) fn text(&self) -> String {
        match &self.index {
            None => self.register.clone(),
            Some(index) => format!("{}[{}]", self.register, Text::int(index)),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Gate {
    /// The outermost first; powers with their exponent.
    pub(super) modifiers: Vec<(Modifier, Option<Text>)>,
    pub(super) name: Name,
    pub(super) angles: Vec<Text>,
    pub(super) qubits: Vec<GateOperand>,
}

#[derive(Clone, Debug)]
pub(super) enum Statement {
    Gate(Gate),
    /// A measurement into a variable, which is declared here unless it is a result.
    Measure {
        name: String,
        /// Of a register.
        length: Option<Formula>,
        /// The qubit or the register; several are measured one by one.
        from: Vec<String>,
        declared: bool,
    },
    /// Anything else without a block: it has no inverse.
    Plain(String),
    If {
        condition: Text,
        then: Vec<Statement>,
        otherwise: Vec<Statement>,
    },
    /// A loop that measurements end.
    While {
        condition: Text,
        body: Vec<Statement>,
    },
    For {
        range: Range,
        body: Vec<Statement>,
    },
}

impl Gate {
    pub(super) fn new(name: Name, angles: Vec<Text>, qubits: Vec<GateOperand>) -> Gate {
        Gate {
            modifiers: Vec::new(),
            name,
            angles,
            qubits,
        }
    }

    fn inverse(mut self) -> Vec<Gate> {
        let (Name::Kind(kind, controls), []) = (&self.name, &self.modifiers[..]) else {
            self.modifiers.insert(0, (Modifier::Inverse, None));
            return vec![self];
        };
        let one = |undo: &crate::gate::Undo| Gate {
            name: Name::Kind(undo.kind, *controls),
            angles: (undo.angles.iter())
                .map(|angle| match *angle {
                    UndoAngle::Minus(k) => self.angles[k].negated(),
                    UndoAngle::Fixed(angle) => Text::number(angle),
                })
                .collect(),
            ..self.clone()
        };
        kind.inverse().iter().map(one).collect()
    }

    fn control(&mut self, control: &GateOperand) {
        match &mut self.name {
            Name::Kind(_, controls) if self.modifiers.is_empty() => *controls += 1,
            _ => self.modifiers.insert(0, (Modifier::Control, None)),
        }
        self.qubits.insert(0, control.clone());
    }

    /// Its statements, with modifiers or without.
    pub(super) fn lines(&self, modifiers: bool, definitions: &mut Definitions) -> Vec<String> {
        let Name::Kind(kind, controls) = self.name else {
            return vec![self.line(definitions)];
        };
        if modifiers || !self.modifiers.is_empty() {
            return vec![self.line(definitions)];
        }
        let numbers: Vec<usize> = (0..self.qubits.len()).collect();
        let (controls, targets) = numbers.split_at(controls);
        let placed = Placed {
            kind,
            controls: controls.to_vec(),
            targets: targets.to_vec(),
            angles: (0..self.angles.len())
                .map(|k| Affine::from(SlotId::derived(k)))
                .collect(),
        };
        let texts: Vec<String> = self.angles.iter().map(Text::factor).collect();
        let slot = |slot: SlotId| match slot.slot() {
            Slot::Derived(k) => texts.get(k as usize).map_or("", String::as_str),
            Slot::Argument { .. } => "",
        };
        let mut said = Vec::new();
        expand(placed, Version::Three, &mut said);
        let lines = said.iter().map(|said| {
            let name = definitions.applied(&said.name, Version::Three);
            let angles = said.angles.iter().map(|angle| affine(angle, &slot));
            let qubits = said.qubits.iter().map(|&k| self.qubits[k].text());
            statement(&name, angles, qubits)
        });
        lines.collect()
    }

    fn line(&self, definitions: &mut Definitions) -> String {
        let mut text = String::new();
        for (modifier, exponent) in &self.modifiers {
            match (modifier, exponent) {
                (Modifier::Control, _) => text += "ctrl @ ",
                (Modifier::Inverse, _) => text += "inv @ ",
                (Modifier::Power, exponent) => {
                    let exponent = exponent.as_ref().map_or("1", |exponent| &exponent.text);
                    let _ = write!(text, "pow({exponent}) @ ");
                }
            }
        }
        text += &definitions.applied(&self.name, Version::Three);
        let angles = self.angles.iter().map(|angle| &angle.text);
        statement(&text, angles, self.qubits.iter().map(GateOperand::text))
    }
}

/// The statements that undo others, or `None` if some have no inverse.
pub(super) fn inverse(list: Vec<Statement>) -> Option<Vec<Statement>> {
    let mut undone = Vec::with_capacity(list.len());
    for statement in list.into_iter().rev() {
        match statement {
            Statement::Gate(gate) => undone.extend(gate.inverse().into_iter().map(Statement::Gate)),
            Statement::If {
                condition,
                then,
                otherwise,
            } => undone.push(Statement::If {
                condition,
                then: inverse(then)?,
                otherwise: inverse(otherwise)?,
            }),
            Statement::For { range, body } => undone.push(Statement::For {
                range: range.reversed()?,
                body: inverse(body)?,
            }),
            Statement::Measure { .. } | Statement::Plain(_) | Statement::While { .. } => {
                return None;
            }
        }
    }
    Some(undone)
}

/// Puts one more control on each gate.
pub(super) fn control(list: &mut [Statement], place: &GateOperand) {
    for statement in list {
        match statement {
            Statement::Gate(gate) => gate.control(place),
            Statement::If {
                then, otherwise, ..
            } => {
                control(then, place);
                control(otherwise, place);
            }
            Statement::For { body, .. } | Statement::While { body, .. } => control(body, place),
            Statement::Measure { .. } | Statement::Plain(_) => {}
        }
    }
}
