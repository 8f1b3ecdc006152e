use hqnn_model::quantum_layer;
use qkernel_runtime::prelude::*;

/// `weights` has no length in the signature.
#[qkernel]
fn ansatz(
    n: UInt,
    inputs: Vector<Float, { n }>,
    weights: Vector<Float>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let q = angle_encoding(qubit_array(n), inputs);
    expval(ry_layer(q, weights, 0), observables)
}

quantum_layer! {
    pub struct Ansatz = ansatz { n: 2, observables: ["Z0", "Z1"] };
}

fn main() {}
