//! Whether a program is well formed. One that `compile()` made is; one that was put together by hand may not be.

mod numbers;
mod registers;
mod scopes;
#[cfg(test)]
mod tests;

use super::limits::{MAX_BRANCHES, MAX_INSTRUCTIONS, MAX_NUMBERS, MAX_QUBITS};
use super::lives::Lives;
use super::parts::Parts;
use super::{Action, Event, Output, Program, walk};
use crate::error::Error;
use numbers::{AngleSlots, within};

impl Program {
    /// Checks that every qubit, bit, name, scope, slot and observable that is used exists, that a gate's qubits differ and that
    /// it has as many qubits and angles as it takes, that slots depend on earlier ones only, that qubits are used
    /// within their [lives](super::Instruction#the-life-of-a-qubit) only, and that neither branches nor conditions are nested too deep.
    ///
    /// # Errors
    /// [`Error::Invalid`], with the first fault.
    pub fn check(&self) -> Result<(), Error> {
        self.faults()
            .map_err(|message| Error::invalid(&self.kernel, message))
    }

    fn faults(&self) -> Result<(), String> {
        self.sizes()?;
        let known = AngleSlots::of(self)?;
        for observable in &self.observables {
            observable
                .check(self.qubits)
                .map_err(|fault| fault.to_string())?;
        }
        self.calls_named()?;
        self.registers_within()?;
        self.scopes_within(&known)?;
        let mut lives = Lives::new(self);
        let mut conditions = Parts::default();
        let mut depth = 0;
        let mut ended = None;
        for event in walk(&self.instructions) {
            if let Some(action) = ended.take()
                && event != Event::Else
            {
                let fault = "it does not end the first arm of a branch".to_owned();
                return Err(self.at(action, fault));
            }
            match event {
                Event::If(condition) => {
                    depth += 1;
                    if depth > MAX_BRANCHES {
                        return Err(too_deep("branches", MAX_BRANCHES));
                    }
                    conditions.add(condition);
                }
                Event::Do(action) => {
                    if let Some(condition) = action.repeats() {
                        conditions.add(condition);
                        ended = Some(action);
                    }
                    let checked = match (action, action.written()) {
                        (Action::Gate(gate), _) => known.gate(gate),
                        (_, Some(bit)) => within("bit", bit.index(), self.bits),
                        _ => Ok(()),
                    };
                    let checked = checked.and_then(|()| {
                        action
                            .qubits()
                            .try_for_each(|qubit| within("qubit", qubit.index(), self.qubits))
                    });
                    checked
                        .and_then(|()| self.names_within(action))
                        .map_err(|fault| self.at(action, fault))?;
                }
                Event::Else => {}
                Event::End => depth -= 1,
            }
            lives.follow(event).map_err(|(action, qubit, fault)| {
                self.at(action, format!("{} {fault}", self.called(qubit)))
            })?;
        }
        if depth > 0 {
            return Err("a branch has no end".into());
        }
        if let Some(action) = ended {
            let fault = "it does not end the first arm of a branch".to_owned();
            return Err(self.at(action, fault));
        }
        for output in &self.outputs {
            match output {
                Output::Float(affine) => known.affine(affine).map(drop)?,
                Output::FloatVector(affines) => affines
                    .iter()
                    .try_for_each(|affine| known.affine(affine).map(drop))?,
                Output::Bit(condition) => _ = conditions.add(condition),
                Output::BitVector(all) => all.iter().for_each(|c| _ = conditions.add(c)),
            }
        }
        let mut bits = conditions.bits();
        bits.try_for_each(|bit| within("bit", bit.index(), self.bits))
    }

    /// What everything else allocates by.
    fn sizes(&self) -> Result<(), String> {
        for (what, count, most) in [
            ("qubits", self.qubits, MAX_QUBITS),
            ("bits", self.bits, MAX_INSTRUCTIONS),
        ] {
            if count > most {
                return Err(format!("there are {count} {what}, more than {most}"));
            }
        }
        for argument in &self.arguments {
            let (rows, columns) = argument.shape.extent();
            if rows.saturating_mul(columns) > MAX_NUMBERS {
                return Err(format!(
                    "`{}` holds {rows} x {columns} numbers, more than {MAX_NUMBERS}",
                    argument.name
                ));
            }
        }
        Ok(())
    }

    fn names_within(&self, action: Action<'_>) -> Result<(), String> {
        let origin = action.origin();
        let last = origin.kernel.max(origin.file);
        within("name", last.index(), self.names.len())?;
        within("scope", origin.scope.index(), self.scopes.len() + 1)
    }

    /// A fault, with the action that has it.
    fn at(&self, action: Action<'_>, fault: String) -> String {
        let what = action.name();
        format!("`{what}` at {}: {fault}", self.place(action.origin()))
    }
}

/// The fault of what is nested too deep.
pub(super) fn too_deep(what: &str, most: usize) -> String {
    format!("{what} are nested more than {most} deep")
}
