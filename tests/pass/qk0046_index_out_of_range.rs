use qkernel_runtime::prelude::*;

/// The last of three qubits is number 2.
#[qkernel]
fn last() -> Bit {
    let mut q = qubit_array(3);
    q[2] = x(q[2]);
    discard(q[0]);
    discard(q[1]);
    measure(q[2])
}

fn main() {
    assert!(last());
    last {}.compile().unwrap();
}
