use qkernel_runtime::prelude::*;

/// Three ancillas that are never used again.
#[qkernel]
fn prepare(n: UInt) -> Vector<Bit> {
    let data = h_layer(qubit_array(n));
    let ancilla = h_layer(qubit_array(3));
    measure(data)
}

fn main() {}
