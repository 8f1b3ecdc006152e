//! Circuits that several tests look at, each from another side.

use qkernel_runtime::prelude::*;

/// The tutorial's circuit: angles are encoded, then layers of turns and controlled Z gates.
#[qkernel]
pub fn variational_ansatz(
    n_qubits: UInt,
    n_layers: UInt,
    inputs: Vector<Float, { n_qubits }>,
    weights: Vector<Float, { n_layers * n_qubits * 3 }>,
    hamiltonian: Observable,
) -> Float {
    let mut q = qubit_array(n_qubits);
    for i in range(n_qubits) {
        q[i] = ry(q[i], inputs[i]);
    }
    for layer in range(n_layers) {
        let base = layer * n_qubits * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n_qubits);
        q = rz_layer(q, weights, base + n_qubits * 2);
        q = cz_entangling_layer(q);
    }
    expval(q, hamiltonian)
}

/// A qubit's state goes to another one through two measured bits.
#[qkernel]
pub fn teleport(theta: Float) -> Bit {
    let message = ry(qubit(), theta);
    let (here, mut there) = cx(h(qubit()), qubit());
    let (message, here) = cx(message, here);
    if measure(here) {
        there = x(there);
    }
    if measure(h(message)) {
        there = z(there);
    }
    measure(there)
}
