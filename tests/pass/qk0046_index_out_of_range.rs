use qkernel_runtime::prelude::*;

/// The last of three qubits is number 2.
#[qkernel]
fn last() -> Vector<Bit> {
    let mut q = qubit_array(3);
    q[2] = x(q[2]);
    measure(q)
}

fn main() {
    assert!(last()[2]);
    last {}.compile().unwrap();
}
