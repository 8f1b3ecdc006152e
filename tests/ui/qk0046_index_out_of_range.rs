use qkernel_runtime::prelude::*;

/// The last of three qubits is number 2.
#[qkernel]
fn last() -> Vector<Bit> {
    let mut q = qubit_array(3);
    q[3] = x(q[3]);
    measure(q)
}

fn main() {}
