use qkernel_runtime::prelude::*;

/// The first two qubits are discarded before they are replaced.
#[qkernel]
fn restart(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(2));
    discard(q);
    q = h_layer(qubit_array(n));
    measure(q)
}

fn main() {
    restart(1);
    restart { n: 3 }.compile().unwrap();
}
