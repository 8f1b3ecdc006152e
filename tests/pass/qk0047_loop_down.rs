use qkernel_runtime::prelude::*;

/// The first qubit has no neighbour before it, so the loop ends before it.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(1, n).rev() {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    measure(q)
}

/// Nor is there one to exchange the last qubit with, where the loop begins.
#[qkernel]
fn mirror(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range((n - 1) / 2).rev() {
        (q[i], q[n - 2 - i]) = swap(q[i], q[n - 2 - i]);
    }
    measure(q)
}

fn main() {
    ladder { n: 3 }.compile().unwrap();
    mirror { n: 4 }.compile().unwrap();
    ladder(3);
    mirror(4);
}
