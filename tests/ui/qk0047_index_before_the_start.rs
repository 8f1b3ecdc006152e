use qkernel_runtime::prelude::*;

/// The first qubit has no neighbour before it.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(n) {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    measure(q)
}

/// Nor has the first row one above it.
#[qkernel]
fn rows(n: UInt, m: Matrix<Float>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        q[i] = ry(q[i], m[(i - 1, 0)]);
    }
    measure(q)
}

/// The last qubit would be exchanged with one before the first.
#[qkernel]
fn mirror(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        (q[i], q[n - 2 - i]) = swap(q[i], q[n - 2 - i]);
    }
    measure(q)
}

fn main() {}
