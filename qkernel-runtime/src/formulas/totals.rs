//! Counts by class, as formulas or as numbers.

use std::collections::BTreeMap;
use std::fmt;

use super::formula::Formula;
use crate::resources::Resources;

/// What a kernel costs: formulas, see [`Formulas`](super::Formulas), or numbers. Gates are counted as in [`Resources`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Totals<T> {
    /// The kernel's name.
    pub kernel: String,
    /// The largest number of qubits that are alive at once, those that are handed in included.
    pub qubits: T,
    /// How many qubits are allocated in all.
    pub allocations: T,
    /// Gates of any kind.
    pub gates: T,
    /// Gates on one qubit.
    pub single_qubit: T,
    /// Gates on two qubits.
    pub two_qubit: T,
    /// Gates on three or more qubits.
    pub multi_qubit: T,
    /// `t` and `tdg` without controls.
    pub t: T,
    /// Clifford gates.
    pub clifford: T,
    /// Gates with an angle.
    pub rotation: T,
    /// Measurements of a qubit.
    pub measurements: T,
    /// Resets of a qubit.
    pub resets: T,
    /// Gates by name, as in [`Resources::gates_by_name`].
    pub gates_by_name: BTreeMap<String, T>,
    /// Calls of kernels, those in kernels that are called included.
    pub calls: BTreeMap<String, T>,
    /// What is not negative where the kernel compiles.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) needs: Vec<Formula>,
    /// The names of the parameters that sizes are named after.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) names: Vec<&'static str>,
    /// Some calls were not counted.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) left_out: bool,
}

impl<T> Totals<T> {
    /// The counts that every kernel has.
    fn rows(&self) -> [(&'static str, &T); 11] {
        [
            ("Qubits", &self.qubits),
            ("Allocations", &self.allocations),
            ("Gates", &self.gates),
            ("  Single-qubit", &self.single_qubit),
            ("  Two-qubit", &self.two_qubit),
            ("  Multi-qubit", &self.multi_qubit),
            ("  T", &self.t),
            ("  Clifford", &self.clifford),
            ("  Rotation", &self.rotation),
            ("Measurements", &self.measurements),
            ("Resets", &self.resets),
        ]
    }
}

impl<T: fmt::Display> fmt::Display for Totals<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        let mut rows = Vec::from(rows.map(|(name, count)| (name.to_owned(), count)));
        let (gates, calls) = (&self.gates_by_name, &self.calls);
        for (what, counts) in [("Gate", gates), ("Calls of", calls)] {
            let counts = counts.iter();
            rows.extend(counts.map(|(name, count)| (format!("{what} {name}"), count)));
        }
        write!(f, "Resources of {}:", self.kernel)?;
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, count) in rows {
            write!(f, "\n  {name:width$}  {count}")?;
        }
        Ok(())
    }
}

/// The numbers of a bound circuit.
impl Totals<usize> {
    /// Whether a bound circuit has the same counts.
    pub fn agrees_with(&self, resources: &Resources) -> bool {
        let bound = [
            resources.qubits,
            resources.allocations,
            resources.gates,
            resources.single_qubit,
            resources.two_qubit,
            resources.multi_qubit,
            resources.t,
            resources.clifford,
            resources.rotation,
            resources.measurements,
            resources.resets,
        ];
        self.rows().map(|(_, count)| *count) == bound
            && self.gates_by_name == resources.gates_by_name
            && self.calls == resources.calls
    }
}
