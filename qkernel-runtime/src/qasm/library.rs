//! The gates of the libraries of OpenQASM, as gates of programs.
//!
//! In version 3, `U`, `u2` and `u3` have a phase beside the gate of the same matrix here. It is seen only under
//! controls: version 2 has none.

use crate::gate::GateKind::{self, P, Rxx, Rzz, Sx, Sxdg, X};
use crate::gate::{Row, SubGate, steps};

/// How a gate of a library is applied.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// A kind under controls, with the same angles.
    Plain(usize, GateKind),
    /// U(θ, φ, λ) of the specification of version 3: exp(iθ/2) times `u`.
    U,
    /// U(π/2, φ, λ)
    U2,
    U3,
    /// U(θ, φ, λ) times exp(iγ), controlled.
    Cu,
    /// One angle, which does nothing.
    U0,
    /// Several gates, on that many qubits.
    Steps(usize, &'static [SubGate]),
}

use Form::{Cu, Plain, Steps, U, U0, U2, U3};

impl Form {
    pub(super) fn angles(self) -> usize {
        match self {
            Plain(_, kind) => kind.angles(),
            U | U3 => 3,
            U2 => 2,
            Cu => 4,
            U0 => 1,
            Steps(..) => 0,
        }
    }

    pub(super) fn qubits(self) -> usize {
        match self {
            Plain(controls, kind) => controls + kind.targets(),
            Cu => 2,
            Steps(qubits, _) => qubits,
            _ => 1,
        }
    }
}

/// The gates of `qelib1.inc` that are no controlled gates: Toffoli gates but for phases.
const RCCX: &[SubGate] = steps! {
    H(2), T(2), X[1](2), Tdg(2), X[0](2), T(2), X[1](2), Tdg(2), H(2)
};
const RC3X: &[SubGate] = steps! {
    H(3), T(3), X[2](3), Tdg(3), H(3), X[0](3), T(3), X[1](3), Tdg(3), X[0](3), T(3), X[1](3), Tdg(3),
    H(3), T(3), X[2](3), Tdg(3), H(3)
};

/// In both libraries, beside the names of kinds under controls.
const COMMON: [(&str, Form); 4] = [("u1", Plain(0, P)), ("u2", U2), ("u3", U3), ("cu", Cu)];

/// In later versions of `qelib1.inc`, but not in `stdgates.inc`.
const QELIB: [(&str, Form); 12] = [
    ("u0", U0),
    ("u", Plain(0, GateKind::U)),
    ("sxdg", Plain(0, Sxdg)),
    ("cu3", Plain(1, GateKind::U)),
    ("csx", Plain(1, Sx)),
    ("rxx", Plain(0, Rxx)),
    ("rzz", Plain(0, Rzz)),
    ("c3x", Plain(3, X)),
    ("c3sqrtx", Plain(3, Sx)),
    ("c4x", Plain(4, X)),
    ("rccx", Steps(3, RCCX)),
    ("rc3x", Steps(4, RC3X)),
];

/// In `stdgates.inc` alone.
const STDGATES: [(&str, Form); 3] = [
    ("CX", Plain(1, X)),
    ("phase", Plain(0, P)),
    ("cphase", Plain(1, P)),
];

fn listed(list: &[(&str, Form)], name: &str) -> Option<Form> {
    list.iter()
        .find(|(known, _)| *known == name)
        .map(|&(_, form)| form)
}

/// A kind under controls, by its name in a library.
fn kind(name: &str, names: fn(&Row) -> &'static [&'static str]) -> Option<Form> {
    GateKind::ALL.into_iter().find_map(|kind| {
        let controls = names(kind.row()).iter().position(|known| *known == name)?;
        Some(Plain(controls, kind))
    })
}

/// Whether `qelib1.inc` did not have a gate when it was published.
pub(super) fn is_later(name: &str) -> bool {
    let is_first = kind(name, |row| row.qasm2).is_some();
    !is_first && !matches!(name, "u2" | "cu3" | "U" | "CX")
}

/// A gate of a library.
pub(super) fn in_library(library: &str, name: &str) -> Option<Form> {
    let common = listed(&COMMON, name).or_else(|| kind(name, |row| row.qasm3));
    common.or_else(|| match library {
        "qelib1.inc" => kind(name, |row| row.qasm2).or_else(|| listed(&QELIB, name)),
        _ => listed(&STDGATES, name),
    })
}
