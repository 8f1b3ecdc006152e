use hqnn_model::quantum_layer;
use qkernel_runtime::prelude::*;

/// Weights with two indices.
#[qkernel]
fn turns(
    n: UInt,
    weights: Matrix<Float>,
    inputs: Vector<Float, { n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    for i in range(n) {
        q[i] = rx(q[i], weights[(0, i)]);
    }
    expval(q, observables)
}

quantum_layer! {
    pub struct Turns = turns { n: 2, observables: ["Z0"] };
}

fn main() {}
