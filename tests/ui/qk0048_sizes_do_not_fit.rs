use qkernel_runtime::prelude::*;

/// A register with one qubit flipped.
#[qkernel]
fn flipped(n: UInt, k: UInt) -> Vector<Qubit> {
    let mut q = qubit_array(n);
    q[k] = x(q[k]);
    q
}

/// The qubits are counted from 0.
#[qkernel]
fn last(n: UInt) -> Vector<Bit> {
    measure(flipped(n, n))
}

fn main() {}
