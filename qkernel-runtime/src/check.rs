//! Whether a program is well formed. One that `compile()` made is; one that was put together by hand may not be.

use crate::error::Error;
use crate::program::{Affine, Condition, Derived, GateOp, Instruction, Output, Program};

impl Program {
    /// Checks that every qubit, bit, slot and observable that is named exists, that a gate's qubits differ and that it
    /// has as many qubits and angles as it takes, and that slots depend on earlier ones only.
    ///
    /// # Errors
    /// [`Error::Invalid`], with the first fault.
    pub fn check(&self) -> Result<(), Error> {
        self.faults().map_err(|message| Error::Invalid {
            kernel: self.kernel,
            message,
        })
    }

    fn faults(&self) -> Result<(), String> {
        let arguments: usize = self
            .arguments
            .iter()
            .map(|argument| argument.shape.len())
            .sum();
        // A slot that depends on an expectation value is known too late for an angle.
        let mut late = vec![false; arguments];
        for derived in &self.derived {
            let slots = late.len();
            let mut is_late = false;
            for affine in match derived {
                Derived::Product(a, b) => vec![a, b],
                Derived::Apply(_, a) => vec![a],
                Derived::Expectation(number) => {
                    within("observable", *number, self.observables.len())?;
                    is_late = true;
                    vec![]
                }
            } {
                affine_within(affine, slots)?;
                is_late |= affine.terms.iter().any(|&(slot, _)| late[slot]);
            }
            late.push(is_late);
        }
        for observable in &self.observables {
            observable
                .check(self.qubits)
                .map_err(|fault| fault.to_string())?;
        }
        self.instructions(&self.instructions, &late)?;
        for output in &self.outputs {
            match output {
                Output::Float(affine) => affine_within(affine, late.len())?,
                Output::FloatVector(affines) => {
                    affines
                        .iter()
                        .try_for_each(|affine| affine_within(affine, late.len()))?;
                }
                Output::Bit(condition) => self.condition(condition)?,
                Output::BitVector(conditions) => {
                    conditions.iter().try_for_each(|c| self.condition(c))?
                }
            }
        }
        Ok(())
    }

    fn instructions(&self, instructions: &[Instruction], late: &[bool]) -> Result<(), String> {
        for instruction in instructions {
            match instruction {
                Instruction::Gate(gate) => self.gate(gate, late).map_err(|fault| {
                    format!("`{}` at {}: {fault}", gate.kind.name(), gate.origin.loc)
                })?,
                Instruction::Measure { qubit, bit, .. } => {
                    within("qubit", *qubit, self.qubits)?;
                    within("bit", *bit, self.bits)?;
                }
                Instruction::Reset { qubit, .. } => within("qubit", *qubit, self.qubits)?,
                Instruction::Branch {
                    condition,
                    then,
                    otherwise,
                } => {
                    self.condition(condition)?;
                    self.instructions(then, late)?;
                    self.instructions(otherwise, late)?;
                }
            }
        }
        Ok(())
    }

    fn gate(&self, gate: &GateOp, late: &[bool]) -> Result<(), String> {
        for (what, found, needed) in [
            ("targets", gate.targets.len(), gate.kind.targets()),
            ("angles", gate.angles.len(), gate.kind.angles()),
        ] {
            if found != needed {
                return Err(format!("{found} {what} where {needed} are needed"));
            }
        }
        for affine in &gate.angles {
            affine_within(affine, late.len())?;
            if affine.terms.iter().any(|&(slot, _)| late[slot]) {
                return Err("an angle depends on an expectation value".into());
            }
            if !affine.constant.is_finite() || affine.terms.iter().any(|(_, c)| !c.is_finite()) {
                return Err("an angle is not finite".into());
            }
        }
        let qubits = || gate.controls.iter().chain(&gate.targets);
        for (i, &qubit) in qubits().enumerate() {
            within("qubit", qubit, self.qubits)?;
            if qubits().take(i).any(|&earlier| earlier == qubit) {
                return Err(format!("qubit {qubit} is used twice"));
            }
        }
        Ok(())
    }

    fn condition(&self, condition: &Condition) -> Result<(), String> {
        match condition {
            Condition::Bit(bit) => within("bit", *bit, self.bits),
            Condition::Not(inner) => self.condition(inner),
            Condition::And(a, b) | Condition::Or(a, b) | Condition::Equal(a, b) => {
                self.condition(a)?;
                self.condition(b)
            }
            Condition::Constant(_) => Ok(()),
        }
    }
}

fn affine_within(affine: &Affine, slots: usize) -> Result<(), String> {
    affine
        .terms
        .iter()
        .try_for_each(|&(slot, _)| within("slot", slot, slots))
}

fn within(what: &str, number: usize, count: usize) -> Result<(), String> {
    if number < count {
        Ok(())
    } else {
        Err(format!("{what} {number} does not exist, there are {count}"))
    }
}
