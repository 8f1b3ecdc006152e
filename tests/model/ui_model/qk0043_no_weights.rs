use hqnn_model::quantum_layer;
use qkernel_runtime::prelude::*;

/// Angles, but which of them are trained?
#[qkernel]
fn encoded(n: UInt, angles: Vector<Float, { n }>, observables: Vector<Observable>) -> Vector<Float> {
    let q = angle_encoding(qubit_array(n), angles);
    expval(q, observables)
}

quantum_layer! {
    pub struct Encoded = encoded { n: 2, observables: ["Z0"] };
}

fn main() {}
