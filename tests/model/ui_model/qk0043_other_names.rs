use hqnn_model::quantum_layer;
use qkernel_runtime::prelude::*;

/// Which of the two is data?
#[qkernel]
fn turns(
    n: UInt,
    theta: Vector<Float, { n }>,
    x: Vector<Float, { n }>,
    observables: Vector<Observable>,
) -> Vector<Float> {
    let q = angle_encoding(qubit_array(n), x);
    expval(rx_layer(q, theta, 0), observables)
}

quantum_layer! {
    pub struct Turns = turns { n: 2, observables: ["Z0"] };
}

fn main() {}
