//! A first kernel.
use qkernel_runtime::prelude::*;

#[qkernel]
fn ansatz(n_qubits: UInt, n_layers: UInt, inputs: Vector<Float, { n_qubits }>, weights: Vector<Float, { n_layers * n_qubits * 3 }>, hamiltonian: Observable) -> Float {
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

fn main() {
    let c = ansatz { n_qubits: 2, n_layers: 1, hamiltonian: Z(0).into() }.compile().unwrap();
    println!("{:#?}", c.program.outputs);
    println!("{:?}", c.program.derived);
    for i in &c.program.instructions { println!("{i:?}"); }
    println!("{:?}", ansatz { n_qubits: 2, n_layers: 1, hamiltonian: Z(2).into() }.compile().unwrap_err().to_string());
}
