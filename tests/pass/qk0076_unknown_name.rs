use qkernel_runtime::prelude::*;

#[qkernel]
fn energy(n_qubits: UInt, observable: Observable) -> Float {
    expval(h_layer(qubit_array(n_qubits)), observable)
}

fn main() {
    let circuit = energy { n_qubits: 2, observable: X(1) }.compile().unwrap();
    println!("{}", circuit.run(()).unwrap());
}
