use qkernel_runtime::prelude::*;

/// The layers are counted from 0.
#[qkernel]
fn layers(n: UInt, l: UInt, w: Vector<Float, { n * l }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for k in range(l) {
        for i in range(n) {
            q[i] = ry(q[i], w[k * n + i]);
        }
    }
    measure(q)
}

/// Each pair of qubits has its sum as a number, up to `2 * n - 3`.
#[qkernel]
fn pairs(n: UInt, w: Vector<Float, { 2 * n - 2 }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        for j in range(i + 1, n) {
            (q[i], q[j]) = rzz(q[i], q[j], w[i + j]);
        }
    }
    measure(q)
}

/// The step ends at the last qubit.
#[qkernel]
fn steps(n: UInt) -> Vector<Bit> {
    let mut q = qubit_array(2 * n);
    for i in range(0, 2 * n, 2) {
        (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
    }
    measure(q)
}

/// Rows and columns in their order.
#[qkernel]
fn table(n: UInt, l: UInt, m: Matrix<Float, { l }, { n + l }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for k in range(l) {
        for i in range(n) {
            q[i] = ry(q[i], m[(k, i + k + 1)]);
        }
    }
    measure(q)
}

/// How far the inner loop goes is decided elsewhere: it may leave out the last qubit.
#[qkernel]
fn by_list(n: UInt, counts: Vector<UInt, { n }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for i in range(n) {
        for _ in range(counts[i]) {
            (q[i], q[i + 1]) = cx(q[i], q[i + 1]);
        }
    }
    measure(q)
}

fn main() {
    layers { n: 2, l: 3 }.compile().unwrap();
    pairs { n: 3 }.compile().unwrap();
    steps { n: 2 }.compile().unwrap();
    table { n: 2, l: 2 }.compile().unwrap();
    by_list { n: 2, counts: [1, 0].into() }.compile().unwrap();
}
