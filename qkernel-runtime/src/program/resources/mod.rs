//! What a circuit costs.

mod count;
mod of;
mod print;
mod schedule;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub(crate) use count::of_gate;
pub(super) use count::{acts_on_qubits, counted_arm};

/// Counts for a bound circuit.
///
/// A gate is counted by all qubits it touches, controls included. Rotations are the gates with an angle, controlled or
/// not; Clifford gates are `id h x y z s sdg sx sxdg swap iswap` and X, Y or Z under one control; T gates are
/// `t` and `tdg`. A global phase acts on no qubit and is not counted. Of a branch on measured bits, the arm with
/// more gates is counted; of a `while`, one round.
///
/// The depth is the number of layers when everything is done as soon as its qubits, and the bits it depends on, are
/// there; measurements and resets take a layer too. What comes after a branch waits for the longer arm. Each qubit has a wire
/// of its own, so that one that is allocated late may begin early; on as many wires as [`qubits`](Resources::qubits) says, the
/// circuit may need more layers.
///
/// What is written without the counts that were added since is read with 0 for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Resources {
    /// The largest number of qubits that are alive at once, see [`Wires`](crate::program::Wires).
    pub qubits: usize,
    /// How many qubits are allocated in all; [`num_qubits`](crate::Circuit::num_qubits) of the circuit.
    pub allocations: usize,
    /// Gates of any kind.
    pub gates: usize,
    /// Gates on one qubit.
    pub single_qubit: usize,
    /// Gates on two qubits.
    pub two_qubit: usize,
    /// Gates on three or more qubits.
    pub multi_qubit: usize,
    /// `t` and `tdg` without controls.
    pub t: usize,
    /// Clifford gates.
    pub clifford: usize,
    /// Gates with an angle.
    pub rotation: usize,
    /// Measurements of a qubit.
    pub measurements: usize,
    /// Resets of a qubit.
    pub resets: usize,
    /// Layers.
    pub depth: usize,
    /// Layers if only gates on two or more qubits take time.
    pub two_qubit_depth: usize,
    /// Layers if only `t` and `tdg` without controls take time.
    #[cfg_attr(feature = "serde", serde(default))]
    pub t_depth: usize,
    /// How many gates there are of each name, as in [`gates`](crate::gates): `ccx` has two controls. Of more controls the name
    /// has the number: `c3x`. A global phase under controls is a phase of the last of them, so that `control(global_phase)` is `p`.
    #[cfg_attr(feature = "serde", serde(default))]
    pub gates_by_name: BTreeMap<String, usize>,
    /// How often each kernel is called, those in kernels that are called included: [`Program::calls`](crate::program::Program::calls) by name.
    #[cfg_attr(feature = "serde", serde(default))]
    pub calls: BTreeMap<String, usize>,
    /// The names of the parameters that no result depends on, as [`Circuit::dead_parameters`](crate::Circuit::dead_parameters) finds them; only
    /// [`Circuit::resources`](crate::Circuit::resources) looks for them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub dead_parameters: Vec<String>,
}
