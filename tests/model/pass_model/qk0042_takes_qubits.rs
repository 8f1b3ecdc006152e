use hqnn_model::quantum_layer;
use hqnn_model::quantum_layer::CircuitSpec;
use qkernel_runtime::prelude::*;

/// A layer works on qubits that its caller passes to it.
#[qkernel]
fn rotations(q: Vector<Qubit>, n: UInt, inputs: Vector<Float, { n }>, weights: Vector<Float, { n }>) -> Vector<Qubit> {
    let q = ry_layer(q, inputs, 0);
    rz_layer(q, weights, 0)
}

#[qkernel]
fn rotated(
    n: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float, { n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let q = rotations(qubit_array(n), n, inputs, weights);
    expval(q, observables)
}

quantum_layer! {
    pub struct Rotated = rotated { n: 3, observables: ["X0"] };
}

fn main() {
    let circuit = Rotated::circuit().expect("it compiles");
    let values = circuit.forward(&[0.1; 3], &[0.2; 3]).expect("it runs");
    assert_eq!(values.len(), 1);
}
