use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn weighted(n: UInt, weight: Float, observable: Observable) -> Float {
    let q = h_layer(qubit_array(n));
    weight * expval(q, observable)
}

static_circuit! {
    static WEIGHTED: weighted = { n: 3, observable: "X0 X1" };
}

fn main() {
    WEIGHTED.run((0.5,)).unwrap();
}
