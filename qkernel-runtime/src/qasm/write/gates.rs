//! Gates by the names of the standard libraries, and the definitions of those that they lack.

use std::collections::BTreeSet;

use super::Version;
use super::expand::borrowing;
use crate::gate::GateKind;

/// The names of a gate in the standard library with no control, with one, and so on. What is not there needs its [`definition`]
/// in OpenQASM 3, and is [expanded](super::expand) in OpenQASM 2.
///
/// There are several versions of `qelib1.inc`: these are the gates that are in all of them, and no others may be defined by
/// the names that they have in some.
pub(super) fn library(kind: GateKind, version: Version) -> &'static [&'static str] {
    use GateKind::*;
    use Version::{Three, Two};
    match (kind, version) {
        (Id, _) => &["id"],
        (H, _) => &["h", "ch"],
        (X, _) => &["x", "cx", "ccx"],
        (Y, _) => &["y", "cy"],
        (Z, _) => &["z", "cz"],
        (S, _) => &["s"],
        (Sdg, _) => &["sdg"],
        (T, _) => &["t"],
        (Tdg, _) => &["tdg"],
        (Sx, Three) => &["sx"],
        (Rx, Three) => &["rx", "crx"],
        (Rx, Two) => &["rx"],
        (Ry, Three) => &["ry", "cry"],
        (Ry, Two) => &["ry"],
        (Rz, _) => &["rz", "crz"],
        (P, Three) => &["p", "cp"],
        (P, Two) => &["u1", "cu1"],
        (U, Two) => &["u3"],
        (Swap, Three) => &["swap", "cswap"],
        (Sx | Swap, Two) | (U, Three) | (Sxdg | Iswap | Rxx | Ryy | Rzz | GlobalPhase, _) => &[],
    }
}

/// The gate in terms of `stdgates.inc`: the same matrix, its phase included.
fn definition(kind: GateKind) -> &'static str {
    use GateKind::*;
    match kind {
        Sxdg => "gate sxdg a { h a; sdg a; h a; }\n",
        // The `U` of OpenQASM 3 has another phase. Qiskit takes the angles in the order of their names.
        U => "gate u(a, b, c) q { p(c) q; ry(a) q; p(b) q; }\n",
        Iswap => "gate iswap a, b { s a; s b; h a; cx a, b; cx b, a; h b; }\n",
        Rxx => "gate rxx(theta) a, b { h a; h b; cx a, b; rz(theta) b; cx a, b; h a; h b; }\n",
        Ryy => {
            "gate ryy(theta) a, b { rx(pi/2) a; rx(pi/2) b; cx a, b; rz(theta) b; cx a, b; rx(-pi/2) a; rx(-pi/2) b; }\n"
        }
        Rzz => "gate rzz(theta) a, b { cx a, b; rz(theta) b; cx a, b; }\n",
        _ => "",
    }
}

/// The kind that a text defines as it is defined here; the text begins with its definition.
pub(in crate::qasm) fn defined(text: &str) -> Option<GateKind> {
    use GateKind::*;
    [Sxdg, U, Iswap, Rxx, Ryy, Rzz]
        .into_iter()
        .find(|&kind| text.starts_with(definition(kind).trim_end()))
}

/// The gates that a text uses and has to define.
#[derive(Clone, Default)]
pub(super) struct Definitions {
    gates: BTreeSet<&'static str>,
    /// X under that many controls, with a borrowed qubit.
    borrowing: BTreeSet<usize>,
}

impl Definitions {
    /// How a gate under controls begins in OpenQASM 3, where it is defined if it has to be.
    pub(super) fn applied(&mut self, kind: GateKind, controls: usize) -> String {
        let (kind, controls) = kind.under(controls);
        let names = library(kind, Version::Three);
        if kind == GateKind::GlobalPhase {
            return "gphase".into();
        }
        if let Some(name) = names.get(controls) {
            return (*name).into();
        }
        let name = names.first().copied().unwrap_or_else(|| {
            self.gates.insert(definition(kind));
            kind.name()
        });
        match controls {
            0 => name.into(),
            1 => format!("ctrl @ {name}"),
            count => format!("ctrl({count}) @ {name}"),
        }
    }

    /// The name of X under that many controls, with a borrowed qubit.
    pub(super) fn borrowing(&mut self, controls: usize) -> String {
        self.borrowing.insert(controls);
        format!("mcx{controls}")
    }

    pub(super) fn extend(&mut self, other: Definitions) {
        self.gates.extend(other.gates);
        self.borrowing.extend(other.borrowing);
    }

    pub(super) fn text(&self) -> String {
        let gates = self.gates.iter().map(ToString::to_string);
        let borrowing = self.borrowing.iter().copied().map(borrowing);
        gates.chain(borrowing).collect()
    }
}
