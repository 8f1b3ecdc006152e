use hqnn_model::quantum_layer;
use hqnn_model::quantum_layer::CircuitSpec;
use qkernel_runtime::prelude::*;

#[qkernel]
fn values(n: UInt, inputs: Vector<Float, { n }>, weights: Vector<Float, { n }>, observables: Vector<Observable>) -> Vector<Float> {
    let q = angle_encoding(qubit_array(n), inputs);
    expval(rz_layer(q, weights, 0), observables)
}

quantum_layer! {
    pub struct Values = values { n: 2, observables: ["X0", "X1"] };
}

fn main() {
    let circuit = Values::circuit().expect("it compiles");
    let values = circuit.forward(&[0.1; 2], &[0.2; 2]).expect("it runs");
    assert_eq!(values.len(), 2);
}
