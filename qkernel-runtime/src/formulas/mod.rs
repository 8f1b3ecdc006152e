//! What a kernel costs, as formulas in its sizes.
//!
//! ```
//! use qkernel_runtime::prelude::*;
//!
//! #[qkernel]
//! fn ladder(n: UInt, layers: UInt, angles: Vector<Float, { n * layers }>, o: Observable) -> Float {
//!     let mut q = qubit_array(n);
//!     for layer in range(layers) {
//!         q = ry_layer(q, angles, layer * n);
//!         q = cz_entangling_layer(q);
//!     }
//!     expval(q, o)
//! }
//!
//! let formulas = ladder::resources();
//! assert_eq!(formulas.rotation.to_string(), "n*layers");
//! assert_eq!(formulas.two_qubit.to_string(), "layers*max(0, n - 1)");
//!
//! // Numbers for the sizes give what counting the bound circuit gives.
//! let numbers = formulas.at(&[("n", 4), ("layers", 2)])?;
//! let circuit = ladder { n: 4, layers: 2, o: Z(0) }.compile()?;
//! assert_eq!(numbers.two_qubit, circuit.resources().two_qubit);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cost;
mod formula;
mod known;
mod range;
mod ratio;
#[cfg(test)]
mod tests;
mod value;
mod walk;
mod write;

use std::collections::BTreeMap;
use std::fmt;

use crate::graph::{Element, Graph, Type};
use crate::resources::Resources;
use cost::What;
pub use formula::Formula;
use walk::Walker;

/// What a kernel costs: formulas, see [`Formulas`], or numbers. Gates are counted as in [`Resources`].
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
    needs: Vec<Formula>,
    /// The names of the parameters that sizes are named after.
    #[cfg_attr(feature = "serde", serde(skip))]
    names: Vec<&'static str>,
}

/// What a kernel costs, as formulas in its sizes: what [`Kernel::resources`](crate::Kernel::resources) gives.
///
/// Sizes are the kernel's `UInt` parameters; also `q.len()` for a vector `q` whose length is not stated, `counts[0]` for an
/// element of a `Vector<UInt>`, and `flag`, 0 or 1, for a `Bit`. The formulas hold for all sizes for which the kernel
/// compiles: one that takes `q[0]` of `n` qubits has no case `n = 0`.
///
/// With the cargo feature `serde` they are written as texts.
pub type Formulas = Totals<Formula>;

/// Why numbers could not be put into formulas.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormulaError {
    /// A size is not given.
    #[error("the size `{size}` is not given")]
    Missing {
        /// Its name.
        size: String,
    },
    /// The kernel has no such size.
    #[error("`{kernel}` has no size `{size}`: its sizes are {names}")]
    Foreign {
        /// The kernel.
        kernel: String,
        /// The name that was given.
        size: String,
        /// The names of its parameters.
        names: String,
    },
    /// The kernel does not compile for these sizes.
    #[error(
        "`{kernel}` does not compile for these sizes: `{formula}` is {value}, but must not be negative"
    )]
    Negative {
        /// The kernel.
        kernel: String,
        /// What is negative.
        formula: String,
        /// Its value.
        value: i128,
    },
    /// A number is too large, a sum has too many terms, or something is divided by 0.
    #[error("a number is too large, or divided by 0")]
    TooLarge,
    /// A count depends on what has no formula: an angle that is compared.
    #[error("a count depends on a comparison of angles, which has no formula")]
    Unknown,
}

impl Formulas {
    /// The formulas of a kernel.
    pub(crate) fn of(graph: &'static Graph) -> Formulas {
        let Walker { known, cost, .. } = Walker::count(graph);
        let mut counts = cost.counts;
        let mut take = |what| {
            let count = counts.remove(&what).unwrap_or_default();
            known.simplified(&count)
        };
        let mut totals = Totals {
            kernel: graph.signature.name.into(),
            qubits: known.simplified(&cost.peak),
            allocations: take(What::Allocations),
            gates: take(What::Gates),
            single_qubit: take(What::SingleQubit),
            two_qubit: take(What::TwoQubit),
            multi_qubit: take(What::MultiQubit),
            t: take(What::T),
            clifford: take(What::Clifford),
            rotation: take(What::Rotation),
            measurements: take(What::Measurements),
            resets: take(What::Resets),
            gates_by_name: BTreeMap::new(),
            calls: BTreeMap::new(),
            needs: known.facts().to_vec(),
            names: sized(graph),
        };
        for (what, count) in counts {
            let count = known.simplified(&count);
            match what {
                _ if count.is_zero() => {}
                What::Gate(gate) => {
                    totals.gates_by_name.insert(gate, count);
                }
                What::Calls(name) => {
                    totals.calls.entry(name.into()).or_default().add(&count);
                }
                _ => {}
            }
        }
        totals
    }

    /// The numbers for some sizes; those that the formulas do not mention may be left out.
    ///
    /// # Errors
    /// If a size is not given, or the kernel does not compile for these as far as is known here.
    pub fn at(&self, sizes: &[(&str, usize)]) -> Result<Totals<usize>, FormulaError> {
        for (size, _) in sizes {
            let param = size.split(['.', '[']).next().unwrap_or_default();
            if !self.names.contains(&param) {
                let names: Vec<String> = self.names.iter().map(|n| format!("`{n}`")).collect();
                return Err(FormulaError::Foreign {
                    kernel: self.kernel.clone(),
                    size: (*size).into(),
                    names: names.join(", "),
                });
            }
        }
        let mut numbers = value::Numbers::new(sizes);
        for need in &self.needs {
            let value = match numbers.value(need) {
                // A need may depend on what no count depends on.
                Err(FormulaError::Missing { .. }) => continue,
                value => value?,
            };
            if value < 0 {
                return Err(FormulaError::Negative {
                    kernel: self.kernel.clone(),
                    formula: need.to_string(),
                    value,
                });
            }
        }
        let mut put = |formula: &Formula| {
            let value = numbers.value(formula)?;
            usize::try_from(value).map_err(|_| FormulaError::TooLarge)
        };
        Ok(Totals {
            kernel: self.kernel.clone(),
            qubits: put(&self.qubits)?,
            allocations: put(&self.allocations)?,
            gates: put(&self.gates)?,
            single_qubit: put(&self.single_qubit)?,
            two_qubit: put(&self.two_qubit)?,
            multi_qubit: put(&self.multi_qubit)?,
            t: put(&self.t)?,
            clifford: put(&self.clifford)?,
            rotation: put(&self.rotation)?,
            measurements: put(&self.measurements)?,
            resets: put(&self.resets)?,
            gates_by_name: named(&self.gates_by_name, &mut put)?,
            calls: named(&self.calls, &mut put)?,
            needs: Vec::new(),
            names: Vec::new(),
        })
    }
}

/// The names of the parameters that are sizes or have some.
fn sized(graph: &Graph) -> Vec<&'static str> {
    let params = graph.signature.params.iter();
    let sized = params.filter(|param| {
        let none = matches!(
            param.ty,
            Type::Scalar(Element::Qubit | Element::Float | Element::Observable)
        );
        !none && param.size.is_none()
    });
    sized.map(|param| param.name).collect()
}

/// Those that are not 0.
fn named(
    formulas: &BTreeMap<String, Formula>,
    put: &mut dyn FnMut(&Formula) -> Result<usize, FormulaError>,
) -> Result<BTreeMap<String, usize>, FormulaError> {
    let mut counts = BTreeMap::new();
    for (name, formula) in formulas {
        match put(formula)? {
            0 => {}
            count => {
                counts.insert(name.clone(), count);
            }
        }
    }
    Ok(counts)
}

impl<T: fmt::Display> fmt::Display for Totals<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows: Vec<(String, &T)> = [
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
        .map(|(name, count)| (name.to_owned(), count))
        .into();
        let (gates, calls) = (&self.gates_by_name, &self.calls);
        rows.extend(
            gates
                .iter()
                .map(|(name, count)| (format!("Gate {name}"), count)),
        );
        rows.extend(
            calls
                .iter()
                .map(|(name, count)| (format!("Calls of {name}"), count)),
        );
        write!(f, "Resources of {}:", self.kernel)?;
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, count) in rows {
            write!(f, "\n  {name:width$}  {count}")?;
        }
        Ok(())
    }
}

/// The numbers of a bound circuit, whose calls are inlined and not counted.
impl Totals<usize> {
    /// Whether a bound circuit has the same counts.
    pub fn agrees_with(&self, resources: &Resources) -> bool {
        let own = [
            self.qubits,
            self.allocations,
            self.gates,
            self.single_qubit,
            self.two_qubit,
            self.multi_qubit,
            self.t,
            self.clifford,
            self.rotation,
            self.measurements,
            self.resets,
        ];
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
        own == bound && self.gates_by_name == resources.gates_by_name
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Formula {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
