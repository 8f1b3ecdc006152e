//! Calls, loops and the names of kernels.

use super::numbers::{AngleSlots, within};
use crate::program::{CallArgument, NameId, Program, Scope};

impl Program {
    /// What is called has a name, and is called.
    pub(super) fn calls_named(&self) -> Result<(), String> {
        for (kernel, &count) in &self.calls {
            within("name", kernel.index(), self.names.len())?;
            if count == 0 {
                return Err(format!("`{}` is called 0 times", &self.names[*kernel]));
            }
        }
        Ok(())
    }

    /// Each scope is inside of an earlier one, and what it names exists.
    pub(super) fn scopes_within(&self, known: &AngleSlots<'_>) -> Result<(), String> {
        let name = |id: NameId| within("name", id.index(), self.names.len());
        for (k, (outer, scope)) in self.scopes.iter().enumerate() {
            if outer.index() > k {
                let id = k + 1;
                return Err(format!(
                    "scope {id} is inside of scope {outer}, which is not an earlier one"
                ));
            }
            match scope {
                Scope::Call(call) => {
                    name(call.kernel)?;
                    for (parameter, argument) in &call.arguments {
                        name(*parameter)?;
                        match argument {
                            CallArgument::Qubit(qubit) => {
                                within("qubit", qubit.index(), self.qubits)?;
                            }
                            CallArgument::Register(runs) => {
                                let mut count = 0usize;
                                for run in runs.iter().filter(|run| !run.is_empty()) {
                                    within("qubit", run.end - 1, self.qubits)?;
                                    count += run.len();
                                }
                                if count > self.qubits {
                                    return Err(format!(
                                        "a register of {count} qubits, there are {}",
                                        self.qubits
                                    ));
                                }
                            }
                            CallArgument::Float(affine) => drop(known.affine(affine)?),
                            CallArgument::Argument(argument) => {
                                within("argument", *argument, self.arguments.len())?;
                            }
                            CallArgument::UInt(_) | CallArgument::Other => {}
                        }
                    }
                }
                Scope::Loop(repeated) => name(repeated.variable)?,
                Scope::Round(_) | Scope::Arm(_) => {}
            }
        }
        Ok(())
    }
}
