use qkernel_runtime::prelude::*;

/// The first qubit has no neighbour before it: it comes last.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n).rev() {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    measure(q)
}

/// The last qubit would be exchanged with one before the first: it comes first.
#[qkernel]
fn mirror(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n).rev() {
        (q[i], q[n - 2 - i]) = swap(q[i], q[n - 2 - i]);
    }
    measure(q)
}

fn main() {}
