use qkernel_runtime::prelude::*;

#[qkernel]
fn layers(q: Vector<Qubit>, n: UInt, depth: UInt, w: Vector<Float, { 3 * n * depth }>) -> Vector<Qubit> {
    let mut q = q;
    for layer in range(depth) {
        q = rz_layer(q, w, 3 * n * layer);
        q = ry_layer(q, w, 3 * n * layer + n);
        q = rz_layer(q, w, 3 * n * layer + 2 * n);
    }
    q
}

/// Three weights per layer and qubit, written in another order.
#[qkernel]
fn ansatz(n: UInt, depth: UInt, weights: Vector<Float, { depth * 3 * n }>) -> Vector<Bit> {
    let q = layers(qubit_array(n), n, depth, weights);
    measure(q)
}

fn main() {
    ansatz(2, 1, [0.1; 6].into());
    ansatz { n: 2, depth: 1 }.compile().unwrap();
}
