use qkernel_runtime::prelude::*;

/// The first qubit has no neighbour before it, so the loop begins after it.
#[qkernel]
fn ladder(n: UInt) -> Vector<Bit> {
    let mut q = h_layer(qubit_array(n));
    for i in range(1, n) {
        (q[i - 1], q[i]) = cx(q[i - 1], q[i]);
    }
    measure(q)
}

/// The row above it, from the second on.
#[qkernel]
fn rows(n: UInt, m: Matrix<Float>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(1, n) {
        q[i] = ry(q[i], m[(i - 1, 0)]);
    }
    measure(q)
}

/// The first half with its mirror image.
#[qkernel]
fn mirror(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n / 2) {
        (q[i], q[n - 1 - i]) = swap(q[i], q[n - 1 - i]);
    }
    measure(q)
}

fn main() {
    rows { n: 3 }.compile().unwrap();
    mirror { n: 4 }.compile().unwrap();
    ladder(3);
    ladder { n: 3 }.compile().unwrap();
}
