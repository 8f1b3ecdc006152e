//! Whether registers are made of what there is.

use super::numbers::within;
use crate::program::{Names, Program, Registers};

impl Program {
    /// Each has a name that there is, and elements that there are and that are in no other.
    pub(super) fn registers_within(&self) -> Result<(), String> {
        all("qubit", &self.names, &self.qubit_registers, self.qubits)?;
        all("bit", &self.names, &self.bit_registers, self.bits)
    }
}

fn all<I>(what: &str, names: &Names, registers: &Registers<I>, count: usize) -> Result<(), String>
where
    I: From<usize>,
{
    let mut runs = Vec::new();
    for register in registers.iter() {
        within("name", register.name.index(), names.len())?;
        let name = &names[register.name];
        for run in register.runs {
            // An empty one would be no element.
            if run.is_empty() || run.end > count {
                return Err(format!(
                    "the register `{name}` has the {what}s {} to {}, and there are {count}",
                    run.start, run.end
                ));
            }
            runs.push(run);
        }
        if register.is_single && register.len() != 1 {
            return Err(format!(
                "`{name}` is one {what}, and has {}",
                register.len()
            ));
        }
    }
    runs.sort_unstable_by_key(|run| run.start);
    match runs.windows(2).find(|pair| pair[0].end > pair[1].start) {
        Some(pair) => Err(format!("{what} {} is in a register twice", pair[1].start)),
        None => Ok(()),
    }
}
