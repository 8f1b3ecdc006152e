use qkernel_runtime::prelude::*;
use qkernel_runtime::static_circuit;

/// All qubits but the last three.
#[qkernel]
fn shorter(n: UInt, observable: Observable) -> Float {
    let q = h_layer(qubit_array(n - 3));
    expval(q, observable)
}

static_circuit! {
    static SHORTER: shorter = { n: 4, observable: "X0" };
}

fn main() {
    SHORTER.run(()).unwrap();
}
