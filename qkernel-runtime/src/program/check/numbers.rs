//! Numbers, and the gates that take them as angles.

use crate::program::slots::Layout;
use crate::program::{Affine, Derived, Gate, Program, QubitId};

/// The slots up to some point, and whether they can be angles.
pub(super) struct AngleSlots<'p> {
    program: &'p Program,
    layout: Layout,
    /// For each slot, whether it depends on an expectation value: then it is known too late for an angle.
    late: Vec<bool>,
}

impl<'p> AngleSlots<'p> {
    /// All of a program, each of which depends on earlier ones only.
    pub(super) fn of(program: &'p Program) -> Result<AngleSlots<'p>, String> {
        let layout = Layout::new(program);
        let mut known = AngleSlots {
            program,
            late: vec![false; layout.arguments()],
            layout,
        };
        for derived in &program.derived {
            let mut is_late = false;
            for operand in derived.operands() {
                is_late |= known.affine(operand)?;
            }
            if let Derived::Expectation(observable) = derived {
                within("observable", observable.index(), program.observables.len())?;
                is_late = true;
            }
            known.late.push(is_late);
        }
        Ok(known)
    }

    /// Whether a number depends on an expectation value.
    pub(super) fn affine(&self, affine: &Affine) -> Result<bool, String> {
        let mut late = false;
        for &(slot, _) in &affine.terms {
            let position = self
                .layout
                .checked(self.program, slot)
                .filter(|&position| position < self.late.len());
            late |= self.late[position.ok_or_else(|| format!("there is no number {slot}"))?];
        }
        Ok(late)
    }

    fn twice(&self, qubit: QubitId) -> String {
        format!("{} is used twice", self.program.called(qubit))
    }

    pub(super) fn gate(&self, gate: Gate<'_>) -> Result<(), String> {
        for (what, found, needed) in [
            ("targets", gate.targets.len(), gate.kind.targets()),
            ("angles", gate.angles.len(), gate.kind.angles()),
        ] {
            if found != needed {
                return Err(format!("{found} {what} where {needed} are needed"));
            }
        }
        for affine in gate.angles {
            if self.affine(affine)? {
                return Err("an angle depends on an expectation value".into());
            }
            if !affine.constant.is_finite() || affine.terms.iter().any(|(_, c)| !c.is_finite()) {
                return Err("an angle is not finite".into());
            }
        }
        let qubits = gate.controls.iter().chain(gate.targets);
        if gate.controls.len() + gate.targets.len() <= 2 {
            let mut pair = qubits;
            return match (pair.next(), pair.next()) {
                (Some(a), Some(b)) if a == b => Err(self.twice(*a)),
                _ => Ok(()),
            };
        }
        let mut qubits = Vec::from_iter(qubits);
        qubits.sort_unstable();
        match qubits.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(self.twice(*pair[0])),
            None => Ok(()),
        }
    }
}

pub(super) fn within(what: &str, number: usize, count: usize) -> Result<(), String> {
    if number < count {
        Ok(())
    } else {
        Err(format!("{what} {number} does not exist, there are {count}"))
    }
}
