use qkernel_runtime::prelude::*;

/// Four qubits, and three angles.
#[qkernel]
fn four(w: Vector<Float, { 3 }>) -> Vector<Bit> {
    measure(ry_layer(qubit_array(4), w, 0))
}

/// The last qubit has no angle.
#[qkernel]
fn encoded(n: UInt, x: Vector<Float, { n - 1 }>) -> Vector<Bit> {
    measure(angle_encoding(qubit_array(n), x))
}

/// Two weights per layer and qubit where three are used.
#[qkernel]
fn ansatz(n: UInt, depth: UInt, weights: Vector<Float, { 2 * n * depth }>) -> Vector<Bit> {
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
fn through_two_kernels(n: UInt, w: Vector<Float, { n }>) -> Vector<Bit> {
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
fn with_a_stated_length(n: UInt, w: Vector<Float, { n }>) -> Vector<Bit> {
    measure(turned(qubit_array(n), 1, w))
}

fn main() {}
