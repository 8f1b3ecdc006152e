use hqnn_model::quantum_layer;
use hqnn_model::quantum_layer::CircuitSpec;
use qkernel_runtime::prelude::*;

/// The first qubit controls the second.
#[qkernel]
fn echo(n: UInt, inputs: Vector<Float, { n }>, weights: Vector<Float, { n }>, observables: Vector<Observable>) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    (q[0], q[1]) = cx(q[0], q[1]);
    expval(ry_layer(q, weights, 0), observables)
}

quantum_layer! {
    pub struct Echo = echo { n: 2, observables: ["Z1"] };
}

fn main() {
    let circuit = Echo::circuit().expect("it compiles");
    let values = circuit.forward(&[0.1; 2], &[0.2; 2]).expect("it runs");
    assert_eq!(values.len(), 1);
}
