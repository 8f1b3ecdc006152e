use qkernel_runtime::prelude::*;

/// An angle for each of four qubits.
#[qkernel]
fn four(w: Vector<Float, { 4 }>) -> Vector<Bit> {
    measure(ry_layer(qubit_array(4), w, 0))
}

/// More angles than qubits.
#[qkernel]
fn encoded(n: UInt, x: Vector<Float, { n + 1 }>) -> Vector<Bit> {
    measure(angle_encoding(qubit_array(n), x))
}

/// Three weights per layer and qubit.
#[qkernel]
fn ansatz(n: UInt, depth: UInt, weights: Vector<Float, { 3 * n * depth }>) -> Vector<Bit> {
    let mut q = qubit_array(n);
    for layer in range(depth) {
        let base = layer * n * 3;
        q = rz_layer(q, weights, base);
        q = ry_layer(q, weights, base + n);
        q = rz_layer(q, weights, base + 2 * n);
    }
    measure(q)
}

/// A kernel that passes its arguments on.
#[qkernel]
fn both(q: Vector<Qubit>, angles: Vector<Float>) -> Vector<Qubit> {
    let count = q.len();
    let q = inverse(rx_layer)(q, angles, 0);
    power(ry_layer, 2)(q, angles, count)
}

#[qkernel]
fn through_two_kernels(n: UInt, w: Vector<Float, { 2 * n }>) -> Vector<Bit> {
    let (c, q) = control(both)(qubit(), qubit_array(n), w);
    discard(c);
    measure(q)
}

/// A length is stated with that of the register.
#[qkernel]
fn turned(q: Vector<Qubit>, base: UInt, w: Vector<Float, { base + q.len() }>) -> Vector<Qubit> {
    ry_layer(q, w, base)
}

#[qkernel]
fn with_a_stated_length(n: UInt, w: Vector<Float, { n + 1 }>) -> Vector<Bit> {
    measure(turned(qubit_array(n), 1, w))
}

/// The number of weights is decided elsewhere, and so is whether there is a layer.
#[qkernel]
fn unsure(n: UInt, m: UInt, k: UInt, w: Vector<Float, { m }>) -> Vector<Bit> {
    let mut q = ry_layer(qubit_array(n), w, k);
    if n < m {
        q = ry_layer(q, w, m - n);
    }
    for _ in range(k) {
        q = power(rx_layer, k)(q, w, m - n);
    }
    // No qubits, no weights.
    discard(rz_layer(qubit_array(0), w, m));
    measure(q)
}

fn main() {
    four {}.compile().unwrap();
    encoded { n: 2 }.compile().unwrap();
    ansatz { n: 2, depth: 3 }.compile().unwrap();
    through_two_kernels { n: 2 }.compile().unwrap();
    with_a_stated_length { n: 2 }.compile().unwrap();
    unsure { n: 2, m: 3, k: 1 }.compile().unwrap();
    assert!(unsure { n: 2, m: 3, k: 2 }.compile().is_err());
}
