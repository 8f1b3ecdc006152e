use qkernel_runtime::prelude::*;

/// The first two qubits are replaced before anybody has measured them.
#[qkernel]
fn restart(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(2));
    q = h_layer(qubit_array(n));
    measure(q)
}

fn main() {}
