use hqnn_model::quantum_layer;
use hqnn_model::quantum_layer::CircuitSpec;
use qkernel_runtime::prelude::*;

#[qkernel]
fn turns(
    n: UInt,
    weights: Vector<Float, { n }>,
    inputs: Vector<Float, { n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let q = angle_encoding(qubit_array(n), inputs);
    expval(rx_layer(q, weights, 0), observables)
}

quantum_layer! {
    pub struct Turns = turns { n: 2, observables: ["Z0"] };
}

fn main() {
    let circuit = Turns::circuit().expect("it compiles");
    let values = circuit.forward(&[0.1, 0.2], &[0.3, 0.4]).expect("it runs");
    assert!((values[0] - 0.1_f64.cos() * 0.3_f64.cos()).abs() < 1e-12);
}
