//! Gates by the names of the standard libraries, and the definitions of those that they lack.

use std::collections::BTreeSet;
use std::fmt::{Display, Write};
use std::sync::LazyLock;

use super::borrowed::borrowing;
use super::expand::{Name, Placed};
use super::numbers::affine;
use super::options::{Version, library};
use crate::gate::{GateKind, Row};
use crate::program::{Slot, SlotId};

/// The gate in terms of `stdgates.inc`: the same matrix, its phase included.
fn definition(kind: GateKind) -> String {
    let Row {
        targets, angles, ..
    } = kind.row();
    let whole = Placed {
        kind,
        controls: Vec::new(),
        targets: (0..targets.len()).collect(),
        angles: (0..angles.len())
            .map(|number| SlotId::derived(number).into())
            .collect(),
    };
    let slot = |slot: SlotId| match slot.slot() {
        Slot::Derived(number) => angles[number as usize],
        Slot::Argument { .. } => "",
    };
    let mut body = String::new();
    for step in whole.in_library() {
        let angles = step.angles.iter().map(|angle| affine(angle, &slot));
        let qubits = step.controls.iter().chain(&step.targets);
        let name = library(step.kind, Version::Three)[step.controls.len()];
        body += &statement(name, angles, qubits.map(|&k| targets[k]));
        body.push(' ');
    }
    let head = statement(kind.name(), angles.iter(), targets.iter());
    format!("gate {} {{ {body}}}\n", head.trim_end_matches(';'))
}

/// The kinds that have to be defined, with their definitions.
static DEFINITIONS: LazyLock<Vec<(GateKind, String)>> = LazyLock::new(|| {
    let kinds = GateKind::ALL.into_iter();
    let kinds = kinds.filter(|kind| kind.row().qasm3.is_empty() && kind.targets() > 0);
    kinds.map(|kind| (kind, definition(kind))).collect()
});

/// The definition of a kind that has to be defined.
fn definition_of(kind: GateKind) -> &'static str {
    let own = DEFINITIONS.iter().find(|(own, _)| *own == kind);
    own.map_or("", |(_, text)| text)
}

/// The kind that a text defines as it is defined here; the text begins with its definition.
pub(in crate::qasm) fn defined(text: &str) -> Option<GateKind> {
    let mut all = DEFINITIONS.iter();
    all.find_map(|(kind, own)| text.starts_with(own.trim_end()).then_some(*kind))
}

/// `name(angles) qubits;`
pub(super) fn statement<A: Display, Q: Display>(
    name: &str,
    angles: impl IntoIterator<Item = A>,
    qubits: impl IntoIterator<Item = Q>,
) -> String {
    let mut text = name.to_owned();
    let (mut before, mut after) = ("(", "");
    for angle in angles {
        let _ = write!(text, "{before}{angle}");
        (before, after) = (", ", ")");
    }
    text += after;
    before = " ";
    for qubit in qubits {
        let _ = write!(text, "{before}{qubit}");
        before = ", ";
    }
    text + ";"
}

/// The gates that a text uses and has to define.
#[derive(Clone, Default)]
pub(super) struct Definitions {
    gates: BTreeSet<&'static str>,
    /// X under that many controls, with a borrowed qubit.
    borrowing: BTreeSet<usize>,
}

impl Definitions {
    /// How a statement begins, where what it applies is defined if it has to be.
    pub(super) fn applied(&mut self, name: &Name, version: Version) -> String {
        let (kind, controls) = match name {
            Name::Kind(kind, controls) => kind.under(*controls),
            Name::Borrowing(controls) => {
                self.borrowing.insert(*controls);
                return format!("mcx{controls}");
            }
            Name::Defined(name) => return name.clone(),
        };
        let names = library(kind, version);
        if kind == GateKind::GlobalPhase {
            return "gphase".into();
        }
        if let Some(name) = names.get(controls) {
            return (*name).into();
        }
        let name = names.first().copied().unwrap_or_else(|| {
            self.gates.insert(definition_of(kind));
            kind.name()
        });
        match controls {
            0 => name.into(),
            1 => format!("ctrl @ {name}"),
            count => format!("ctrl({count}) @ {name}"),
        }
    }

    pub(super) fn text(&self) -> String {
        let gates = self.gates.iter().map(|&text| text.to_owned());
        let borrowing = self.borrowing.iter().copied().map(borrowing);
        gates.chain(borrowing).collect()
    }
}
