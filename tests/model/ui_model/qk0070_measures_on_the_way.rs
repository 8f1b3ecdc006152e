use hqnn_model::quantum_layer;
use qkernel_runtime::prelude::*;

/// The first qubit is measured on the way.
#[qkernel]
fn echo(n: UInt, inputs: Vector<Float, { n }>, weights: Vector<Float, { n }>, observables: Vector<Observable>) -> Vector<Float> {
    let mut q = angle_encoding(qubit_array(n), inputs);
    if measure(q[0]) {
        q[1] = x(q[1]);
    }
    q[0] = qubit();
    expval(ry_layer(q, weights, 0), observables)
}

quantum_layer! {
    pub struct Echo = echo { n: 2, observables: ["Z1"] };
}

fn main() {}
