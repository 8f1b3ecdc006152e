use qkernel_runtime::prelude::*;

/// Qubits and registers are looked at together as a tuple.
#[qkernel]
fn energy(theta: Float, observable: Observable) -> Float {
    let (a, b) = cx(ry(qubit(), theta), qubit());
    let q = h_layer(qubit_array(2));
    expval((a, (q, b)), observable)
}

fn main() {
    let observable = Z(0) * X(2) * Z(3);
    assert!((energy(0.3, observable.clone()) - 1.0).abs() < 1e-12);
    let circuit = energy { observable }.compile().unwrap();
    assert!((circuit.run(0.3).unwrap() - 1.0).abs() < 1e-12);
}
