use hqnn_model::quantum_layer;
use qkernel_runtime::prelude::*;

/// A layer works on qubits that its caller passes to it.
#[qkernel]
fn rotations(q: Vector<Qubit>, n: UInt, inputs: Vector<Float, { n }>, weights: Vector<Float, { n }>) -> Vector<Qubit> {
    let q = ry_layer(q, inputs, 0);
    rz_layer(q, weights, 0)
}

quantum_layer! {
    pub struct Rotations = rotations { n: 3 };
}

fn main() {}
