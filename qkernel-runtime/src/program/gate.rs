//! Gates of a program: by themselves, and as the program keeps them.

use std::borrow::Cow;

use super::{Affine, Origin, QubitId};
use crate::gate::GateKind;

/// One gate on numbered qubits.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct GateOp {
    /// What is applied.
    pub kind: GateKind,
    /// Applied only where all of these qubits are |1>.
    pub controls: Vec<QubitId>,
    /// The qubits that `kind` acts on, `kind.targets()` of them.
    pub targets: Vec<QubitId>,
    /// The angles in radians, `kind.angles()` of them.
    pub angles: Vec<Affine>,
    /// Kernel and place of the call that put the gate here.
    pub origin: Origin,
}

/// A gate, as a program keeps it. A [`GateOp`] is one by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate<'p> {
    /// What is applied.
    pub kind: GateKind,
    /// Applied only where all of these qubits are |1>.
    pub controls: &'p [QubitId],
    /// The qubits that `kind` acts on, `kind.targets()` of them.
    pub targets: &'p [QubitId],
    /// The angles in radians, `kind.angles()` of them.
    pub angles: &'p [Affine],
    /// Kernel and place of the call that put the gate here.
    pub origin: Origin,
}

impl Gate<'_> {
    /// What the gate is called with its controls: `h`, `cx`, `ccz`, `x with 3 controls`.
    pub fn name(&self) -> Cow<'static, str> {
        let name = self.kind.name();
        match self.controls.len() {
            0 => name.into(),
            controls @ 1..=2 => format!("{}{name}", &"cc"[..controls]).into(),
            controls => format!("{name} with {controls} controls").into(),
        }
    }

    /// The gate by itself.
    pub fn to_op(&self) -> GateOp {
        GateOp {
            kind: self.kind,
            controls: self.controls.to_vec(),
            targets: self.targets.to_vec(),
            angles: self.angles.to_vec(),
            origin: self.origin,
        }
    }
}

impl<'p> From<&'p GateOp> for Gate<'p> {
    fn from(gate: &'p GateOp) -> Gate<'p> {
        Gate {
            kind: gate.kind,
            controls: &gate.controls,
            targets: &gate.targets,
            angles: &gate.angles,
            origin: gate.origin,
        }
    }
}
