use qkernel_runtime::prelude::*;

/// The weights of the last layer are past the end.
#[qkernel]
fn layers(n: UInt, l: UInt, w: Vector<Float, { n * l }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for k in range(l) {
        for i in range(n) {
            q[i] = ry(q[i], w[k * n + n + i]);
        }
    }
    measure(q)
}

/// Each pair of qubits has its sum as a number, up to `2 * n - 3`.
#[qkernel]
fn pairs(n: UInt, w: Vector<Float, { 2 * n - 3 }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        for j in range(i + 1, n) {
            (q[i], q[j]) = rzz(q[i], q[j], w[i + j]);
        }
    }
    measure(q)
}

/// The step goes past the end.
#[qkernel]
fn steps(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(2 * n);
    for i in range(0, 2 * n, 2) {
        (q[i], q[i + 2]) = cx(q[i], q[i + 2]);
    }
    measure(q)
}

/// Rows and columns are exchanged.
#[qkernel]
fn table(n: UInt, l: UInt, m: Matrix<Float, { l }, { n + l }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for k in range(l) {
        for i in range(n) {
            q[i] = ry(q[i], m[(i + k + 1, k)]);
        }
    }
    measure(q)
}

fn main() {}
