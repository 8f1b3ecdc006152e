use hqnn_model::quantum_layer;
use qkernel_runtime::prelude::*;

/// Bits have no gradient.
#[qkernel]
fn sampler(n: UInt, inputs: Vector<Float, { n }>, weights: Vector<Float, { n }>) -> Vector<Bit> {
    let q = angle_encoding(qubit_array(n), inputs);
    measure(rz_layer(q, weights, 0))
}

quantum_layer! {
    pub struct Sampler = sampler { n: 2 };
}

fn main() {}
