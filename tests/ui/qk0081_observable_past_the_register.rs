use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn energy(n: UInt, observable: Observable) -> Float {
    expval(h_layer(qubit_array(n)), observable)
}

static_circuit! {
    /// The second of two qubits is number 1.
    static CIRCUIT: energy = { n: 2, observable: "X0 X2" };
}

fn main() {}
