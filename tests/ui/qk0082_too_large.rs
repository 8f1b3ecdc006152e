use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn uniform(n: UInt, observable: Observable) -> Float {
    expval(h_layer(qubit_array(n)), observable)
}

static_circuit! {
    /// More qubits than a circuit may have.
    static UNIFORM: uniform = { n: 5_000_000, observable: "X0" };
}

fn main() {}
