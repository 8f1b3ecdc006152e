use qkernel_runtime::prelude::*;

/// Qubits are passed in and returned, not borrowed: one error for each reference, and none for what follows.
#[qkernel]
fn prepare(n: UInt, observable: Observable) -> Float {
    let mut q = qubit_array(n);
    q[0] = h(&q[0]);
    h_layer(&mut q);
    expval(q, &observable)
}

fn main() {}
