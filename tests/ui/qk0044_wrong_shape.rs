use qkernel_runtime::prelude::*;

/// A row for each layer, a column for each qubit.
#[qkernel]
fn layers(q: Vector<Qubit>, n: UInt, depth: UInt, w: Matrix<Float, { depth }, { n }>) -> Vector<Qubit> {
    let mut q = q;
    for layer in range(depth) {
        for i in range(n) {
            q[i] = ry(q[i], w[(layer, i)]);
        }
    }
    q
}

/// One row too many.
#[qkernel]
fn ansatz(n: UInt, depth: UInt, weights: Matrix<Float, { depth + 1 }, { n }>) -> Vector<Bit> {
    let q = layers(qubit_array(n), n, depth, weights);
    measure(q)
}

/// One more than the signature says.
#[qkernel]
fn ghz(n: UInt) -> Vector<Qubit, { n }> {
    let q = h_layer(qubit_array(n + 1));
    q
}

#[qkernel]
fn measured(n: UInt, q: Vector<Qubit, { n }>) -> (Bit, Vector<Bit, { 2 * n }>) {
    (measure(qubit()), measure(q))
}

fn main() {}
