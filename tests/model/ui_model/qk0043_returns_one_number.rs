use hqnn_model::quantum_layer;
use qkernel_runtime::prelude::*;

/// One expectation value, and not as a vector.
#[qkernel]
fn energy(n: UInt, inputs: Vector<Float, { n }>, weights: Vector<Float, { n }>, observable: Observable) -> Float {
    let q = angle_encoding(qubit_array(n), inputs);
    expval(rz_layer(q, weights, 0), observable)
}

quantum_layer! {
    pub struct Energy = energy { n: 2, observable: "X0" };
}

fn main() {}
