use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn energy(n: UInt, observable: Observable) -> Float {
    expval(h_layer(qubit_array(n)), observable)
}

static_circuit! {
    /// There is an `X`.
    static CIRCUIT: energy = { n: 2, observable: "X0" };
}

fn main() {
    CIRCUIT.run(()).unwrap();
}
