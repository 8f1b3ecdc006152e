use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

#[qkernel]
fn uniform(n: UInt, observable: Observable) -> Float {
    expval(h_layer(qubit_array(n)), observable)
}

static_circuit! {
    /// As many as a laptop can simulate.
    static UNIFORM: uniform = { n: 20, observable: "X0" };
}

fn main() {
    assert_eq!(UNIFORM.num_qubits(), 20);
}
