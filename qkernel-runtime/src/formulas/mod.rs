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

mod assumptions;
mod atom;
mod condition;
mod cost;
mod divide;
mod error;
mod formula;
mod range;
mod ratio;
mod size;
#[cfg(test)]
mod tests;
mod totals;
mod value;
mod walk;
mod write;

use std::collections::BTreeMap;

use crate::graph::{Element, Graph, Type};
use crate::program::Count;
pub(crate) use atom::{Atom, Symbol};
use cost::What;
pub use error::FormulaError;
pub use formula::Formula;
pub(crate) use formula::Monomial;
pub(crate) use range::Range;
pub(crate) use ratio::Ratio;
pub use totals::Totals;
pub(crate) use value::number;
use walk::Walker;

/// What a kernel costs, as formulas in its sizes: what [`Kernel::resources`](crate::Kernel::resources) gives.
///
/// Sizes are the kernel's `UInt` parameters; also `q.len()` for a vector `q` whose length is not stated, `counts[0]` for an
/// element of a `Vector<UInt>`, and `flag`, 0 or 1, for a `Bit`. The formulas hold for all sizes for which the kernel
/// compiles: one that takes `q[0]` of `n` qubits has no case `n = 0`. Of a `while`, whose number of rounds only measurements
/// know, one round is counted.
///
/// With the cargo feature `serde` they are written as texts.
pub type Formulas = Totals<Formula>;

impl Formulas {
    /// The formulas of a kernel.
    pub(crate) fn of(graph: &'static Graph) -> Formulas {
        let Walker {
            assumptions: known,
            cost,
            past,
            ..
        } = Walker::count(graph);
        let simplified = |count: &Formula| match past.left_out {
            true => Atom::Unknown.into(),
            false => known.simplified(count),
        };
        let mut counts = cost.counts;
        let mut take = |what| simplified(&counts.remove(&what).unwrap_or_default());
        let mut totals = Totals {
            kernel: graph.signature.name.into(),
            qubits: simplified(&cost.peak),
            allocations: take(What::Allocations),
            gates: take(What::Gates),
            single_qubit: take(What::SingleQubit),
            two_qubit: take(What::TwoQubit),
            multi_qubit: take(What::MultiQubit),
            t: take(What::T),
            clifford: take(What::Clifford),
            rotation: take(What::Rotation),
            measurements: take(What::Operations(Count::Measurements)),
            resets: take(What::Operations(Count::Resets)),
            gates_by_name: BTreeMap::new(),
            calls: BTreeMap::new(),
            needs: known.facts().to_vec(),
            names: sized(graph),
            left_out: past.left_out,
        };
        for (what, count) in counts {
            let count = simplified(&count);
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
    /// If a size is not given or given twice, or the kernel does not compile for these as far as is known here.
    pub fn at(&self, sizes: &[(&str, usize)]) -> Result<Totals<usize>, FormulaError> {
        for (number, (size, second)) in sizes.iter().enumerate() {
            if let Some((_, first)) = sizes[..number].iter().find(|(other, _)| other == size) {
                return Err(FormulaError::Repeated {
                    size: (*size).into(),
                    first: *first,
                    second: *second,
                });
            }
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
        if self.left_out {
            return Err(FormulaError::TooManyCalls {
                kernel: self.kernel.clone(),
            });
        }
        let negative = |formula: &Formula, value| FormulaError::Negative {
            kernel: self.kernel.clone(),
            formula: formula.to_string(),
            value,
        };
        let given = |name: &str| {
            let found = sizes.iter().find(|(size, _)| *size == name);
            found.map(|&(_, number)| number)
        };
        let mut numbers = value::Numbers::new(&self.kernel, &given);
        for need in &self.needs {
            let value = match numbers.value(need) {
                // A need may depend on what no count depends on.
                Err(FormulaError::Missing { .. }) => continue,
                value => value?,
            };
            if value < 0 {
                return Err(negative(need, value));
            }
        }
        let mut put = |formula: &Formula| {
            let value = numbers.value(formula)?;
            usize::try_from(value).map_err(|_| match value < 0 {
                // What is needed inside of a loop or a branch is no need of all sizes.
                true => negative(formula, value),
                false => FormulaError::TooLarge,
            })
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
            left_out: false,
        })
    }
}

/// The names of the parameters that are sizes or have some.
fn sized(graph: &Graph) -> Vec<&'static str> {
    let params = graph.signature.params.iter();
    let sized = params.filter(|param| match param.ty {
        Type::Scalar(Element::Qubit | Element::Float | Element::Observable) => false,
        _ => param.size.is_none(),
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
        counts.insert(name.clone(), put(formula)?);
    }
    counts.retain(|_, count| *count > 0);
    Ok(counts)
}

#[cfg(feature = "serde")]
impl serde::Serialize for Formula {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
